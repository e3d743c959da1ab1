//! The users area: one's account and profile, what others see of them, and what one keeps: bookmarks, saved jobs, own
//! applications. Signing in is another function's business; erasing a deleted account is a task's.

mod applications;
mod badges;
mod bookmarks;
mod change;
mod collections;
mod contributions;
mod deletion;
mod edit;
mod email;
mod export;
mod input;
mod me;
mod out;
mod owner;
mod password;
mod privacy;
mod profile;
mod saved_jobs;
mod window;

use neurmatic_accounts::Passwords;
use neurmatic_http::{Routes, Services, optional, user};
use neurmatic_rate_limit::policies::{ACCOUNT_EDIT, BOOKMARK, COLLECTION, EXPORT, READ};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Users> {
    let change = |summary| user(summary).limits(&[&ACCOUNT_EDIT]);
    let read = |summary| optional(summary).limits(&[&READ]);
    let keep = |summary| user(summary).limits(&[&BOOKMARK]);
    Routes::new()
        .get("users.me", "/users/me", me::get_me, user("The caller's account and profile, with what others don't see"))
        .patch("users.edit", "/users/me", edit::edit_me, change("Changes the caller's profile; what is left out stays"))
        .delete("users.delete", "/users/me", deletion::delete_me, change("Deletes the caller's account; a mailed link restores it for 30 days"))
        .put("users.password", "/users/me/password", password::change_password, change("Sets another password; ends the caller's other logins"))
        .put("users.email", "/users/me/email", email::change_email, change("Mails a link that makes another address the account's"))
        .get("users.export", "/users/me/export", export::export_me, user("All that belongs to the caller, page by page").limits(&[&EXPORT]))
        .get("bookmarks.list", "/users/me/bookmarks", bookmarks::list_bookmarks, user("The caller's bookmarks, the newest first"))
        .patch("bookmarks.edit", "/users/me/bookmarks/{id}", bookmarks::edit_bookmark, keep("Changes where a bookmark lies, or its note"))
        .delete("bookmarks.delete", "/users/me/bookmarks/{id}", bookmarks::delete_bookmark, keep("Takes a bookmark away"))
        .get("collections.list", "/users/me/bookmark-collections", collections::list_collections, user("The caller's collections of bookmarks, the default one first"))
        .post("collections.create", "/users/me/bookmark-collections", collections::create_collection, user("Adds a collection; a hundred are the most").limits(&[&BOOKMARK, &COLLECTION]))
        .get("collections.get", "/users/me/bookmark-collections/{id}", collections::get_collection, user("One of the caller's collections"))
        .patch("collections.edit", "/users/me/bookmark-collections/{id}", collections::edit_collection, keep("Changes a collection; the default one keeps its name"))
        .delete("collections.delete", "/users/me/bookmark-collections/{id}", collections::delete_collection, keep("Takes a collection away, unless it is the default one; its bookmarks stay"))
        .get("users.saved_jobs", "/users/me/saved-jobs", saved_jobs::list_saved_jobs, user("The caller's saved jobs, the last saved first"))
        .get("users.applications", "/users/me/applications", applications::list_own_applications, user("The caller's applications, the newest first"))
        .get("users.get", "/users/{username}", profile::get_profile, read("Somebody's profile, by the username, as far as the caller may see it"))
        .get("users.topics", "/users/{username}/topics", contributions::list_topics, read("Topics that somebody has begun, as far as the caller may see them"))
        .get("users.replies", "/users/{username}/replies", contributions::list_replies, read("Somebody's replies, as far as the caller may see them"))
        .get("users.activity", "/users/{username}/activity", contributions::list_activity, read("What somebody has published, the newest first, if it is shown to the caller"))
        .get("users.badges", "/users/{username}/badges", badges::list_earned, read("The badges that somebody has, the newest first"))
        .get("users.reputation", "/users/{username}/reputation", contributions::get_reputation, read("Somebody's points, level, and what they were last given for"))
}

/// What the routes share. Cheap to clone.
#[derive(Clone)]
pub struct Users {
    services: Services,
    passwords: Passwords,
}

impl Users {
    /// With a gate for passwords of its own.
    #[must_use]
    pub fn new(services: Services) -> Self {
        Self { services, passwords: Passwords::new() }
    }
}
