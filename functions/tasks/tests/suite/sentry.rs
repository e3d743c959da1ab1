//! A project at Sentry that notes what it is told, or refuses everything: for the tests, and for the benchmark of an incident.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;

/// The project.
#[derive(Clone, Default)]
pub(crate) struct Sentry {
    refuses: bool,
    events: Arc<Mutex<Vec<Value>>>,
}

impl Sentry {
    /// One that refuses what it is sent.
    #[cfg(test)]
    pub(crate) fn refusing() -> Self {
        Self { refuses: true, ..Self::default() }
    }

    /// Its DSN, on a port of its own.
    pub(crate) async fn start(&self) -> String {
        let router = Router::new().route("/api/1/envelope/", post(take)).with_state(self.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://key@127.0.0.1:{port}/1")
    }

    /// What it was told, in order.
    pub(crate) fn told(&self) -> Vec<Value> {
        self.events.lock().unwrap().clone()
    }
}

async fn take(State(sentry): State<Sentry>, envelope: String) -> StatusCode {
    if sentry.refuses {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let event = envelope.lines().nth(2).unwrap();
    sentry.events.lock().unwrap().push(serde_json::from_str(event).unwrap());
    StatusCode::OK
}
