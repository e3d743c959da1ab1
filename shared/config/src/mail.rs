//! How mail is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};
use crate::site::AppEnv;

/// Where the point begins in a P-256 public key as it is handed out (DER, SubjectPublicKeyInfo).
const KEY_PREFIX_BYTES: usize = 26;

/// The point: an 0x04 and two coordinates.
const POINT_BYTES: usize = 65;

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

/// What the mail provider's calls are checked by.
#[derive(Clone, Debug)]
pub struct MailEvents {
    /// `MAIL_EVENTS_PUBLIC_KEY`: the key by which the provider signs its calls, as it shows it (a P-256 key, DER in base64);
    /// kept as its point. Needed unless this is development: there, without one, no call is believed.
    pub public_key: Option<Vec<u8>>,
}

impl MailEvents {
    /// Reads the settings.
    ///
    /// # Errors
    /// When the key is malformed, or missing on a deployed platform.
    pub fn from_env(env: &Env, app_env: AppEnv) -> Result<Self, ConfigError> {
        let name = "MAIL_EVENTS_PUBLIC_KEY";
        let expected = "the verification key of the provider's event webhook, as it shows it";
        let text = match app_env {
            AppEnv::Development => env.optional(name),
            AppEnv::Staging | AppEnv::Production => Some(env.required(name, expected)?),
        };
        let Some(text) = text else { return Ok(Self { public_key: None }) };
        let point = point_of(&text).ok_or_else(|| invalid(name, expected))?;
        Ok(Self { public_key: Some(point) })
    }
}

/// The point of a public key.
fn point_of(text: &str) -> Option<Vec<u8>> {
    let der = STANDARD.decode(text.trim()).ok()?;
    let (_, point) = der.split_at_checked(KEY_PREFIX_BYTES)?;
    (point.len() == POINT_BYTES && point.first() == Some(&4)).then(|| point.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key as the provider's documentation shows it.
    const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    #[test]
    fn a_deployed_platform_needs_the_key_and_a_malformed_one_is_refused() {
        let with = |key: &str| Env::of([("MAIL_EVENTS_PUBLIC_KEY", key.to_owned())]);
        let none = Env::of([("OTHER", String::new())]);
        assert!(MailEvents::from_env(&none, AppEnv::Development).unwrap().public_key.is_none());
        assert!(MailEvents::from_env(&none, AppEnv::Production).is_err());
        let key = MailEvents::from_env(&with(KEY), AppEnv::Production).unwrap().public_key.unwrap();
        assert_eq!((key.len(), key[0]), (65, 4));
        for wrong in ["AAAA", "not base64"] {
            assert!(MailEvents::from_env(&with(wrong), AppEnv::Development).is_err(), "{wrong}");
        }
    }
}
