//! The page: what was sent, newest first. Everything in it came from outside and is escaped.

use super::Letter;

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mailbox</title>\
<meta name=\"viewport\" content=\"width=device-width\"><style>\
body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}\
article{border:1px solid #ccc;border-radius:8px;padding:1rem;margin:1rem 0}\
h2{font-size:1.1rem;margin:0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}small{color:#666}\
</style></head><body><h1>Mailbox</h1>";

/// The page that shows these mails.
pub(super) fn render(letters: &[Letter]) -> String {
    let mut page = String::from(HEAD);
    if letters.is_empty() {
        page.push_str("<p>No mail yet.</p>");
    }
    for letter in letters {
        page.push_str(&format!(
            "<article><h2>{}</h2><small>to {} at {}{}</small><pre>{}</pre></article>",
            escape(&letter.subject),
            escape(&letter.to),
            letter.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            letter.headers.iter().map(header).collect::<String>(),
            linked(&letter.text)
        ));
    }
    page.push_str("</body></html>");
    page
}

/// A header in a line of its own.
fn header((name, value): (&String, &String)) -> String {
    format!("<br>{}: {}", escape(name), escape(value))
}

/// A text whose web addresses can be clicked.
fn linked(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let space = piece.strip_prefix(word).unwrap_or_default();
        let shown = escape(word);
        if word.starts_with("http://") || word.starts_with("https://") {
            html.push_str(&format!("<a href=\"{shown}\" rel=\"noreferrer\">{shown}</a>"));
        } else {
            html.push_str(&shown);
        }
        html.push_str(space);
    }
    html
}

fn escape(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn links_can_be_clicked_and_nothing_else_is_markup() {
        let letter = Letter {
            to: "<i>@example.org".to_owned(),
            subject: "<script>".to_owned(),
            text: "open\nhttps://example.org/?a=1&b=\"x\" now\njavascript:alert(1)".to_owned(),
            html: "<b>".to_owned(),
            headers: [("List-Unsubscribe".to_owned(), "<https://example.org/u>".to_owned())].into(),
            at: Timestamp::UNIX_EPOCH,
            message_id: None,
        };
        let page = render(&[letter]);
        let link = "https://example.org/?a=1&amp;b=&quot;x&quot;";
        assert!(page.contains(&format!("<a href=\"{link}\" rel=\"noreferrer\">{link}</a> now")), "{page}");
        for raw in ["<script>", "<i>@", "<b>", "href=\"javascript"] {
            assert!(!page.contains(raw), "{raw}");
        }
        assert!(page.contains("<br>List-Unsubscribe: &lt;https://example.org/u&gt;"), "{page}");
        assert!(page.contains("1970-01-01 00:00:00 UTC"), "{page}");
    }
}
