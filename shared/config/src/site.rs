//! What the platform knows of itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretSlice;

use crate::env::{ConfigError, Env, invalid};

/// Where this runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppEnv {
    /// On a developer's machine: generated keys, a local mailbox.
    Development,
    /// Deployed, for trying.
    Staging,
    /// Deployed, for everybody.
    Production,
}

impl AppEnv {
    /// Reads `APP_ENV`.
    ///
    /// # Errors
    /// When it is another word.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        match env.optional("APP_ENV").as_deref() {
            None | Some("development") => Ok(Self::Development),
            Some("staging") => Ok(Self::Staging),
            Some("production") => Ok(Self::Production),
            Some(_) => Err(invalid("APP_ENV", "development, staging or production")),
        }
    }
}

/// Settings of the whole platform.
#[derive(Clone, Debug)]
pub struct Site {
    /// `APP_ENV`, default `development`.
    pub env: AppEnv,
    /// `PUBLIC_URL`: the base of links in mails and feeds, without a slash at its end.
    pub public_url: String,
    /// `HASH_SECRET`: the key of hashes that must not be guessable, base64url of at least 32 bytes.
    pub hash_secret: SecretSlice<u8>,
}

impl Site {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one is missing or malformed.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let app_env = AppEnv::from_env(env)?;
        let public_url =
            env.required("PUBLIC_URL", "the base address of the site, like https://example.org")?;
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err(invalid("PUBLIC_URL", "the base address of the site, like https://example.org"));
        }
        let expected = "32 random bytes or more, in base64url without padding";
        let secret = env.required("HASH_SECRET", expected)?;
        let bytes =
            URL_SAFE_NO_PAD.decode(secret.trim_end_matches('=')).ok().filter(|bytes| bytes.len() >= 32);
        Ok(Self {
            env: app_env,
            public_url: public_url.trim_end_matches('/').to_owned(),
            hash_secret: bytes.ok_or_else(|| invalid("HASH_SECRET", expected))?.into(),
        })
    }
}
