//! What moderators do to topics: pin, lock, move. Each is noted in the trail; doing it again changes nothing.

use axum::extract::State;
use neurmatic_core::ids::TopicId;
use neurmatic_core::words::CategoryVisibility;
use neurmatic_db::{forum_editing, forum_taxonomy};
use neurmatic_http::{Answer, Caller, Invalidation, Json, Path, Problem, Services};
use serde_json::json;

use crate::change::invalidated_by;
use crate::edit::{finish, locked, note};
use crate::input::{LockIn, MoveIn, PinIn};
use crate::out::TopicOut;
use crate::reader::Reader;
use crate::topic::{answer, whole};

/// Shows a topic first in its lists, or no longer.
pub(crate) async fn pin_topic(
    State(app): State<Services>,
    moderator: Caller,
    Path(id): Path<TopicId>,
    Json(wanted): Json<PinIn>,
) -> Result<Answer<TopicOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, Reader::of(moderator)).await?;
    if before.is_pinned != wanted.pinned {
        forum_editing::set_pinned(&tx, id, wanted.pinned).await?;
        let changes = json!({"pinned": wanted.pinned});
        note(&tx, moderator, "topic.pin", id, &changes, wanted.reason.as_deref()).await?;
    }
    finish(&app, tx, &before, moderator).await
}

/// Stops replies, votes and its author's edits, or lets them go on.
pub(crate) async fn lock_topic(
    State(app): State<Services>,
    moderator: Caller,
    Path(id): Path<TopicId>,
    Json(wanted): Json<LockIn>,
) -> Result<Answer<TopicOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, Reader::of(moderator)).await?;
    if before.is_locked != wanted.locked {
        forum_editing::set_locked(&tx, id, wanted.locked).await?;
        let changes = json!({"locked": wanted.locked});
        note(&tx, moderator, "topic.lock", id, &changes, wanted.reason.as_deref()).await?;
    }
    finish(&app, tx, &before, moderator).await
}

/// Puts a topic into another category; from then on those see it who see that one.
pub(crate) async fn move_topic(
    State(app): State<Services>,
    moderator: Caller,
    Path(id): Path<TopicId>,
    Json(wanted): Json<MoveIn>,
) -> Result<Answer<TopicOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, Reader::of(moderator)).await?;
    let visibility = forum_taxonomy::visibility(&tx, wanted.category_id)
        .await?
        .ok_or_else(|| Problem::field("/categoryId", "unknown", "there is no such category"))?;
    if before.category_id != wanted.category_id {
        forum_editing::move_to(&tx, id, wanted.category_id).await?;
        let changes = json!({"from": before.category_id, "to": wanted.category_id});
        note(&tx, moderator, "topic.move", id, &changes, wanted.reason.as_deref()).await?;
    }
    let topic = whole(&tx, id, Reader::of(moderator)).await?;
    let is_private = visibility != CategoryVisibility::Public;
    let seen = if is_private { before.visibility } else { visibility };
    let tags = invalidated_by(id, seen, &[before.category_id, topic.category_id]);
    let kind = if is_private { Invalidation::Hard } else { Invalidation::Soft };
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    answer(topic)
}
