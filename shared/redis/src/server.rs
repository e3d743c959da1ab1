//! The door: a process opens its Redis once and clones the handle.

use std::sync::Arc;
use std::time::Duration;

use redis::{Client, IntoConnectionInfo, ProtocolVersion};

use crate::breaker::Breaker;
use crate::error::{OpenError, Unavailable};
use crate::link::Link;
use crate::trip::{Answers, Trip};

/// The process's Redis. Cheap to clone; all clones share one connection and one breaker.
///
/// The connection lives on the runtime of the first trip.
#[derive(Clone)]
pub struct Redis {
    inner: Arc<Inner>,
}

struct Inner {
    prefix: String,
    link: Arc<Link>,
    breaker: Breaker,
    #[cfg(feature = "stand-in")]
    stand_in: Option<Arc<dyn crate::StandIn>>,
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redis").field("prefix", &self.inner.prefix).finish_non_exhaustive()
    }
}

impl Redis {
    /// Opens without connecting: start-up never waits for Redis, the first trip does.
    ///
    /// `url` is `redis://` or, for TLS, `rediss://`; `prefix` begins every key and keeps deployments (and
    /// tests) on one server apart.
    pub fn open(url: &str, prefix: &str) -> Result<Self, OpenError> {
        if url.starts_with("rediss://") {
            // An error means that another room installed a provider before: any will do.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        let info = url.into_connection_info()?;
        // RESP3, because only there a dropped connection is told at once instead of to the next request.
        let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(settings))?;
        let inner = Inner {
            prefix: format!("{prefix}:"),
            link: Link::new(client),
            breaker: Breaker::new(),
            #[cfg(feature = "stand-in")]
            stand_in: None,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// One that never connects, and is answered by something else: without breaker and budget.
    #[cfg(feature = "stand-in")]
    pub fn answered_by(stand_in: Arc<dyn crate::StandIn>, prefix: &str) -> Result<Self, OpenError> {
        let inner = Inner {
            prefix: format!("{prefix}:"),
            link: Link::new(Client::open("redis://127.0.0.1")?),
            breaker: Breaker::new(),
            stand_in: Some(stand_in),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A key's full name in this deployment.
    pub fn key(&self, name: &str) -> String {
        [self.inner.prefix.as_str(), name].concat()
    }

    /// A new, empty round trip.
    pub fn trip(&self) -> Trip {
        Trip::new(self.clone())
    }

    /// Whether Redis answers as far as is known; no round trip.
    pub fn is_healthy(&self) -> bool {
        self.inner.breaker.is_closed() && !self.inner.link.is_down()
    }

    /// Waits until there is a connection, at most `wait`; tells whether there is. For start-up that wants to
    /// have the handshake behind it; nobody needs to call it.
    pub async fn ready(&self, wait: Duration) -> bool {
        tokio::time::timeout(wait, self.inner.link.ready()).await.is_ok()
    }

    /// Runs a trip under the breaker and within the budget.
    pub(crate) async fn run(&self, trip: Trip, budget: Duration) -> Result<Answers, Unavailable> {
        #[cfg(feature = "stand-in")]
        if let Some(stand_in) = &self.inner.stand_in {
            return trip.run_by(stand_in.as_ref()).await;
        }
        let breaker = &self.inner.breaker;
        if !breaker.admits() {
            return Err(Unavailable::BreakerOpen);
        }
        let answered_before = breaker.answered();
        let outcome = tokio::time::timeout(budget, async {
            let mut connection = self.inner.link.connection().await.ok_or(Unavailable::Disconnected)?;
            trip.run_on(&mut connection).await
        });
        // An elapsed timer carries nothing but its name.
        let outcome = outcome.await.unwrap_or(Err(Unavailable::TimedOut));
        match &outcome {
            Ok(_) => {
                if breaker.succeeded() {
                    tracing::info!("Redis answers again");
                }
            }
            // Others were answered meanwhile: this process or Redis is busy, not gone.
            Err(Unavailable::TimedOut) if breaker.answered() != answered_before => {}
            Err(error) => self.failed(error),
        }
        outcome
    }

    fn failed(&self, error: &Unavailable) {
        let opened = self.inner.breaker.failed();
        if opened {
            tracing::warn!(%error, "Redis failed repeatedly and is left alone for a moment");
        }
        // A refusing server may be a primary that became a replica, a mute one may be gone without a word:
        // a new connection finds the right one.
        if opened || matches!(error, Unavailable::Refusing(_)) {
            self.inner.link.replace();
        }
    }
}
