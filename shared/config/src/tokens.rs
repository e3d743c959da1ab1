//! The keys of access tokens. Only the auth function holds the private one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretSlice;

use crate::env::{ConfigError, Env, invalid};
use crate::site::AppEnv;

/// Begins the id of a key that was generated for development; such a key never signs for a deployed platform.
const DEVELOPMENT_KEY_PREFIX: &str = "dev-";

/// An Ed25519 public key and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedKey {
    /// The token's `kid`.
    pub kid: String,
    /// The key, 32 bytes.
    pub bytes: Vec<u8>,
}

/// What every function needs to believe an access token.
#[derive(Clone, Debug)]
pub struct AccessTokenVerifier {
    /// `ACCESS_TOKEN_PUBLIC_KEYS`: `kid:key` pairs with commas between, keys in base64url. Two while one is rotated.
    pub public_keys: Vec<NamedKey>,
}

/// What the auth function signs access tokens with.
#[derive(Clone, Debug)]
pub struct AccessTokenSigner {
    /// The `kid` of its tokens.
    pub kid: String,
    /// `ACCESS_TOKEN_PRIVATE_KEY`: `kid:seed`, the 32-byte Ed25519 seed in base64url.
    pub seed: SecretSlice<u8>,
}

impl AccessTokenVerifier {
    /// Reads the settings.
    ///
    /// # Errors
    /// When they are missing or malformed, or a deployed platform is given a development key.
    pub fn from_env(env: &Env, app_env: AppEnv) -> Result<Self, ConfigError> {
        let name = "ACCESS_TOKEN_PUBLIC_KEYS";
        let expected = "kid:key pairs with commas between, each an Ed25519 public key in base64url";
        let keys: Option<Vec<NamedKey>> = env.required(name, expected)?.split(',').map(named_key).collect();
        let public_keys = keys.ok_or_else(|| invalid(name, expected))?;
        for key in &public_keys {
            refuse_development_key(name, &key.kid, app_env)?;
        }
        Ok(Self { public_keys })
    }
}

impl AccessTokenSigner {
    /// Reads the settings.
    ///
    /// # Errors
    /// When they are missing or malformed, or a deployed platform is given a development key.
    pub fn from_env(env: &Env, app_env: AppEnv) -> Result<Self, ConfigError> {
        let name = "ACCESS_TOKEN_PRIVATE_KEY";
        let expected = "kid:seed, the 32-byte seed of an Ed25519 key in base64url";
        let key = named_key(&env.required(name, expected)?).ok_or_else(|| invalid(name, expected))?;
        refuse_development_key(name, &key.kid, app_env)?;
        Ok(Self { kid: key.kid, seed: key.bytes.into() })
    }
}

fn named_key(pair: &str) -> Option<NamedKey> {
    let (kid, key) = pair.trim().split_once(':')?;
    let bytes = URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')).ok()?;
    (!kid.is_empty() && bytes.len() == 32).then(|| NamedKey { kid: kid.to_owned(), bytes })
}

fn refuse_development_key(name: &'static str, kid: &str, app_env: AppEnv) -> Result<(), ConfigError> {
    if app_env != AppEnv::Development && kid.starts_with(DEVELOPMENT_KEY_PREFIX) {
        return Err(invalid(name, "a key made for this environment: this one is a development key"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(kid: &str) -> Env {
        Env::of([("ACCESS_TOKEN_PUBLIC_KEYS", format!("{kid}:{}", URL_SAFE_NO_PAD.encode([7_u8; 32])))])
    }

    #[test]
    fn a_deployed_platform_refuses_a_development_key() {
        assert!(AccessTokenVerifier::from_env(&env("dev-1"), AppEnv::Development).is_ok());
        assert!(AccessTokenVerifier::from_env(&env("dev-1"), AppEnv::Production).is_err());
        assert!(AccessTokenVerifier::from_env(&env("2026-11"), AppEnv::Production).is_ok());
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused() {
        let env = Env::of([("ACCESS_TOKEN_PUBLIC_KEYS", "a:AAAA")]);
        assert!(AccessTokenVerifier::from_env(&env, AppEnv::Development).is_err());
    }
}
