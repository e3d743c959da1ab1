//! Random passwords and their hashes.

use argon2::password_hash::{PasswordHasher as _, SaltString};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use neurmatic_core::rules::password_fault;
use secrecy::{ExposeSecret as _, SecretString};

use crate::SeedError;

/// 144 random bits; drawn again in the rare case that the password rule isn't met.
pub(crate) fn generate() -> Result<SecretString, SeedError> {
    loop {
        let password = URL_SAFE_NO_PAD.encode(random::<18>()?);
        if password_fault(&password).is_none() {
            return Ok(password.into());
        }
    }
}

/// An argon2id string with the library's parameters, the same that logins are checked with.
pub(crate) fn hash(password: &SecretString) -> Result<String, SeedError> {
    let failed = |error: argon2::password_hash::Error| SeedError::Password(error.to_string());
    let salt = SaltString::from_b64(&STANDARD_NO_PAD.encode(random::<16>()?)).map_err(failed)?;
    let hash = argon2::Argon2::default().hash_password(password.expose_secret().as_bytes(), &salt);
    Ok(hash.map_err(failed)?.to_string())
}

fn random<const N: usize>() -> Result<[u8; N], SeedError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_unspecified| SeedError::Password("no random bytes".to_owned()))?;
    Ok(bytes)
}
