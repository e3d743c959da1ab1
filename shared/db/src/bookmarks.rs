//! Bookmarks of articles.

use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, BookmarkId, CollectionId, UserId};
use uuid::Uuid;

use crate::{DbError, Door, Statement, args, queries, rows};

pub use crate::articles::Window;

queries! { "bookmarks":
    DELETE = "delete",
    DELETE_ONE = "delete_one",
    GET = "get",
    LIST = "list",
    LOCK_OWNER = "lock_owner",
    OF_ARTICLE = "of_article",
    OWNS_COLLECTION = "owns_collection",
    PUT = "put",
    UPDATE = "update",
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

    /// A bookmark in a list, with what the list shows of its article.
    pub struct ListedRow {
        /// Its id.
        pub id: BookmarkId,
        /// When it was set in microseconds since 1970, or its place.
        pub key: i64,
        /// The article.
        pub article_id: ArticleId,
        /// The collection it lies in.
        pub collection_id: Option<CollectionId>,
        /// What the user wrote to it.
        pub notes: Option<String>,
        /// When it was set.
        pub created_at: Timestamp,
        /// The article's slug; none, like all below, when the article isn't public any more.
        pub slug: Option<String>,
        /// The article's title.
        pub title: Option<String>,
        /// The article's summary.
        pub summary: Option<String>,
        /// The article's picture.
        pub featured_image_url: Option<String>,
        /// Since when the article is public.
        pub published_at: Option<Timestamp>,
    }
}

/// Which of a user's bookmarks a list holds; all filters must hold.
#[derive(Clone, Debug)]
pub struct BookmarkFilter {
    /// The user.
    pub user: UserId,
    /// In this collection.
    pub collection: Option<CollectionId>,
    /// With these characters in the article's title, whatever their case.
    pub q: Option<String>,
}

/// How bookmarks are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookmarkSort {
    /// The newest first.
    CreatedAt,
    /// By the article's title; those without one last.
    Title,
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

/// A page of a user's bookmarks. Sorted by title, a window's `after` isn't looked at: the key is a place to skip to.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    filter: &BookmarkFilter,
    sort: BookmarkSort,
    window: Window,
) -> Result<Vec<ListedRow>, DbError> {
    let after = window.after.filter(|_| sort == BookmarkSort::CreatedAt);
    let (key, id) = after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(list_statement(filter, Some(sort), after.is_some()), args![
        window.limit => INT8, window.offset => INT8, filter.user => UUID, filter.collection => UUID, filter.q => TEXT,
        time => TIMESTAMPTZ, id => UUID,
    ])
    .await
}

/// How many of a user's bookmarks a filter holds: 500 at most.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, filter: &BookmarkFilter) -> Result<i64, DbError> {
    let (limit, offset, id) = (500_i64, 0_i64, Uuid::nil());
    db.one(
        list_statement(filter, None, false),
        args![
            limit => INT8, offset => INT8, filter.user => UUID, filter.collection => UUID, filter.q => TEXT,
            Timestamp::UNIX_EPOCH => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}

fn list_statement(filter: &BookmarkFilter, sort: Option<BookmarkSort>, after: bool) -> Statement {
    LIST.when(&[
        ("count", sort.is_none()),
        ("by_created", sort == Some(BookmarkSort::CreatedAt)),
        ("by_title", sort == Some(BookmarkSort::Title)),
        ("collection", filter.collection.is_some()),
        ("q", filter.q.is_some()),
        ("after", after),
    ])
}

/// One of a user's bookmarks, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, user: UserId, id: BookmarkId) -> Result<Option<BookmarkRow>, DbError> {
    tx.maybe(&GET, args![id => UUID, user => UUID]).await
}

/// Changes a bookmark that is locked.
///
/// # Errors
/// [`DbError`].
pub async fn update(
    tx: &impl Door,
    id: BookmarkId,
    collection: Option<CollectionId>,
    notes: Option<&str>,
) -> Result<BookmarkRow, DbError> {
    tx.one(&UPDATE, args![id => UUID, collection => UUID, notes => TEXT]).await
}

/// Takes a user's bookmark away by its own id, if there is one.
///
/// # Errors
/// [`DbError`].
pub async fn delete_one(db: &impl Door, user: UserId, id: BookmarkId) -> Result<(), DbError> {
    db.run(&DELETE_ONE, args![id => UUID, user => UUID]).await
}
