//! One topic.

use axum::extract::State;
use neurmatic_core::ids::TopicId;
use neurmatic_core::rules::is_slug;
use neurmatic_db::Door;
use neurmatic_db::forum_topics::{self, TopicKey, TopicRow};
use neurmatic_http::{Answer, Caller, Path, Problem, Services};

use crate::change::tags_of;
use crate::out::TopicOut;
use crate::reader::Reader;

/// A public topic, by its id or its slug. The same for everybody.
pub(crate) async fn get_topic(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<TopicOut>, Problem> {
    answer(find(&app.db, &key, Reader::PUBLIC).await?)
}

/// A topic that the caller may see. A moderator sees hidden ones too.
pub(crate) async fn get_member_topic(
    State(app): State<Services>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Answer<TopicOut>, Problem> {
    answer(find(&app.db, &key, Reader::of(caller)).await?)
}

/// What an address names: an id, a slug, or nothing that could exist.
pub(crate) fn key_of(key: &str) -> Result<TopicKey<'_>, Problem> {
    match key.parse::<TopicId>() {
        Ok(id) => Ok(TopicKey::Id(id)),
        Err(_) if is_slug(key) => Ok(TopicKey::Slug(key)),
        Err(_) => Err(Problem::not_found("topic")),
    }
}

/// A topic as it is now, for the answer to a write of it.
pub(crate) async fn whole(tx: &impl Door, id: TopicId, reader: Reader) -> Result<TopicRow, Problem> {
    let found = forum_topics::get(tx, TopicKey::Id(id), reader.seen, true).await?;
    found.ok_or_else(|| Problem::not_found("topic"))
}

/// The answer that shows a topic.
pub(crate) fn answer(topic: TopicRow) -> Result<Answer<TopicOut>, Problem> {
    let (revision, tags) = (topic.revision, tags_of(&topic));
    Ok(Answer::of(&TopicOut::from(topic))?.revision(revision).tags(tags))
}

async fn find(db: &impl Door, key: &str, reader: Reader) -> Result<TopicRow, Problem> {
    let found = forum_topics::get(db, key_of(key)?, reader.seen, reader.hidden_too).await?;
    found.ok_or_else(|| Problem::not_found("topic"))
}
