//! The calls: signed JSON posts, one connection pool a client.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_sigv4::{Request, Signer, amz_date, hash};
use reqwest::{Client, Response, header, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::CallError;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Most services speak the protocol's version 1.0, older ones 1.1 alone.
const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";

/// A service that speaks AWS's JSON protocol.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// What people call it, in errors.
    pub name: &'static str,
    /// What it is called in signatures.
    pub signed_as: &'static str,
    /// What stands before an action's name.
    pub target: &'static str,
    /// The longest answer that is read, in bytes.
    pub answer_bytes_max: usize,
}

/// Who calls.
#[derive(Clone, Debug)]
pub struct Account {
    /// The region.
    pub region: String,
    /// The key's name.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: SecretString,
    /// What goes with a key that is given for a while.
    pub session_token: Option<SecretString>,
}

/// A client of one service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct JsonApi(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    service: Service,
    content_type: &'static str,
    account: Account,
    /// Scheme and host, with a slash at the end.
    endpoint: String,
    host: String,
    http: OnceLock<Client>,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(rename = "__type", default)]
    kind: String,
}

impl JsonApi {
    /// A client; nothing connects yet. Of `url` its scheme and host are used.
    #[must_use]
    pub fn new(service: Service, url: &str, account: Account) -> Self {
        Self::speaking(JSON_1_0, service, url, account)
    }

    /// The same of a service that speaks version 1.1 of the protocol.
    #[must_use]
    pub fn of_version_1_1(service: Service, url: &str, account: Account) -> Self {
        Self::speaking(JSON_1_1, service, url, account)
    }

    fn speaking(content_type: &'static str, service: Service, url: &str, account: Account) -> Self {
        let scheme_end = url.find("://").map_or(0, |at| at + 3);
        let rest = url.get(scheme_end..).unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default().to_owned();
        let endpoint = format!("{}{host}/", url.get(..scheme_end).unwrap_or_default());
        Self(Arc::new(Inner { service, content_type, account, endpoint, host, http: OnceLock::new() }))
    }

    /// Scheme and host, with a slash at the end.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// Has an action done, and returns what it answers.
    ///
    /// # Errors
    /// [`CallError`]. Unless it was refused it isn't known whether the action was done.
    pub async fn call<O: DeserializeOwned>(
        &self,
        action: &'static str,
        input: &Value,
        within: Duration,
    ) -> Result<O, CallError> {
        let body = input.to_string();
        let Inner { service, content_type, account, endpoint, host, .. } = &*self.0;
        let (date, target) = (amz_date(Timestamp::now()), format!("{}.{action}", service.target));
        let token = account.session_token.as_ref().map(|token| token.expose_secret());
        let mut headers =
            vec![("content-type", *content_type), ("host", host.as_str()), ("x-amz-date", &date)];
        headers.extend(token.map(|token| ("x-amz-security-token", token)));
        headers.push(("x-amz-target", &target));
        let signer = Signer {
            access_key_id: &account.access_key_id,
            secret_access_key: account.secret_access_key.expose_secret(),
            region: &account.region,
            service: service.signed_as,
        };
        let payload = hash(body.as_bytes());
        let request = Request { method: "POST", path: "/", query: &[], headers: &headers, payload: &payload };
        let authorization = signer.authorization(&date, &request);

        let mut request = self.http()?.post(endpoint).timeout(within).body(body);
        for (name, value) in headers.into_iter().filter(|(name, _)| *name != "host") {
            request = request.header(name, value);
        }
        let response = request
            .header(header::AUTHORIZATION, authorization)
            .send()
            .await
            .map_err(|source| self.unreached(action, source))?;
        let status = response.status();
        let answer = self.read(action, response).await?;
        if !status.is_success() {
            let refusal: Refusal = serde_json::from_slice(&answer).unwrap_or_default();
            let code = refusal.kind.rsplit('#').next().unwrap_or_default().to_owned();
            return Err(CallError::Refused { service: service.name, action, status: status.as_u16(), code });
        }
        let answer = if answer.is_empty() { b"{}".as_slice() } else { &answer };
        serde_json::from_slice(answer).map_err(|source| CallError::Answer {
            service: service.name,
            action,
            source,
        })
    }

    /// An answer's body, as far as it may be long.
    async fn read(&self, action: &'static str, mut response: Response) -> Result<Vec<u8>, CallError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|source| self.unreached(action, source))? {
            body.extend_from_slice(&chunk);
            if body.len() > self.0.service.answer_bytes_max {
                return Err(CallError::TooLong { service: self.0.service.name, action });
            }
        }
        Ok(body)
    }

    fn unreached(&self, action: &'static str, source: reqwest::Error) -> CallError {
        CallError::Unreached { service: self.0.service.name, action, source: source.without_url() }
    }

    /// The connection pool, made by the first call: many processes never call.
    fn http(&self) -> Result<&Client, CallError> {
        if let Some(http) = self.0.http.get() {
            return Ok(http);
        }
        let builder = Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(redirect::Policy::none());
        let service = self.0.service.name;
        let http = builder.build().map_err(|source| CallError::Client { service, source })?;
        Ok(self.0.http.get_or_init(|| http))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_go_to_the_host_of_an_address() {
        let service = Service { name: "x", signed_as: "x", target: "X", answer_bytes_max: 1 };
        let account = Account {
            region: "eu-central-1".to_owned(),
            access_key_id: "key".to_owned(),
            secret_access_key: SecretString::from("hidden"),
            session_token: None,
        };
        let api =
            JsonApi::new(service, "https://sqs.eu-central-1.amazonaws.com/123456789012/neurmatic-", account);
        assert_eq!(api.endpoint(), "https://sqs.eu-central-1.amazonaws.com/");
        assert_eq!(api.0.host, "sqs.eu-central-1.amazonaws.com");
    }
}
