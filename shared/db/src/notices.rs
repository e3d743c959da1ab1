//! Telling users things: whom something concerns, how each wants to hear of it, and what is to be mailed by now.
//!
//! What is told, in which words, is not known here: that is `functions/tasks`.

use jiff::Timestamp;
use neurmatic_core::ids::{ConversationId, DirectMessageId, NotificationId, ReplyId, TopicId, UserId};
use neurmatic_core::words::NotificationType;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "notices":
    HEARS = "hears",
    LOCK = "lock",
    MAILABLE = "mailable",
    MESSAGE = "message",
    NAMED = "named",
    NEW_FOLLOWER = "new_follower",
    PUT = "put",
    REPLY = "reply",
    REPLY_RECEIVERS = "reply_receivers",
    TAKE_DUE_MAIL = "take_due_mail",
    TOPIC = "topic",
}

rows! {
    /// A topic, or a reply in it, as far as others are told of it.
    pub struct PostRow {
        /// Who wrote it; none when the account is gone.
        pub author_id: Option<UserId>,
        /// What it says.
        pub content: String,
        /// The topic.
        pub topic_id: TopicId,
        /// The topic's slug.
        pub topic_slug: String,
        /// The topic's title.
        pub topic_title: String,
    }

    /// A message that is unread.
    pub struct MessageRow {
        /// The conversation.
        pub conversation_id: ConversationId,
        /// Who wrote it.
        pub sender_id: UserId,
    }

    /// Somebody whom something concerns.
    pub struct ReceiverRow {
        /// Who.
        pub user_id: UserId,
        /// By what.
        pub r#type: NotificationType,
    }

    /// Somebody who is to be mailed.
    pub struct DueRow {
        /// Who.
        pub user_id: UserId,
        /// When.
        pub mail_due_at: Timestamp,
    }

    /// A notification that is to be mailed.
    pub struct MailRow {
        /// What it is about.
        pub r#type: NotificationType,
        /// What happened, in a line.
        pub title: String,
        /// What happened.
        pub message: String,
        /// Where it leads, on the site.
        pub action_path: Option<String>,
        /// How many it stands for.
        pub bundle_count: i32,
        /// Whether it was read meanwhile.
        pub is_read: bool,
    }

    /// Where a user's mail goes.
    pub struct MailableRow {
        /// The address.
        pub email: String,
        /// The language.
        pub locale: String,
    }
}

/// Something to be told to one user.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// Who is told; each at most once in a call.
    pub user: UserId,
    /// What it is about.
    pub kind: NotificationType,
    /// What happened, in a line of 1 to 255 characters.
    pub title: String,
    /// What happened, in 1 to 5000 characters.
    pub message: String,
}

/// What is the same for all who are told.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// Where it leads, on the site: `/forum/topics/…`; at most 500 characters.
    pub action_path: Option<&'a str>,
    /// What it is about.
    pub reference: Option<Uuid>,
    /// Whose doing it was.
    pub actor: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// A reply that shows.
///
/// # Errors
/// [`DbError`].
pub async fn reply(db: &impl Door, id: ReplyId) -> Result<Option<PostRow>, DbError> {
    db.maybe(&REPLY, args![id => UUID]).await
}

/// A topic that shows.
///
/// # Errors
/// [`DbError`].
pub async fn topic(db: &impl Door, id: TopicId) -> Result<Option<PostRow>, DbError> {
    db.maybe(&TOPIC, args![id => UUID]).await
}

/// Whom a reply concerns that names these users: up to `limit` of them, in the order of their ids, after one.
///
/// # Errors
/// [`DbError`].
pub async fn reply_receivers(
    db: &impl Door,
    reply: ReplyId,
    names: &[String],
    after: UserId,
    limit: i64,
) -> Result<Vec<ReceiverRow>, DbError> {
    db.rows(&REPLY_RECEIVERS, args![reply => UUID, names => TEXT_ARRAY, after => UUID, limit => INT8]).await
}

/// The users of these names, which are in lower case.
///
/// # Errors
/// [`DbError`].
pub async fn named(db: &impl Door, names: &[String]) -> Result<Vec<UserId>, DbError> {
    let users: Vec<Uuid> = db.rows(&NAMED, args![names => TEXT_ARRAY]).await?;
    Ok(users.into_iter().map(UserId).collect())
}

