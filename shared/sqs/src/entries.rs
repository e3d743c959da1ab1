//! What goes to a queue and comes from it, and what is told of each message of a call.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;

/// Messages of one call at most; SQS' own bound.
pub const BATCH_MAX: usize = 10;

/// Bytes of one message at most, attributes included. SQS takes more since 2025; what is larger belongs elsewhere.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// Bytes of one call's messages at most.
const BATCH_BYTES_MAX: usize = 256 * 1024;

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id, by which a FIFO queue drops a repetition.
    pub id: String,
    /// What it says.
    pub body: String,
    /// Its group: whose messages keep their order in a FIFO queue, and don't hold up others' in a standard one.
    pub group: Option<String>,
    /// Attributes of type `String`.
    pub attributes: Vec<(&'static str, String)>,
}

impl Outgoing {
    /// What it counts against the bounds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let attributes: usize =
            self.attributes.iter().map(|(name, value)| name.len() + "String".len() + value.len()).sum();
        self.body.len() + attributes
    }
}

/// Where to cut messages so that each part fits into one call.
#[must_use]
pub fn batches(messages: &[Outgoing]) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (at, message) in messages.iter().enumerate() {
        match batches.last_mut() {
            Some(last) if last.len() < BATCH_MAX && bytes + message.bytes() <= BATCH_BYTES_MAX => {
                last.end = at + 1;
                bytes += message.bytes();
            }
            _ => {
                batches.push(at..at + 1);
                bytes = message.bytes();
            }
        }
    }
    batches
}

/// A message that was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The queue's own id of it.
    pub queue_id: String,
    /// By what this receipt is ended or made longer.
    pub receipt: String,
    /// What it says.
    pub body: String,
    /// How often it was received, this time included.
    pub receive_count: u32,
    /// Its group.
    pub group: Option<String>,
    /// Its attributes of type `String`.
    pub attributes: HashMap<String, String>,
}

impl Received {
    /// An attribute, or nothing.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// When a received message is to be seen again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// The receipt.
    pub receipt: String,
    /// In how many seconds from now; twelve hours at most.
    pub secs: u32,
}

/// A queue's messages, as it counts them: approximately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// May be received now.
    pub waiting: u64,
    /// Received, and neither deleted nor visible again.
    pub in_flight: u64,
    /// Not to be received yet.
    pub delayed: u64,
}

/// A message of an answer, in the words of SQS.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WireMessage {
    message_id: String,
    receipt_handle: String,
    body: String,
    #[serde(default)]
    attributes: HashMap<String, String>,
    #[serde(default)]
    message_attributes: HashMap<String, WireAttribute>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireAttribute {
    #[serde(default)]
    string_value: Option<String>,
}

impl From<WireMessage> for Received {
    fn from(wire: WireMessage) -> Self {
        let receives = wire.attributes.get("ApproximateReceiveCount").and_then(|n| n.parse().ok());
        let texts = wire.message_attributes.into_iter();
        Self {
            queue_id: wire.message_id,
            receipt: wire.receipt_handle,
            body: wire.body,
            receive_count: receives.unwrap_or(1),
            group: wire.attributes.get("MessageGroupId").cloned(),
            attributes: texts.filter_map(|(name, value)| Some((name, value.string_value?))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize) -> Outgoing {
        Outgoing { id: "1".to_owned(), body: "x".repeat(bytes), group: None, attributes: Vec::new() }
    }

    #[test]
    fn a_call_takes_ten_messages() {
        assert_eq!(batches(&vec![message(1); 23]), [0..10, 10..20, 20..23]);
        assert!(batches(&[]).is_empty());
    }

    #[test]
    fn large_messages_share_no_call() {
        let sizes = [100, 100, 100, 256, 1].map(|kib| message(kib * 1024));
        assert_eq!(batches(&sizes), [0..2, 2..3, 3..4, 4..5]);
    }

    #[test]
    fn a_message_is_read_as_sqs_writes_it() {
        let wire = serde_json::json!({
            "MessageId": "m", "ReceiptHandle": "r", "Body": "b",
            "Attributes": {"ApproximateReceiveCount": "3", "MessageGroupId": "g"},
            "MessageAttributes": {"signature": {"DataType": "String", "StringValue": "s"}, "n": {"DataType": "Binary"}},
        });
        let read = Received::from(serde_json::from_value::<WireMessage>(wire).unwrap());
        assert_eq!((read.receive_count, read.group.as_deref()), (3, Some("g")));
        assert_eq!((read.attribute("signature"), read.attribute("n")), (Some("s"), None));
    }
}
