//! Accounts: credentials, registration, proof of the address, deletion and its taking back.
//!
//! Deliberately not in here: what users say of themselves ([`crate::profiles`]), erasing them ([`crate::erasure`]), logins ([`crate::sessions`]) and links in mails ([`crate::email_tokens`]).

use std::error::Error;

use jiff::Timestamp;
use neurmatic_core::ids::{TopicId, UserId};
use neurmatic_core::words::{AccountType, Role, UserStatus};
use postgres_types::{FromSql, Type};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{DbError, Door, args, queries, rows};

queries! { "users":
    ACCOUNT = "account",
    CHANGE_EMAIL = "change_email",
    CREDENTIALS = "credentials",
    DELETE = "delete",
    INSERT = "insert",
    LOCK_CHECKED = "lock_checked",
    MAILABLE = "mailable",
    ME = "me",
    NOTE_LOGIN = "note_login",
    OPEN_JOBS = "open_jobs",
    RESTORE = "restore",
    SETTINGS = "settings",
    SET_PASSWORD = "set_password",
    SET_PREFERENCES = "set_preferences",
    SHOWN = "shown",
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

    /// What a change of one's own account is checked against.
    pub struct AccountRow {
        /// The account.
        pub id: UserId,
        /// Its address.
        pub email: String,
        /// The language of its mails.
        pub locale: String,
        /// Whether its address is proven.
        pub email_verified: bool,
        /// None for an account that has no password.
        pub password_hash: Option<PasswordHash>,
    }

    /// What an account's owner alone sees of it.
    pub struct SettingsRow {
        /// Its address.
        pub email: String,
        /// Whether its address is proven.
        pub email_verified: bool,
        /// Where its owner lives, as far as clocks go.
        pub timezone: String,
        /// The language of its mails.
        pub locale: String,
        /// When it was last signed in to.
        pub last_login_at: Option<Timestamp>,
        /// How many bookmarks it has.
        pub bookmark_count: i32,
    }

    /// Where public answers show a user's name.
    pub struct ShownRow {
        /// In lists of articles.
        pub in_articles: bool,
        /// In lists of topics.
        pub in_topics: bool,
        /// In the replies to these topics: those of the last 200 replies.
        pub replied_topics: Vec<TopicId>,
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

/// What a change of one's own account is checked against; none when it isn't in use.
///
/// # Errors
/// [`DbError`].
pub async fn account(db: &impl Door, user: UserId) -> Result<Option<AccountRow>, DbError> {
    db.maybe(&ACCOUNT, args![user => UUID]).await
}

/// Locks an account until the transaction ends. None when its password isn't the one that was checked any more.
///
/// # Errors
/// [`DbError`].
pub async fn lock_checked(
    tx: &impl Door,
    user: UserId,
    checked: &PasswordHash,
) -> Result<Option<MailableRow>, DbError> {
    let hash = checked.0.expose_secret();
    tx.maybe(&LOCK_CHECKED, args![user => UUID, hash => TEXT]).await
}

/// Moves an account to another address, which is proven. Returns the former one; none when there is no such account any
/// more.
///
/// # Errors
/// [`DbError::Taken`] when another account has the address.
pub async fn change_email(
    tx: &impl Door,
    user: UserId,
    new_email: &str,
) -> Result<Option<MailableRow>, DbError> {
    tx.maybe(&CHANGE_EMAIL, args![user => UUID, new_email => TEXT]).await
}

/// Deletes an account that is locked: it is hidden, and erased 30 days later. Ending its logins is the caller's.
///
/// # Errors
/// [`DbError`].
pub async fn delete(tx: &impl Door, user: UserId) -> Result<(), DbError> {
    tx.run(&DELETE, args![user => UUID]).await
}

/// Takes a deletion back. False when the account isn't deleted, or erased.
///
/// # Errors
/// [`DbError`].
pub async fn restore(tx: &impl Door, user: UserId) -> Result<bool, DbError> {
    let restored: Option<bool> = tx.maybe(&RESTORE, args![user => UUID]).await?;
    Ok(restored.is_some())
}

/// How many jobs of the user's company are open or paused.
///
/// # Errors
/// [`DbError`].
pub async fn open_jobs(db: &impl Door, user: UserId) -> Result<i64, DbError> {
    db.one(&OPEN_JOBS, args![user => UUID]).await
}

/// What an account's owner alone sees of it.
///
/// # Errors
/// [`DbError`].
pub async fn settings(db: &impl Door, user: UserId) -> Result<Option<SettingsRow>, DbError> {
    db.maybe(&SETTINGS, args![user => UUID]).await
}

/// Changes an account's time zone and language; what is `None` stays.
///
/// # Errors
/// [`DbError`].
pub async fn set_preferences(
    tx: &impl Door,
    user: UserId,
    timezone: Option<&str>,
    locale: Option<&str>,
) -> Result<(), DbError> {
    tx.run(&SET_PREFERENCES, args![user => UUID, timezone => TEXT, locale => TEXT]).await
}

/// Where public answers show a user's name.
///
/// # Errors
/// [`DbError`].
pub async fn shown(db: &impl Door, user: UserId) -> Result<ShownRow, DbError> {
    db.one(&SHOWN, args![user => UUID]).await
}
