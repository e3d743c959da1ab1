//! The words of mails: texts in `templates/`, whose `{{names}}` are filled in.
//!
//! A text file's first line is the subject. A language without files gets the English ones; so far there are no others.

use neurmatic_core::words::DigestType;
use neurmatic_tasks::payloads::{MailItem, MailSection, MailTemplate};

/// A mail's words.
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

struct Files {
    text: &'static str,
    html: &'static str,
}

macro_rules! files {
    ($name:literal) => {
        Files {
            text: include_str!(concat!("../templates/", $name, ".txt")),
            html: include_str!(concat!("../templates/", $name, ".html")),
        }
    };
}

const LAYOUT: &str = include_str!("../templates/layout.html");

/// The last words of a mail that somebody's own doing caused.
const NEEDED: &str = include_str!("../templates/needed.html");

/// The last words of a mail that job alerts cause.
const ALERTED: &str = include_str!("../templates/alerted.html");

/// The last words of a mail that can be unsubscribed.
const SUBSCRIBED: &str = include_str!("../templates/subscribed.html");

/// The words of a mail.
pub(crate) fn render(template: &MailTemplate) -> Words {
    let (files, values): (Files, Vec<(&str, &str)>) = match template {
        MailTemplate::VerifyEmail { link } => (files!("verify_email"), vec![("link", link)]),
        MailTemplate::ResetPassword { link } => (files!("reset_password"), vec![("link", link)]),
        MailTemplate::AlreadyRegistered { login_link, reset_link } => {
            (files!("already_registered"), vec![("login_link", login_link), ("reset_link", reset_link)])
        }
        MailTemplate::PasswordChanged => (files!("password_changed"), Vec::new()),
        MailTemplate::ConfirmNewEmail { link } => (files!("confirm_new_email"), vec![("link", link)]),
        MailTemplate::EmailChangeAsked => (files!("email_change_asked"), Vec::new()),
        MailTemplate::EmailChanged => (files!("email_changed"), Vec::new()),
        MailTemplate::AccountDeleted { link } => (files!("account_deleted"), vec![("link", link)]),
        MailTemplate::JobAlert { jobs, alerts_link } => {
            let links = [("alerts_link", alerts_link.as_str())];
            return list(&files!("job_alert"), None, jobs, &links, ALERTED);
        }
        MailTemplate::Notifications { items, settings_link, unsubscribe_link } => {
            let links =
                [("settings_link", settings_link.as_str()), ("unsubscribe_link", unsubscribe_link.as_str())];
            return list(&files!("notifications"), Some(told(items)), items, &links, SUBSCRIBED);
        }
        MailTemplate::Digest { kind, sections, settings_link, unsubscribe_link } => {
            let links =
                [("settings_link", settings_link.as_str()), ("unsubscribe_link", unsubscribe_link.as_str())];
            return digest(*kind, sections, &links);
        }
    };
    let (subject, text) = files.text.split_once("\n\n").unwrap_or((files.text, ""));
    let html = laid_out(subject, &fill(files.html, &values, escape), NEEDED);
    Words { subject: subject.to_owned(), text: fill(text, &values, str::to_owned), html }
}

/// The subject of a mail that tells things; of one thing, it is its title.
fn told(items: &[MailItem]) -> String {
    match items {
        [item] => one_line(&item.title),
        items => format!("{} things happened at Neurmatic", items.len()),
    }
}

/// The words of a mail with a list, under another subject than its file's if there is one.
fn list(
    files: &Files,
    subject: Option<String>,
    items: &[MailItem],
    links: &[(&str, &str)],
    footer: &str,
) -> Words {
    let text: String = items.iter().map(text_item).collect();
    let html: String = items.iter().map(html_item).collect();
    listed(files, subject, (&text, &html), links, footer)
}

/// The words of a digest.
fn digest(kind: DigestType, sections: &[MailSection], links: &[(&str, &str)]) -> Words {
    let subject = match kind {
        DigestType::Daily => "Your day at Neurmatic",
        DigestType::Weekly => "Your week at Neurmatic",
    };
    let mut text = String::new();
    let mut html = String::new();
    for section in sections {
        text.push_str(&format!("{}\n\n", section.title.to_uppercase()));
        text.extend(section.items.iter().map(text_item));
        html.push_str(&format!("<h2 style=\"font-size:17px\">{}</h2>\n", escape(&section.title)));
        html.extend(section.items.iter().map(html_item));
    }
    listed(&files!("digest"), Some(subject.to_owned()), (&text, &html), links, SUBSCRIBED)
}

/// The words of a mail around a list that is there as text and as HTML.
fn listed(
    files: &Files,
    subject: Option<String>,
    (text_items, html_items): (&str, &str),
    links: &[(&str, &str)],
    footer: &str,
) -> Words {
    let (first, text) = files.text.split_once("\n\n").unwrap_or((files.text, ""));
    let subject = subject.unwrap_or_else(|| first.to_owned());
    let text = fill(text, &[&[("items", text_items)], links].concat(), str::to_owned);
    let body = fill(files.html, &[("items", html_items)], str::to_owned);
    let html = laid_out(&subject, &body, &fill(footer, links, escape));
    Words { subject, text, html }
}

fn text_item(item: &MailItem) -> String {
    let text = if item.text.is_empty() { String::new() } else { format!("{}\n", item.text) };
    format!("{}\n{text}{}\n\n", one_line(&item.title), item.link)
}

