//! What background tasks ask and write beyond the areas' own statements.

use neurmatic_core::ids::{ArticleId, CategoryId, CompanyId, JobId, SessionId, TagId, UserId};
use neurmatic_core::words::Role;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "tasks":
    DUE_ARTICLES = "due_articles",
    DUE_ERASURES = "due_erasures",
    DUE_JOBS = "due_jobs",
    EXPIRE_IF_DUE = "expire_if_due",
    FLUSH_COUNTERS = "flush_counters",
    LOGIN_STATES = "login_states",
    PUBLISH_IF_DUE = "publish_if_due",
    TAGS_OF_ARTICLE = "tags_of_article",
}

rows! {
    /// An article that has just been published.
    pub struct PublishedRow {
        /// Its category.
        pub category_id: CategoryId,
        /// Its author, if there is an account behind it.
        pub author_id: Option<UserId>,
    }

    /// Whether a login may be used, and by whom.
    pub struct LoginRow {
        /// The login.
        pub id: SessionId,
        /// Whose login it is.
        pub user_id: UserId,
        /// The user's role now.
        pub role: Role,
        /// The higher one is the newer one.
        pub revision: i64,
        /// Not revoked, not expired, and the account is in use.
        pub active: bool,
    }

    /// How far a flush has come.
    pub struct FlushedRow {
        /// Increments that were taken.
        pub drained: i64,
        /// The last of them.
        pub last: Uuid,
    }
}

/// Scheduled articles whose time has come, the longest due first.
///
/// # Errors
/// [`DbError`].
pub async fn due_articles(db: &impl Door, limit: i64) -> Result<Vec<ArticleId>, DbError> {
    let ids: Vec<Uuid> = db.rows(&DUE_ARTICLES, args![limit => INT8]).await?;
    Ok(ids.into_iter().map(ArticleId).collect())
}

/// Publishes an article whose time has come; `None` when there is nothing to do.
///
/// # Errors
/// [`DbError`].
pub async fn publish_if_due(tx: &impl Door, article: ArticleId) -> Result<Option<PublishedRow>, DbError> {
    tx.maybe(&PUBLISH_IF_DUE, args![article => UUID]).await
}

/// Active jobs whose time is over, the longest over first.
///
/// # Errors
/// [`DbError`].
pub async fn due_jobs(db: &impl Door, limit: i64) -> Result<Vec<JobId>, DbError> {
    let ids: Vec<Uuid> = db.rows(&DUE_JOBS, args![limit => INT8]).await?;
    Ok(ids.into_iter().map(JobId).collect())
}

/// Closes a job whose time is over, and says whose it is; `None` when there is nothing to do.
///
/// # Errors
/// [`DbError`].
pub async fn expire_if_due(tx: &impl Door, job: JobId) -> Result<Option<CompanyId>, DbError> {
    let company: Option<Uuid> = tx.maybe(&EXPIRE_IF_DUE, args![job => UUID]).await?;
    Ok(company.map(CompanyId))
}

/// The tags that an article carries.
///
/// # Errors
/// [`DbError`].
pub async fn tags_of_article(db: &impl Door, article: ArticleId) -> Result<Vec<TagId>, DbError> {
    let ids: Vec<Uuid> = db.rows(&TAGS_OF_ARTICLE, args![article => UUID]).await?;
    Ok(ids.into_iter().map(TagId).collect())
}

/// The states of logins; one that is gone is missing.
///
/// # Errors
/// [`DbError`].
pub async fn login_states(db: &impl Door, sessions: &[SessionId]) -> Result<Vec<LoginRow>, DbError> {
    db.rows(&LOGIN_STATES, args![sessions => UUID_ARRAY]).await
}

/// Adds a batch of at most `limit` increments after `last` to their articles; `None` when none waits. Two batches of one
/// transaction would lock articles in no order.
///
/// # Errors
/// [`DbError`].
pub async fn flush_counters(db: &impl Door, last: Uuid, limit: i64) -> Result<Option<FlushedRow>, DbError> {
    db.maybe(&FLUSH_COUNTERS, args![last => UUID, limit => INT8]).await
}

/// Accounts whose time to be restored is over, the longest ago first.
///
/// # Errors
/// [`DbError`].
pub async fn due_erasures(db: &impl Door, limit: i64) -> Result<Vec<UserId>, DbError> {
    let ids: Vec<Uuid> = db.rows(&DUE_ERASURES, args![limit => INT8]).await?;
    Ok(ids.into_iter().map(UserId).collect())
}
