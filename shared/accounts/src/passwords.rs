//! Passwords: hashed and checked with argon2id, behind a gate.

use argon2::Argon2;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _, SaltString};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use neurmatic_db::users::PasswordHash;
use neurmatic_http::Problem;
use secrecy::{ExposeSecret as _, SecretString};

use crate::gate::Gate;
use crate::token;

/// What a password is checked against when there is no account: of the same cost as a real one, and of no password.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Z1J0c0hmQ2k5VnB3WXo4Tg$q8Yw2Zr0m5uJtXH1dB7cV3nLkPf6sAeGoIyRxWvTzUQ";

/// The library's parameters: 19 MiB, 2 passes, 1 lane, as OWASP advises. The migration command uses the same.
fn argon2id() -> Argon2<'static> {
    Argon2::default()
}

/// Hashes and checks. Clones share the gate.
#[derive(Clone, Debug)]
pub struct Passwords(Gate);

impl Passwords {
    /// With a gate as wide as this machine has cores.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "there is one for a process, made at its start")]
    pub fn new() -> Self {
        Self(Gate::new())
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// 503 when too many wait.
    pub async fn hash(&self, password: SecretString) -> Result<PasswordHash, Problem> {
        let salt = token::random_bytes::<16>()?;
        self.0.run(move || hash(&password, &salt)).await?
    }

    /// Whether the password is the one. Without an account it isn't, which takes the same time.
    ///
    /// # Errors
    /// 503 when too many wait.
    pub async fn verify(&self, password: SecretString, hash: Option<PasswordHash>) -> Result<bool, Problem> {
        let hash = hash.map_or_else(|| NOBODYS_HASH.into(), |hash| hash.0);
        self.0.run(move || verify(&password, &hash)).await?
    }
}

fn hash(password: &SecretString, salt: &[u8; 16]) -> Result<PasswordHash, Problem> {
    let salt = SaltString::from_b64(&STANDARD_NO_PAD.encode(salt)).map_err(Problem::internal)?;
    let hash = argon2id().hash_password(password.expose_secret().as_bytes(), &salt);
    hash.map(|hash| PasswordHash(hash.to_string().into())).map_err(Problem::internal)
}

fn verify(password: &SecretString, hash: &SecretString) -> Result<bool, Problem> {
    let hash = password_hash::PasswordHash::new(hash.expose_secret()).map_err(Problem::internal)?;
    match argon2id().verify_password(password.expose_secret().as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::Password) => Ok(false),
        Err(error) => Err(Problem::internal(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_right_or_wrong() {
        let hash = hash(&"Right-1".into(), &[7; 16]).unwrap();
        assert!(verify(&"Right-1".into(), &hash.0).unwrap());
        assert!(!verify(&"Wrong-1".into(), &hash.0).unwrap());
    }

    #[test]
    fn nobodys_hash_costs_what_a_real_one_costs_and_no_password_fits() {
        let real = hash(&"Right-1".into(), &[7; 16]).unwrap();
        let cost = |hash: &str| {
            let hash = password_hash::PasswordHash::new(hash).unwrap();
            let (salt, output) = (hash.salt.unwrap().as_str().len(), hash.hash.unwrap().len());
            (hash.algorithm.to_string(), hash.version, hash.params.to_string(), salt, output)
        };
        assert_eq!(cost(NOBODYS_HASH), cost(real.0.expose_secret()));
        assert!(!verify(&"Right-1".into(), &NOBODYS_HASH.into()).unwrap());
    }
}
