//! How the database is reached.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};

/// The database's settings.
#[derive(Clone, Debug)]
pub struct Database {
    /// `DATABASE_URL`: the application's role at the proxy, or at the server.
    pub url: SecretString,
    /// `DATABASE_POOL_SIZE`, default 2: connections of this process. One request at a time needs no more.
    pub pool_size: usize,
    /// `DATABASE_PROXY`, default 0: statements are sent unnamed, as a connection proxy wants them.
    pub proxy: bool,
    /// `DATABASE_TLS_CA_FILE`: the roots that the server's certificate must come from; TLS is used when it is set.
    pub tls_ca_file: Option<PathBuf>,
    /// `SLOW_QUERY_THRESHOLD`, default 100 ms: a query that takes longer is warned of, with its plan.
    pub slow_query: Duration,
}

/// `DATABASE_CONNECTION_LIMIT`'s default: connections of the whole platform together.
const CONNECTION_LIMIT: usize = 50;

impl Database {
    /// Reads the settings of the monitor's login, where `DATABASE_MONITOR_URL` is set: the same database by the role that sees
    /// statistics and no row (`neurmatic_monitor`). One connection serves whoever asks for them.
    ///
    /// # Errors
    /// As [`Self::from_env`].
    pub fn monitor_from_env(env: &Env) -> Result<Option<Self>, ConfigError> {
        let Some(url) = env.optional("DATABASE_MONITOR_URL") else { return Ok(None) };
        Ok(Some(Self { url: url.into(), pool_size: 1, ..Self::from_env(env)? }))
    }

    /// Reads the settings.
    ///
    /// # Errors
    /// When one is missing, or the pool is larger than `DATABASE_CONNECTION_LIMIT` (default 50, for the whole platform).
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let limit = env.parsed("DATABASE_CONNECTION_LIMIT", CONNECTION_LIMIT, "a number of connections")?;
        let pool_size = env.parsed("DATABASE_POOL_SIZE", 2_usize, "a number of connections")?;
        if pool_size == 0 || pool_size > limit {
            return Err(invalid("DATABASE_POOL_SIZE", &format!("1 to {limit} (DATABASE_CONNECTION_LIMIT)")));
        }
        let threshold_ms = env.parsed("SLOW_QUERY_THRESHOLD", 100_u64, "milliseconds")?;
        Ok(Self {
            url: env.secret("DATABASE_URL", "like postgres://role:password@host:5432/database")?,
            pool_size,
            proxy: env.switch("DATABASE_PROXY", false)?,
            tls_ca_file: env.optional("DATABASE_TLS_CA_FILE").map(PathBuf::from),
            slow_query: Duration::from_millis(threshold_ms),
        })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_pool_larger_than_the_limit_stops_the_start() {
        let env = Env::of([("DATABASE_URL", "postgres://x"), ("DATABASE_POOL_SIZE", "51")]);
        assert!(Database::from_env(&env).unwrap_err().to_string().contains("1 to 50"));
    }

    #[test]
    fn the_monitor_has_one_connection_where_it_has_a_login() {
        let env = Env::of([("DATABASE_URL", "postgres://app"), ("DATABASE_POOL_SIZE", "8")]);
        assert!(Database::monitor_from_env(&env).unwrap().is_none());
        let env = env.with("DATABASE_MONITOR_URL", "postgres://monitor");
        let monitor = Database::monitor_from_env(&env).unwrap().unwrap();
        assert_eq!((monitor.url.expose_secret(), monitor.pool_size), ("postgres://monitor", 1));
    }
}
