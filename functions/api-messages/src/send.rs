//! Writing to another user.

use axum::extract::State;
use neurmatic_core::ids::{DirectMessageId, UserId};
use neurmatic_db::{blocks, messages};
use neurmatic_http::{Caller, Created, Faults, IdempotencyKey, Input, Json, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::messages::MessageOut;

/// A message to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MessageIn {
    /// To whom.
    recipient_id: UserId,
    /// 1 to 10000 characters; kept as it is sent.
    content: String,
}

impl Input for MessageIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/content", &self.content, 1..=10_000);
    }
}

/// Writes a message, into the one conversation of the two.
pub(crate) async fn send_message(
    State(app): State<Services>,
    caller: Caller,
    key: IdempotencyKey,
    Json(input): Json<MessageIn>,
) -> Result<Created<MessageOut>, Problem> {
    let (sender, recipient) = (caller.user, input.recipient_id);
    if sender == recipient {
        return Err(Problem::field("/recipientId", "oneself", "nobody writes to themselves"));
    }
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, sender).await? {
        return Ok(before);
    }
    if !messages::lock_pair(&tx, sender, recipient).await? {
        return Err(Problem::field("/recipientId", "unknown", "there is no such user who can be written to"));
    }
    if blocks::between(&tx, sender, recipient).await? {
        return Err(Problem::forbidden("blocked", "the two of you can't write to each other"));
    }
    let id = DirectMessageId::new();
    let place = messages::write(&tx, id, sender, recipient, &input.content).await?;
    outbox::send(&tx, &SendNotification::Message { message: id, recipient }).await?;
    let location = format!("/api/v1/conversations/{}/messages", place.id);
    let answer = Created::of(&MessageOut {
        id,
        conversation_id: place.id,
        number: place.number,
        sender_id: sender,
        content: Some(input.content),
        is_hidden: false,
        is_read: false,
        sent_at: place.written_at,
    })?
    .location(location);
    key.keep(&tx, sender, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
