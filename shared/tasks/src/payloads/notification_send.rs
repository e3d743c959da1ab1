//! `notification:send`

use neurmatic_core::ids::{ApplicationId, DirectMessageId, ReplyId, TopicId, UserId};
use neurmatic_core::words::{ApplicationStatus, NotificationType};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Tells users what concerns them. Written in the transaction of its cause; whom it concerns, and how each wants to hear of
/// it, is found when it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum SendNotification {
    /// A new topic: for whom it names.
    Topic {
        /// The topic.
        topic: TopicId,
    },
    /// A new reply: for whom it answers, whom it names, who began the topic and who watches it.
    Reply {
        /// The reply.
        reply: ReplyId,
        /// The last one who was told already, where a topic has many watchers.
        #[serde(default)]
        after: Option<UserId>,
    },
    /// A reply that answers its question: for its author.
    AcceptedReply {
        /// The reply.
        reply: ReplyId,
        /// Who said so.
        by: UserId,
    },
    /// A vote up on a topic: for its author, who isn't told whose.
    TopicUpvote {
        /// The topic.
        topic: TopicId,
        /// Who voted.
        voter: UserId,
    },
    /// A vote up on a reply: for its author, who isn't told whose.
    ReplyUpvote {
        /// The reply.
        reply: ReplyId,
        /// Who voted.
        voter: UserId,
    },
    /// A new application: for the company's owner.
    Application {
        /// The application.
        application: ApplicationId,
    },
    /// An application that its company moved: for its applicant.
    ApplicationStatus {
        /// The application.
        application: ApplicationId,
        /// Where it was moved.
        status: ApplicationStatus,
    },
    /// A new message: for whom it went to, unless he has read it meanwhile.
    Message {
        /// The message.
        message: DirectMessageId,
        /// Whom it went to.
        recipient: UserId,
    },
    /// A new follower: for who is followed.
    Follower {
        /// Who follows.
        follower: UserId,
        /// Who is followed.
        followed: UserId,
    },
    /// Anything else, told in full.
    Notice(Notice),
}

/// Something that is told to users in the words of its sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Who is told; 1000 at most.
    pub receivers: Vec<UserId>,
    /// What it is about; with the reference it decides what is bundled.
    pub kind: NotificationType,
    /// What happened, in a line of 1 to 255 characters; what is longer is cut.
    pub title: String,
    /// What happened, in 1 to 5000 characters; what is longer is cut.
    pub message: String,
    /// Where it leads, on the site: `/jobs/…`.
    #[serde(default)]
    pub action_path: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub reference: Option<Uuid>,
    /// Whose doing it was: who has blocked that user doesn't hear of it.
    #[serde(default)]
    pub actor: Option<UserId>,
}

impl Payload for SendNotification {
    const POLICY: Policy = policies::NOTIFICATION_SEND;
    // Since there are messages and followers, which the first one can't read.
    const VERSION: i16 = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_reads_back_as_itself() {
        let notice = Notice {
            receivers: vec![UserId::new()],
            kind: NotificationType::BadgeEarned,
            title: "A badge".to_owned(),
            message: "You have a new badge.".to_owned(),
            action_path: None,
            reference: None,
            actor: None,
        };
        for sent in [
            SendNotification::Notice(notice),
            SendNotification::Reply { reply: ReplyId::new(), after: Some(UserId::new()) },
            SendNotification::Message { message: DirectMessageId::new(), recipient: UserId::new() },
            SendNotification::Follower { follower: UserId::new(), followed: UserId::new() },
        ] {
            let json = serde_json::to_value(&sent).unwrap();
            assert_eq!(serde_json::from_value::<SendNotification>(json).unwrap(), sent);
        }
    }
}
