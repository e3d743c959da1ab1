//! SendGrid's interface, version 3: `POST /v3/mail/send`. Locally the mailbox speaks it too.
//!
//! SendGrid knows no idempotency keys: the message id goes along as `custom_args.message_id`, by which a duplicate can be
//! told in its events, and by which the mailbox drops it.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use neurmatic_config::Mail as MailSettings;
use neurmatic_core::ids::MessageId;
use reqwest::{Client, Response, redirect};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mailer::{Mail, MailError, Mailer};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the whole exchange may take: less than the task.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The client.
pub struct SendGrid {
    http: Client,
    settings: MailSettings,
}

/// What SendGrid says of a mail that it refuses.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    errors: Vec<RefusedField>,
}

#[derive(Deserialize)]
struct RefusedField {
    #[serde(default)]
    field: Option<String>,
}

impl SendGrid {
    /// A client; nothing connects yet.
    ///
    /// # Errors
    /// When the machine can't make HTTPS requests.
    pub fn new(settings: MailSettings) -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { http, settings })
    }

    async fn hand_over(&self, message: MessageId, mail: &Mail) -> Result<(), MailError> {
        let response = self
            .http
            .post(format!("{}/v3/mail/send", self.settings.api_url))
            .bearer_auth(self.settings.api_key.expose_secret())
            .json(&body(&self.settings.from, message, mail))
            .send()
            .await
            .map_err(|error| MailError::Unreached(error.without_url()))?;
        let status = response.status().as_u16();
        match status {
            200..300 => Ok(()),
            // A key that is wrong, or was withdrawn, is nothing against the mail.
            401 | 403 | 408 | 429 => Err(MailError::Busy { status }),
            400..500 => Err(MailError::Refused { status, fields: refused_fields(response).await }),
            _ => Err(MailError::Busy { status }),
        }
    }
}

impl Mailer for SendGrid {
    fn send<'a>(&'a self, message: MessageId, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        self.hand_over(message, mail).boxed()
    }
}

/// The request. Links are not rewritten and opens not counted: a link is a secret between us and the receiver.
fn body(from: &str, message: MessageId, mail: &Mail) -> Value {
    json!({
        "personalizations": [{
            "to": [{ "email": mail.to }],
            "custom_args": { "message_id": message.to_string() },
            "headers": headers(mail),
        }],
        "from": { "email": from, "name": "Neurmatic" },
        "subject": mail.subject,
        "content": [
            { "type": "text/plain", "value": mail.text },
            { "type": "text/html", "value": mail.html },
        ],
        "tracking_settings": {
            "click_tracking": { "enable": false, "enable_text": false },
            "open_tracking": { "enable": false },
        },
    })
}

/// The headers by which a mail program offers to end such mails (RFC 2369, RFC 8058).
fn headers(mail: &Mail) -> Value {
    match &mail.unsubscribe {
        Some(link) => json!({
            "List-Unsubscribe": format!("<{link}>"),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }),
        None => json!({}),
    }
}

/// The names of the fields that were refused; the provider's words may repeat the address.
async fn refused_fields(response: Response) -> String {
    let refusal: Refusal = response.json().await.unwrap_or_default();
    let fields: Vec<String> = refusal.errors.into_iter().filter_map(|error| error.field).collect();
    fields.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_text_comes_first_and_nothing_is_tracked() {
        let mail = Mail {
            to: "someone@example.org".to_owned(),
            subject: "s".to_owned(),
            text: "t".to_owned(),
            html: "h".to_owned(),
            unsubscribe: Some("https://example.org/u".to_owned()),
        };
        let message = MessageId::new();
        let body = body("no-reply@example.org", message, &mail);
        assert_eq!(body["content"][0]["type"], "text/plain");
        assert_eq!(body["personalizations"][0]["custom_args"]["message_id"], message.to_string());
        assert_eq!(body["tracking_settings"]["click_tracking"]["enable"], false);
        let headers = &body["personalizations"][0]["headers"];
        assert_eq!(headers["List-Unsubscribe"], "<https://example.org/u>");
        assert_eq!(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    }
}
