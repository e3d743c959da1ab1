//! What Lambda's poller of a queue hands over, and what it is answered.

use std::collections::HashMap;

use neurmatic_tasks::{Queue, Received, Settled};
use serde::{Deserialize, Serialize};

/// Messages of one queue.
#[derive(Debug, Deserialize)]
pub struct SqsEvent {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    message_id: String,
    receipt_handle: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    attributes: HashMap<String, String>,
    #[serde(default)]
    message_attributes: HashMap<String, Attribute>,
    #[serde(rename = "eventSourceARN")]
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attribute {
    #[serde(default)]
    string_value: Option<String>,
}

/// Which messages come again: `ReportBatchItemFailures`. The poller deletes the others.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsAnswer {
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

/// An event that isn't one of our queues'.
#[derive(Debug, thiserror::Error)]
#[error("{source_arn} is none of the queues of tasks")]
pub struct UnknownQueue {
    source_arn: String,
}

impl SqsEvent {
    /// The queue, whether it keeps its groups' order, and the messages; `None` when there are none.
    ///
    /// # Errors
    /// [`UnknownQueue`].
    pub fn into_messages(self) -> Result<Option<(Queue, bool, Vec<Received>)>, UnknownQueue> {
        let Some(first) = self.records.first() else { return Ok(None) };
        let keeps_order = first.source.ends_with(".fifo");
        let name = first.source.rsplit(':').next().unwrap_or_default();
        let Some(queue) = queue_of(name) else {
            return Err(UnknownQueue { source_arn: first.source.clone() });
        };
        Ok(Some((queue, keeps_order, self.records.into_iter().map(Record::into_received).collect())))
    }
}

impl Record {
    fn into_received(self) -> Received {
        let receives = self.attributes.get("ApproximateReceiveCount").and_then(|n| n.parse().ok());
        let texts = self.message_attributes.into_iter();
        Received {
            queue_id: self.message_id,
            receipt: self.receipt_handle,
            body: self.body,
            receive_count: receives.unwrap_or(1),
            group: self.attributes.get("MessageGroupId").cloned(),
            attributes: texts.filter_map(|(name, value)| Some((name, value.string_value?))).collect(),
        }
    }
}

impl SqsAnswer {
    /// The answer for what became of each message.
    #[must_use]
    pub fn of(settled: &[Settled]) -> Self {
        let again = settled.iter().filter(|settled| !settled.is_over);
        let failure = |settled: &Settled| Failure { item_identifier: settled.queue_id.clone() };
        Self { batch_item_failures: again.map(failure).collect() }
    }
}

/// A deployment's queue is called after ours, with something of its own before: `neurmatic-production-email`.
fn queue_of(name: &str) -> Option<Queue> {
    let name = name.trim_end_matches(".fifo");
    let ends_so = |queue: &&Queue| {
        let before = name.strip_suffix(queue.as_str());
        before.is_some_and(|before| before.is_empty() || before.ends_with(['-', '_']))
    };
    Queue::ALL.iter().find(ends_so).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_known_by_the_end_of_its_name() {
        assert_eq!(queue_of("neurmatic-production-rate-limited"), Some(Queue::RateLimited));
        assert_eq!(queue_of("email"), Some(Queue::Email));
        assert_eq!(queue_of("neurmatic-bulk.fifo"), Some(Queue::Bulk));
        assert_eq!(queue_of("neurmatic-voicemail"), None);
        assert_eq!(queue_of("neurmatic-email-dead"), None);
    }

    #[test]
    fn an_event_without_messages_is_nothing_and_one_of_another_queue_is_refused() {
        let event =
            |records| serde_json::from_value::<SqsEvent>(serde_json::json!({ "Records": records })).unwrap();
        assert!(event(serde_json::json!([])).into_messages().unwrap().is_none());
        let other = serde_json::json!([{
            "messageId": "m", "receiptHandle": "r", "body": "b", "eventSourceARN": "arn:aws:sqs:eu-central-1:1:orders",
        }]);
        assert!(event(other).into_messages().unwrap_err().to_string().contains("orders"));
    }
}
