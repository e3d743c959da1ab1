//! An origin that answers as it is told, and remembers who asked what. It is the bucket, too, by another name of the host.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// As the functions do: public and tagged, with headers that are the asking client's alone.
    Well,
    /// The same after a while.
    Slow(Duration),
    /// With a problem.
    Failing(u16),
    /// Found, but with these headers in place of the usual ones.
    Odd(&'static [(&'static str, &'static str)]),
}

/// A request that reached it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The origin. Dropping it leaves nobody at its address.
pub(crate) struct Origin {
    pub(crate) address: SocketAddr,
    state: Arc<Inner>,
    task: JoinHandle<()>,
}

struct Inner {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<Asked>>,
}

impl Origin {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Inner { mood: Mutex::new(Mood::Well), asked: Mutex::default() });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&state));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, state, task }
    }

    pub(crate) fn be(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// What reached it so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().unwrap().clone()
    }

    /// What reached it since the last call of this.
    pub(crate) fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.state.asked.lock().unwrap())
    }

    /// Leaves nobody at its address.
    pub(crate) fn stop(&self) {
        self.task.abort();
    }

    /// Closes every connection from now on before anything is read from it.
    pub(crate) async fn hang_up(&mut self) {
        self.stop();
        let _aborted = (&mut self.task).await;
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.task = tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn answer(State(state): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let asked = Asked { method: parts.method, target: parts.uri.to_string(), headers: parts.headers, body };
    let number = {
        let mut all = state.asked.lock().unwrap();
        all.push(asked.clone());
        all.len()
    };
    let mood = state.mood.lock().unwrap().clone();
    if let Mood::Slow(by) = mood {
        tokio::time::sleep(by).await;
    }
    respond(&asked, number, &mood)
}

/// What the functions' answers bear beside the usual: nobody else may see it.
pub(crate) const PERSONAL: [(&str, &str); 5] = [
    ("ratelimit", "\"general-ip\";r=299;t=1"),
    ("ratelimit-policy", "\"general-ip\";q=300;w=60"),
    ("cache-status", "neurmatic; fwd=miss"),
    ("server-timing", "app;dur=1.00"),
    ("x-inside", "for one client"),
];

fn respond(asked: &Asked, number: usize, mood: &Mood) -> Response {
    // Connections aren't kept, so that nobody is left at them when it stops.
    let mut response = Response::builder().header("connection", "close");
    for (name, value) in PERSONAL {
        response = response.header(name, value);
    }
    response = response.header("x-request-id", asked.header("x-request-id"));
    if let Mood::Failing(status) = mood {
        let status = StatusCode::from_u16(*status).unwrap();
        let response = response.status(status).header("cache-control", "private, no-cache, no-store");
        return response.body(Body::from(format!("failure {number}"))).unwrap();
    }
    if let Mood::Odd(headers) = mood {
        for (name, value) in *headers {
            response = response.header(*name, *value);
        }
    } else {
        response = response
            .header("cache-control", "public, max-age=300, s-maxage=300")
            .header("cache-tag", "articles,article:1")
            .header("content-type", "application/json")
            .header("vary", "Accept-Encoding")
            .header("etag", format!("\"r{number}\""));
    }
    let who = ["authorization", "x-api-key", "cookie"].map(|name| asked.header(name)).concat();
    let who = if who.is_empty() { who } else { format!(" for {who}") };
    response.body(Body::from(format!("answer {number} to {}{who}", asked.target))).unwrap()
}
