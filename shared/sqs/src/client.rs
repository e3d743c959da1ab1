//! The calls that tasks need.

use std::sync::Arc;
use std::time::Duration;

use neurmatic_aws::{Account, CallError as SqsError, JsonApi, Service};
use neurmatic_config::Queues;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::entries::{Depth, Outgoing, Received, Visibility, WireMessage};

/// The longest answer is ten messages of the largest size, escaped.
const SQS: Service = Service {
    name: "the queue service",
    signed_as: "sqs",
    target: "AmazonSQS",
    answer_bytes_max: 16 * 1024 * 1024,
};

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sqs(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    url_prefix: String,
    region: String,
    api: JsonApi,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    #[serde(default)]
    failed: Vec<Failed>,
}

/// A message of a call that the queue didn't take; its id is its place in the call.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failed {
    id: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Messages {
    #[serde(default)]
    messages: Vec<WireMessage>,
}

impl Sqs {
    /// A client; nothing connects yet.
    #[must_use]
    pub fn new(settings: Queues) -> Self {
        let Queues { url_prefix, region, access_key_id, secret_access_key, session_token } = settings;
        let account = Account { region: region.clone(), access_key_id, secret_access_key, session_token };
        let api = JsonApi::new(SQS, &url_prefix, account);
        Self(Arc::new(Inner { url_prefix, region, api }))
    }

    /// The URL of a queue.
    #[must_use]
    pub fn url(&self, queue: &str) -> String {
        format!("{}{queue}", self.0.url_prefix)
    }

    /// Sends up to [`crate::BATCH_MAX`] messages that fit into one call ([`crate::batches`]). For each of them, in order,
    /// nothing or the name of the queue's refusal.
    ///
    /// # Errors
    /// [`SqsError`]: then it isn't known whether any was taken.
    pub async fn send(
        &self,
        queue: &str,
        messages: &[Outgoing],
        within: Duration,
    ) -> Result<Vec<Option<String>>, SqsError> {
        let keeps_order = queue.ends_with(".fifo");
        let entry = |(at, message): (usize, &Outgoing)| {
            let mut entry = json!({ "Id": at.to_string(), "MessageBody": message.body });
            if let Some(entry) = entry.as_object_mut() {
                let text = |value: &String| json!({ "DataType": "String", "StringValue": value });
                let attributes = message.attributes.iter();
                entry.insert(
                    "MessageAttributes".to_owned(),
                    attributes.map(|(name, value)| ((*name).to_owned(), text(value))).collect(),
                );
                entry.extend(message.group.as_ref().map(|group| ("MessageGroupId".to_owned(), json!(group))));
                entry.extend(keeps_order.then(|| ("MessageDeduplicationId".to_owned(), json!(message.id))));
            }
            entry
        };
        let entries: Value = messages.iter().enumerate().map(entry).collect();
        let input = json!({ "QueueUrl": self.url(queue), "Entries": entries });
        let sent: Sent = self.0.api.call("SendMessageBatch", &input, within).await?;
        Ok(by_place(messages.len(), sent))
    }

    /// Receives up to `limit` messages (ten at most), which nobody else sees for `visibility`. Waits for the first for as
    /// long as `wait`, twenty seconds at most.
    ///
    /// # Errors
    /// [`SqsError`].
    pub async fn receive(
        &self,
        queue: &str,
        limit: usize,
        wait: Duration,
        visibility: Duration,
        within: Duration,
    ) -> Result<Vec<Received>, SqsError> {
        let input = json!({
            "QueueUrl": self.url(queue),
            "MaxNumberOfMessages": limit,
            "WaitTimeSeconds": wait.as_secs(),
            "VisibilityTimeout": visibility.as_secs(),
            "MessageSystemAttributeNames": ["ApproximateReceiveCount", "MessageGroupId"],
            "MessageAttributeNames": ["All"],
        });
        let answer: Messages = self.0.api.call("ReceiveMessage", &input, wait + within).await?;
        Ok(answer.messages.into_iter().map(Received::from).collect())
    }

    /// Deletes up to ten received messages. For each, nothing or the name of the queue's refusal.
    ///
    /// # Errors
    /// [`SqsError`].
    pub async fn delete(
        &self,
        queue: &str,
        receipts: &[&str],
        within: Duration,
    ) -> Result<Vec<Option<String>>, SqsError> {
        let entries = receipts
            .iter()
            .enumerate()
            .map(|(at, receipt)| json!({ "Id": at.to_string(), "ReceiptHandle": receipt }));
        let input = json!({ "QueueUrl": self.url(queue), "Entries": entries.collect::<Value>() });
        let answer: Sent = self.0.api.call("DeleteMessageBatch", &input, within).await?;
        Ok(by_place(receipts.len(), answer))
    }

