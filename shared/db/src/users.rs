//! Accounts, as far as signing in needs them: credentials, registration, proof of the address.
//!
//! Deliberately not in here: logins ([`crate::sessions`]) and links in mails ([`crate::email_tokens`]).

use std::error::Error;

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{AccountType, Role, UserStatus};
use postgres_types::{FromSql, Type};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{DbError, Door, args, queries, rows};

queries! { "users":
    CREDENTIALS = "credentials",
    INSERT = "insert",
    MAILABLE = "mailable",
    ME = "me",
    NOTE_LOGIN = "note_login",
    SET_PASSWORD = "set_password",
    USERNAME_TAKEN = "username_taken",
    VERIFY_EMAIL = "verify_email",
}

/// An argon2id string. `Debug` hides it.
#[derive(Clone, Debug)]
pub struct PasswordHash(pub SecretString);

impl<'a> FromSql<'a> for PasswordHash {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        String::from_sql(ty, raw).map(|text| Self(text.into()))
    }

    fn accepts(ty: &Type) -> bool {
        <String as FromSql>::accepts(ty)
    }
}

rows! {
    /// What a login is checked against.
    pub struct CredentialsRow {
        /// The account.
        pub id: UserId,
        /// Its address as it was registered.
        pub email: String,
        /// Its public name.
        pub username: String,
        /// What it may do.
        pub role: Role,
        /// Whether it may be used.
        pub status: UserStatus,
        /// Whether its address is proven.
        pub email_verified: bool,
        /// None for an account that has no password.
        pub password_hash: Option<PasswordHash>,
    }

    /// An account that a link may be mailed to.
    pub struct MailableRow {
        /// The account.
        pub id: UserId,
        /// Its address as it was registered.
        pub email: String,
        /// The language of its mails.
        pub locale: String,
        /// Whether its address is proven.
        pub email_verified: bool,
    }

    /// An account as its owner sees it.
    pub struct MeRow {
        /// The account.
        pub id: UserId,
        /// Its address.
        pub email: String,
        /// Its public name.
        pub username: String,
        /// What it may do.
        pub role: Role,
        /// Whose it is.
        pub account_type: AccountType,
        /// Whether its address is proven.
        pub email_verified: bool,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last signed in to.
        pub last_login_at: Option<Timestamp>,
        /// The profile's name.
        pub display_name: Option<String>,
        /// The profile's line.
        pub headline: Option<String>,
        /// The profile's picture.
        pub avatar_url: Option<String>,
    }
}

/// A registration whose fields were checked.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// Made beforehand, so that the answer can be the same when the address is taken.
    pub id: UserId,
    /// The address.
    pub email: &'a str,
    /// The public name.
    pub username: &'a str,
    /// The password, hashed.
    pub password_hash: &'a PasswordHash,
}

/// What a login with this address is checked against.
///
/// # Errors
/// [`DbError`].
pub async fn credentials(db: &impl Door, email: &str) -> Result<Option<CredentialsRow>, DbError> {
    db.maybe(&CREDENTIALS, args![email => TEXT]).await
}

/// Counts a login. False when the password was changed or the account locked since it was checked.
///
/// # Errors
/// [`DbError`].
pub async fn note_login(tx: &impl Door, user: UserId, checked: &PasswordHash) -> Result<bool, DbError> {
    let hash = checked.0.expose_secret();
    let noted: Option<bool> = tx.maybe(&NOTE_LOGIN, args![user => UUID, hash => TEXT]).await?;
    Ok(noted.is_some())
}

/// Whether an account has the name, whatever its case.
///
/// # Errors
/// [`DbError`].
pub async fn username_taken(tx: &impl Door, username: &str) -> Result<bool, DbError> {
    tx.one(&USERNAME_TAKEN, args![username => TEXT]).await
}

/// Makes an account with an empty profile. False when the address or the name is taken.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &impl Door, new: &NewUser<'_>) -> Result<bool, DbError> {
    let hash = new.password_hash.0.expose_secret();
    let args = args![new.id => UUID, new.email => TEXT, hash => TEXT, new.username => TEXT];
    let made: Option<bool> = tx.maybe(&INSERT, args).await?;
    Ok(made.is_some())
}

/// The account in use with this address, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn mailable(tx: &impl Door, email: &str) -> Result<Option<MailableRow>, DbError> {
    tx.maybe(&MAILABLE, args![email => TEXT]).await
}

/// Notes that the account's address is proven.
///
/// # Errors
/// [`DbError`].
pub async fn verify_email(tx: &impl Door, user: UserId) -> Result<(), DbError> {
    tx.run(&VERIFY_EMAIL, args![user => UUID]).await
}

/// Replaces an account's password. Ending its logins is the caller's, in the same transaction and after this.
/// None when there is no such account any more.
///
/// # Errors
/// [`DbError`].
pub async fn set_password(
    tx: &impl Door,
    user: UserId,
    hash: &PasswordHash,
) -> Result<Option<MailableRow>, DbError> {
    let hash = hash.0.expose_secret();
    tx.maybe(&SET_PASSWORD, args![user => UUID, hash => TEXT]).await
}

/// The account as its owner sees it.
///
/// # Errors
/// [`DbError`].
pub async fn me(db: &impl Door, user: UserId) -> Result<Option<MeRow>, DbError> {
    db.maybe(&ME, args![user => UUID]).await
}
