//! Where a load runs: a database of its own with generated data, and the platform as a process of its own on it.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use hdrhistogram::Histogram;
use neurmatic_config::Env;
use neurmatic_core::words::Role;
use neurmatic_http::Signer;
use neurmatic_seed::{Options, Size, logins, seed, today};
use neurmatic_testing::{Gate, World};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::ask::{Ask, Asker};
use crate::catalogue::Catalogue;
use crate::edge::{Edge, TRUSTED_CLIENT, TRUSTED_CLIENT_SECRET};
use crate::kind::Kind;
use crate::machine::Processes;
use crate::mix::Mix;
use crate::people::People;
use crate::redis_trouble::Victim;
use crate::tally::{Latency, Outcome};
use crate::wire::Connection;

/// Logins that are timed.
const LOGINS: usize = 50;

/// Connections of the platform to Postgres: all functions share them here.
const POOL: usize = 16;

/// How long the platform may take to start.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// What requests go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// Straight to the platform.
    Origin,
    /// The edge.
    Edge,
    /// The edge, and a gate behind it that can be shut.
    Gate,
}

/// What a stage is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The data.
    pub size: Size,
    /// What requests go through.
    pub through: Through,
    /// What users do.
    pub mix: Mix,
    /// Whether Redis can be taken away.
    pub has_gates: bool,
}

/// A stage. Dropping it ends the platform.
#[derive(Debug)]
pub struct Stage {
    world: World,
    edge: Option<Edge>,
    /// Between edge and platform; shut, the platform is away.
    pub gate: Option<Gate>,
    platform: Platform,
    /// Its data.
    pub size: Size,
    /// What requests are made from.
    pub asker: Arc<Asker>,
    /// Redis, to ask for its figures.
    pub redis: redis::aio::MultiplexedConnection,
    /// The processes that take part.
    pub processes: Processes,
    /// How long logging in took, one after another, before the window: a password's hash is meant to be slow.
    pub logins: Latency,
}

/// The platform's process.
#[derive(Debug)]
struct Platform {
    child: Child,
    api: SocketAddr,
    figures: SocketAddr,
    edge_cache: SocketAddr,
}

impl Drop for Platform {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// What the platform counted, as its host answers it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Each named query.
    pub statements: Vec<Statement>,
    /// The pool's connections.
    pub connections: Connections,
}

/// A named query's times.
#[derive(Clone, Debug, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// Its name.
    pub name: String,
    /// How often it ran.
    pub count: u64,
    /// How often it took 100 ms or more.
    pub slow: u64,
    /// Mean, in microseconds.
    pub mean_us: f64,
    /// 95 % kept to this, in microseconds.
    pub p95_us: u64,
    /// 99 % kept to this, in microseconds.
    pub p99_us: u64,
}

/// The pool's connections.
#[derive(Clone, Debug, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connections {
    /// At work.
    pub active: u64,
    /// Open.
    pub open: u64,
    /// How long they were waited for.
    pub wait: Statement,
}

impl Stage {
    /// Makes the data, starts the platform, and logs in a few times. With gates, the platform's Redis can be taken away.
    ///
    /// # Errors
    /// When a service of `cargo dev load` is missing, or the platform doesn't start.
    pub async fn set(setting: Setting) -> anyhow::Result<Self> {
        let Setting { size, through, mix, has_gates } = setting;
        let world = if has_gates { World::with_outages().await } else { World::new().await };
        println!("seeding {size} data …");
        let options = Options::as_of(today())?;
        let summary = seed(&mut world.another_owner().await, size, &options).await?;
        let rows: u64 = summary.tables.iter().map(|table| table.rows).sum();
        println!("{rows} rows in {:.0} s", summary.time.as_secs_f64());
        // What the seeding left to write is not the load's.
        world.owner().batch_execute("CHECKPOINT").await?;
        let env = world.env().with("DATABASE_POOL_SIZE", &POOL.to_string());
        let platform = Platform::start(&env).await?;
        println!("the platform is at http://{}", platform.api);
        let (gate, edge) = edge(through, &platform, world.origin_secret()).await?;
        let asker = asker(&world, edge.as_ref(), mix).await?;
        let redis =
            redis::Client::open(Env::process().optional("TEST_REDIS_URL").context("TEST_REDIS_URL")?)?;
        let mut redis = redis.get_multiplexed_async_connection().await?;
        let processes =
            Processes::find(platform.child.id(), edge.as_ref().map(Edge::process), world.owner(), &mut redis)
                .await?;
        println!("logging in {LOGINS} times …");
        let password = options.logins.password(Role::User).context("no demo login")?;
        let logins = time_logins(
            edge.as_ref().map_or(platform.api, |edge| edge.address),
            &asker,
            password.expose_secret(),
        )
        .await?;
        Ok(Self { world, edge, gate, platform, size, asker: Arc::new(asker), redis, processes, logins })
    }

    /// Signs the members in anew, and reads anew what can be asked for.
    ///
    /// # Errors
    /// When the database doesn't answer.
    pub async fn sign_in(&mut self) -> anyhow::Result<()> {
        self.asker = Arc::new(asker(&self.world, self.edge.as_ref(), self.asker.mix).await?);
        println!("{} members are signed in", self.asker.people.members());
        Ok(())
    }

    /// Where the interface is: the edge, if the load goes through one.
    #[must_use]
    pub fn server(&self) -> SocketAddr {
        self.edge.as_ref().map_or(self.platform.api, |edge| edge.address)
    }

