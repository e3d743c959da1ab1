//! Lambda's runtime API, version 2018-06-01, on loopback.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::Outcome;

/// What Lambda gives an invocation: as much as the gateway waits for an answer.
const INVOCATION_TIME: Duration = Duration::from_secs(30);

/// What a function of ours would be called at AWS.
const ARN: &str = "arn:aws:lambda:eu-central-1:000000000000:function:under-test";

/// The address of one function's runtime API. Dropping it closes the address.
#[derive(Debug)]
pub(crate) struct Api {
    address: SocketAddr,
    queue: mpsc::UnboundedSender<Event>,
    desk: Arc<Desk>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Event {
    text: String,
    outcome: oneshot::Sender<Outcome>,
}

#[derive(Debug)]
struct Desk {
    queue: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
    /// Events that the function has and did not answer yet, by request id.
    taken: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
    first_poll: Mutex<Option<Instant>>,
}

impl Api {
    pub(crate) async fn listen() -> Self {
        let (queue, events) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk {
            queue: tokio::sync::Mutex::new(events),
            taken: Mutex::default(),
            first_poll: Mutex::default(),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(async || StatusCode::ACCEPTED))
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&desk));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, queue, desk, server }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// When the function first asked for an event.
    pub(crate) fn first_poll(&self) -> Option<Instant> {
        *self.desk.first_poll.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues an event; the receiver gets what becomes of it.
    pub(crate) fn give(&self, text: String) -> oneshot::Receiver<Outcome> {
        let (outcome, becomes) = oneshot::channel();
        self.queue.send(Event { text, outcome }).expect("the runtime API is gone");
        becomes
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A long poll: it is answered when there is an event.
async fn next(State(desk): State<Arc<Desk>>) -> Response {
    desk.first_poll.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
    let Some(event) = desk.queue.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let id = Uuid::now_v7().to_string();
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + INVOCATION_TIME;
    let mut response = event.text.into_response();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", id.clone()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-trace-id", "Root=1-65f0c3a2-0123456789abcdef01234567;Sampled=0".to_owned()),
        ("lambda-runtime-invoked-function-arn", ARN.to_owned()),
        ("content-type", "application/json".to_owned()),
    ] {
        response.headers_mut().insert(name, HeaderValue::try_from(value).unwrap());
    }
    desk.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(id, event.outcome);
    response
}

async fn response(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    settle(&desk, &id, &body, Outcome::Answered)
}

async fn error(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    settle(&desk, &id, &body, Outcome::Failed)
}

fn settle(desk: &Desk, id: &str, body: &[u8], outcome: impl FnOnce(Value) -> Outcome) -> StatusCode {
    let taken = desk.taken.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    let (Some(taken), Ok(body)) = (taken, serde_json::from_slice(body)) else {
        return StatusCode::BAD_REQUEST;
    };
    // The test may have given up.
    let _ = taken.send(outcome(body));
    StatusCode::ACCEPTED
}
