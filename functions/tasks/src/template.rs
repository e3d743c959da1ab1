//! The words of mails: texts in `templates/`, whose `{{names}}` are filled in.
//!
//! A text file's first line is the subject. A language without files gets the English ones; so far there are no others.

use neurmatic_tasks::payloads::{AlertedJob, MailTemplate};

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

/// Why somebody gets a mail.
const ACCOUNT_REASON: &str = "Neurmatic sends this because of something done with this address. \
                              It holds no news and no advertising.";
const ALERT_REASON: &str = "Neurmatic sends this because you asked to hear of jobs.";

const LAYOUT: &str = include_str!("../templates/layout.html");

/// The lines of a list, in both forms.
#[derive(Default)]
struct Lines {
    text: String,
    html: String,
}

/// The words of a mail.
pub(crate) fn render(template: &MailTemplate) -> Words {
    let (mut lines, mut reason) = (Lines::default(), ACCOUNT_REASON);
    let (files, values): (Files, Vec<(&str, &str)>) = match template {
        MailTemplate::VerifyEmail { link } => (files!("verify_email"), vec![("link", link)]),
        MailTemplate::ResetPassword { link } => (files!("reset_password"), vec![("link", link)]),
        MailTemplate::AlreadyRegistered { login_link, reset_link } => {
            (files!("already_registered"), vec![("login_link", login_link), ("reset_link", reset_link)])
        }
        MailTemplate::PasswordChanged => (files!("password_changed"), Vec::new()),
        MailTemplate::JobAlert { jobs, alerts_link } => {
            (lines, reason) = (job_lines(jobs), ALERT_REASON);
            (files!("job_alert"), vec![("alerts_link", alerts_link)])
        }
    };
    let (subject, text) = files.text.split_once("\n\n").unwrap_or((files.text, ""));
    let text = fill_around(text, &values, &lines.text, str::to_owned);
    let body = fill_around(files.html, &values, &lines.html, escape);
    let html =
        fill(LAYOUT, &[("subject", &escape(subject)), ("body", &body), ("reason", reason)], str::to_owned);
    Words { subject: subject.to_owned(), text, html }
}

fn job_lines(jobs: &[AlertedJob]) -> Lines {
    let (files, mut lines) = (files!("job_alert_job"), Lines::default());
    for job in jobs {
        let values: [(&str, &str); 4] =
            [("title", &job.title), ("company", &job.company), ("place", &job.place), ("link", &job.link)];
        lines.text.push_str(&fill(files.text, &values, str::to_owned));
        lines.html.push_str(&fill(files.html, &values, escape));
    }
    lines
}

/// Fills what stands before and after a list, whose lines are filled already.
fn fill_around(template: &str, values: &[(&str, &str)], lines: &str, escape: fn(&str) -> String) -> String {
    let (before, after) = template.split_once("{{lines}}").unwrap_or((template, ""));
    [&fill(before, values, escape), lines, &fill(after, values, escape)].concat()
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

    fn job(link: String) -> AlertedJob {
        let (title, company, place) = ("Engineer <senior>", "A & B", "Lisbon");
        AlertedJob { title: title.to_owned(), company: company.to_owned(), place: place.to_owned(), link }
    }

    fn every_template() -> [MailTemplate; 5] {
        let link = |n: u8| format!("https://example.org/{n}?token=a&n=\"{{{{link}}}}\"");
        [
            MailTemplate::VerifyEmail { link: link(1) },
            MailTemplate::ResetPassword { link: link(1) },
            MailTemplate::AlreadyRegistered { login_link: link(1), reset_link: link(2) },
            MailTemplate::PasswordChanged,
            MailTemplate::JobAlert { jobs: vec![job(link(1)), job(link(2))], alerts_link: link(3) },
        ]
    }

    #[test]
    fn every_link_stands_in_the_text_and_in_the_html() {
        for template in every_template() {
            let words = render(&template);
            assert!(!words.subject.contains('\n') && (1..80).contains(&words.subject.len()));
            let links = match template {
                MailTemplate::PasswordChanged => 0,
                MailTemplate::AlreadyRegistered { .. } => 2,
                MailTemplate::JobAlert { .. } => 3,
                MailTemplate::VerifyEmail { .. } | MailTemplate::ResetPassword { .. } => 1,
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
    fn each_job_of_a_list_has_its_lines_and_is_only_text() {
        let jobs = vec![job("https://example.org/a".to_owned()), job("https://example.org/b".to_owned())];
        let words = render(&MailTemplate::JobAlert { jobs, alerts_link: "https://example.org/c".to_owned() });
        let lines = "Engineer <senior>\nA & B, Lisbon\nhttps://example.org/a\n\nEngineer <senior>\n";
        assert!(words.text.contains(lines), "{}", words.text);
        assert_eq!(words.html.matches("Engineer &lt;senior&gt;</a><br>A &amp; B, Lisbon").count(), 2);
        assert!(!words.html.contains("{{") && !words.text.contains("{{"));
    }
}