    /// Whether the load goes through an edge.
    #[must_use]
    pub fn has_edge(&self) -> bool {
        self.edge.is_some()
    }

    /// Signs tokens that the platform believes.
    #[must_use]
    pub fn signer(&self) -> Signer {
        self.world.signer()
    }

    /// Redis, to bring trouble on, in a stage with gates.
    #[must_use]
    pub fn victim(&self) -> Victim {
        Victim { redis: self.redis.clone(), gate: self.world.redis_gate().clone() }
    }

    /// The secret by which the platform believes an address.
    #[must_use]
    pub fn origin_secret(&self) -> &'static str {
        self.world.origin_secret()
    }

    /// A connection to the database, past every role.
    #[must_use]
    pub fn database(&self) -> &tokio_postgres::Client {
        self.world.owner()
    }

    /// Where the platform's figures are answered.
    #[must_use]
    pub fn figures_url(&self) -> String {
        format!("http://{}{}", self.platform.figures, neurmatic_platform::figures::PATH)
    }

    /// What the platform counted so far.
    ///
    /// # Errors
    /// When it doesn't answer.
    pub async fn figures(&self) -> anyhow::Result<Figures> {
        Figures::at(&self.figures_url()).await
    }

    /// Begins the platform's counts of its statements anew.
    ///
    /// # Errors
    /// When it doesn't answer.
    pub async fn forget_figures(&self) -> anyhow::Result<()> {
        reqwest::Client::new().delete(self.figures_url()).send().await?.error_for_status()?;
        Ok(())
    }
}

impl Figures {
    /// Asks for them at this address.
    ///
    /// # Errors
    /// When nobody answers there, or something else.
    pub async fn at(url: &str) -> anyhow::Result<Self> {
        Ok(reqwest::get(url).await?.error_for_status()?.json().await?)
    }
}

impl Platform {
    async fn start(env: &Env) -> anyhow::Result<Self> {
        let (api, figures, edge_cache) = (free_port().await?, free_port().await?, free_port().await?);
        let child = Command::new(std::env::current_exe()?)
            .arg(crate::SERVE)
            .env_clear()
            .envs(env.pairs())
            .env("PLATFORM_API_PORT", api.port().to_string())
            .env("PLATFORM_MAILBOX_PORT", figures.port().to_string())
            .env("PLATFORM_EDGE_CACHE_PORT", edge_cache.port().to_string())
            .env("MAIL_API_URL", format!("http://{figures}"))
            .env("RUST_LOG", "info")
            .stdin(Stdio::null())
            // The log is written as always; nobody reads it.
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .context("starting the platform")?;
        let mut platform = Self { child, api, figures, edge_cache };
        let listens = async {
            while TcpStream::connect(platform.api).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(READY_WITHIN, listens).await.is_err() {
            let ended = platform.child.try_wait()?;
            bail!("the platform does not listen after {READY_WITHIN:?} (ended: {ended:?})");
        }
        Ok(platform)
    }
}

/// The edge, with a gate behind it where that is wanted.
async fn edge(
    through: Through,
    platform: &Platform,
    origin_secret: &str,
) -> anyhow::Result<(Option<Gate>, Option<Edge>)> {
    let gate = match through {
        Through::Origin => return Ok((None, None)),
        Through::Edge => None,
        Through::Gate => Some(Gate::before(platform.api).await),
    };
    let origin = gate.as_ref().map_or(platform.api, |gate| SocketAddr::from(([127, 0, 0, 1], gate.port())));
    let edge = Edge::start(origin, platform.edge_cache, origin_secret).await?;
    println!("the edge is at http://{}", edge.address);
    Ok((gate, Some(edge)))
}

async fn asker(world: &World, edge: Option<&Edge>, mix: Mix) -> anyhow::Result<Asker> {
    let secret = match edge {
        Some(_) => (TRUSTED_CLIENT, TRUSTED_CLIENT_SECRET),
        None => ("x-origin-secret", world.origin_secret()),
    };
    Ok(Asker {
        catalogue: Catalogue::read(world.owner()).await?,
        people: People::sign_in(world.owner(), &world.signer(), Role::User).await?,
        mix,
        secret: (secret.0, secret.1.to_owned()),
    })
}

async fn time_logins(server: SocketAddr, asker: &Asker, password: &str) -> anyhow::Result<Latency> {
    let mut times = Histogram::<u64>::new(3)?;
    let mut connection = Connection::to(server);
    for n in 0..LOGINS {
        let ask = Ask {
            kind: Kind::Me,
            method: "POST",
            target: "/api/v1/auth/login".to_owned(),
            // An address each, so that it is not the limit that is measured.
            address: format!("192.0.2.{n}"),
            token: None,
            body: Some(json!({"email": logins::email(Role::User), "password": password})),
        };
        let sent = Instant::now();
        let outcome = connection.exchange(&asker.bytes(&ask)).await;
        ensure!(
            matches!(outcome, Outcome::Answered { status: 200, .. }),
            "a login was answered {outcome:?}: {}",
            String::from_utf8_lossy(connection.body())
        );
        times.record(u64::try_from(sent.elapsed().as_micros())?)?;
    }
    Ok(Latency::of(&times))
}

/// A port that was free a moment ago.
pub(crate) async fn free_port() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?)
}
