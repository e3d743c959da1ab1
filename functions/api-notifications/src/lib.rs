//! The notifications area: what a user is told of, and how the user wants to be told. Telling and mailing are tasks, not
//! requests.

mod clock;
mod list;
mod out;
mod preferences;
mod reading;

use neurmatic_http::{Routes, Services, user};
use neurmatic_rate_limit::policies::NOTIFICATION_SETTINGS;

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let settings = |summary| user(summary).limits(&[&NOTIFICATION_SETTINGS]);
    Routes::new()
        .get("notifications.list", "/notifications", list::list_notifications, user("What the caller was told, the newest first"))
        .get("notifications.unread_count", "/notifications/unread-count", reading::unread_count, user("How much of it is unread"))
        .put("notifications.read_all", "/notifications/read-all", reading::read_all, user("Marks everything as read, or what had come by a moment"))
        .put("notifications.read", "/notifications/{id}/read", reading::read, user("Marks one as read"))
        .delete("notifications.delete", "/notifications/{id}", reading::delete, user("Takes one away"))
        .get("notifications.preferences", "/notifications/preferences", preferences::get_preferences, user("How the caller wants to be told, and when not"))
        .put("notifications.set_preferences", "/notifications/preferences", preferences::set_preferences, settings("Changes that; what is left out stays"))
}
