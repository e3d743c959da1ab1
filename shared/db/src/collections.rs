//! Collections of bookmarks. Each user has a default one, made when it is first looked for.

use jiff::Timestamp;
use neurmatic_core::ids::{CollectionId, UserId};

use crate::{DbError, Door, args, queries, rows};

queries! { "collections":
    DELETE = "delete",
    ENSURE_DEFAULT = "ensure_default",
    INSERT = "insert",
    IS_DEFAULT = "is_default",
    LIST = "list",
    UPDATE = "update",
}

/// Collections of a user at most.
pub const COLLECTIONS_MAX: i64 = 100;

/// The name of the default collection.
pub const DEFAULT_NAME: &str = "Read Later";

rows! {
    /// A collection.
    pub struct CollectionRow {
        /// Its id.
        pub id: CollectionId,
        /// Its name.
        pub name: String,
        /// What it is for.
        pub description: Option<String>,
        /// Whether it is the default one.
        pub is_default: bool,
        /// How many bookmarks lie in it.
        pub bookmark_count: i64,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }
}

/// A user's collections, the default one first.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, user: UserId) -> Result<Vec<CollectionRow>, DbError> {
    let limit = COLLECTIONS_MAX + 1;
    db.rows(LIST.when(&[("one", false)]), args![limit => INT8, user => UUID]).await
}

/// One of a user's collections.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, user: UserId, id: CollectionId) -> Result<Option<CollectionRow>, DbError> {
    db.maybe(LIST.when(&[("one", true)]), args![1_i64 => INT8, user => UUID, id => UUID]).await
}

/// Makes a user's default collection, unless there is one.
///
/// # Errors
/// [`DbError`].
pub async fn ensure_default(db: &impl Door, user: UserId) -> Result<(), DbError> {
    let id = CollectionId::new();
    db.run(&ENSURE_DEFAULT, args![id => UUID, user => UUID, DEFAULT_NAME => TEXT]).await
}

/// Adds a collection; false when the user has [`COLLECTIONS_MAX`]. The user's row is locked.
///
/// # Errors
/// [`DbError::Taken`] when another of the user's collections has the name.
pub async fn insert(
    tx: &impl Door,
    id: CollectionId,
    user: UserId,
    name: &str,
    description: Option<&str>,
) -> Result<bool, DbError> {
    let args = args![id => UUID, user => UUID, name => TEXT, description => TEXT, COLLECTIONS_MAX => INT8];
    let made: Option<bool> = tx.maybe(&INSERT, args).await?;
    Ok(made.is_some())
}

/// Changes a collection; a name that is `None` stays, and so does a description. False when there is no such collection, or
/// it is the default one and would get another name.
///
/// # Errors
/// [`DbError::Taken`] when another of the user's collections has the name.
pub async fn update(
    db: &impl Door,
    user: UserId,
    id: CollectionId,
    name: Option<&str>,
    description: Option<Option<&str>>,
) -> Result<bool, DbError> {
    let (is_given, description) = (description.is_some(), description.flatten());
    let args = args![id => UUID, user => UUID, name => TEXT, is_given => BOOL, description => TEXT];
    let changed: Option<bool> = db.maybe(&UPDATE, args).await?;
    Ok(changed.is_some())
}

/// Takes a collection away. False when there is no such collection, or it is the default one.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, user: UserId, id: CollectionId) -> Result<bool, DbError> {
    let gone: Option<bool> = db.maybe(&DELETE, args![id => UUID, user => UUID]).await?;
    Ok(gone.is_some())
}

/// Whether a collection is the default one; none: the user has no such collection.
///
/// # Errors
/// [`DbError`].
pub async fn is_default(db: &impl Door, user: UserId, id: CollectionId) -> Result<Option<bool>, DbError> {
    db.maybe(&IS_DEFAULT, args![id => UUID, user => UUID]).await
}
