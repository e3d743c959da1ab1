//! What each task works on: one file per task.

mod article_publish;
mod cache_invalidate;
mod counters_flush;
mod email_send;
mod jobs_expire;
mod users_erase;
mod notification_mail;
mod notification_send;

pub use article_publish::PublishArticle;
pub use cache_invalidate::Invalidate;
pub use counters_flush::FlushCounters;
pub use email_send::{MailItem, MailTemplate, SendEmail};
pub use jobs_expire::ExpireJob;
pub use users_erase::EraseUser;
pub use notification_mail::MailNotifications;
pub use notification_send::{Notice, SendNotification};
