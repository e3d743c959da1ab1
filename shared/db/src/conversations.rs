//! Conversations of two users: whose they are, how far each has read.

use jiff::Timestamp;
use neurmatic_core::ids::{ConversationId, DirectMessageId, UserId};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

pub use crate::articles::Window;

queries! { "conversations":
    GET = "get",
    LIST = "list",
    LOCK = "lock",
    NUMBER = "number",
    READ = "read",
}

rows! {
    /// A conversation, as one of its two sees it in the list.
    pub struct ConversationRow {
        /// Its id.
        pub id: ConversationId,
        /// The other user.
        pub peer_id: UserId,
        /// The other's username.
        pub peer_username: String,
        /// What to call the other.
        pub peer_name: String,
        /// The other's picture.
        pub peer_avatar_url: Option<String>,
        /// Whether the user has blocked the other.
        pub is_blocked: bool,
        /// How many messages there are.
        pub message_count: i32,
        /// How many of them the user hasn't read.
        pub unread_count: i32,
        /// Whether the user wrote the last one.
        pub is_last_own: bool,
        /// The last one's first 200 characters; none while it is hidden.
        pub last_excerpt: Option<String>,
        /// Whether a moderator has hidden it.
        pub is_last_hidden: bool,
        /// When it was written.
        pub last_message_at: Timestamp,
    }

    /// How many messages a conversation has.
    pub struct CountedRow {
        /// Its id.
        pub id: ConversationId,
        /// How many messages there are.
        pub message_count: i32,
    }

    /// A conversation that is locked, seen from one of its two.
    pub struct LockedRow {
        /// Its id.
        pub id: ConversationId,
        /// Which of the pair the user is.
        pub is_first: bool,
        /// How many messages there are.
        pub message_count: i32,
        /// How far the user has read.
        pub read_number: i32,
    }
}

/// A user's conversations, that with the newest message first.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, user: UserId, window: Window) -> Result<Vec<ConversationRow>, DbError> {
    let (key, id) = window.after.unwrap_or((0, Uuid::nil()));
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    let statement = LIST.when(&[("after", window.after.is_some())]);
    db.rows(
        statement,
        args![window.limit => INT8, window.offset => INT8, user => UUID, time => TIMESTAMPTZ, id => UUID],
    )
    .await
}

/// A conversation, if the user is one of its two.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, id: ConversationId, user: UserId) -> Result<Option<CountedRow>, DbError> {
    db.maybe(&GET, args![id => UUID, user => UUID]).await
}

/// Locks a conversation, if the user is one of its two.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: ConversationId, user: UserId) -> Result<Option<LockedRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID, user => UUID]).await
}

/// Which of a conversation's messages this is.
///
/// # Errors
/// [`DbError`].
pub async fn number(
    db: &impl Door,
    id: ConversationId,
    message: DirectMessageId,
) -> Result<Option<i32>, DbError> {
    db.maybe(&NUMBER, args![id => UUID, message => UUID]).await
}

/// Notes that the user has read up to a number. Returns how many messages are unread then.
///
/// # Errors
/// [`DbError`].
pub async fn read(tx: &impl Door, locked: &LockedRow, number: i32) -> Result<i32, DbError> {
    let statement = READ.when(&[("first", locked.is_first)]);
    tx.one(statement, args![locked.id => UUID, number => INT4]).await
}
