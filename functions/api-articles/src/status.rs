//! Where an article is on its way to the readers: publishing, scheduling, archiving.

use axum::extract::State;
use neurmatic_core::ids::ArticleId;
use neurmatic_core::words::ArticleStatus;
use neurmatic_db::editing;
use neurmatic_http::{Answer, Caller, IfMatch, Json, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::PublishArticle;
use serde_json::json;

use crate::edit::{finish, locked, note};
use crate::input::ScheduleIn;
use crate::out::ArticleOut;

/// Publishes an article now. One that was public before keeps its date.
pub(crate) async fn publish_article(
    State(app): State<Services>,
    editor: Caller,
    Path(id): Path<ArticleId>,
    seen: IfMatch,
) -> Result<Answer<ArticleOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, &seen).await?;
    if before.status == ArticleStatus::Published {
        return Err(Problem::conflict("already_published", "it is public already"));
    }
    editing::set_status(&tx, id, ArticleStatus::Published, None, editor.user).await?;
    note(&tx, editor, "article.publish", id, &json!({"from": before.status})).await?;
    finish(&app, tx, &before).await
}

/// Publishes an article at a time to come. Only one that isn't public can be scheduled; again, to another time.
pub(crate) async fn schedule_article(
    State(app): State<Services>,
    editor: Caller,
    Path(id): Path<ArticleId>,
    seen: IfMatch,
    Json(when): Json<ScheduleIn>,
) -> Result<Answer<ArticleOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, &seen).await?;
    if matches!(before.status, ArticleStatus::Published | ArticleStatus::Archived) {
        let detail = format!("an article that is {} cannot be scheduled", before.status);
        return Err(Problem::conflict("not_schedulable", detail));
    }
    let at = when.scheduled_at;
    editing::set_status(&tx, id, ArticleStatus::Scheduled, Some(at), editor.user).await?;
    outbox::send_at(&tx, &PublishArticle { article: id }, at).await?;
    note(&tx, editor, "article.schedule", id, &json!({"scheduledAt": at})).await?;
    finish(&app, tx, &before).await
}

/// Takes an article back. Readers don't find it any more.
pub(crate) async fn archive_article(
    State(app): State<Services>,
    editor: Caller,
    Path(id): Path<ArticleId>,
    seen: IfMatch,
) -> Result<Answer<ArticleOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, &seen).await?;
    if before.status == ArticleStatus::Archived {
        return Err(Problem::conflict("already_archived", "it is archived already"));
    }
    editing::set_status(&tx, id, ArticleStatus::Archived, None, editor.user).await?;
    note(&tx, editor, "article.archive", id, &json!({"from": before.status})).await?;
    finish(&app, tx, &before).await
}
