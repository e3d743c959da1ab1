//! Writing articles. The callers hold the article's lock within a transaction.

use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, CategoryId, ModelId, TagId, UserId};
use neurmatic_core::words::{ArticleStatus, ContentFormat, Difficulty};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "editing":
    ADD_MODELS = "add_models",
    ADD_TAGS = "add_tags",
    AUDIT = "audit",
    CLEAR_MODELS = "clear_models",
    CLEAR_TAGS = "clear_tags",
    DELETE = "delete",
    INSERT = "insert",
    LOCK = "lock",
    RECORD_REVISION = "record_revision",
    REVISION = "revision",
    REVISIONS = "revisions",
    REVISION_COUNT = "revision_count",
    SET_STATUS = "set_status",
    UPDATE = "update",
}

rows! {
    /// An article's editable state.
    pub struct LockedRow {
        /// Its id.
        pub id: ArticleId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// Its summary.
        pub summary: String,
        /// Its content.
        pub content: String,
        /// How the content is written.
        pub content_format: ContentFormat,
        /// Where it is on its way to the readers.
        pub status: ArticleStatus,
        /// Its author, if it is a user.
        pub author_id: Option<UserId>,
        /// Its category.
        pub category_id: CategoryId,
        /// When it will be published.
        pub scheduled_at: Option<Timestamp>,
        /// Grows with every edit.
        pub revision: i64,
        /// Its tags.
        pub tag_ids: Vec<TagId>,
    }

    /// An earlier text, as a list shows it.
    pub struct RevisionRow {
        /// Its id.
        pub id: Uuid,
        /// Its number, from 1.
        pub revision_number: i32,
        /// The title then.
        pub title: String,
        /// The summary then.
        pub summary: Option<String>,
        /// Why it was changed.
        pub change_summary: Option<String>,
        /// Who changed it.
        pub changed_by: Option<String>,
        /// When it was changed.
        pub created_at: Timestamp,
    }

    /// An earlier text.
    pub struct TextRow {
        /// The title then.
        pub title: String,
        /// The summary then.
        pub summary: Option<String>,
        /// The content then.
        pub content: String,
        /// How the content was written.
        pub content_format: ContentFormat,
    }

    /// The newest earlier text's number.
    pub struct NewestRevisionRow {
        /// None when there is none.
        pub newest: Option<i32>,
    }
}

/// A new article.
#[derive(Clone, Debug)]
pub struct NewArticle<'a> {
    /// Its id.
    pub id: ArticleId,
    /// Its title.
    pub title: &'a str,
    /// Its slug.
    pub slug: &'a str,
    /// Its summary.
    pub summary: &'a str,
    /// Its content.
    pub content: &'a str,
    /// How the content is written.
    pub content_format: ContentFormat,
    /// Its picture.
    pub featured_image_url: Option<&'a str>,
    /// Its author, if it is a user.
    pub author_id: Option<UserId>,
    /// Its author's name, if it isn't one.
    pub author_name: Option<&'a str>,
    /// Where it comes from.
    pub source_url: Option<&'a str>,
    /// Its category.
    pub category_id: CategoryId,
    /// Its first state.
    pub status: ArticleStatus,
    /// When it will be published.
    pub scheduled_at: Option<Timestamp>,
    /// Who it is for.
    pub difficulty: Option<Difficulty>,
    /// Minutes to read it.
    pub reading_time_minutes: i32,
    /// Its title for search engines.
    pub meta_title: Option<&'a str>,
    /// Its description for search engines.
    pub meta_description: Option<&'a str>,
    /// Chosen by editors.
    pub is_featured: bool,
    /// Shown as trending.
    pub is_trending: bool,
    /// Who begins it.
    pub created_by: UserId,
}

/// What an edit changes: `None` leaves a field as it is, `Some(None)` empties it.
#[derive(Clone, Debug, Default)]
pub struct ArticleChange<'a> {
    /// Its title.
    pub title: Option<&'a str>,
    /// Its slug.
    pub slug: Option<&'a str>,
    /// Its summary.
    pub summary: Option<&'a str>,
    /// Its content.
    pub content: Option<&'a str>,
    /// How the content is written.
    pub content_format: Option<ContentFormat>,
    /// Its picture.
    pub featured_image_url: Option<Option<&'a str>>,
    /// Its author, if it is a user.
    pub author_id: Option<Option<UserId>>,
    /// Its author's name, if it isn't one.
    pub author_name: Option<Option<&'a str>>,
    /// Where it comes from.
    pub source_url: Option<Option<&'a str>>,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// Who it is for.
    pub difficulty: Option<Option<Difficulty>>,
    /// Minutes to read it.
    pub reading_time_minutes: Option<i32>,
    /// Its title for search engines.
    pub meta_title: Option<Option<&'a str>>,
    /// Its description for search engines.
    pub meta_description: Option<Option<&'a str>>,
    /// Chosen by editors.
    pub is_featured: Option<bool>,
    /// Shown as trending.
    pub is_trending: Option<bool>,
}

