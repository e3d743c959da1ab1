//! The connection under the trips: made at the first trip, made again whenever it is lost.
//!
//! One task per process owns it. A lost connection is noticed when it breaks, not by the next request; a
//! mute one (timeouts, no end of stream) is thrown away when the breaker asks for it.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Weak};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, PushInfo, PushKind};
use tokio::sync::{Notify, watch};

/// Longest wait for one attempt to connect, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Waits between attempts to connect: doubling from the first to the last, so that a Redis that is back is
/// noticed within a second.
const RETRY_FIRST: Duration = Duration::from_millis(50);
const RETRY_LAST: Duration = Duration::from_millis(500);

/// Requests that may queue before the connection's task takes them; the crate's own 50 would make a thousand
/// concurrent callers wait for each other.
const QUEUE_LENGTH: usize = 4_096;

/// Bytes gathered before a write is forced: many small requests leave in one system call.
const WRITE_GATHER_BYTES: usize = 64 * 1024;

/// Where the connection stands.
#[derive(Clone)]
enum Line {
    /// Being made: worth waiting for.
    Connecting,
    /// There; `lost` ends it.
    Up { connection: MultiplexedConnection, lost: Arc<Notify> },
    /// The last attempt failed; another is under way or waits for its turn.
    Down,
}

pub(crate) struct Link {
    client: Client,
    line: watch::Sender<Line>,
    started: AtomicBool,
}

impl Link {
    pub(crate) fn new(client: Client) -> Arc<Self> {
        Arc::new(Self { client, line: watch::Sender::new(Line::Connecting), started: AtomicBool::new(false) })
    }

    /// The connection, waiting for one that is being made. `None` when Redis can't be reached.
    pub(crate) async fn connection(self: &Arc<Self>) -> Option<MultiplexedConnection> {
        if let Line::Up { connection, .. } = &*self.line.borrow() {
            return Some(connection.clone());
        }
        self.start();
        let mut line = self.line.subscribe();
        let settled = line.wait_for(|line| !matches!(line, Line::Connecting)).await.ok()?;
        match &*settled {
            Line::Up { connection, .. } => Some(connection.clone()),
            Line::Connecting | Line::Down => None,
        }
    }

    /// Whether the last attempt to connect failed.
    pub(crate) fn is_down(&self) -> bool {
        matches!(*self.line.borrow(), Line::Down)
    }

    /// Waits for the connection through failed attempts too.
    pub(crate) async fn ready(self: &Arc<Self>) {
        self.start();
        let mut line = self.line.subscribe();
        // The sender lives in `self`: the wait can't end early.
        let _ = line.wait_for(|line| matches!(line, Line::Up { .. })).await;
    }

    /// Throws the present connection away and makes another.
    pub(crate) fn replace(&self) {
        if let Line::Up { lost, .. } = &*self.line.borrow() {
            lost.notify_one();
        }
    }

    /// Starts the owning task, at the first need: opening a `Redis` needs no runtime and no server.
    fn start(self: &Arc<Self>) {
        if !self.started.swap(true, Relaxed) {
            tokio::spawn(keep_connected(Arc::downgrade(self), self.client.clone()));
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.replace();
    }
}

async fn keep_connected(link: Weak<Link>, client: Client) {
    let mut retry = RETRY_FIRST;
    while link.strong_count() > 0 {
        let lost = Arc::new(Notify::new());
        let attempt = client.get_multiplexed_async_connection_with_config(&settings(lost.clone())).await;
        match attempt {
            Ok(connection) => {
                set(&link, Line::Up { connection, lost: lost.clone() });
                retry = RETRY_FIRST;
                lost.notified().await;
                set(&link, Line::Connecting);
            }
            Err(error) => {
                tracing::warn!(%error, "can't connect to Redis");
                set(&link, Line::Down);
                tokio::time::sleep(retry).await;
                retry = (retry * 2).min(RETRY_LAST);
            }
        }
    }
}

fn set(link: &Weak<Link>, line: Line) {
    if let Some(link) = link.upgrade() {
        link.line.send_replace(line);
    }
}

fn settings(lost: Arc<Notify>) -> AsyncConnectionConfig {
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(None)
        .set_pipeline_buffer_size(QUEUE_LENGTH)
        .set_write_backpressure_boundary(WRITE_GATHER_BYTES)
        .set_push_sender(move |push: PushInfo| {
            if push.kind == PushKind::Disconnection {
                lost.notify_one();
            }
            Ok::<(), redis::aio::SendError>(())
        })
}
