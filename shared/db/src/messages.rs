//! Messages of one user to another.

use jiff::Timestamp;
use neurmatic_core::ids::{ConversationId, DirectMessageId, UserId};
use neurmatic_core::words::UserStatus;

use crate::{DbError, Door, args, queries, rows};

queries! { "messages":
    INSERT = "insert",
    LIST = "list",
    LOCK_PAIR = "lock_pair",
    OPEN = "open",
}

rows! {
    /// A message, as both see it.
    pub struct MessageRow {
        /// Its id.
        pub id: DirectMessageId,
        /// Its place in the conversation, from 1.
        pub number: i32,
        /// Who wrote it.
        pub sender_id: UserId,
        /// What it says; none while it is hidden.
        pub content: Option<String>,
        /// Hidden by a moderator.
        pub is_hidden: bool,
        /// Whether the other has read it.
        pub is_read: bool,
        /// When it was written.
        pub created_at: Timestamp,
    }

    /// Whether an account may be used.
    pub struct PersonRow {
        /// The account.
        pub id: UserId,
        /// Its state.
        pub status: UserStatus,
    }

    /// Where a message goes.
    pub struct PlaceRow {
        /// The conversation.
        pub id: ConversationId,
        /// The message's place in it.
        pub number: i32,
        /// When it is written.
        pub written_at: Timestamp,
    }
}

/// Locks two users, and says whether the second may be written to: the account is in use.
///
/// # Errors
/// [`DbError`].
pub async fn lock_pair(tx: &impl Door, sender: UserId, recipient: UserId) -> Result<bool, DbError> {
    let pair: Vec<PersonRow> = tx.rows(&LOCK_PAIR, args![sender => UUID, recipient => UUID]).await?;
    Ok(pair.iter().any(|person| person.id == recipient && person.status == UserStatus::Active))
}

/// Writes a message to somebody else, into the conversation of the two, which is made if there is none.
///
/// # Errors
/// [`DbError`].
pub async fn write(
    tx: &impl Door,
    id: DirectMessageId,
    sender: UserId,
    recipient: UserId,
    content: &str,
) -> Result<PlaceRow, DbError> {
    let from_first = sender < recipient;
    let (first, second) = if from_first { (sender, recipient) } else { (recipient, sender) };
    let conversation = ConversationId::new();
    let statement = OPEN.when(&[("from_first", from_first)]);
    let place: PlaceRow =
        tx.one(statement, args![conversation => UUID, first => UUID, second => UUID]).await?;
    let args = args![
        id => UUID, place.id => UUID, place.number => INT4, from_first => BOOL, content => TEXT,
        place.written_at => TIMESTAMPTZ,
    ];
    tx.run(&INSERT, args).await?;
    Ok(place)
}

/// A conversation's messages, the newest first, below a number.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    conversation: ConversationId,
    before: Option<i32>,
    limit: i64,
    offset: i64,
) -> Result<Vec<MessageRow>, DbError> {
    let statement = LIST.when(&[("after", before.is_some())]);
    let before = before.unwrap_or(i32::MAX);
    db.rows(statement, args![limit => INT8, offset => INT8, conversation => UUID, before => INT4]).await
}
