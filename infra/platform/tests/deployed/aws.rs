//! The emulator's own interfaces, as far as the suite asks them. It reads the region of a signature and believes it.

use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

const REGION: &str = "eu-central-1";

/// The account of everything there.
const ACCOUNT: &str = "000000000000";

const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The emulator.
pub(crate) struct Aws {
    http: Client,
    url: String,
}

/// A question to a service.
pub(crate) struct Question {
    /// The service's name in signatures.
    pub(crate) service: &'static str,
    pub(crate) how: How,
}

/// The protocol that it is asked in.
pub(crate) enum How {
    /// A path.
    Get(&'static str),
    /// `X-Amz-Target`, with an object without anything.
    Target(&'static str),
    /// A form: action and version, and more if there is.
    Form(&'static str),
}

impl Aws {
    /// The emulator at an address.
    pub(crate) fn at(url: &str) -> Self {
        let http = Client::builder().timeout(ANSWER_WITHIN).pool_max_idle_per_host(0).build().unwrap();
        Self { http, url: url.trim_end_matches('/').to_owned() }
    }

    /// A file of the bucket, as the edge reads it.
    pub(crate) fn file(&self, path: &str) -> String {
        format!("{}/neurmatic-local-files{path}", self.url)
    }

    /// The answer to a question, as text.
    pub(crate) async fn ask(&self, question: &Question) -> String {
        let Question { service, how } = question;
        let request = match how {
            How::Get(path) => self.http.get(format!("{}{path}", self.url)),
            How::Target(target) => self.targeted(target, &json!({})),
            How::Form(form) => self
                .http
                .post(&self.url)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(*form),
        };
        answer(request, service).await
    }

    /// Puts a text on a queue.
    pub(crate) async fn send(&self, queue: &str, text: &str) {
        let input = json!({"QueueUrl": self.queue(queue), "MessageBody": text});
        answer(self.targeted("AmazonSQS.SendMessage", &input), "sqs").await;
    }

    /// Some messages of a queue, which stay there: each with its body and its attributes.
    pub(crate) async fn look_into(&self, queue: &str) -> Vec<Value> {
        let input = json!({
            "QueueUrl": self.queue(queue), "MaxNumberOfMessages": 10, "VisibilityTimeout": 1,
            "MessageAttributeNames": ["All"],
        });
        let told = answer(self.targeted("AmazonSQS.ReceiveMessage", &input), "sqs").await;
        let told: Value = serde_json::from_str(&told).unwrap();
        told["Messages"].as_array().cloned().unwrap_or_default()
    }

    fn queue(&self, name: &str) -> String {
        format!("{}/{ACCOUNT}/neurmatic-local-{name}", self.url)
    }

    fn targeted(&self, target: &str, input: &Value) -> RequestBuilder {
        self.http
            .post(&self.url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(input.to_string())
    }
}

async fn answer(request: RequestBuilder, service: &str) -> String {
    let credential = format!("key/20260101/{REGION}/{service}/aws4_request");
    let signed = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
    let response = request.header("authorization", signed).send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert!(status.is_success(), "{service}: {status} {text}");
    text
}
