//! The pool: connected lazily, recycled without a session statement, every wait bounded.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, Timeouts,
};
use neurmatic_config::Database;
use secrecy::ExposeSecret as _;
use tokio_postgres::NoTls;

use crate::door::Door as _;
use crate::error::{DbError, chain};
use crate::query::Query;
use crate::statements::{StatementStats, Statements};
use crate::{scope, tls};

/// How long a new connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a request waits for a connection at most. The source document's 60 s would outlive the gateway's 30 s.
const POOL_WAIT_MAX: Duration = Duration::from_secs(2);

/// The name under which waits for a connection are counted.
const WAIT: &str = "db.connection";

static PING: Query = Query::new("db.ping", "SELECT 1::int8");

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    pub(crate) settings: Arc<Settings>,
}

/// What the door needs to know.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) proxy: bool,
    pub(crate) slow_query: Duration,
    pub(crate) statements: Statements,
    waits: Statements,
}

/// Whether the database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// It answered.
    pub healthy: bool,
    /// How long that took.
    pub took: Duration,
}

impl Db {
    /// Prepares a pool; the first statement connects.
    ///
    /// # Errors
    /// When the address or the TLS roots can't be used.
    pub fn open(settings: &Database) -> Result<Self, DbError> {
        let mut server = tokio_postgres::Config::from_str(settings.url.expose_secret()).map_err(|e| {
            DbError::Unavailable(format!(
                "DATABASE_URL, or DATABASE_MONITOR_URL, is not a Postgres address: {}",
                chain(&e)
            ))
        })?;
        server.connect_timeout(CONNECT_TIMEOUT).application_name("neurmatic");
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match &settings.tls_ca_file {
            Some(file) => {
                server.ssl_mode(tokio_postgres::config::SslMode::Require);
                Manager::from_config(server, tls::connector(file)?, recycling)
            }
            None => Manager::from_config(server, NoTls, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(settings.pool_size)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(Self {
            pool,
            settings: Arc::new(Settings {
                proxy: settings.proxy,
                slow_query: settings.slow_query,
                statements: Statements::default(),
                waits: Statements::default(),
            }),
        })
    }

    /// What each named query cost this process so far, the costliest first; waiting for a connection is apart.
    #[must_use]
    pub fn statements(&self) -> Vec<StatementStats> {
        self.settings.statements.all()
    }

    /// How long this process waited for connections so far.
    #[must_use]
    pub fn connection_waits(&self) -> StatementStats {
        self.settings.waits.all().pop().unwrap_or_else(|| StatementStats::none(WAIT))
    }

    /// Begins all these counts anew.
    pub fn forget_statements(&self) {
        self.settings.statements.forget();
        self.settings.waits.forget();
    }

    /// Connections of the pool: in use, and open in all.
    #[must_use]
    pub fn connections(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size.saturating_sub(status.available), status.size)
    }

    /// Whether the database answers within a time, the wait for a connection included.
    pub async fn health(&self, within: Duration) -> Health {
        let started = tokio::time::Instant::now();
        let answer = tokio::time::timeout(within, self.one::<i64>(&PING, crate::args![])).await;
        Health { healthy: matches!(answer, Ok(Ok(1))), took: started.elapsed() }
    }

    /// A connection, within the unit of work's remaining time.
    pub(crate) async fn connection(&self) -> Result<Object, DbError> {
        let wait = scope::remaining().min(POOL_WAIT_MAX);
        let timeouts = Timeouts {
            wait: Some(wait),
            create: Some(scope::remaining().min(CONNECT_TIMEOUT)),
            recycle: Some(wait),
        };
        let asked = tokio::time::Instant::now();
        let connection = self.pool.timeout_get(&timeouts).await;
        let took = asked.elapsed();
        scope::waited(took);
        self.settings.waits.note(WAIT, took, took >= self.settings.slow_query);
        connection.map_err(|error| match error {
            PoolError::Backend(e) if e.as_db_error().is_none() => DbError::Unavailable(chain(&e)),
            PoolError::Backend(e) => DbError::of("db.connect", e),
            other => DbError::Unavailable(other.to_string()),
        })
    }
}
