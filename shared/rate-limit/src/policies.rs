//! The one table of all limits. The figures are those of the HTTP contract (`docs/api.md`).

use crate::policy::{Per, Policy};

/// Every request, by address.
pub const GENERAL_IP: Policy = Policy::new("general-ip", 300, 60, Per::Ip);
/// Every request of a signed-in user.
pub const GENERAL_USER: Policy = Policy::new("general-user", 600, 60, Per::User);

/// Public reads.
pub const READ: Policy = Policy::new("read", 100, 60, Per::Ip);
/// Feeds and sitemaps.
pub const FEED: Policy = Policy::new("feed", 30, 60, Per::Ip);
/// Writing articles.
pub const EDIT: Policy = Policy::new("edit", 20, 60, Per::User);
/// Reading and restoring revisions of articles.
pub const REVISIONS: Policy = Policy::new("revisions", 30, 60, Per::User);
/// Setting and clearing bookmarks.
pub const BOOKMARK: Policy = Policy::new("bookmark", 30, 60, Per::User);
/// Reporting views.
pub const VIEW: Policy = Policy::new("view", 60, 60, Per::Ip);

/// Telling what a visitor did, many things at once.
pub const EVENTS: Policy = Policy::new("events", 60, 60, Per::Ip);

/// The forum's reads of a signed-in user.
pub const MEMBER_READ: Policy = Policy::new("member-read", 100, 60, Per::User);
/// Beginning topics.
pub const TOPIC: Policy = Policy::new("topic", 10, HOUR, Per::User);
/// Replying, and changing or removing topics and replies.
pub const FORUM_WRITE: Policy = Policy::new("forum-write", 30, HOUR, Per::User);
/// Voting; how many a day is counted in the database.
pub const VOTE: Policy = Policy::new("vote", 60, 60, Per::User);
/// Watching and muting topics.
pub const WATCH: Policy = Policy::new("watch", 60, 60, Per::User);
/// Reporting.
pub const REPORT: Policy = Policy::new("report", 10, HOUR, Per::User);
/// Writing jobs and companies.
pub const JOB_EDIT: Policy = Policy::new("job-edit", 10, HOUR, Per::User);
/// Asking for matching jobs.
pub const MATCH: Policy = Policy::new("match", 30, 60, Per::User);
/// Applying to jobs.
pub const APPLY: Policy = Policy::new("apply", 20, HOUR, Per::User);
/// Reading applications.
pub const APPLICATIONS: Policy = Policy::new("applications", 60, 60, Per::User);
/// Moving and withdrawing applications.
pub const APPLICATION_EDIT: Policy = Policy::new("application-edit", 20, HOUR, Per::User);
/// Saving jobs, and writing alerts.
pub const SAVE_JOB: Policy = Policy::new("save-job", 50, HOUR, Per::User);
/// Writing models.
pub const MODEL_EDIT: Policy = Policy::new("model-edit", 30, 60, Per::User);
/// Searching everything.
pub const SEARCH: Policy = Policy::new("search", 60, 60, Per::Ip);
/// Suggestions while somebody types.
pub const SUGGEST: Policy = Policy::new("suggest", 120, 60, Per::Ip);

/// Changing one's account and profile.
pub const ACCOUNT_EDIT: Policy = Policy::new("account-edit", 10, HOUR, Per::User);
/// Adding collections of bookmarks.
pub const COLLECTION: Policy = Policy::new("collection", 20, HOUR, Per::User);
/// Taking all that belongs to one's account, page by page.
pub const EXPORT: Policy = Policy::new("export", 60, HOUR, Per::User);
/// Writing to users.
pub const MESSAGE: Policy = Policy::new("message", 20, 60, Per::User);
/// Reading conversations, and saying so.
pub const CONVERSATIONS: Policy = Policy::new("conversations", 60, 60, Per::User);
/// Blocking users.
pub const BLOCK: Policy = Policy::new("block", 20, 60, Per::User);
/// Following, and following no longer.
pub const FOLLOW: Policy = Policy::new("follow", 60, 60, Per::User);
/// Asking to upload files.
pub const MEDIA_UPLOAD: Policy = Policy::new("media-upload", 5, HOUR, Per::User);
/// Changing how one wants to be told.
pub const NOTIFICATION_SETTINGS: Policy = Policy::new("notification-settings", 30, 60, Per::User);
/// Ending mails by a link.
pub const UNSUBSCRIBE: Policy = Policy::new("unsubscribe", 30, 60, Per::Ip);

