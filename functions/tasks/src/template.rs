//! The words of mails: texts in `templates/`, whose `{{names}}` are filled in.
//!
//! A text file's first line is the subject. A language without files gets the English ones; so far there are no others.

use neurmatic_tasks::payloads::MailTemplate;

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
    };
    let (subject, text) = files.text.split_once("\n\n").unwrap_or((files.text, ""));
    let body = fill(files.html, &values, escape);
    let html = fill(LAYOUT, &[("subject", &escape(subject)), ("body", &body)], str::to_owned);
    Words { subject: subject.to_owned(), text: fill(text, &values, str::to_owned), html }
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

    fn every_template() -> [MailTemplate; 8] {
        let link = |n: u8| format!("https://example.org/{n}?token=a&n=\"{{{{link}}}}\"");
        [
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
}
