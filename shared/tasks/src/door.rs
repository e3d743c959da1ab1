//! The door: what a queue delivers becomes a task, or is refused with the reason. Others may send what its policy allows,
//! and only in exactly the documented form.

use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::ClaimedRow;
use neurmatic_sqs::MESSAGE_BYTES_MAX;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::message::{MessageKey, PLATFORM, SCHEMA};
use crate::policy::Queue;
use crate::registry::Registry;

/// A message as it arrives: nothing is left out, nothing added.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arrived {
    schema: u32,
    producer: String,
    id: Uuid,
    task: String,
    version: i16,
    payload: Value,
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    trace_id: Option<String>,
}

/// Why a message isn't attempted, and what it says of itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) producer: String,
    pub(crate) task: String,
    pub(crate) reason: String,
}

impl Rejection {
    fn unread(reason: impl Into<String>) -> Self {
        let unknown = || "unknown".to_owned();
        Self { producer: unknown(), task: unknown(), reason: reason.into() }
    }
}

/// Reads a message of a queue. What the platform has signed may be of a newer release, and is left to the attempts; what
/// others send has to be right in everything.
pub(crate) fn read(
    body: &str,
    signature: Option<&str>,
    queue: Queue,
    key: &MessageKey,
    registry: &Registry,
) -> Result<ClaimedRow, Rejection> {
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(Rejection::unread(format!("larger than {MESSAGE_BYTES_MAX} bytes")));
    }
    // What the parser says of a place in the text is kept, the text isn't repeated.
    let arrived: Arrived = serde_json::from_str(body)
        .map_err(|error| Rejection::unread(format!("not a message of schema {SCHEMA}: {error}")))?;
    let is_ours = signature.is_some_and(|signature| key.has_signed(body, signature));
    let refusal = if is_ours { None } else { refusal(&arrived, body, queue, registry) };
    if let Some(reason) = refusal {
        return Err(Rejection {
            producer: arrived.producer.chars().take(100).collect(),
            task: arrived.task.chars().take(100).collect(),
            reason,
        });
    }
    Ok(ClaimedRow {
        id: MessageId(arrived.id),
        producer: arrived.producer,
        task: arrived.task,
        version: arrived.version,
        queue: queue.as_str().to_owned(),
        payload: arrived.payload,
        tenant: None,
        attempts: 0,
        request_id: arrived.request_id,
        trace_id: arrived.trace_id,
    })
}

