//! The first administrator, once: every later one is made by an administrator.

use argon2::password_hash::{PasswordHasher as _, SaltString};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use neurmatic_core::rules::{email_fault, password_fault, username_fault};
use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

/// Who the first administrator is.
#[derive(Clone, Debug)]
pub struct NewAdmin {
    /// The login's address; counts as verified.
    pub email: String,
    /// The public name.
    pub username: String,
    /// Generated when there is none.
    pub password: Option<SecretString>,
}

/// The account that was made.
#[derive(Debug)]
pub struct CreatedAdmin {
    /// Its id.
    pub id: Uuid,
    /// The generated password, to be shown once; none when it was given.
    pub generated_password: Option<SecretString>,
}

/// Why no administrator was made.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// There is one.
    #[error("there is an administrator already: it is made once, and makes the others")]
    Exists,
    /// A field breaks a rule.
    #[error("{field} {fault}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// Another account has the address or the name.
    #[error("the e-mail address or the username is taken")]
    Taken,
    /// Randomness or hashing failed.
    #[error("no password hash: {0}")]
    Hash(String),
    /// The database failed.
    #[error("the database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
}

/// Makes the first administrator.
///
/// # Errors
/// As [`AdminError`] says; nothing is written then.
pub async fn create(client: &mut Client, new: &NewAdmin) -> Result<CreatedAdmin, AdminError> {
    let (password, generated) = match &new.password {
        Some(given) => (given.clone(), false),
        None => (generated_password()?, true),
    };
    check("the e-mail address", email_fault(&new.email))?;
    check("the username", username_fault(&new.username))?;
    check("ADMIN_PASSWORD", password_fault(password.expose_secret()))?;
    let hash = hash(&password)?;
    let id = Uuid::now_v7();

    let transaction = client.transaction().await?;
    // Two callers at once: the second waits here and then finds the first one's account.
    transaction
        .batch_execute("SET LOCAL ROLE neurmatic_owner; LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")
        .await?;
    let exists = "SELECT EXISTS (SELECT FROM users WHERE role = 'admin')";
    if transaction.query_one(exists, &[]).await?.get(0) {
        return Err(AdminError::Exists);
    }
    transaction
        .execute(
            "INSERT INTO users (id, email, email_verified_at, password_hash, username, role)
             VALUES ($1, $2, now(), $3, $4, 'admin')",
            &[&id, &new.email, &hash, &new.username],
        )
        .await
        .map_err(|error| match error.code() {
            Some(code) if *code == SqlState::UNIQUE_VIOLATION => AdminError::Taken,
            _ => AdminError::Database(error),
        })?;
    transaction.execute("INSERT INTO profiles (user_id) VALUES ($1)", &[&id]).await?;
    transaction
        .execute(
            "INSERT INTO audit_log (id, action, target_type, target_id, reason)
             VALUES ($1, 'user.create_admin', 'user', $2, 'the first administrator')",
            &[&Uuid::now_v7(), &id.to_string()],
        )
        .await?;
    transaction.commit().await?;
    Ok(CreatedAdmin { id, generated_password: generated.then_some(password) })
}

fn check(field: &'static str, fault: Option<&'static str>) -> Result<(), AdminError> {
    fault.map_or(Ok(()), |fault| Err(AdminError::Invalid { field, fault }))
}

/// An argon2id string with the library's parameters (19 MiB, 2 passes, 1 lane), the same that logins are checked with.
fn hash(password: &SecretString) -> Result<String, AdminError> {
    let salt = SaltString::from_b64(&STANDARD_NO_PAD.encode(random::<16>()?))
        .map_err(|e| AdminError::Hash(e.to_string()))?;
    let hash = argon2::Argon2::default().hash_password(password.expose_secret().as_bytes(), &salt);
    Ok(hash.map_err(|e| AdminError::Hash(e.to_string()))?.to_string())
}

/// 144 random bits; drawn again in the rare case that the password rule isn't met.
fn generated_password() -> Result<SecretString, AdminError> {
    loop {
        let password = URL_SAFE_NO_PAD.encode(random::<18>()?);
        if password_fault(&password).is_none() {
            return Ok(password.into());
        }
    }
}

fn random<const N: usize>() -> Result<[u8; N], AdminError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_unspecified| AdminError::Hash("no random bytes".to_owned()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHash, PasswordVerifier as _};

    use super::*;

    #[test]
    fn a_generated_password_passes_the_rule_and_its_own_hash() {
        let password = generated_password().unwrap();
        let hash = hash(&password).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let parsed = PasswordHash::new(&hash).unwrap();
        assert!(
            argon2::Argon2::default().verify_password(password.expose_secret().as_bytes(), &parsed).is_ok()
        );
    }
}
