//! A small client of Lambda's control interface: code, versions, aliases, and calls of a version.
//!
//! Deliberately not in here: making functions, and what is done with versions.

mod wire;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::deployment::Architecture;
use crate::settings::Settings;
use wire::{Ask, Wire};

/// How long an answer about a function may take.
const WITHIN: Duration = Duration::from_secs(20);

/// How long giving a function its code may take: some megabytes over a slow line.
const UPLOAD_WITHIN: Duration = Duration::from_secs(180);

/// How long a function may take to take its code or settings. In a VPC that is up to a minute.
const SETTLED_WITHIN: Duration = Duration::from_secs(300);

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Lambda(Wire);

/// What a function or one of its versions is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Configuration {
    /// The hash of its zip, in base64.
    pub code_sha256: String,
    /// `$LATEST`, or a number.
    pub version: String,
    /// `arm64` or `x86_64`.
    #[serde(default)]
    pub architectures: Vec<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    state_reason: Option<String>,
    #[serde(default)]
    last_update_status: Option<String>,
    #[serde(default)]
    last_update_status_reason: Option<String>,
}

/// What an alias says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Alias {
    /// The version that it means.
    pub function_version: String,
    /// What a person, or a release, wrote about it.
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    routing_config: Option<Routing>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Routing {
    #[serde(default)]
    additional_version_weights: Option<BTreeMap<String, f64>>,
}

/// What an alias is to say.
#[derive(Clone, Debug)]
pub struct AliasChange<'a> {
    /// The version that it means.
    pub version: &'a str,
    /// Another version, with its share of the requests from 0 to 1.
    pub beside: Option<(&'a str, f64)>,
    /// What to write about it; nothing leaves what is there.
    pub description: Option<&'a str>,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Called {
    /// The function answered.
    Answered(Value),
    /// The function failed, or did not start.
    Failed(Value),
}

impl Alias {
    /// Another version that gets a share of the requests: a shift that is under way.
    #[must_use]
    pub fn beside(&self) -> Option<(&str, f64)> {
        let weights = self.routing_config.as_ref()?.additional_version_weights.as_ref()?;
        weights.iter().next().map(|(version, share)| (version.as_str(), *share))
    }
}

impl Lambda {
    /// A client; nothing connects yet.
    ///
    /// # Errors
    /// When this machine can't make HTTPS requests.
    pub fn new(settings: &Settings) -> Result<Self> {
        Ok(Self(Wire::new(settings)?))
    }

    /// What an alias says now.
    ///
    /// # Errors
    /// When it isn't there, or Lambda can't be asked.
    pub async fn alias(&self, function: &str, alias: &str) -> Result<Alias> {
        let ask = Ask::new("GetAlias", Method::GET, format!("{function}/aliases/{alias}"));
        self.0.answer(&ask, WITHIN).await
    }

    /// Has an alias say something else.
    ///
    /// # Errors
    /// When Lambda refuses or can't be asked.
    pub async fn change_alias(&self, function: &str, alias: &str, change: &AliasChange<'_>) -> Result<()> {
        let weights = change.beside.into_iter().map(|(version, share)| (version.to_owned(), json!(share)));
        let mut body = json!({
            "FunctionVersion": change.version,
            "RoutingConfig": {"AdditionalVersionWeights": weights.collect::<serde_json::Map<_, _>>()},
        });
        if let (Some(description), Some(fields)) = (change.description, body.as_object_mut()) {
            fields.insert("Description".to_owned(), json!(description));
        }
        let ask =
            Ask::new("UpdateAlias", Method::PUT, format!("{function}/aliases/{alias}")).with_body(&body);
        self.0.answer::<Value>(&ask, WITHIN).await.map(drop)
    }

    /// What a function, or a version of it, is now.
    ///
    /// # Errors
    /// When it isn't there, or Lambda can't be asked.
    pub async fn configuration(&self, function: &str, version: Option<&str>) -> Result<Configuration> {
        let mut ask = Ask::new("GetFunctionConfiguration", Method::GET, format!("{function}/configuration"));
        ask.qualifier = version.map(str::to_owned);
        self.0.answer(&ask, WITHIN).await
    }