/// Why a message that isn't signed is refused.
fn refusal(arrived: &Arrived, body: &str, queue: Queue, registry: &Registry) -> Option<String> {
    if arrived.schema != SCHEMA {
        return Some(format!("of schema {}; this release knows {SCHEMA}", arrived.schema));
    }
    if arrived.producer == PLATFORM {
        return Some("in the platform's name, but not signed by it".to_owned());
    }
    if !is_name(&arrived.producer) {
        return Some("the producer's name isn't one: small letters, digits and -, 64 at most".to_owned());
    }
    let Some(entry) = registry.entry(&arrived.task) else {
        return Some("no such task is known".to_owned());
    };
    if !entry.policy.from_outside {
        return Some("other producers may not send this task".to_owned());
    }
    if entry.policy.queue != queue {
        return Some(format!("this task belongs into the queue {}", entry.policy.queue.as_str()));
    }
    if arrived.version != entry.version {
        return Some(format!(
            "version {} of the payload; this release knows {}",
            arrived.version, entry.version
        ));
    }
    if body.contains("\\u0000") {
        return Some("holds the character NUL, which can't be kept".to_owned());
    }
    let is_long = |id: &Option<String>| id.as_ref().is_some_and(|id| id.chars().count() > 128);
    if is_long(&arrived.request_id) || is_long(&arrived.trace_id) {
        return Some("requestId or traceId is longer than 128 characters".to_owned());
    }
    entry.task.check(arrived.version, &arrived.payload).err().map(|error| error.chain())
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use neurmatic_db::Tx;
    use serde_json::json;

    use super::*;
    use crate::message::{self, PLATFORM, SIGNATURE};
    use crate::payloads::{ExpireJob, Invalidate};
    use crate::task::{Context, Task};
    use crate::{TaskError, payload::Payload};

    struct Nothing<P>(std::marker::PhantomData<P>);

    impl<P: Payload> Task for Nothing<P> {
        type Payload = P;

        async fn run(&self, _payload: P, _tx: &Tx, _context: &Context) -> Result<(), TaskError> {
            Ok(())
        }
    }

    fn registry() -> Registry {
        let nothing = std::marker::PhantomData;
        Registry::new()
            .task(Nothing::<ExpireJob>(nothing))
            .task(Nothing::<Invalidate>(std::marker::PhantomData))
    }

    fn key() -> MessageKey {
        MessageKey::of(b"a secret of the platform's own")
    }

    /// A message that comes through.
    fn good() -> Value {
        json!({
            "schema": 1, "producer": "importer", "id": "0198b5c4-0000-7000-8000-000000000001", "task": "jobs:expire",
            "version": 1, "payload": {"job": "0198b5c4-0000-7000-8000-000000000002"},
        })
    }

    fn arrive(message: &Value, signature: Option<&str>) -> Result<ClaimedRow, Rejection> {
        read(&message.to_string(), signature, Queue::Default, &key(), &registry())
    }

    #[test]
    fn others_may_send_what_its_policy_allows() {
        let row = arrive(&good(), None).unwrap();
        assert_eq!((row.producer.as_str(), row.task.as_str(), row.attempts), ("importer", "jobs:expire", 0));
    }

    #[test]
    fn what_is_wrong_with_anothers_message_is_said() {
        for (field, value, said) in [
            ("schema", json!(2), "of schema 2"),
            ("producer", json!("platform"), "not signed"),
            ("producer", json!("Importer!"), "isn't one"),
            ("task", json!("jobs:invent"), "no such task"),
            ("task", json!("cache:invalidate"), "may not send"),
            ("version", json!(2), "version 2"),
            ("payload", json!({"job": "no id"}), "not a payload"),
            ("payload", json!({"job": "a\u{0}b"}), "NUL"),
            ("requestId", json!("x".repeat(129)), "longer than 128"),
            ("id", json!("no id"), "not a message"),
            ("more", json!(1), "not a message"),
        ] {
            let mut message = good();
            message[field] = value;
            let rejection = arrive(&message, None).unwrap_err();
            assert!(rejection.reason.contains(said), "{field}: {rejection:?}");
        }
        let text = "x".repeat(MESSAGE_BYTES_MAX + 1);
        for (body, said) in [("{", "not a message"), (text.as_str(), "larger than")] {
            let rejection = read(body, None, Queue::Default, &key(), &registry()).unwrap_err();
            assert!(rejection.reason.contains(said), "{rejection:?}");
        }
        let elsewhere = read(&good().to_string(), None, Queue::Bulk, &key(), &registry()).unwrap_err();
        assert!(elsewhere.reason.contains("the queue default"), "{elsewhere:?}");
    }

    #[test]
    fn what_the_platform_sends_comes_back_as_it_was_and_may_be_newer() {
        let mut row = arrive(&good(), None).unwrap();
        row.producer = PLATFORM.to_owned();
        row.task = "from:tomorrow".to_owned();
        row.trace_id = Some("t".to_owned());
        let sent = message::of(&row, &key());
        let (name, signature) = &sent.attributes[0];
        assert_eq!(*name, SIGNATURE);
        let back = read(&sent.body, Some(signature), Queue::Default, &key(), &registry()).unwrap();
        assert_eq!(
            (back.id, back.task, back.payload, back.trace_id),
            (row.id, row.task, row.payload, row.trace_id)
        );
    }

    #[test]
    fn a_signature_is_worth_nothing_for_another_text_or_by_another_key() {
        let mut ours = good();
        ours["producer"] = json!(PLATFORM);
        ours["task"] = json!("cache:invalidate");
        let signature = key().sign(&ours.to_string());
        assert!(arrive(&ours, Some(&signature)).is_ok());
        assert!(arrive(&ours, Some(&MessageKey::of(b"another").sign(&ours.to_string()))).is_err());
        ours["payload"] = json!({"tags": ["articles"]});
        assert!(arrive(&ours, Some(&signature)).is_err());
    }
}
