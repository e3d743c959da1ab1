//! workerd with the Worker, its cache and its origin, on ports of their own for each test.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use neurmatic_platform::edge_cache::{self, EdgeCache};
use tokio::net::{TcpListener, TcpStream};

use crate::client::{Connection, Reply};
use crate::origin::Origin;

pub(crate) const ORIGIN_SECRET: &str = "the-secret-between-edge-and-origin";
pub(crate) const TRUSTED_CLIENT_SECRET: &str = "the-secret-of-a-client-that-is-trusted";

/// The configuration in which the origin is a service, and not an address.
pub(crate) const ZONE: &str = "tests/zone.capnp";

/// How long workerd may take to listen.
const READY_WITHIN: Duration = Duration::from_secs(20);

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
        let workerd = workerd()?;
        let origin = Origin::start().await;
        let cache = EdgeCache::new(64 << 20);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let cache_at = listener.local_addr().unwrap();
        let service = axum::serve(listener, edge_cache::router(cache.clone()));
        tokio::spawn(async move { service.await.unwrap() });
        let edge = free_address().await;
        let port = origin.address.port();
        let mut command = Command::new(workerd);
        command.arg("serve");
        if configuration == ZONE {
            command.arg(format!("--external-addr=origin=127.0.0.1:{port}"));
        }
        let workerd = command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(configuration))
            .arg(format!("--socket-addr=edge={edge}"))
            .arg(format!("--external-addr=cache={cache_at}"))
            .env("ORIGIN_URL", format!("http://127.0.0.1:{port}"))
            .env("BUCKET_ORIGIN", format!("http://localhost:{port}"))
            .env("ORIGIN_SECRET", ORIGIN_SECRET)
            .env("TRUSTED_CLIENT_SECRET", TRUSTED_CLIENT_SECRET)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let stand = Self { edge, origin, cache, workerd };
        let listens = async {
            while TcpStream::connect(edge).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(READY_WITHIN, listens).await.expect("workerd does not listen");
        Some(stand)
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

/// The program, which `cargo dev test` names.
fn workerd() -> Option<std::ffi::OsString> {
    let program = std::env::var_os("TEST_WORKERD");
    if program.is_none() {
        let is_required = std::env::var_os("NEURMATIC_EDGE").is_some_and(|value| value == "required");
        assert!(!is_required, "TEST_WORKERD is not set, and the edge's tests must run here");
        println!(
            "not tested: TEST_WORKERD names no workerd; `cargo dev test neurmatic-edge` brings it where Node is"
        );
    }
    program
}

async fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap()
}
