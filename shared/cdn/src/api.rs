//! The CDN's interface: `POST /zones/{zone}/purge_cache` and its soft sister `invalidate_cache`. Locally the platform
//! speaks it too.

use std::time::Duration;

use neurmatic_cache_policy::Invalidation;
use neurmatic_config::Cdn;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, redirect};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::answer::{Answer, Outcome, read};
use crate::compile::{Call, Target};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a whole call may take: much less than the lease of its purges.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest answer that is read, in bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The client.
pub(crate) struct Api {
    http: Client,
    settings: Cdn,
}

impl Api {
    /// A client; nothing connects yet.
    pub(crate) fn new(settings: Cdn) -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { http, settings })
    }

    /// Makes a call, and says what became of it.
    pub(crate) async fn send(&self, call: &Call) -> Outcome {
        let Cdn { api_url, zone_id, api_token, .. } = &self.settings;
        let endpoint = match call.kind {
            Invalidation::Soft => "invalidate_cache",
            Invalidation::Hard => "purge_cache",
        };
        let sent = self
            .http
            .post(format!("{api_url}/zones/{zone_id}/{endpoint}"))
            .bearer_auth(api_token.expose_secret())
            .json(&body(call))
            .send()
            .await;
        let answer = match sent {
            Ok(response) => read_answer(call.kind, response).await,
            Err(error) => Err(error),
        };
        answer.unwrap_or_else(|error| Outcome::Busy {
            error: format!("the CDN was not reached: {}", error.without_url()),
            wait: None,
        })
    }
}

async fn read_answer(kind: Invalidation, mut response: Response) -> Result<Outcome, reqwest::Error> {
    let status = response.status().as_u16();
    let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let (retry_after, ray) = (header(RETRY_AFTER.as_str()), header("cf-ray"));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > BODY_BYTES_MAX {
            break;
        }
    }
    let answer = Answer { status, retry_after: retry_after.as_deref(), ray: ray.as_deref(), body: &body };
    Ok(read(kind, &answer))
}

/// A call names things of one kind.
fn body(call: &Call) -> Value {
    match call.target {
        Target::Tag => json!({ "tags": call.values }),
        Target::Url => json!({ "files": call.values }),
        Target::Prefix => json!({ "prefixes": call.values }),
        Target::Everything => json!({ "purge_everything": true }),
    }
}
