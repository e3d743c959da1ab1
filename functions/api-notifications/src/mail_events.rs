//! What the mail provider tells of mails: SendGrid's event webhook. It signs the time and the body; what isn't signed, or is
//! older than five minutes, isn't believed. An address that bounces, or whose reader calls our mail spam, gets no more.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use neurmatic_db::mail_events::{self, Reason};
use neurmatic_http::{NoContent, Problem, RawBody};
use serde::Deserialize;

use crate::Notifications;

/// The signature, in base64.
const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";

/// When it was signed, in seconds since 1970.
const SIGNED_AT: &str = "x-twilio-email-event-webhook-timestamp";

/// How long after its signing a call is believed, and how far clocks may be apart.
const WINDOW_SECS: i64 = 5 * 60;

/// Events of one call at most; the provider gathers some hundreds.
const EVENTS_MAX: usize = 5_000;

/// The longest id of an event, as it is kept.
const ID_CHARS_MAX: usize = 200;

/// The longest address, as it is kept.
const ADDRESS_CHARS_MAX: usize = 255;

/// What happened to a mail. There is more in it that isn't looked at.
#[derive(Debug, Deserialize)]
struct Event {
    /// The provider's id of the event: the same however often it is told.
    sg_event_id: String,
    /// What happened.
    event: String,
    /// A bounce's kind: `bounce` is for good, `blocked` may pass.
    #[serde(default)]
    r#type: Option<String>,
    /// The mail's receiver.
    #[serde(default)]
    email: Option<String>,
}

/// Notes what happened to mails, each event once however often it is told.
pub(crate) async fn receive(State(app): State<Notifications>, body: RawBody) -> Result<NoContent, Problem> {
    check_signature(&app, &body, Timestamp::now().as_second())?;
    let events = read(&body.bytes)?;
    let ids: Vec<&str> = events.iter().map(|event| event.sg_event_id.as_str()).collect();
    let tx = app.services.db.begin().await?;
    let new = mail_events::put(&tx, &ids).await?;
    let told: Vec<(&str, Reason)> =
        events.iter().filter(|event| new.contains(&event.sg_event_id)).filter_map(Event::ends_mail).collect();
    mail_events::suppress(&tx, &told).await?;
    tx.commit().await?;
    Ok(NoContent)
}

/// Believes who signed the time and the body with the provider's key, a short while ago.
fn check_signature(app: &Notifications, body: &RawBody, now_secs: i64) -> Result<(), Problem> {
    let refused = |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "signature_needed", detail);
    let key = app.mail_events_key.as_deref().ok_or_else(|| refused("no key to check it by is set"))?;
    let signed_at = body.header(SIGNED_AT).ok_or_else(|| refused("the time of signing is missing"))?;
    let signature = body.header(SIGNATURE).and_then(|signature| STANDARD.decode(signature).ok());
    let signature = signature.ok_or_else(|| refused("the signature is missing, or not in base64"))?;
    let signed = [signed_at.as_bytes(), &body.bytes].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key)
        .verify(&signed, &signature)
        .map_err(|_forged| refused("the signature is not of this time and body"))?;
    let secs: i64 = signed_at.parse().map_err(|_odd| refused("the time of signing is not a number"))?;
    if now_secs.abs_diff(secs) > WINDOW_SECS.unsigned_abs() {
        return Err(refused("it was signed too long ago"));
    }
    Ok(())
}

fn read(bytes: &[u8]) -> Result<Vec<Event>, Problem> {
    let events: Vec<Event> = serde_json::from_slice(bytes)
        .map_err(|_odd| Problem::malformed("malformed_events", "the body is not a list of events"))?;
    let is_kept = |event: &Event| {
        let length = event.sg_event_id.chars().count();
        (1..=ID_CHARS_MAX).contains(&length) && !event.sg_event_id.contains('\0')
    };
    if events.len() > EVENTS_MAX || !events.iter().all(is_kept) {
        return Err(Problem::malformed(
            "malformed_events",
            "the list is too long, or an event has no usable id",
        ));
    }
    Ok(events)
}

impl Event {
    /// The address that gets no more mail, and why; none when mail may go on.
    fn ends_mail(&self) -> Option<(&str, Reason)> {
        let reason = match self.event.as_str() {
            "bounce" if self.r#type.as_deref() != Some("blocked") => Reason::Bounce,
            "spamreport" => Reason::Complaint,
            _ => return None,
        };
        let address = self.email.as_deref()?;
        let fits = !address.contains('\0') && address.chars().count() <= ADDRESS_CHARS_MAX;
        fits.then_some((address, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounce_for_good_and_a_complaint_end_mail_and_nothing_else_does() {
        let told = |event: &str, kind: Option<&str>| {
            let event = Event {
                sg_event_id: "1".to_owned(),
                event: event.to_owned(),
                r#type: kind.map(str::to_owned),
                email: Some("a@example.org".to_owned()),
            };
            event.ends_mail().map(|(_, reason)| reason)
        };
        assert_eq!(told("bounce", None), Some(Reason::Bounce));
        assert_eq!(told("bounce", Some("bounce")), Some(Reason::Bounce));
        assert_eq!(told("bounce", Some("blocked")), None);
        assert_eq!(told("spamreport", None), Some(Reason::Complaint));
        for event in ["processed", "delivered", "deferred", "open", "click", "dropped", "unsubscribe"] {
            assert_eq!(told(event, None), None, "{event}");
        }
    }

    #[test]
    fn what_is_no_list_of_events_is_refused() {
        for body in ["{}", "[{}]", "", r#"[{"sg_event_id": "", "event": "open"}]"#] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
        assert_eq!(read(br#"[{"sg_event_id": "a", "event": "open", "ip": "::1"}]"#).unwrap().len(), 1);
    }
}
