//! Taking a mail: the checks that SendGrid makes, with its answers.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Letter, Mailbox};

/// The receivers of one personalization; SendGrid takes 1,000 in all.
const RECEIVERS_MAX: usize = 1_000;

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    personalizations: Vec<Personalization>,
    from: Option<Address>,
    subject: Option<String>,
    #[serde(default)]
    content: Vec<Content>,
}

#[derive(Deserialize)]
struct Personalization {
    #[serde(default)]
    to: Vec<Address>,
    subject: Option<String>,
    #[serde(default)]
    custom_args: Value,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
struct Content {
    r#type: String,
    value: String,
}

/// What is wrong with a request: the field, and why.
struct Refusal(StatusCode, Option<&'static str>, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, field, message) = self;
        let error = json!({ "message": message, "field": field, "help": null });
        (status, Json(json!({ "errors": [error] }))).into_response()
    }
}

/// `POST /v3/mail/send`: 202 with `X-Message-Id`, or the errors.
pub(super) async fn send(
    State(mailbox): State<Mailbox>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let letters = authorise(&mailbox, &headers).and_then(|()| read(&body)).map_err(Refusal::into_response)?;
    let id =
        letters.first().and_then(|letter| letter.message_id.clone()).unwrap_or_else(|| "local".to_owned());
    letters.into_iter().for_each(|letter| mailbox.keep(letter));
    Ok((StatusCode::ACCEPTED, [("x-message-id", id)]).into_response())
}

fn authorise(mailbox: &Mailbox, headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = sent.and_then(|sent| sent.strip_prefix("Bearer "));
    if key == Some(mailbox.0.api_key.expose_secret()) {
        return Ok(());
    }
    let message = "The provided authorization grant is invalid, expired, or revoked";
    Err(Refusal(StatusCode::UNAUTHORIZED, None, message.to_owned()))
}

/// The mails of a request.
fn read(body: &[u8]) -> Result<Vec<Letter>, Refusal> {
    let request: Request =
        serde_json::from_slice(body).map_err(|error| refuse(None, format!("Bad Request: {error}")))?;
    let from = request.from.as_ref().map_or("", |from| from.email.as_str());
    if !is_address(from) {
        return Err(refuse(Some("from.email"), "The from email does not contain a valid address."));
    }
    if request.personalizations.is_empty() {
        return Err(refuse(Some("personalizations"), "The personalizations field is required."));
    }
    let body_of = |kind: &str| {
        request.content.iter().find(|content| content.r#type == kind).map(|content| content.value.clone())
    };
    let (text, html) = (body_of("text/plain"), body_of("text/html"));
    check_content(&request.content)?;

    let mut letters = Vec::new();
    for personalization in &request.personalizations {
        if personalization.to.is_empty() || personalization.to.len() > RECEIVERS_MAX {
            return Err(refuse(
                Some("personalizations.0.to"),
                "The to array is required, of 1 to 1000 items.",
            ));
        }
        let subject = personalization.subject.as_ref().or(request.subject.as_ref());
        let subject = subject.filter(|subject| !subject.is_empty());
        let subject = subject.ok_or_else(|| {
            refuse(Some("subject"), "The subject is required. It can be set globally or per personalization.")
        })?;
        let message_id = personalization.custom_args.get("message_id").and_then(Value::as_str);
        for to in &personalization.to {
            if !is_address(&to.email) {
                let message = "Does not contain a valid address.";
                return Err(refuse(Some("personalizations.0.to.0.email"), message));
            }
            letters.push(Letter {
                to: to.email.clone(),
                subject: subject.clone(),
                text: text.clone().unwrap_or_default(),
                html: html.clone().unwrap_or_default(),
                headers: personalization.headers.clone(),
                at: Timestamp::now(),
                message_id: message_id.map(str::to_owned),
            });
        }
    }
    Ok(letters)
}

fn check_content(content: &[Content]) -> Result<(), Refusal> {
    if content.is_empty() {
        return Err(refuse(Some("content"), "The content field is required, with at least one item."));
    }
    if content.iter().any(|content| content.value.is_empty()) {
        return Err(refuse(
            Some("content.0.value"),
            "The content value must be a string of at least one character.",
        ));
    }
    let plain = content.iter().position(|content| content.r#type == "text/plain");
    if plain.is_some_and(|place| place > 0) {
        let message = "If present, text/plain must be first, followed by text/html, followed by any others.";
        return Err(refuse(Some("content"), message));
    }
    Ok(())
}

fn refuse(field: Option<&'static str>, message: impl Into<String>) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, field, message.into())
}

fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';');
    !name.is_empty() && domain.contains('.') && !domain.starts_with('.') && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Value {
        json!({
            "personalizations": [{ "to": [{ "email": "someone@example.org" }], "custom_args": { "message_id": "m-1" }, "headers": { "List-Unsubscribe": "<u>" } }],
            "from": { "email": "no-reply@example.org" },
            "subject": "s",
            "content": [{ "type": "text/plain", "value": "t" }, { "type": "text/html", "value": "<p>t</p>" }],
        })
    }

    #[test]
    fn a_mail_is_read_with_its_message() {
        let letters = read(request().to_string().as_bytes()).ok().unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].text.as_str(), letters[0].html.as_str()), ("t", "<p>t</p>"));
        assert_eq!(letters[0].message_id.as_deref(), Some("m-1"));
        assert_eq!(letters[0].headers["List-Unsubscribe"], "<u>");
    }

    #[test]
    fn what_sendgrid_refuses_is_refused_with_its_field() {
        let cases = [
            ("/from/email", json!("nobody"), "from.email"),
            ("/personalizations", json!([]), "personalizations"),
            ("/personalizations/0/to", json!([]), "personalizations.0.to"),
            ("/personalizations/0/to/0/email", json!("a b@example.org"), "personalizations.0.to.0.email"),
            ("/subject", json!(""), "subject"),
            ("/content", json!([]), "content"),
            ("/content/0/value", json!(""), "content.0.value"),
        ];
        for (pointer, value, field) in cases {
            let mut body = request();
            *body.pointer_mut(pointer).unwrap() = value;
            let refusal = read(body.to_string().as_bytes()).err();
            assert_eq!(refusal.and_then(|refusal| refusal.1), Some(field), "{pointer}");
        }
        assert!(read(b"{").is_err());
    }

    #[test]
    fn plain_text_comes_before_html() {
        let mut body = request();
        body["content"].as_array_mut().unwrap().reverse();
        assert_eq!(read(body.to_string().as_bytes()).err().unwrap().1, Some("content"));
    }

    #[test]
    fn only_who_knows_the_key_may_send() {
        let mailbox = Mailbox::new(secrecy::SecretString::from("key"));
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            authorise(&mailbox, &headers).is_ok()
        };
        assert!(with("Bearer key"));
        assert!(!with("Bearer other") && !with("key") && authorise(&mailbox, &HeaderMap::new()).is_err());
    }
}
