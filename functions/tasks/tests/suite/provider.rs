//! A mail provider that notes what it is sent, and answers what the test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(Clone, Default)]
pub(crate) struct Provider(Arc<Mutex<Noted>>);

#[derive(Default)]
struct Noted {
    answers: VecDeque<u16>,
    requests: Vec<(String, Value)>,
}

impl Provider {
    /// A provider on a port of its own, and its address. It answers 202 when it has no other answer left.
    pub(crate) async fn start(answers: &[u16]) -> (Self, String) {
        let provider = Self::default();
        provider.0.lock().unwrap().answers.extend(answers);
        let router = Router::new().route("/v3/mail/send", post(take)).with_state(provider.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (provider, url)
    }

    /// Authorisations and bodies, in order.
    pub(crate) fn requests(&self) -> Vec<(String, Value)> {
        self.0.lock().unwrap().requests.clone()
    }
}

async fn take(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let key = headers["authorization"].to_str().unwrap().to_owned();
    let mut noted = provider.0.lock().unwrap();
    noted.requests.push((key, body));
    let status = noted.answers.pop_front().unwrap_or(202);
    let errors =
        json!({ "errors": [{ "field": "from.email", "message": "not someone@example.org", "help": null }] });
    (StatusCode::from_u16(status).unwrap(), Json(errors))
}
