//! What each task works on: one file per task.

mod article_publish;
mod badge_check;
mod cache_invalidate;
mod cache_warm;
mod cdn_purge;
mod cleanup;
mod counters_flush;
mod email_send;
mod job_alerts;
mod job_match;
mod jobs_expire;
mod leaderboard_update;
mod notification_digest;
mod notification_mail;
mod notification_send;
mod partitions_maintain;
mod suspension_lift;
mod users_erase;

pub use article_publish::PublishArticle;
pub use badge_check::CheckBadges;
pub use cache_invalidate::Invalidate;
pub use cache_warm::WarmCache;
pub use cdn_purge::PurgeCdn;
pub use cleanup::{CleanUpOldData, CleanUpSessions, Sweep};
pub use counters_flush::FlushCounters;
pub use email_send::{MailItem, MailSection, MailTemplate, SendEmail};
pub use job_alerts::JobAlerts;
pub use job_match::MatchJob;
pub use jobs_expire::ExpireJob;
pub use leaderboard_update::UpdateLeaderboards;
pub use notification_digest::SendDigests;
pub use notification_mail::MailNotifications;
pub use notification_send::{Notice, SendNotification};
pub use partitions_maintain::MaintainPartitions;
pub use suspension_lift::LiftSuspension;
pub use users_erase::EraseUser;
