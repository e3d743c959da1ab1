//! workerd with the Worker, its cache and its origin, on ports of their own for each test.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Child;

use neurmatic_platform::edge_cache::{self, EdgeCache};
use tokio::net::TcpListener;

use crate::client::{Connection, Reply};
use crate::origin::Origin;
use crate::workerd::{self, READY_WITHIN};
pub(crate) use crate::workerd::{BASELINE, ORIGIN_SECRET, TRUSTED_CLIENT_SECRET, ZONE};

/// What is tried. Dropping it ends workerd.
pub(crate) struct Stand {
    pub(crate) edge: SocketAddr,
    pub(crate) origin: Origin,
    pub(crate) cache: EdgeCache,
    workerd: Child,
}

impl Stand {
    /// The Worker as `cargo dev` starts it; `None`, after a line that says so, where workerd isn't.
    pub(crate) async fn start() -> Option<Self> {
        Self::of("workerd.capnp").await
    }

    /// The same by another configuration in the Worker's folder.
    pub(crate) async fn of(configuration: &str) -> Option<Self> {
        let program = workerd::program()?;
        let origin = Origin::start().await;
        let cache = EdgeCache::new(64 << 20);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let cache_at = listener.local_addr().unwrap();
        let service = axum::serve(listener, edge_cache::router(cache.clone()));
        tokio::spawn(async move { service.await.unwrap() });
        let (workerd, edge) = workerd::start(&program, configuration, origin.address, cache_at).await;
        Some(Self { edge, origin, cache, workerd })
    }

    /// Asks for a target without any header.
    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, &[]).await
    }

    /// Asks on a connection of its own.
    pub(crate) async fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
        Connection::to(self.edge).await.ask(method, target, headers).await.expect("the connection was closed")
    }

    /// Asks until the answer is as wanted: what the Worker does after an answer takes a moment.
    pub(crate) async fn get_until(&self, target: &str, wanted: impl Fn(&Reply) -> bool) -> Reply {
        let ask = async {
            loop {
                let reply = self.get(target).await;
                if wanted(&reply) {
                    return reply;
                }
            }
        };
        tokio::time::timeout(READY_WITHIN, ask).await.expect("it never came")
    }

    /// Asks for a target twice, so that it is kept: the second answer comes from the cache.
    pub(crate) async fn fill(&self, target: &str) -> Reply {
        self.get(target).await;
        self.get_until(target, |reply| reply.header("cache-status").contains("; hit")).await
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.workerd.kill();
        let _ended = self.workerd.wait();
    }
}
