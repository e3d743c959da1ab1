//! Notifications as they are answered.

use jiff::Timestamp;
use neurmatic_core::ids::{NotificationId, UserId};
use neurmatic_core::words::NotificationType;
use neurmatic_db::notifications::{CardRow, CountsRow};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// A user's notifications.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NotificationsOut {
    /// The newest first.
    pub(crate) notifications: Vec<NotificationCard>,
}

/// A notification.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationCard {
    /// Its id.
    id: NotificationId,
    /// What it is about.
    r#type: NotificationType,
    /// What happened, in a line.
    title: String,
    /// What happened.
    message: String,
    /// Where it leads: a path of the site.
    action_url: Option<String>,
    /// The id of what it is about.
    reference_id: Option<Uuid>,
    /// Whose doing it was, if that is told; the last one's where it stands for several.
    actor: Option<ActorOut>,
    /// How many it stands for: what comes within the hour is counted.
    bundle_count: i32,
    /// Whether it was read.
    is_read: bool,
    /// When it was read.
    read_at: Option<Timestamp>,
    /// When it came, or the first of those that it stands for.
    created_at: Timestamp,
    /// When the last of them came.
    updated_at: Timestamp,
}

/// Whose doing it was.
#[derive(Debug, Serialize, JsonSchema)]
struct ActorOut {
    /// The user's id.
    id: UserId,
    /// The user's name in addresses.
    username: String,
    /// The name to show.
    name: String,
}

/// How much is unread.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnreadOut {
    /// Notifications that are unread, exact.
    unread_count: i32,
}

impl From<CountsRow> for UnreadOut {
    fn from(row: CountsRow) -> Self {
        Self { unread_count: row.unread_count }
    }
}

impl From<CardRow> for NotificationCard {
    fn from(row: CardRow) -> Self {
        let actor = row.actor_id.zip(row.actor_username).map(|(id, username)| {
            let name = row.actor_name.unwrap_or_else(|| username.clone());
            ActorOut { id, username, name }
        });
        Self {
            id: row.id,
            r#type: row.r#type,
            title: row.title,
            message: row.message,
            action_url: row.action_path,
            reference_id: row.reference_id,
            actor,
            bundle_count: row.bundle_count,
            is_read: row.read_at.is_some(),
            read_at: row.read_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
