//! What every function is given: built once at start, shared by all requests.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use neurmatic_cache::Cache;
use neurmatic_config::{self as config, ConfigError, Env};
use neurmatic_db::{Db, DbError};
use neurmatic_memory::{Monitor, Settings};
use neurmatic_rate_limit::Limiter;
use neurmatic_redis::{OpenError, Redis};
use neurmatic_secrets::SecretsError;
use neurmatic_tasks::Sender;
use neurmatic_telemetry::{CacheCounts, EVERY_NAMESPACE, Telemetry};
use secrecy::ExposeSecret as _;

use crate::client::ClientAddress;
use crate::extract::Caller;
use crate::instances::Instances;
use crate::logins::Logins;
use crate::tokens::Verifier;

/// The services behind every route. Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

/// See [`Services`].
pub struct Inner {
    /// The database.
    pub db: Db,
    /// The database by the login that sees its statistics and no row; none where `DATABASE_MONITOR_URL` isn't set.
    pub monitor: Option<Db>,
    /// Redis.
    pub redis: Redis,
    /// The application cache.
    pub cache: Arc<Cache>,
    /// The rate limiter.
    pub limiter: Limiter,
    /// Which logins may be used.
    pub logins: Logins,
    /// Believes access tokens.
    pub verifier: Verifier,
    /// Sends tasks to their queues; none where a process that polls the outbox delivers them.
    pub sender: Option<Sender>,
    /// Watches this process's memory.
    pub memory: Monitor,
    /// What all instances say of their memory.
    pub instances: Instances,
    /// What is noted of requests and tasks.
    pub telemetry: Telemetry,
    /// What is believed of the edge.
    pub edge: config::Edge,
    /// What the platform knows of itself.
    pub site: config::Site,
}

/// Why a function doesn't start. Its text is one line that says what to set.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The secret with the other settings can't be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The database's address can't be used.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Redis' address can't be used.
    #[error("REDIS_URL cannot be used: {0}")]
    Redis(#[from] OpenError),
    /// A key can't be used.
    #[error("ACCESS_TOKEN_PUBLIC_KEYS holds a key that cannot be used: {0}")]
    Key(#[from] jsonwebtoken::errors::Error),
}

impl Services {
    /// Prepares everything; nothing connects yet.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn from_env(env: &Env) -> Result<Self, StartError> {
        let site = config::Site::from_env(env)?;
        let tokens = config::AccessTokenVerifier::from_env(env, site.env)?;
        let db = Db::open(&config::Database::from_env(env)?)?;
        let monitor = config::Database::monitor_from_env(env)?.as_ref().map(Db::open).transpose()?;
        let redis_settings = config::Redis::from_env(env)?;
        let redis = Redis::open(&redis_settings.url, &redis_settings.prefix)?;
        let cache = Arc::new(Cache::new(redis.clone()));
        let memory = watched(config::Instance::from_env(env)?, Arc::clone(&cache));
        Ok(Self(Arc::new(Inner {
            cache,
            limiter: Limiter::new(redis.clone()),
            logins: Logins::new(redis.clone(), db.clone()),
            verifier: Verifier::new(&tokens)?,
            telemetry: Telemetry::new(config::Telemetry::from_env(env, &site)?, redis.clone()),
            sender: Sender::new(config::Queues::from_env(env, &site)?, &site),
            instances: Instances::new(redis.clone(), memory.clone()),
            memory,
            edge: config::Edge::from_env(env)?,
            site,
            monitor,
            db,
            redis,
        })))
    }
}

/// Watches the memory of this process. The cache's copies fill a bounded room, which is no leak.
fn watched(instance: config::Instance, cache: Arc<Cache>) -> Monitor {
    Monitor::new(Settings {
        function: instance.function,
        limit_bytes: instance.memory_limit_bytes,
        one_at_a_time: instance.one_at_a_time,
        kept: Box::new(move || cache.memory().1),
    })
}

impl std::ops::Deref for Services {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Services {
    /// Sends what was noted and not sent yet, as far as the time allows: when a process is told to end.
    pub async fn flush_telemetry(&self, within: Duration) {
        self.note_caches();
        self.telemetry.flush(within).await;
    }

    /// The same from time to time, in a process that lives on.
    pub async fn flush_telemetry_so_far(&self, within: Duration) {
        self.note_caches();
        self.telemetry.flush_ended(within).await;
    }

    /// Tells telemetry how far the cache's counts are.
    pub(crate) fn note_caches(&self) {
        let counts = self
            .cache
            .stats()
            .into_iter()
            .map(|of| CacheCounts { namespace: of.namespace, counts: of.counts().to_vec() });
        let invalidations =
            CacheCounts { namespace: EVERY_NAMESPACE, counts: self.cache.invalidations().to_vec() };
        self.telemetry.caches(&counts.chain([invalidations]).collect::<Vec<_>>());
    }

    /// By what a visitor is recognised who isn't to be known: a keyed hash of the user, or of the address of somebody who isn't
    /// signed in.
    #[must_use]
    pub fn visitor_hash(&self, caller: Option<Caller>, address: ClientAddress) -> [u8; 32] {
        let who = match caller {
            Some(caller) => format!("user {}", caller.user),
            None => format!("address {}", address.0),
        };
        self.keyed_hash(who.as_bytes())
    }

    /// A hash that nobody without our secret can make: for what must be recognised but not be read.
    #[must_use]
    pub fn keyed_hash(&self, bytes: &[u8]) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.site.hash_secret.expose_secret());
        let mut hash = [0; 32];
        for (to, from) in hash.iter_mut().zip(hmac::sign(&key, bytes).as_ref()) {
            *to = *from;
        }
        hash
    }
}
