//! The notifications area: what a user is told of, and how the user wants to be told. Telling and mailing are tasks, not
//! requests.

mod clock;
mod digest;
mod list;
mod mail_events;
mod out;
mod preferences;
mod reading;
mod unsubscribe;

use std::sync::Arc;

use axum::extract::FromRef;
use neurmatic_config::{ConfigError, Env, MailEvents};
use neurmatic_http::{Routes, Services, public, user};
use neurmatic_rate_limit::policies::{NOTIFICATION_SETTINGS, UNSUBSCRIBE};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Notifications> {
    let settings = |summary| user(summary).limits(&[&NOTIFICATION_SETTINGS]);
    let unsubscribe = |summary| public(summary).limits(&[&UNSUBSCRIBE]);
    Routes::new()
        .get("notifications.list", "/notifications", list::list_notifications, user("What the caller was told, the newest first"))
        .get("notifications.unread_count", "/notifications/unread-count", reading::unread_count, user("How much of it is unread"))
        .put("notifications.read_all", "/notifications/read-all", reading::read_all, user("Marks everything as read, or what had come by a moment"))
        .put("notifications.read", "/notifications/{id}/read", reading::read, user("Marks one as read"))
        .delete("notifications.delete", "/notifications/{id}", reading::delete, user("Takes one away"))
        .get("notifications.preferences", "/notifications/preferences", preferences::get_preferences, user("How the caller wants to be told, and when not"))
        .put("notifications.set_preferences", "/notifications/preferences", preferences::set_preferences, settings("Changes that; what is left out stays"))
        .get("notifications.digest", "/notifications/digest", digest::get_digest, user("How the caller wants digests"))
        .put("notifications.set_digest", "/notifications/digest", digest::set_digest, settings("Changes that; what is left out stays"))
        .get("notifications.ask_unsubscribe", "/notifications/unsubscribe/{token}", unsubscribe::ask, unsubscribe("A page that asks whether mails are to end"))
        .post("notifications.unsubscribe", "/notifications/unsubscribe/{token}", unsubscribe::end, unsubscribe("Ends mails by a signed link (RFC 8058)"))
        .post("notifications.mail_events", "/notifications/mail-events", mail_events::receive, public("What the mail provider tells of mails; signed by it"))
}

/// What the routes share. Cheap to clone.
#[derive(Clone)]
pub struct Notifications {
    services: Services,
    mail_events_key: Option<Arc<[u8]>>,
}

impl Notifications {
    /// Reads what only this function needs: the key by which the mail provider signs its calls.
    ///
    /// # Errors
    /// When the key is missing or malformed.
    pub fn from_env(env: &Env, services: Services) -> Result<Self, ConfigError> {
        let settings = MailEvents::from_env(env, services.site.env)?;
        Ok(Self { services, mail_events_key: settings.public_key.map(Arc::from) })
    }
}

impl FromRef<Notifications> for Services {
    fn from_ref(state: &Notifications) -> Self {
        state.services.clone()
    }
}