    /// Says when up to ten received messages are to be seen again. For each, nothing or the name of the queue's refusal.
    ///
    /// # Errors
    /// [`SqsError`].
    pub async fn change_visibility(
        &self,
        queue: &str,
        changes: &[Visibility],
        within: Duration,
    ) -> Result<Vec<Option<String>>, SqsError> {
        let entries = changes.iter().enumerate().map(|(at, change)| {
            json!({
                "Id": at.to_string(), "ReceiptHandle": change.receipt, "VisibilityTimeout": change.secs,
            })
        });
        let input = json!({ "QueueUrl": self.url(queue), "Entries": entries.collect::<Value>() });
        let answer: Sent = self.0.api.call("ChangeMessageVisibilityBatch", &input, within).await?;
        Ok(by_place(changes.len(), answer))
    }

    /// Counts a queue's messages.
    ///
    /// # Errors
    /// [`SqsError`].
    pub async fn depth(&self, queue: &str, within: Duration) -> Result<Depth, SqsError> {
        const NAMES: [&str; 3] = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
        ];
        let input = json!({ "QueueUrl": self.url(queue), "AttributeNames": NAMES });
        let answer: Value = self.0.api.call("GetQueueAttributes", &input, within).await?;
        let count = |name: &str| -> u64 {
            let text = answer.get("Attributes").and_then(|all| all.get(name)).and_then(Value::as_str);
            text.and_then(|text| text.parse().ok()).unwrap_or_default()
        };
        let [waiting, in_flight, delayed] = NAMES.map(count);
        Ok(Depth { waiting, in_flight, delayed })
    }

    /// Makes a queue, with its dead-letter queue's name and the receives after which a message goes there; one that is
    /// there stays as it is. For development and tests: deployed queues are made with the rest of the infrastructure.
    ///
    /// # Errors
    /// [`SqsError`].
    pub async fn create(
        &self,
        queue: &str,
        dead_letters: Option<(&str, u32)>,
        within: Duration,
    ) -> Result<(), SqsError> {
        let url = self.url(queue);
        let mut path = url.rsplit('/');
        let (name, account) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
        let mut attributes = json!({});
        if let Some((dead, receives)) = dead_letters {
            let dead = self.url(dead);
            let dead = dead.rsplit('/').next().unwrap_or_default();
            let arn = format!("arn:aws:sqs:{}:{account}:{dead}", self.0.region);
            let policy = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": receives.to_string() });
            attributes = json!({ "RedrivePolicy": policy.to_string() });
        }
        if name.ends_with(".fifo") {
            attributes = json!({ "FifoQueue": "true" });
        }
        let input = json!({ "QueueName": name, "Attributes": attributes });
        self.0.api.call::<Value>("CreateQueue", &input, within).await.map(drop)
    }
}

/// For each message of a call, the refusal that the answer has for its place.
fn by_place(messages: usize, answer: Sent) -> Vec<Option<String>> {
    let mut refusals = vec![None; messages];
    for failed in answer.failed {
        let place = failed.id.parse().ok().and_then(|at: usize| refusals.get_mut(at));
        if let Some(place) = place {
            *place = Some(failed.code);
        }
    }
    refusals
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    #[test]
    fn a_queues_url_is_the_prefix_and_its_name_and_calls_go_to_the_host() {
        let sqs = Sqs::new(Queues {
            url_prefix: "https://sqs.eu-central-1.amazonaws.com/123456789012/neurmatic-".to_owned(),
            region: "eu-central-1".to_owned(),
            access_key_id: "key".to_owned(),
            secret_access_key: SecretString::from("hidden"),
            session_token: None,
        });
        assert_eq!(sqs.url("email"), "https://sqs.eu-central-1.amazonaws.com/123456789012/neurmatic-email");
        assert_eq!(sqs.0.api.endpoint(), "https://sqs.eu-central-1.amazonaws.com/");
    }

    #[test]
    fn a_refusal_belongs_to_the_message_at_its_place() {
        let failed = |id: &str| Failed { id: id.to_owned(), code: "InternalError".to_owned() };
        let answer = Sent { failed: vec![failed("1"), failed("9"), failed("x")] };
        assert_eq!(by_place(2, answer), [None, Some("InternalError".to_owned())]);
    }
}
