//! Tokens that mean nothing by themselves: 256 random bits for the client, their SHA-256 for the database.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use neurmatic_http::Problem;
use secrecy::{ExposeSecret as _, SecretString};

/// A new token. `Debug` hides it.
#[derive(Debug)]
pub struct OpaqueToken(SecretString);

impl OpaqueToken {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no randomness: a fault of ours.
    pub fn new() -> Result<Self, Problem> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?).into()))
    }

    /// What the client is given: 43 characters of base64url.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_of(&self.0)
    }
}

/// What is kept of a token that a client has sent.
#[must_use]
pub fn hash_of(token: &SecretString) -> [u8; 32] {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(digest(&SHA256, token.expose_secret().as_bytes()).as_ref()) {
        *to = *from;
    }
    hash
}

/// Bytes that nobody can guess.
///
/// # Errors
/// When the system has no randomness: a fault of ours.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_new_each_time_known_by_its_hash_and_hidden_in_logs() {
        let (one, other) = (OpaqueToken::new().unwrap(), OpaqueToken::new().unwrap());
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one.hash(), other.hash());
        assert_eq!(one.hash(), hash_of(&one.reveal().into()));
        assert!(!format!("{one:?}").contains(one.reveal()));
    }
}
