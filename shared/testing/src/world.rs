//! A world: one test's database, Redis prefix, keys and clients.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use neurmatic_config::{AccessTokenSigner, AppEnv, Env};
use neurmatic_http::{Services, Signer, complete};
use tokio_postgres::types::{FromSqlOwned, ToSql};
use uuid::Uuid;

use crate::client::Client;
use crate::database::Database;
use crate::gate::Gate;
use crate::user::UserBuilder;

/// The seed of the key that signs a test's tokens.
const SEED: [u8; 32] = [7; 32];

/// The origin secret of a test's edge.
const ORIGIN_SECRET: &str = "an-origin-secret-for-tests-only-0";

/// How long [`eventually`] waits.
const PATIENCE: Duration = Duration::from_secs(15);

/// One test's world.
#[derive(Debug)]
pub struct World {
    database: Database,
    owner: tokio_postgres::Client,
    env: Env,
    addresses: AtomicU32,
    gates: Option<(Gate, Gate)>,
    queue_gate: Option<Gate>,
}

impl World {
    /// A world with healthy services.
    pub async fn new() -> Self {
        Self::build(false).await
    }

    /// A world whose Postgres and Redis can be shut off.
    pub async fn with_outages() -> Self {
        Self::build(true).await
    }

    /// A world with queues of its own at the emulator, and whose services can be shut off. `None` where there is no emulator:
    /// that is said by who starts the tests.
    pub async fn with_queues() -> Option<Self> {
        let at = std::env::var("TEST_SQS_URL").ok()?;
        let mut world = Self::build(true).await;
        let gate = Gate::before(at.parse().expect("TEST_SQS_URL is like 127.0.0.1:4566")).await;
        let prefix = format!("http://127.0.0.1:{}/000000000000/t{}-", gate.port(), Uuid::now_v7().simple());
        world.env = world.env.with("SQS_QUEUE_URL_PREFIX", &prefix);
        world.queue_gate = Some(gate);
        Some(world)
    }

    async fn build(gated: bool) -> Self {
        let database = Database::create().await;
        let redis_url = std::env::var("TEST_REDIS_URL").expect("no test services: run `cargo dev test`");
        let gates = if gated { Some(gates(&database, &redis_url).await) } else { None };
        let database_port = gates.as_ref().map_or(database.port(), |(database, _)| database.port());
        let redis_url =
            gates.as_ref().map_or(redis_url, |(_, redis)| format!("redis://127.0.0.1:{}", redis.port()));
        let urls = [database.app_url(database_port), database.monitor_url(database_port)];
        let env = env(urls, &redis_url);
        let owner = database.owner().await;
        Self { database, owner, env, addresses: AtomicU32::new(0), gates, queue_gate: None }
    }

    /// The environment that a function reads here.
    #[must_use]
    pub fn env(&self) -> Env {
        self.env.clone()
    }

    /// What a process is given; each call makes another process.
    #[must_use]
    pub fn services(&self) -> Services {
        Services::from_env(&self.env).unwrap()
    }

    /// A client of a function's router, from an address that nobody else has.
    #[must_use]
    pub fn client(&self, router: Router) -> Client {
        Client::new(complete(router), self.address())
    }

    /// An address that nobody else has.
    #[must_use]
    pub fn address(&self) -> String {
        let [_, b, c, d] = self.addresses.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        format!("10.{b}.{c}.{d}")
    }

    /// A user to be made.
    #[must_use]
    pub fn user(&self) -> UserBuilder<'_> {
        UserBuilder::new(self)
    }

    /// Signs tokens that this world's services believe.
    #[must_use]
    pub fn signer(&self) -> Signer {
        Signer::new(&AccessTokenSigner::from_env(&self.env, AppEnv::Development).unwrap())
    }

    /// The secret by which this world's edge is believed.
    #[must_use]
    pub fn origin_secret(&self) -> &'static str {
        ORIGIN_SECRET
    }

    /// The gate before Postgres, in a world with outages.
    #[must_use]
    pub fn database_gate(&self) -> &Gate {
        &self.gates.as_ref().expect("made with World::with_outages()").0
    }

    /// The gate before Redis, in a world with outages.
    #[must_use]
    pub fn redis_gate(&self) -> &Gate {
        &self.gates.as_ref().expect("made with World::with_outages()").1
    }

    /// The gate before the queues, in a world with queues.
    #[must_use]
    pub fn queue_gate(&self) -> &Gate {
        self.queue_gate.as_ref().expect("made with World::with_queues()")
    }

    /// A connection past every role and gate.
    #[must_use]
    pub fn owner(&self) -> &tokio_postgres::Client {
        &self.owner
    }

    /// Runs statements as the owner.
    pub async fn sql(&self, sql: &str) {
        self.owner.batch_execute(sql).await.unwrap();
    }

    /// The first column of the one row that a query returns.
    pub async fn one<T: FromSqlOwned>(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> T {
        self.owner.query_one(sql, params).await.unwrap().get(0)
    }

    /// A connection of its own with the role, and so the rights and settings, of the functions.
    pub async fn another_app(&self) -> tokio_postgres::Client {
        self.database.app().await
    }

    /// Another connection past every role and gate.
    pub async fn another_owner(&self) -> tokio_postgres::Client {
        self.database.owner().await
    }
}

/// Waits until `state` is so, as long as a busy machine may need; panics when it doesn't come to be.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut state: impl FnMut() -> F) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !state().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("never came to be: {what}"));
}

async fn gates(database: &Database, redis_url: &str) -> (Gate, Gate) {
    let redis_port = redis_url.trim_end_matches('/').rsplit(':').next().unwrap();
    let redis_port: u16 = redis_port.parse().expect("TEST_REDIS_URL is like redis://127.0.0.1:6379");
    let here = |port| SocketAddr::from(([127, 0, 0, 1], port));
    (Gate::before(here(database.port())).await, Gate::before(here(redis_port)).await)
}

fn env([database_url, monitor_url]: [String; 2], redis_url: &str) -> Env {
    let public = Ed25519KeyPair::from_seed_unchecked(&SEED).unwrap().public_key().as_ref().to_vec();
    Env::of([
        ("APP_ENV", "development".to_owned()),
        ("DATABASE_URL", database_url),
        ("DATABASE_MONITOR_URL", monitor_url),
        ("DATABASE_POOL_SIZE", "8".to_owned()),
        ("REDIS_URL", redis_url.to_owned()),
        ("REDIS_PREFIX", format!("t{}", Uuid::now_v7().simple())),
        ("ACCESS_TOKEN_PRIVATE_KEY", format!("dev-test:{}", URL_SAFE_NO_PAD.encode(SEED))),
        ("ACCESS_TOKEN_PUBLIC_KEYS", format!("dev-test:{}", URL_SAFE_NO_PAD.encode(public))),
        ("HASH_SECRET", URL_SAFE_NO_PAD.encode([9_u8; 32])),
        ("ORIGIN_SECRET", ORIGIN_SECRET.to_owned()),
        ("PUBLIC_URL", "https://neurmatic.example".to_owned()),
        ("MAIL_API_URL", "http://127.0.0.1:9".to_owned()),
        ("MAIL_API_KEY", "test".to_owned()),
        ("MAIL_FROM", "no-reply@neurmatic.example".to_owned()),
        ("BUCKET_NAME", "test-files".to_owned()),
        ("BUCKET_ENDPOINT", "http://127.0.0.1:9".to_owned()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
    ])
}
