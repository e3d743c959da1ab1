//! What each background task does. One file per task, one list of them.
//!
//! Deliberately not in here: how tasks are sent, retried and scheduled (`neurmatic-tasks`).

mod alerts_evaluate;
mod alerts_tell;
mod analytics_aggregate;
mod analytics_process;
mod article_publish;
mod articles_trending;
mod badge_check;
mod cache_invalidate;
mod cache_warm;
mod cdn_purge;
mod cleanup_old_data;
mod cleanup_sessions;
mod counters_flush;
mod email_send;
mod event;
mod forum_notices;
mod insight_snapshot;
mod job_alerts;
mod job_match;
mod job_notices;
mod jobs_expire;
mod leaderboard_update;
mod mailer;
mod media_check;
mod media_drop;
mod notification_digest;
mod notification_mail;
mod notification_send;
mod partitions_maintain;
mod people_notices;
mod sendgrid;
mod suspension_lift;
mod sweeping;
mod template;
mod users_erase;

use std::sync::Arc;

use neurmatic_bucket::Bucket;
use neurmatic_cdn::{Clock, Purger};
use neurmatic_config::{Bucket as BucketSettings, Cdn, ConfigError, Env, Mail as MailSettings};
use neurmatic_http::Services;
use neurmatic_secrets::SecretsError;
use neurmatic_tasks::Registry;

pub use event::{SqsAnswer, SqsEvent, UnknownQueue};
pub use mailer::{Mail, MailError, Mailer};
pub use sendgrid::SendGrid;

/// What the tasks are given. Cheap to clone.
#[derive(Clone)]
pub struct TaskState {
    /// The platform's services.
    pub services: Services,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// Has the edge forget.
    pub purger: Arc<Purger>,
    /// Holds uploaded files.
    pub bucket: Bucket,
    /// Asks for pages as visitors do.
    pub visitor: reqwest::Client,
    /// Says what time it is to who judges hours.
    pub clock: Clock,
}

/// Why the tasks can't start. Its text is one line that says what to set.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The secret with the other settings can't be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The platform's services can't be prepared.
    #[error(transparent)]
    Services(#[from] neurmatic_http::StartError),
    /// There are no queues to be woken by.
    #[error("SQS_QUEUE_URL_PREFIX is not set")]
    NoQueues,
    /// The machine can't make HTTPS requests.
    #[error("no HTTPS client can be made: {0}")]
    Client(#[from] reqwest::Error),
}

impl TaskState {
    /// Prepares everything; nothing connects yet.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn from_env(env: &Env, services: Services) -> Result<Self, StartError> {
        let mailer = Arc::new(SendGrid::new(MailSettings::from_env(env)?)?);
        let cdn = Cdn::from_env(env, &services.site)?;
        let purger = Arc::new(Purger::new(cdn, Clock::system())?);
        let bucket = Bucket::new(BucketSettings::from_env(env, &services.site)?);
        let visitor = cache_warm::visitor()?;
        Ok(Self { services, mailer, purger, bucket, visitor, clock: Clock::system() })
    }
}

/// Every task.
#[must_use]
pub fn registry(state: TaskState) -> Registry {
    let TaskState { services, mailer, purger, bucket, visitor, clock } = state;
    let (db, public_url) = (&services.db, services.site.public_url.as_str());
    Registry::new()
        .task(alerts_evaluate::AlertsEvaluate::new(services.clone(), clock))
        .task(alerts_tell::AlertsTell::new(services.telemetry.clone()))
        .task(analytics_aggregate::AnalyticsAggregate)
        .task(analytics_process::AnalyticsProcess)
        .task(article_publish::ArticlePublish)
        .task(articles_trending::ArticlesTrending)
        .task(badge_check::BadgeCheck)
        .task(cache_invalidate::CacheInvalidate::new(services.clone()))
        .task(cache_warm::CacheWarm::new(db.clone(), visitor, public_url))
        .task(cdn_purge::CdnPurge::new(db.clone(), purger))
        .task(cleanup_old_data::CleanupOldData)
        .task(cleanup_sessions::CleanupSessions)
        .task(counters_flush::CountersFlush::new(db.clone()))
        .task(email_send::EmailSend::new(mailer))
        .task(insight_snapshot::InsightSnapshot::new(services.monitor.clone()))
        .task(job_alerts::JobAlertsTask::new(public_url))
        .task(job_match::JobMatch)
        .task(jobs_expire::JobsExpire)
        .task(leaderboard_update::LeaderboardUpdate)
        .task(media_check::MediaCheck::new(bucket.clone()))
        .task(media_drop::MediaDrop::new(bucket))
        .task(notification_digest::NotificationDigest::new(services.clone()))
        .task(notification_mail::NotificationMail::new(services.clone()))
        .task(notification_send::NotificationSend)
        .task(partitions_maintain::PartitionsMaintain)
        .task(suspension_lift::SuspensionLift)
        .task(users_erase::UsersErase)
}
