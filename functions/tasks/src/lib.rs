//! What each background task does. One file per task, one list of them.
//!
//! Deliberately not in here: how tasks are sent, retried and scheduled (`neurmatic-tasks`).

mod article_publish;
mod cache_invalidate;
mod counters_flush;
mod email_send;
mod jobs_expire;
mod mailer;
mod sendgrid;
mod suspension_lift;
mod template;

use std::sync::Arc;

use neurmatic_config::{ConfigError, Env, Mail as MailSettings};
use neurmatic_http::Services;
use neurmatic_tasks::Registry;

pub use mailer::{Mail, MailError, Mailer};
pub use sendgrid::SendGrid;

/// What the tasks are given. Cheap to clone.
#[derive(Clone)]
pub struct TaskState {
    /// The platform's services.
    pub services: Services,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
}

/// Why the tasks can't start. Its text is one line that says what to set.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The machine can't make HTTPS requests.
    #[error("no HTTPS client for MAIL_API_URL can be made: {0}")]
    Client(#[from] reqwest::Error),
}

impl TaskState {
    /// Prepares everything; nothing connects yet.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn from_env(env: &Env, services: Services) -> Result<Self, StartError> {
        let mailer = Arc::new(SendGrid::new(MailSettings::from_env(env)?)?);
        Ok(Self { services, mailer })
    }
}

/// Every task.
#[must_use]
pub fn registry(state: TaskState) -> Registry {
    Registry::new()
        .task(article_publish::ArticlePublish)
        .task(cache_invalidate::CacheInvalidate::new(state.services))
        .task(counters_flush::CountersFlush)
        .task(email_send::EmailSend::new(state.mailer))
        .task(jobs_expire::JobsExpire)
        .task(suspension_lift::SuspensionLift)
}
