//! `notification:send`: users are told what concerns them, each as the user wants it.

use jiff::Timestamp;
use neurmatic_core::ids::{TopicId, UserId};
use neurmatic_core::words::NotificationType;
use neurmatic_db::notices::{self, NewNotification, Occasion};
use neurmatic_db::{DbError, Tx};
use neurmatic_tasks::payloads::{MailNotifications, SendNotification};
use neurmatic_tasks::{Context, Task, TaskError, outbox};
use uuid::Uuid;

use crate::{forum_notices, job_notices, people_notices};

/// The longest title, in characters.
const TITLE_CHARS_MAX: usize = 255;

/// The longest message, in characters.
const MESSAGE_CHARS_MAX: usize = 5_000;

/// Something that happened, and whom it concerns by what.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Whom it may concern; who is not to hear of it is left out later.
    pub(crate) receivers: Vec<(UserId, NotificationType)>,
    /// Whose doing it was.
    pub(crate) actor: Option<UserId>,
    /// Whether the receivers are told who that was.
    pub(crate) is_actor_told: bool,
    /// The topic that it happened in.
    pub(crate) topic: Option<TopicId>,
    /// What it is about.
    pub(crate) reference: Option<Uuid>,
    /// Where it leads, on the site.
    pub(crate) action_path: Option<String>,
}

/// Finds whom something concerns and tells them, in one transaction.
pub(crate) struct NotificationSend;

impl Task for NotificationSend {
    type Payload = SendNotification;

    async fn run(&self, payload: SendNotification, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        match payload {
            SendNotification::Topic { topic } => forum_notices::topic(tx, topic).await,
            SendNotification::Reply { reply, after } => forum_notices::reply(tx, reply, after).await,
            SendNotification::AcceptedReply { reply, by } => forum_notices::accepted(tx, reply, by).await,
            SendNotification::TopicUpvote { topic, voter } => {
                forum_notices::topic_upvote(tx, topic, voter).await
            }
            SendNotification::ReplyUpvote { reply, voter } => {
                forum_notices::reply_upvote(tx, reply, voter).await
            }
            SendNotification::Application { application } => job_notices::received(tx, application).await,
            SendNotification::ApplicationStatus { application, status } => {
                job_notices::moved(tx, application, status).await
            }
            SendNotification::Message { message, recipient } => {
                people_notices::message(tx, message, recipient).await
            }
            SendNotification::Follower { follower, followed } => {
                people_notices::follower(tx, follower, followed).await
            }
            SendNotification::Notice(notice) => {
                let kind = notice.kind;
                let event = Event {
                    receivers: notice.receivers.into_iter().map(|receiver| (receiver, kind)).collect(),
                    actor: notice.actor,
                    is_actor_told: true,
                    topic: None,
                    reference: notice.reference,
                    action_path: notice.action_path,
                };
                tell(tx, event, |_| (notice.title.clone(), notice.message.clone())).await
            }
        }
        .map_err(TaskError::from)
    }
}

/// Tells an event to those whom it concerns and who are to hear of it, and sends their mails for the time at which each may
/// be mailed.
pub(crate) async fn tell(
    tx: &Tx,
    event: Event,
    words: impl Fn(NotificationType) -> (String, String),
) -> Result<(), DbError> {
    let users: Vec<UserId> = event.receivers.iter().map(|(user, _)| *user).collect();
    let hearing = notices::hears(tx, &users, event.actor, event.topic).await?;
    let mut told: Vec<NewNotification> = Vec::with_capacity(hearing.len());
    for (user, kind) in event.receivers {
        if !hearing.contains(&user) || told.iter().any(|new| new.user == user) {
            continue;
        }
        let (title, message) = words(kind);
        told.push(NewNotification {
            user,
            kind,
            title: shortened(&title, TITLE_CHARS_MAX),
            message: shortened(&message, MESSAGE_CHARS_MAX),
        });
    }
    let occasion = Occasion {
        action_path: event.action_path.as_deref(),
        reference: event.reference,
        actor: event.actor.filter(|_| event.is_actor_told),
        at: Timestamp::now(),
    };
    for due in notices::put(tx, occasion, &told).await? {
        let key = format!("{}:{}", due.user_id, due.mail_due_at.as_second() / 60);
        let mail = MailNotifications { user: due.user_id };
        outbox::send_once_at(tx, &mail, &key, due.mail_due_at).await?;
    }
    Ok(())
}

/// A text that fits, with a sign that it went on.
fn shortened(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("äbcd", 3), "äb…");
    }
}
