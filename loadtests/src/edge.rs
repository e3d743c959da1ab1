//! The edge before the platform: the Worker on workerd, by the configuration that `cargo dev` starts it with.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use neurmatic_config::Env;
use tokio::net::TcpStream;

use crate::stage::free_port;

/// The header by which the Worker believes a client's address where no Cloudflare tells it.
pub const TRUSTED_CLIENT: &str = "x-trusted-client";

/// The secret that goes with it in a run.
pub const TRUSTED_CLIENT_SECRET: &str = "a-trusted-client-of-one-load-test";

/// How long workerd may take to listen.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// A running Worker. Dropping it ends it.
#[derive(Debug)]
pub struct Edge {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Edge {
    /// Starts it before an origin, with its cache at another address.
    ///
    /// # Errors
    /// When there is no workerd, or it doesn't listen.
    pub async fn start(origin: SocketAddr, cache: SocketAddr, origin_secret: &str) -> anyhow::Result<Self> {
        let workerd = Env::process().optional("TEST_WORKERD");
        let workerd = workerd.context("no TEST_WORKERD: run it by `cargo dev load`, where Node is")?;
        let address = free_port().await?;
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let child = Command::new(workerd)
            .args(["serve", "edge/workerd.capnp"])
            .arg(format!("--socket-addr=edge={address}"))
            .arg(format!("--external-addr=cache={cache}"))
            .env("ORIGIN_URL", format!("http://{origin}"))
            .env("ORIGIN_SECRET", origin_secret)
            .env("TRUSTED_CLIENT_SECRET", TRUSTED_CLIENT_SECRET)
            .current_dir(checkout)
            .stdin(Stdio::null())
            .spawn()
            .context("starting workerd")?;
        let mut edge = Self { child, address };
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(READY_WITHIN, listens).await.is_err() {
            bail!("workerd does not listen after {READY_WITHIN:?} (ended: {:?})", edge.child.try_wait()?);
        }
        Ok(edge)
    }

    /// Its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
