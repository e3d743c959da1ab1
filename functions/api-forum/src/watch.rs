//! Watching and muting topics.

use axum::extract::State;
use neurmatic_core::ids::TopicId;
use neurmatic_core::words::WatchLevel;
use neurmatic_db::forum_topics::{self, TopicKey};
use neurmatic_db::forum_watches;
use neurmatic_http::{Answer, Caller, Json, NoContent, Path, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

use crate::input::WatchIn;
use crate::reader::Reader;

/// What the caller hears of a topic.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WatchOut {
    /// The topic.
    topic_id: TopicId,
    /// How much.
    level: WatchLevel,
}

/// Watches or mutes a topic. Doing it twice is the same as once.
pub(crate) async fn watch_topic(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
    Json(wanted): Json<WatchIn>,
) -> Result<Answer<WatchOut>, Problem> {
    let reader = Reader::of(caller);
    let found = forum_topics::seen(&app.db, TopicKey::Id(id), reader.seen, reader.hidden_too).await?;
    if found.is_none() {
        return Err(Problem::not_found("topic"));
    }
    forum_watches::put(&app.db, caller.user, id, wanted.level).await?;
    Answer::of(&WatchOut { topic_id: id, level: wanted.level })
}

/// Neither watches nor mutes it any more. Doing it twice is the same as once.
pub(crate) async fn unwatch_topic(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
) -> Result<NoContent, Problem> {
    forum_watches::delete(&app.db, caller.user, id).await?;
    Ok(NoContent)
}
