//! Signed requests to Lambda, each within a given time, tried again where that changes nothing.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use neurmatic_aws::Account;
use neurmatic_sigv4::{Request, Signer, amz_date, canonical_query, hash};
use reqwest::{Client, Method, Response, redirect};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::settings::Settings;

const FUNCTIONS: &str = "/2015-03-31/functions/";

const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The longest answer that is read: a function's own may have 6 MB.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The waits before a request is tried again.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The connection to Lambda. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    account: Account,
    endpoint: String,
    host: String,
    http: Client,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    action: &'static str,
    method: Method,
    /// What stands behind [`FUNCTIONS`].
    path: String,
    body: String,
    /// A version or an alias.
    pub(super) qualifier: Option<String>,
    /// For calls: whether their end is waited for.
    pub(super) invocation: Option<&'static str>,
}

/// A successful answer.
pub(super) struct Reply {
    pub(super) body: Vec<u8>,
    /// Lambda did what it was asked, and the function failed.
    pub(super) is_function_error: bool,
}

/// A request that did not succeed.
struct Refused {
    /// Nothing was done, and it may be otherwise soon.
    may_pass: bool,
    error: anyhow::Error,
}

#[derive(Default, Deserialize)]
struct Said {
    #[serde(alias = "Message", alias = "errorMessage", default)]
    message: String,
}

impl Ask {
    pub(super) fn new(action: &'static str, method: Method, path: String) -> Self {
        Self { action, method, path, body: String::new(), qualifier: None, invocation: None }
    }

    pub(super) fn with_body(mut self, body: &Value) -> Self {
        self.body = body.to_string();
        self
    }

    /// A call isn't repeated when it may have been taken.
    fn is_repeatable(&self) -> bool {
        self.invocation.is_none()
    }
}

impl Wire {
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let endpoint = settings.address("lambda");
        let host = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, host)| host).to_owned();
        let builder = Client::builder().connect_timeout(CONNECT_WITHIN).redirect(redirect::Policy::none());
        let http = builder.build().context("no client for Lambda can be made")?;
        Ok(Self { account: settings.account.clone(), endpoint, host, http })
    }

    /// Sends a request whose answer is JSON.
    pub(super) async fn answer<O: DeserializeOwned>(&self, ask: &Ask, within: Duration) -> Result<O> {
        let reply = self.send(ask, within).await?;
        serde_json::from_slice(&reply.body)
            .with_context(|| format!("Lambda's answer to {} for {} was not understood", ask.action, ask.path))
    }

    /// Sends a request, and again while it may pass.
    pub(super) async fn send(&self, ask: &Ask, within: Duration) -> Result<Reply> {
        for pause in PAUSES {
            match self.send_once(ask, within).await {
                Ok(reply) => return Ok(reply),
                Err(refused) if refused.may_pass => tokio::time::sleep(pause).await,
                Err(refused) => return Err(refused.error),
            }
        }
        self.send_once(ask, within).await.map_err(|refused| refused.error)
    }

    async fn send_once(&self, ask: &Ask, within: Duration) -> Result<Reply, Refused> {
        let response = self.request(ask, within).send().await;
        let response = response.map_err(|source| unreached(ask, source))?;
        let status = response.status();
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (kind, function_error) = (header("x-amzn-errortype"), header("x-amz-function-error"));
        let body = read(response).await.map_err(|error| Refused {
            may_pass: ask.is_repeatable(),
            error: error
                .context(format!("Lambda was not heard to the end of {} for {}", ask.action, ask.path)),
        })?;
        if status.is_success() {
            return Ok(Reply { body, is_function_error: !function_error.is_empty() });
        }
        let said: Said = serde_json::from_slice(&body).unwrap_or_default();
        let kind = kind.split(':').next().unwrap_or_default();
        // Busy with another change, or too many requests: nothing was done.
        let was_not_taken = kind == "ResourceConflictException" || status.as_u16() == 429;
        let error = anyhow::anyhow!(
            "Lambda refused {} for {} with {} ({kind}): {}",
            ask.action,
            ask.path,
            status.as_u16(),
            said.message
        );
        Err(Refused { may_pass: was_not_taken || (status.is_server_error() && ask.is_repeatable()), error })
    }

    fn request(&self, ask: &Ask, within: Duration) -> reqwest::RequestBuilder {
        let path = format!("{FUNCTIONS}{}", ask.path);
        let date = amz_date(Timestamp::now());
        let token = self.account.session_token.as_ref().map(|token| token.expose_secret());
        let mut headers =
            vec![("content-type", "application/json"), ("host", self.host.as_str()), ("x-amz-date", &date)];
        headers.extend(ask.invocation.map(|kind| ("x-amz-invocation-type", kind)));
        headers.extend(token.map(|token| ("x-amz-security-token", token)));
        let query: Vec<(&str, &str)> =
            ask.qualifier.iter().map(|qualifier| ("Qualifier", qualifier.as_str())).collect();
        let signer = Signer {
            access_key_id: &self.account.access_key_id,
            secret_access_key: self.account.secret_access_key.expose_secret(),
            region: &self.account.region,
            service: "lambda",
        };
        let payload = hash(ask.body.as_bytes());
        let signed = Request {
            method: ask.method.as_str(),
            path: &path,
            query: &query,
            headers: &headers,
            payload: &payload,
        };
        let authorization = signer.authorization(&date, &signed);
        let mut url = format!("{}{path}", self.endpoint);
        if !query.is_empty() {
            url.extend(["?", &canonical_query(&query)]);
        }
        let mut request = self.http.request(ask.method.clone(), url).timeout(within).body(ask.body.clone());
        for (name, value) in headers.into_iter().filter(|(name, _)| *name != "host") {
            request = request.header(name, value);
        }
        request.header("authorization", authorization)
    }
}

fn unreached(ask: &Ask, source: reqwest::Error) -> Refused {
    // What never arrived may be sent again, whatever it is.
    let may_pass = source.is_connect() || ask.is_repeatable();
    let error = anyhow::Error::new(source.without_url());
    Refused {
        may_pass,
        error: error.context(format!("Lambda was not reached by {} for {}", ask.action, ask.path)),
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_BYTES_MAX {
            bail!("the answer is longer than {ANSWER_BYTES_MAX} bytes");
        }
    }
    Ok(body)
}
