//! Files that users upload, as far as they are rows.
//!
//! Deliberately not in here: the bucket that holds the bytes, and when they are deleted.

use jiff::Timestamp;
use neurmatic_core::ids::{MediaId, UserId};
use neurmatic_core::words::{ImageType, MediaKind};

use crate::{DbError, Door, args, queries, rows};

queries! { "media":
    INSERT = "insert",
    LOCK_OWNER = "lock_owner",
    MAKE_READY = "make_ready",
    PENDING = "pending",
    REMOVE = "remove",
    TAKE = "take",
    TAKE_ALL = "take_all",
}

/// Files of a user at most.
pub const FILES_MAX: i64 = 200;

/// A file that is about to be uploaded.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// Its id.
    pub id: MediaId,
    /// Whose it is.
    pub user: UserId,
    /// What it is for.
    pub kind: MediaKind,
    /// What it is said to be.
    pub mime_type: ImageType,
    /// How long it is said to be, in bytes.
    pub size_bytes: i32,
    /// Its name in the bucket, once it is public.
    pub key: &'a str,
}

rows! {
    /// A file that nobody has looked at.
    pub struct PendingFileRow {
        /// What it is said to be.
        pub mime_type: ImageType,
        /// How long it is said to be, in bytes.
        pub size_bytes: i32,
        /// Its name in the bucket, once it is public.
        pub key: String,
        /// When it was asked for.
        pub created_at: Timestamp,
    }

    /// A file that was taken back.
    pub struct TakenFileRow {
        /// Its name in the bucket.
        pub key: String,
        /// Whether nobody had found it right: a look at it may have begun.
        pub is_pending: bool,
    }
}

/// Adds a file; false when the user has [`FILES_MAX`].
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &impl Door, file: &NewFile<'_>) -> Result<bool, DbError> {
    let _locked: bool = tx.one(&LOCK_OWNER, args![file.user => UUID]).await?;
    let added: Option<bool> = tx
        .maybe(
            &INSERT,
            args![
                file.id => UUID, file.user => UUID, file.kind => TEXT, file.mime_type => TEXT,
                file.size_bytes => INT4, file.key => TEXT, FILES_MAX => INT8,
            ],
        )
        .await?;
    Ok(added.is_some())
}

/// A file that nobody has looked at; `None` when there is no such file.
///
/// # Errors
/// [`DbError`].
pub async fn pending(db: &impl Door, id: MediaId) -> Result<Option<PendingFileRow>, DbError> {
    db.maybe(&PENDING, args![id => UUID]).await
}

/// Says of a file that nobody had looked at that it is public; false when there is no such file any more.
///
/// # Errors
/// [`DbError`].
pub async fn make_ready(tx: &impl Door, id: MediaId) -> Result<bool, DbError> {
    let done: Option<bool> = tx.maybe(&MAKE_READY, args![id => UUID]).await?;
    Ok(done.is_some())
}

/// Removes a file that nobody has found right; false when there is no such file any more. Deleting its bytes is the caller's.
///
/// # Errors
/// [`DbError`].
pub async fn remove(tx: &impl Door, id: MediaId) -> Result<bool, DbError> {
    let done: Option<bool> = tx.maybe(&REMOVE, args![id => UUID]).await?;
    Ok(done.is_some())
}

/// Removes a file of a user, and returns it; `None` when the user has no such file. Deleting its bytes is the caller's.
///
/// # Errors
/// [`DbError`].
pub async fn take(tx: &impl Door, id: MediaId, user: UserId) -> Result<Option<TakenFileRow>, DbError> {
    tx.maybe(&TAKE, args![id => UUID, user => UUID]).await
}

/// Removes all files of a user, and returns their names in the bucket, [`FILES_MAX`] at most. Deleting their bytes is the
/// caller's.
///
/// # Errors
/// [`DbError`].
pub async fn take_all(tx: &impl Door, user: UserId) -> Result<Vec<String>, DbError> {
    tx.rows(&TAKE_ALL, args![user => UUID]).await
}
