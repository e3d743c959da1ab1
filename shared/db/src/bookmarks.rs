//! Bookmarks of articles.

use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, BookmarkId, CollectionId, UserId};

use crate::{DbError, Door, args, queries, rows};

queries! { "bookmarks":
    DELETE = "delete",
    LOCK_OWNER = "lock_owner",
    OF_ARTICLE = "of_article",
    OWNS_COLLECTION = "owns_collection",
    PUT = "put",
}

rows! {
    /// A bookmark.
    pub struct BookmarkRow {
        /// Its id.
        pub id: BookmarkId,
        /// The collection it lies in.
        pub collection_id: Option<CollectionId>,
        /// What the user wrote to it.
        pub notes: Option<String>,
        /// When it was set.
        pub created_at: Timestamp,
    }
}

/// Locks a user's bookmarks against other writers, and says how many there are.
///
/// # Errors
/// [`DbError`].
pub async fn lock_owner(tx: &impl Door, user: UserId) -> Result<i32, DbError> {
    tx.one(&LOCK_OWNER, args![user => UUID]).await
}

/// A user's bookmark of an article.
///
/// # Errors
/// [`DbError`].
pub async fn of_article(
    db: &impl Door,
    user: UserId,
    article: ArticleId,
) -> Result<Option<BookmarkRow>, DbError> {
    db.maybe(&OF_ARTICLE, args![user => UUID, article => UUID]).await
}

/// Sets a bookmark, or changes the one that there is. The owner's row is locked, see [`lock_owner`].
///
/// # Errors
/// [`DbError`].
pub async fn put(
    tx: &impl Door,
    user: UserId,
    article: ArticleId,
    collection: Option<CollectionId>,
    notes: Option<&str>,
) -> Result<BookmarkRow, DbError> {
    let id = BookmarkId::new();
    tx.one(&PUT, args![id => UUID, user => UUID, article => UUID, collection => UUID, notes => TEXT]).await
}

/// Takes a bookmark away, if there is one.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, user: UserId, article: ArticleId) -> Result<(), DbError> {
    db.run(&DELETE, args![user => UUID, article => UUID]).await
}

/// Whether a collection is the user's.
///
/// # Errors
/// [`DbError`].
pub async fn owns_collection(
    db: &impl Door,
    user: UserId,
    collection: CollectionId,
) -> Result<bool, DbError> {
    db.one(&OWNS_COLLECTION, args![collection => UUID, user => UUID]).await
}
