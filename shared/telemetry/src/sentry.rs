//! Sentry, by its envelopes over HTTP.

use std::sync::OnceLock;
use std::time::Duration;

use futures::future::BoxFuture;
use neurmatic_config::Sentry as Settings;
use reqwest::{Client, redirect};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::errors::Place;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A project at Sentry.
#[derive(Debug)]
pub(crate) struct Sentry {
    settings: Settings,
    http: OnceLock<Client>,
}

impl Sentry {
    /// Nothing connects yet.
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings, http: OnceLock::new() }
    }

    async fn send(&self, body: String, within: Duration) -> Result<(), reqwest::Error> {
        let key = self.settings.key.expose_secret();
        let who = format!("Sentry sentry_version=7, sentry_client=neurmatic/0.1, sentry_key={key}");
        let request = self.http()?.post(&self.settings.envelope_url).timeout(within).body(body);
        let request =
            request.header("x-sentry-auth", who).header("content-type", "application/x-sentry-envelope");
        request.send().await?.error_for_status().map(drop)
    }

    fn http(&self) -> Result<&Client, reqwest::Error> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let builder = Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(redirect::Policy::none());
        let http = builder.build()?;
        Ok(self.http.get_or_init(|| http))
    }
}

impl Place for Sentry {
    fn tell<'a>(&'a self, id: Uuid, event: &'a Value, within: Duration) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let sent = self.send(envelope(id, event), within).await;
            if let Err(error) = &sent {
                let error = error.status().map_or("it was not reached", |_| "it refused");
                tracing::warn!(error, "Sentry was not told of an error");
            }
            sent.is_ok()
        })
    }
}

/// Three lines: what it is, what follows, and the event.
fn envelope(id: Uuid, event: &Value) -> String {
    let event = event.to_string();
    let head = json!({ "event_id": id.simple().to_string() });
    let item = json!({ "type": "event", "content_type": "application/json", "length": event.len() });
    format!("{head}\n{item}\n{event}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_has_three_lines_and_says_how_long_the_event_is() {
        let written = envelope(Uuid::nil(), &json!({ "level": "error" }));
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[2], "{\"level\":\"error\"}");
        let item: Value = serde_json::from_str(lines[1]).unwrap();
        assert_eq!(item["length"], lines[2].len());
    }
}