/// A message, if the one whom it went to hasn't read it and neither of the two has blocked the other.
///
/// # Errors
/// [`DbError`].
pub async fn message(
    db: &impl Door,
    id: DirectMessageId,
    recipient: UserId,
) -> Result<Option<MessageRow>, DbError> {
    db.maybe(&MESSAGE, args![id => UUID, recipient => UUID]).await
}

/// Notes that a user is told of a follower now. False: it is no news, since the user was told within a day, the other follows
/// no longer, or one of the two has blocked the other.
///
/// # Errors
/// [`DbError`].
pub async fn new_follower(
    tx: &impl Door,
    user: UserId,
    follower: UserId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let args = args![user => UUID, follower => UUID, now => TIMESTAMPTZ];
    Ok(tx.maybe::<bool>(&NEW_FOLLOWER, args).await?.is_some())
}

/// Which of these users are to hear of somebody's doing, in a topic perhaps.
///
/// # Errors
/// [`DbError`].
pub async fn hears(
    db: &impl Door,
    users: &[UserId],
    actor: Option<UserId>,
    topic: Option<TopicId>,
) -> Result<Vec<UserId>, DbError> {
    let statement = HEARS.when(&[("topic", topic.is_some())]);
    let users: Vec<Uuid> =
        db.rows(statement, args![users => UUID_ARRAY, actor => UUID, topic => UUID]).await?;
    Ok(users.into_iter().map(UserId).collect())
}

/// Takes the locks of these users' notifications, in the order of their ids. What is read afterwards, others who took them
/// before have committed.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, users: &[UserId]) -> Result<(), DbError> {
    tx.run(&LOCK, args![users => UUID_ARRAY]).await
}

/// Tells users something, each as the user wants it, and returns who is to be mailed and when. Takes the users' locks in the
/// order of their ids; a user's notifications are told and read one after the other.
///
/// # Errors
/// [`DbError`].
pub async fn put(
    tx: &impl Door,
    occasion: Occasion<'_>,
    told: &[NewNotification],
) -> Result<Vec<DueRow>, DbError> {
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let users: Vec<UserId> = told.iter().map(|new| new.user).collect();
    lock(tx, &users).await?;

    let ids: Vec<NotificationId> = told.iter().map(|_| NotificationId::new()).collect();
    let types: Vec<&str> = told.iter().map(|new| new.kind.as_str()).collect();
    let titles: Vec<&str> = told.iter().map(|new| new.title.as_str()).collect();
    let messages: Vec<&str> = told.iter().map(|new| new.message.as_str()).collect();
    let keys: Vec<Option<String>> = told.iter().map(|new| bundle_key(new.kind, occasion.reference)).collect();
    let mails: Vec<&str> = told.iter().map(|new| new.kind.mail_default().as_str()).collect();
    let critical: Vec<bool> = told.iter().map(|new| new.kind.is_critical()).collect();
    tx.rows(&PUT, args![
        ids => UUID_ARRAY, users => UUID_ARRAY, types => TEXT_ARRAY, titles => TEXT_ARRAY, messages => TEXT_ARRAY,
        keys => TEXT_ARRAY, mails => TEXT_ARRAY, critical => BOOL_ARRAY, occasion.action_path => TEXT,
        occasion.reference => UUID, occasion.actor => UUID, occasion.at => TIMESTAMPTZ,
    ])
    .await
}

/// Takes up to `limit` notifications that are to be mailed to a user by `now`; none is taken twice.
///
/// # Errors
/// [`DbError`].
pub async fn take_due_mail(
    tx: &impl Door,
    user: UserId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<MailRow>, DbError> {
    tx.rows(&TAKE_DUE_MAIL, args![user => UUID, now => TIMESTAMPTZ, limit => INT8]).await
}

/// Where a user's mail goes, if it may be sent.
///
/// # Errors
/// [`DbError`].
pub async fn mailable(db: &impl Door, user: UserId) -> Result<Option<MailableRow>, DbError> {
    db.maybe(&MAILABLE, args![user => UUID]).await
}

/// Under which key what comes within the hour is counted: type, or type and what it is about.
pub(crate) fn bundle_key(kind: NotificationType, reference: Option<Uuid>) -> Option<String> {
    kind.is_bundled().then(|| match reference {
        Some(reference) => format!("{kind}:{reference}"),
        None => kind.to_string(),
    })
}
