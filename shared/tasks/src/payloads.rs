//! What each task works on: one file per task.

mod article_publish;
mod cache_invalidate;
mod counters_flush;
mod email_send;
mod jobs_expire;
mod suspension_lift;

pub use article_publish::PublishArticle;
pub use cache_invalidate::Invalidate;
pub use counters_flush::FlushCounters;
pub use email_send::{MailTemplate, SendEmail};
pub use jobs_expire::ExpireJob;
pub use suspension_lift::LiftSuspension;
