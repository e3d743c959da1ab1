//! How Redis is reached.

use crate::env::{ConfigError, Env, invalid};

/// Redis' settings.
#[derive(Clone, Debug)]
pub struct Redis {
    /// `REDIS_URL`: `redis://host:port`, or `rediss://` with TLS.
    pub url: String,
    /// `REDIS_PREFIX`, default `nm`: begins every key, so that deployments can share a server.
    pub prefix: String,
}

impl Redis {
    /// Reads the settings.
    ///
    /// # Errors
    /// When `REDIS_URL` is missing or isn't a Redis address.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let expected = "like redis://host:6379 or rediss://host:6379";
        let url = env.required("REDIS_URL", expected)?;
        if !url.starts_with("redis://") && !url.starts_with("rediss://") {
            return Err(invalid("REDIS_URL", expected));
        }
        Ok(Self { url, prefix: env.optional("REDIS_PREFIX").unwrap_or_else(|| "nm".to_owned()) })
    }
}