/// Locks an article until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: ArticleId) -> Result<Option<LockedRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// Begins an article.
///
/// # Errors
/// [`DbError::Taken`] with `articles_slug_key`, [`DbError::Missing`] with the foreign key's name.
pub async fn insert(tx: &impl Door, new: &NewArticle<'_>) -> Result<(), DbError> {
    tx.run(&INSERT, args![
        new.id => UUID, new.title => TEXT, new.slug => TEXT, new.summary => TEXT, new.content => TEXT,
        new.content_format => TEXT, new.featured_image_url => TEXT, new.author_id => UUID, new.author_name => TEXT,
        new.source_url => TEXT, new.category_id => UUID, new.status => TEXT, new.scheduled_at => TIMESTAMPTZ,
        new.difficulty => TEXT, new.reading_time_minutes => INT4, new.meta_title => TEXT,
        new.meta_description => TEXT, new.is_featured => BOOL, new.is_trending => BOOL, new.created_by => UUID,
    ])
    .await
}

/// Edits an article.
///
/// # Errors
/// As [`insert`].
pub async fn update(
    tx: &impl Door,
    id: ArticleId,
    change: &ArticleChange<'_>,
    editor: UserId,
) -> Result<(), DbError> {
    let (image, author, name) = (change.featured_image_url, change.author_id, change.author_name);
    let (source, difficulty) = (change.source_url, change.difficulty);
    let (meta_title, meta_description) = (change.meta_title, change.meta_description);
    tx.run(&UPDATE, args![
        id => UUID, change.title => TEXT, change.slug => TEXT, change.summary => TEXT, change.content => TEXT,
        change.content_format => TEXT,
        image.is_some() => BOOL, image.flatten() => TEXT,
        author.is_some() => BOOL, author.flatten() => UUID,
        name.is_some() => BOOL, name.flatten() => TEXT,
        source.is_some() => BOOL, source.flatten() => TEXT,
        change.category_id => UUID,
        difficulty.is_some() => BOOL, difficulty.flatten() => TEXT,
        change.reading_time_minutes => INT4,
        meta_title.is_some() => BOOL, meta_title.flatten() => TEXT,
        meta_description.is_some() => BOOL, meta_description.flatten() => TEXT,
        change.is_featured => BOOL, change.is_trending => BOOL, editor => UUID,
    ])
    .await
}

/// Publishes, schedules or archives an article.
///
/// # Errors
/// [`DbError`].
pub async fn set_status(
    tx: &impl Door,
    id: ArticleId,
    status: ArticleStatus,
    scheduled_at: Option<Timestamp>,
    editor: UserId,
) -> Result<(), DbError> {
    tx.run(&SET_STATUS, args![id => UUID, status => TEXT, scheduled_at => TIMESTAMPTZ, editor => UUID]).await
}

/// Removes an article.
///
/// # Errors
/// [`DbError`].
pub async fn delete(tx: &impl Door, id: ArticleId) -> Result<(), DbError> {
    tx.run(&DELETE, args![id => UUID]).await
}

/// Gives an article exactly these tags.
///
/// # Errors
/// [`DbError::Missing`] when one doesn't exist.
pub async fn set_tags(tx: &impl Door, id: ArticleId, tags: &[TagId]) -> Result<(), DbError> {
    tx.run(&CLEAR_TAGS, args![id => UUID, tags => UUID_ARRAY]).await?;
    tx.run(&ADD_TAGS, args![id => UUID, tags => UUID_ARRAY]).await
}

/// Gives an article exactly these models, the primary one first.
///
/// # Errors
/// [`DbError::Missing`] when one doesn't exist.
pub async fn set_models(tx: &impl Door, id: ArticleId, models: &[ModelId]) -> Result<(), DbError> {
    tx.run(&CLEAR_MODELS, args![id => UUID]).await?;
    tx.run(&ADD_MODELS, args![id => UUID, models => UUID_ARRAY]).await
}

/// Keeps the text as it is, before it is changed.
///
/// # Errors
/// [`DbError`].
pub async fn record_revision(
    tx: &impl Door,
    id: ArticleId,
    editor: UserId,
    why: Option<&str>,
) -> Result<(), DbError> {
    let revision = Uuid::now_v7();
    tx.run(&RECORD_REVISION, args![revision => UUID, id => UUID, editor => UUID, why => TEXT]).await
}

/// Earlier texts, newest first: those before number `before`.
///
/// # Errors
/// [`DbError`].
pub async fn revisions(
    db: &impl Door,
    id: ArticleId,
    before: i32,
    limit: i64,
    offset: i64,
) -> Result<Vec<RevisionRow>, DbError> {
    db.rows(&REVISIONS, args![id => UUID, before => INT4, limit => INT8, offset => INT8]).await
}

/// The newest earlier text's number; none when there is no such article.
///
/// # Errors
/// [`DbError`].
pub async fn newest_revision(db: &impl Door, id: ArticleId) -> Result<Option<NewestRevisionRow>, DbError> {
    db.maybe(&REVISION_COUNT, args![id => UUID]).await
}

/// An earlier text.
///
/// # Errors
/// [`DbError`].
pub async fn revision(db: &impl Door, id: ArticleId, number: i32) -> Result<Option<TextRow>, DbError> {
    db.maybe(&REVISION, args![id => UUID, number => INT4]).await
}

/// Notes in the trail what an editor did to an article.
///
/// # Errors
/// [`DbError`].
pub async fn audit(
    tx: &impl Door,
    editor: UserId,
    action: &str,
    article: ArticleId,
    changes: &serde_json::Value,
    request_id: Option<&str>,
) -> Result<(), DbError> {
    let (id, target) = (Uuid::now_v7(), article.to_string());
    tx.run(&AUDIT, args![
        id => UUID, editor => UUID, action => TEXT, "article" => TEXT, target => TEXT, changes => JSONB, request_id => TEXT,
    ])
    .await
}
