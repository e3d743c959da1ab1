//! `job:alerts`: users hear of new jobs that they look for.

use jiff::{SignedDuration, Timestamp};
use neurmatic_core::ids::UserId;
use neurmatic_db::jobs::{self, CardRow};
use neurmatic_db::{Tx, alerts};
use neurmatic_tasks::payloads::{JobAlerts, MailItem, MailTemplate, SendEmail};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// Users that one task sends a task each; another goes on with the next ones.
const USERS: i64 = 200;

/// Jobs of a mail; what is beyond them is in the next one.
const JOBS_MAX: i64 = 20;

/// How old a job may be to be news.
const NEWS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Mails each user with alerts the new jobs, of no job twice.
pub(crate) struct JobAlertsTask {
    public_url: String,
}

impl JobAlertsTask {
    pub(crate) fn new(public_url: &str) -> Self {
        Self { public_url: public_url.to_owned() }
    }

    async fn everybody(&self, after: Option<UserId>, tx: &Tx) -> Result<(), TaskError> {
        let users = alerts::users(tx, after, USERS).await?;
        for user in &users {
            outbox::send_once(tx, &JobAlerts::User { user: *user }, &user.to_string()).await?;
        }
        if i64::try_from(users.len()).unwrap_or(USERS) == USERS {
            let after = users.last().copied();
            outbox::send_once(tx, &JobAlerts::Everybody { after }, "everybody").await?;
        }
        Ok(())
    }

    async fn mail(&self, user: UserId, tx: &Tx) -> Result<(), TaskError> {
        let Some(receiver) = alerts::receiver(tx, user).await? else {
            return Ok(()); // Gone, banned, or of an address that nobody has proven.
        };
        let news = alerts::take_news(tx, user, Timestamp::now() - NEWS, JOBS_MAX).await?;
        if news.is_empty() {
            return Ok(());
        }
        let jobs = jobs::cards(tx, &news).await?.into_iter().map(|card| self.line(card)).collect();
        let alerts_link = format!("{}/jobs/alerts", self.public_url);
        let template = MailTemplate::JobAlert { jobs, alerts_link };
        outbox::send(tx, &SendEmail { to: receiver.email, template, locale: receiver.locale }).await?;
        Ok(())
    }

    fn line(&self, card: CardRow) -> MailItem {
        MailItem {
            link: format!("{}/jobs/{}", self.public_url, card.slug),
            title: card.title,
            text: format!("{}, {}", card.company_name, card.location),
        }
    }
}

impl Task for JobAlertsTask {
    type Payload = JobAlerts;

    async fn run(&self, payload: JobAlerts, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        match payload {
            JobAlerts::Everybody { after } => self.everybody(after, tx).await,
            JobAlerts::User { user } => self.mail(user, tx).await,
        }
    }
}
