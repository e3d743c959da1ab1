//! How mail is sent.

use secrecy::SecretString;

use crate::env::{ConfigError, Env};

/// The mail provider's settings.
#[derive(Clone, Debug)]
pub struct Mail {
    /// `MAIL_API_URL`: the base of the provider's interface (SendGrid v3); locally the mailbox.
    pub api_url: String,
    /// `MAIL_API_KEY`: right: Mail Send.
    pub api_key: SecretString,
    /// `MAIL_FROM`: the sender's address.
    pub from: String,
}

impl Mail {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one is missing.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let url = env.required("MAIL_API_URL", "the base address of the mail provider's interface")?;
        Ok(Self {
            api_url: url.trim_end_matches('/').to_owned(),
            api_key: env.secret("MAIL_API_KEY", "a key of the mail provider with the right Mail Send")?,
            from: env.required("MAIL_FROM", "the sender's address")?,
        })
    }
}