/// Registering.
pub const REGISTER: Policy = Policy::new("register", 5, HOUR, Per::Ip).fail_closed();
/// Log-ins to one account from one address; charged before the password is checked, refunded on success.
pub const LOGIN_ACCOUNT_IP: Policy =
    Policy::new("login-account-ip", 5, QUARTER, Per::AccountAndIp).fail_closed().refundable();
/// Log-ins to one account from anywhere; refunded on success.
pub const LOGIN_ACCOUNT: Policy =
    Policy::new("login-account", 20, QUARTER, Per::Account).fail_closed().refundable();
/// Log-ins from one address; refunded on success.
pub const LOGIN_IP: Policy = Policy::new("login-ip", 30, QUARTER, Per::Ip).fail_closed().refundable();
/// Refreshing and ending sessions.
pub const REFRESH: Policy = Policy::new("refresh", 30, 60, Per::Ip);
/// Redeeming a link that confirms an address.
pub const VERIFY_EMAIL: Policy = Policy::new("verify-email", 5, HOUR, Per::Ip).fail_closed();
/// Asking for that link again.
pub const RESEND_VERIFICATION: Policy = Policy::new("resend-verification", 5, HOUR, Per::Ip).fail_closed();
/// Asking for a link to set a new password.
pub const FORGOT_PASSWORD: Policy = Policy::new("forgot-password", 5, HOUR, Per::Ip).fail_closed();
/// Redeeming that link.
pub const RESET_PASSWORD: Policy = Policy::new("reset-password", 5, HOUR, Per::Ip).fail_closed();

/// Redeeming the link that restores a deleted account.
pub const RESTORE_ACCOUNT: Policy = Policy::new("restore-account", 5, HOUR, Per::Ip).fail_closed();

/// All of them, for tests and reports.
pub const ALL: [Policy; 44] = [
    GENERAL_IP,
    GENERAL_USER,
    READ,
    FEED,
    EDIT,
    REVISIONS,
    BOOKMARK,
    VIEW,
    EVENTS,
    MEMBER_READ,
    TOPIC,
    FORUM_WRITE,
    VOTE,
    WATCH,
    REPORT,
    JOB_EDIT,
    MATCH,
    APPLY,
    APPLICATIONS,
    APPLICATION_EDIT,
    SAVE_JOB,
    ACCOUNT_EDIT,
    COLLECTION,
    EXPORT,
    MESSAGE,
    CONVERSATIONS,
    BLOCK,
    FOLLOW,
    MODEL_EDIT,
    MEDIA_UPLOAD,
    NOTIFICATION_SETTINGS,
    UNSUBSCRIBE,
    SEARCH,
    SUGGEST,
    REGISTER,
    LOGIN_ACCOUNT_IP,
    LOGIN_ACCOUNT,
    LOGIN_IP,
    REFRESH,
    VERIFY_EMAIL,
    RESEND_VERIFICATION,
    FORGOT_PASSWORD,
    RESET_PASSWORD,
    RESTORE_ACCOUNT,
];

const QUARTER: u32 = 15 * 60;
const HOUR: u32 = 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::OnRedisDown;
    use std::collections::HashSet;

    #[test]
    fn every_name_is_unique_and_fits_a_header_and_a_key() {
        let names: HashSet<_> = ALL.iter().map(|policy| policy.name).collect();
        assert_eq!(names.len(), ALL.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        }
    }

    #[test]
    fn only_logins_are_refundable_and_they_fail_closed() {
        for policy in ALL.iter().filter(|policy| policy.refundable) {
            assert!(policy.name.starts_with("login"), "{}", policy.name);
            assert_eq!(policy.on_redis_down, OnRedisDown::FailClosed);
        }
    }
}
