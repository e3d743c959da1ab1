//! What befalls Redis while the load goes on: flushed, mute, out of memory, gone.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;
use neurmatic_testing::Gate;
use redis::aio::MultiplexedConnection;

use crate::ask::{Ask, Asker};
use crate::kind::Kind;
use crate::tally::{Layer, Outcome};
use crate::wire::Connection;

/// A trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Everything is forgotten.
    Flushed,
    /// It keeps its connections and answers nothing.
    Paused,
    /// It takes no write.
    OutOfMemory,
    /// Its connections break and nobody takes new ones; when it is back it is empty.
    Restarted,
}

impl Trouble {
    /// Every one, in the order in which they come.
    pub const ALL: [Self; 4] = [Self::Flushed, Self::Paused, Self::OutOfMemory, Self::Restarted];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flushed => "flushed",
            Self::Paused => "paused",
            Self::OutOfMemory => "out of memory",
            Self::Restarted => "restarted",
        }
    }
}

/// The Redis of a load: a connection past the gate, and the gate before it.
#[derive(Clone, Debug)]
pub struct Victim {
    /// A connection that no trouble breaks.
    pub redis: MultiplexedConnection,
    /// What the platform's connections go through.
    pub gate: Gate,
}

impl Victim {
    /// Lets a trouble befall it for a while, and mends it.
    ///
    /// # Errors
    /// When Redis doesn't take the order.
    pub async fn suffer(&mut self, trouble: Trouble, lasts: Duration) -> anyhow::Result<()> {
        match trouble {
            Trouble::Flushed => self.order(&["FLUSHALL"]).await?,
            Trouble::Paused => {
                self.order(&["CLIENT", "PAUSE", &lasts.as_millis().to_string(), "ALL"]).await?;
                tokio::time::sleep(lasts).await;
            }
            Trouble::OutOfMemory => {
                let before = self.memory_max().await?;
                self.order(&["CONFIG", "SET", "maxmemory", "1"]).await?;
                tokio::time::sleep(lasts).await;
                self.order(&["CONFIG", "SET", "maxmemory", &before]).await?;
            }
            Trouble::Restarted => {
                self.gate.shut();
                tokio::time::sleep(lasts).await;
                self.order(&["FLUSHALL"]).await?;
                self.gate.open();
            }
        }
        Ok(())
    }

    async fn order(&mut self, words: &[&str]) -> anyhow::Result<()> {
        let (name, arguments) = words.split_first().unwrap_or((&"PING", &[]));
        redis::cmd(name).arg(arguments).exec_async(&mut self.redis).await?;
        Ok(())
    }

    async fn memory_max(&mut self) -> anyhow::Result<String> {
        let mut get = redis::cmd("CONFIG");
        let found: Vec<String> = get.arg("GET").arg("maxmemory").query_async(&mut self.redis).await?;
        found.into_iter().nth(1).ok_or_else(|| anyhow::anyhow!("Redis tells no maxmemory"))
    }
}

/// How long it takes until the cache answers again, asked by a visitor of its own.
///
/// # Errors
/// When it doesn't within a time that is far too long.
pub async fn until_hit(server: SocketAddr, asker: &Asker) -> anyhow::Result<Duration> {
    const FAR_TOO_LONG: Duration = Duration::from_secs(30);
    let began = Instant::now();
    let mut visitor = Connection::to(server);
    let ask = Ask {
        kind: Kind::ArticleList,
        method: "GET",
        target: "/api/v1/articles?limit=20".to_owned(),
        address: "192.0.2.250".to_owned(),
        token: None,
        body: None,
    };
    let request = asker.bytes(&ask);
    loop {
        let outcome = visitor.exchange(&request).await;
        if matches!(outcome, Outcome::Answered { status: 200, cache: Some(Layer::Application) }) {
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < FAR_TOO_LONG, "no hit within {FAR_TOO_LONG:?}: {outcome:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
