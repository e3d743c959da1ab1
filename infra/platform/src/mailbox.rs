//! The local mailbox: SendGrid's `POST /v3/mail/send`, and a page to read what was sent. It keeps mails in memory only.
//!
//! It takes what SendGrid takes and refuses what SendGrid refuses, as far as our client uses it, so that a mail that
//! arrives here arrives there. Deliberately not in here: delivering anything to anybody.

mod accept;
mod page;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Html;
use axum::routing::{get, post};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Mails that are remembered; older ones are forgotten.
const MAILS_MAX: usize = 500;

/// The largest request, in bytes: SendGrid's 30 MB are for attachments, which we don't send.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// A mail as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// The receiver's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML; empty when there was none.
    pub html: String,
    /// The headers that it brought, by name: those by which it can be unsubscribed.
    pub headers: BTreeMap<String, String>,
    /// When it arrived.
    pub at: Timestamp,
    #[serde(skip)]
    message_id: Option<String>,
}

/// The mailbox. Cheap to clone.
#[derive(Clone)]
pub struct Mailbox(Arc<Inner>);

struct Inner {
    api_key: SecretString,
    letters: Mutex<VecDeque<Letter>>,
}

impl Mailbox {
    /// An empty mailbox that takes mail from who knows the key.
    #[must_use]
    pub fn new(api_key: SecretString) -> Self {
        Self(Arc::new(Inner { api_key, letters: Mutex::default() }))
    }

    /// The mails to an address, or all, newest first.
    #[must_use]
    pub fn letters(&self, to: Option<&str>) -> Vec<Letter> {
        let letters = self.0.letters.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = |letter: &&Letter| to.is_none_or(|to| letter.to.eq_ignore_ascii_case(to));
        letters.iter().rev().filter(wanted).cloned().collect()
    }

    /// Keeps a mail, unless its message came before.
    fn keep(&self, letter: Letter) {
        let mut letters = self.0.letters.lock().unwrap_or_else(PoisonError::into_inner);
        let known = letter.message_id.is_some()
            && letters.iter().any(|kept| kept.message_id == letter.message_id && kept.to == letter.to);
        if known {
            return;
        }
        if letters.len() == MAILS_MAX {
            letters.pop_front();
        }
        letters.push_back(letter);
    }
}

/// The mailbox's routes.
pub fn router(mailbox: Mailbox) -> Router {
    Router::new()
        .route("/", get(show))
        .route("/mails", get(list))
        .route("/v3/mail/send", post(accept::send))
        .layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(mailbox)
}

#[derive(Deserialize)]
struct Wanted {
    to: Option<String>,
}

async fn show(State(mailbox): State<Mailbox>, Query(wanted): Query<Wanted>) -> Html<String> {
    Html(page::render(&mailbox.letters(wanted.to.as_deref())))
}

async fn list(State(mailbox): State<Mailbox>, Query(wanted): Query<Wanted>) -> axum::Json<Vec<Letter>> {
    axum::Json(mailbox.letters(wanted.to.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(to: &str, message_id: &str) -> Letter {
        let (subject, text, html) = ("s".to_owned(), "t".to_owned(), String::new());
        let message_id = Some(message_id.to_owned());
        let headers = BTreeMap::new();
        Letter { to: to.to_owned(), subject, text, html, headers, at: Timestamp::UNIX_EPOCH, message_id }
    }

    #[test]
    fn a_message_is_kept_once_and_the_newest_comes_first() {
        let mailbox = Mailbox::new(SecretString::from("key"));
        for (to, id) in [("a@example.org", "1"), ("b@example.org", "2"), ("a@example.org", "1")] {
            mailbox.keep(letter(to, id));
        }
        let to: Vec<String> = mailbox.letters(None).into_iter().map(|letter| letter.to).collect();
        assert_eq!(to, ["b@example.org", "a@example.org"]);
        assert_eq!(mailbox.letters(Some("A@example.org")).len(), 1);
    }

    #[test]
    fn the_oldest_mail_is_forgotten_first() {
        let mailbox = Mailbox::new(SecretString::from("key"));
        (0..=MAILS_MAX).for_each(|n| mailbox.keep(letter("a@example.org", &n.to_string())));
        let letters = mailbox.letters(None);
        assert_eq!(letters.len(), MAILS_MAX);
        assert_eq!(letters.last().unwrap().message_id.as_deref(), Some("1"));
    }
}