    /// Waits until a function, or a version of it, can be used.
    ///
    /// # Errors
    /// When it fails to take its code or settings, or takes too long.
    pub async fn settled(&self, function: &str, version: Option<&str>) -> Result<Configuration> {
        let began = Instant::now();
        loop {
            let found = self.configuration(function, version).await?;
            let states = [
                (&found.state, &found.state_reason),
                (&found.last_update_status, &found.last_update_status_reason),
            ];
            if let Some((_, reason)) = states.iter().find(|(state, _)| state.as_deref() == Some("Failed")) {
                bail!("{function} can't be used: {}", reason.as_deref().unwrap_or("Lambda doesn't say why"));
            }
            let waits = |state: &Option<String>| matches!(state.as_deref(), Some("Pending" | "InProgress"));
            if !states.iter().any(|(state, _)| waits(state)) {
                return Ok(found);
            }
            if began.elapsed() > SETTLED_WITHIN {
                bail!("{function} isn't ready after {} s", SETTLED_WITHIN.as_secs());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Gives a function its code; what is asked for by an alias stays as it is.
    ///
    /// # Errors
    /// When Lambda refuses or can't be asked.
    pub async fn give_code(&self, function: &str, zip: &[u8], architecture: Architecture) -> Result<()> {
        let body = json!({ "ZipFile": STANDARD.encode(zip), "Architectures": [architecture.lambda()], "Publish": false });
        let ask = Ask::new("UpdateFunctionCode", Method::PUT, format!("{function}/code")).with_body(&body);
        self.0.answer::<Value>(&ask, UPLOAD_WITHIN).await.map(drop)
    }

    /// Makes a version of what the function is now, which must be this code; or returns the one that there is of it.
    ///
    /// # Errors
    /// When the function has another code by now, or Lambda can't be asked.
    pub async fn publish(&self, function: &str, code_sha256: &str, description: &str) -> Result<String> {
        let body = json!({ "CodeSha256": code_sha256, "Description": description });
        let ask = Ask::new("PublishVersion", Method::POST, format!("{function}/versions")).with_body(&body);
        let made: Configuration = self.0.answer(&ask, WITHIN).await?;
        if made.code_sha256 != code_sha256 {
            bail!("version {} of {function} holds another code: somebody else is releasing", made.version);
        }
        Ok(made.version)
    }

    /// Calls a version, and waits for what becomes of it. It isn't tried again when it can't be known whether it was called.
    ///
    /// # Errors
    /// When Lambda refuses or can't be asked.
    pub async fn call(
        &self,
        function: &str,
        qualifier: &str,
        event: &Value,
        within: Duration,
    ) -> Result<Called> {
        let mut ask = Ask::new("Invoke", Method::POST, format!("{function}/invocations")).with_body(event);
        ask.qualifier = Some(qualifier.to_owned());
        ask.invocation = Some("RequestResponse");
        let reply = self.0.send(&ask, within).await?;
        let payload = if reply.body.is_empty() { b"null".as_slice() } else { &reply.body };
        let payload = serde_json::from_slice(payload)
            .with_context(|| format!("{function} answered what isn't JSON"))?;
        Ok(if reply.is_function_error { Called::Failed(payload) } else { Called::Answered(payload) })
    }

    /// Has an alias called some time soon, and doesn't wait for it.
    ///
    /// # Errors
    /// When Lambda refuses or can't be asked.
    pub async fn call_later(&self, function: &str, qualifier: &str, event: &Value) -> Result<()> {
        let mut ask = Ask::new("Invoke", Method::POST, format!("{function}/invocations")).with_body(event);
        ask.qualifier = Some(qualifier.to_owned());
        ask.invocation = Some("Event");
        self.0.send(&ask, WITHIN).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_that_is_under_way_is_seen() {
        let alias = |text: &str| serde_json::from_str::<Alias>(text).unwrap();
        assert_eq!(alias(r#"{"FunctionVersion": "7"}"#).beside(), None);
        let none = r#"{"FunctionVersion": "7", "RoutingConfig": {"AdditionalVersionWeights": {}}}"#;
        assert_eq!(alias(none).beside(), None);
        let some = r#"{"FunctionVersion": "7", "RoutingConfig": {"AdditionalVersionWeights": {"8": 0.05}}}"#;
        assert_eq!(alias(some).beside(), Some(("8", 0.05)));
    }
}
