//! A task as a message of a queue. Its schema is documented in `docs/tasks.md`; what arrives is read by [`crate::door`].

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::ClaimedRow;
use neurmatic_sqs::Outgoing;
use serde::Serialize;
use serde_json::Value;

/// Who sends the tasks of our own outbox.
pub(crate) const PLATFORM: &str = "platform";

/// The version of the message's own schema.
pub(crate) const SCHEMA: u32 = 1;

/// The attribute that proves that the platform has sent a message.
pub(crate) const SIGNATURE: &str = "signature";

/// Signs what the platform sends, so that nobody else can speak for it.
pub(crate) struct MessageKey(hmac::Key);

impl MessageKey {
    /// The key that belongs to the platform's secret.
    pub(crate) fn of(hash_secret: &[u8]) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, hash_secret);
        let derived = hmac::sign(&secret, b"task messages, version 1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    pub(crate) fn sign(&self, body: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, body.as_bytes()))
    }

    pub(crate) fn has_signed(&self, body: &str, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        hmac::verify(&self.0, body.as_bytes(), &signature).is_ok()
    }
}

/// A message as it is sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent<'a> {
    schema: u32,
    producer: &'a str,
    id: MessageId,
    task: &'a str,
    version: i16,
    payload: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
}

/// The message of a row.
pub(crate) fn of(row: &ClaimedRow, key: &MessageKey) -> Outgoing {
    let sent = Sent {
        schema: SCHEMA,
        producer: &row.producer,
        id: row.id,
        task: &row.task,
        version: row.version,
        payload: &row.payload,
        request_id: row.request_id.as_deref(),
        trace_id: row.trace_id.as_deref(),
    };
    // Strings, numbers and a JSON value can always be written.
    let body = serde_json::to_string(&sent).unwrap_or_default();
    let signature = key.sign(&body);
    Outgoing {
        id: row.id.to_string(),
        body,
        group: row.tenant.clone(),
        attributes: vec![(SIGNATURE, signature)],
    }
}
