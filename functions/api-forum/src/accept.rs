//! Which reply answers a question.

use axum::extract::State;
use neurmatic_core::ids::TopicId;
use neurmatic_core::words::TopicType;
use neurmatic_db::{forum_editing, forum_replies};
use neurmatic_http::{Answer, Caller, Json, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;

use crate::edit::{finish, locked};
use crate::input::AcceptedReplyIn;
use crate::out::TopicOut;
use crate::reader::Reader;

/// Says which reply answers the caller's question, or that none does. Saying it again changes nothing.
pub(crate) async fn accept_reply(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
    Json(input): Json<AcceptedReplyIn>,
) -> Result<Answer<TopicOut>, Problem> {
    let wanted = input.reply_id.flatten();
    let tx = app.db.begin().await?;
    let topic = locked(&tx, id, Reader::of(caller)).await?;
    if topic.author_id != Some(caller.user) {
        return Err(Problem::forbidden(
            "not_yours",
            "only who asked may say which reply answers the question",
        ));
    }
    if topic.kind != TopicType::Question {
        return Err(Problem::conflict("not_a_question", "only a question has an answer"));
    }
    if let Some(reply) = wanted {
        let found = forum_replies::lock(&tx, reply).await?;
        if found.is_none_or(|reply| reply.topic_id != id || reply.is_hidden) {
            return Err(Problem::field("/replyId", "unknown", "there is no such reply in this topic"));
        }
    }
    if topic.accepted_reply_id != wanted {
        forum_editing::accept(&tx, id, wanted).await?;
        if let Some(reply) = wanted {
            outbox::send(&tx, &SendNotification::AcceptedReply { reply, by: caller.user }).await?;
        }
    }
    finish(&app, tx, &topic, caller).await
}