fn html_item(item: &MailItem) -> String {
    let (title, link) = (escape(&one_line(&item.title)), escape(&item.link));
    let text = if item.text.is_empty() { String::new() } else { format!("<br>{}", escape(&item.text)) };
    format!("<p><a href=\"{link}\">{title}</a>{text}</p>\n")
}

/// A title as it may stand in a subject: people write titles.
fn one_line(title: &str) -> String {
    title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A whole page of a body and last words, which are HTML.
fn laid_out(subject: &str, body: &str, footer: &str) -> String {
    let values =
        [("subject", escape(subject)), ("body", body.to_owned()), ("footer", footer.trim().to_owned())];
    fill(LAYOUT, &values.each_ref().map(|(name, value)| (*name, value.as_str())), str::to_owned)
}

/// Fills `{{names}}` in one pass: what a value holds is never taken for a name.
fn fill(template: &str, values: &[(&str, &str)], escape: fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        filled.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(&escape(value));
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A text as it stands in HTML, in attributes too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_template() -> [MailTemplate; 11] {
        let link = |n: u8| format!("https://example.org/{n}?token=a&n=\"{{{{link}}}}\"");
        let item = MailItem { title: "One".to_owned(), text: "Of many.".to_owned(), link: link(1) };
        [
            MailTemplate::Digest {
                kind: DigestType::Weekly,
                sections: vec![MailSection {
                    title: "Jobs".to_owned(),
                    items: vec![item.clone(), item.clone()],
                }],
                settings_link: link(2),
                unsubscribe_link: link(3),
            },
            MailTemplate::Notifications {
                items: vec![item.clone(), item.clone()],
                settings_link: link(2),
                unsubscribe_link: link(3),
            },
            MailTemplate::JobAlert { jobs: vec![item.clone(), item], alerts_link: link(2) },
            MailTemplate::VerifyEmail { link: link(1) },
            MailTemplate::ResetPassword { link: link(1) },
            MailTemplate::AlreadyRegistered { login_link: link(1), reset_link: link(2) },
            MailTemplate::PasswordChanged,
            MailTemplate::ConfirmNewEmail { link: link(1) },
            MailTemplate::EmailChangeAsked,
            MailTemplate::EmailChanged,
            MailTemplate::AccountDeleted { link: link(1) },
        ]
    }

    #[test]
    fn every_link_stands_in_the_text_and_in_the_html() {
        for template in every_template() {
            let words = render(&template);
            assert!(!words.subject.contains('\n') && (1..80).contains(&words.subject.len()));
            let links = match template {
                MailTemplate::PasswordChanged
                | MailTemplate::EmailChangeAsked
                | MailTemplate::EmailChanged => 0,
                MailTemplate::AlreadyRegistered { .. } => 2,
                MailTemplate::VerifyEmail { .. }
                | MailTemplate::ResetPassword { .. }
                | MailTemplate::ConfirmNewEmail { .. }
                | MailTemplate::AccountDeleted { .. } => 1,
                MailTemplate::JobAlert { .. } => 3,
                MailTemplate::Notifications { .. } | MailTemplate::Digest { .. } => 4,
            };
            assert_eq!(words.text.matches("?token=a&n=").count(), links, "{template:?}");
            assert_eq!(words.html.matches("href=\"https://example.org/").count(), links, "{template:?}");
        }
    }

    #[test]
    fn a_link_cannot_leave_its_attribute_and_is_not_filled_again() {
        let words = render(&MailTemplate::VerifyEmail { link: "https://e.org/?a=\"><b>{{link}}".to_owned() });
        assert!(
            words.html.contains("href=\"https://e.org/?a=&quot;&gt;&lt;b&gt;{{link}}\""),
            "{}",
            words.html
        );
        assert!(words.text.contains("https://e.org/?a=\"><b>{{link}}"), "{}", words.text);
    }

    #[test]
    fn a_mail_of_one_thing_has_its_title_for_a_subject_in_one_line() {
        let item = MailItem {
            title: "New reply in <b>\r\nBcc: x".to_owned(),
            text: String::new(),
            link: "https://e.org/".to_owned(),
        };
        let link = || "https://e.org/s".to_owned();
        let words = render(&MailTemplate::Notifications {
            items: vec![item],
            settings_link: link(),
            unsubscribe_link: link(),
        });
        assert_eq!(words.subject, "New reply in <b>  Bcc: x");
        assert!(words.html.contains("New reply in &lt;b&gt;  Bcc: x</a></p>"), "{}", words.html);
    }

    #[test]
    fn each_job_of_a_list_has_its_lines_and_is_only_text() {
        let job = |link: &str| MailItem {
            title: "Engineer <senior>".to_owned(),
            text: "A & B, Lisbon".to_owned(),
            link: link.to_owned(),
        };
        let jobs = vec![job("https://example.org/a"), job("https://example.org/b")];
        let words = render(&MailTemplate::JobAlert { jobs, alerts_link: "https://example.org/c".to_owned() });
        let lines = "Engineer <senior>\nA & B, Lisbon\nhttps://example.org/a\n\nEngineer <senior>\n";
        assert!(words.text.contains(lines), "{}", words.text);
        assert_eq!(words.html.matches("Engineer &lt;senior&gt;</a><br>A &amp; B, Lisbon").count(), 2);
        assert!(!words.html.contains("{{") && !words.text.contains("{{"));
    }
}
