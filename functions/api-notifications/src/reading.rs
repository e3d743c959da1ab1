//! Reading notifications, and taking them away. Whoever does holds the lock of the caller's notifications, under which they
//! come too: none is lost in between, and the count is exact.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::NotificationId;
use neurmatic_db::notifications;
use neurmatic_http::{Answer, Caller, NoContent, Path, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::out::UnreadOut;

/// What is to be marked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReadAllQuery {
    /// What came, or grew, after this moment stays unread: that of the newest one that was shown (`updatedAt`).
    until: Option<Timestamp>,
}

/// How much is unread.
pub(crate) async fn unread_count(
    State(app): State<Services>,
    caller: Caller,
) -> Result<Answer<UnreadOut>, Problem> {
    Answer::of(&UnreadOut::from(notifications::counts(&app.db, caller.user).await?))
}

/// Marks one as read. Doing it twice is the same as once.
pub(crate) async fn read(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<NotificationId>,
) -> Result<Answer<UnreadOut>, Problem> {
    let unknown = || Problem::not_found("notification");
    let tx = app.db.begin().await?;
    if !notifications::lock(&tx, caller.user).await? {
        return Err(unknown());
    }
    if !notifications::read(&tx, caller.user, id).await? {
        return Err(unknown());
    }
    let counts = notifications::counts(&tx, caller.user).await?;
    tx.commit().await?;
    Answer::of(&UnreadOut::from(counts))
}

/// Marks everything as read, or everything that had come by a moment.
pub(crate) async fn read_all(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<ReadAllQuery>,
) -> Result<Answer<UnreadOut>, Problem> {
    let tx = app.db.begin().await?;
    if notifications::lock(&tx, caller.user).await? {
        notifications::read_all(&tx, caller.user, query.until).await?;
    }
    let counts = notifications::counts(&tx, caller.user).await?;
    tx.commit().await?;
    Answer::of(&UnreadOut::from(counts))
}

/// Takes one away. Doing it twice is the same as once.
pub(crate) async fn delete(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<NotificationId>,
) -> Result<NoContent, Problem> {
    let tx = app.db.begin().await?;
    if notifications::lock(&tx, caller.user).await? {
        notifications::delete(&tx, caller.user, id).await?;
    }
    tx.commit().await?;
    Ok(NoContent)
}
