//! `notification:mail`: what a user is to be mailed by now, in one mail.

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_db::Tx;
use neurmatic_db::notices::{self, MailRow};
use neurmatic_http::{Services, Unsubscribe};
use neurmatic_tasks::payloads::{MailItem, MailNotifications, MailTemplate, SendEmail};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// Notifications in one mail; what is more is told on the site.
const ITEMS_MAX: i64 = 50;

/// Takes what is due and hands it to `email:send`. What was read on the site meanwhile is not mailed.
pub(crate) struct NotificationMail {
    services: Services,
}

impl NotificationMail {
    pub(crate) fn new(services: Services) -> Self {
        Self { services }
    }

    fn mail(&self, user: UserId, unread: Vec<MailRow>) -> MailTemplate {
        let site = &self.services.site.public_url;
        let scope = match unread.as_slice() {
            [one] => Unsubscribe::Type(one.r#type),
            _ => Unsubscribe::Everything,
        };
        let items = unread.into_iter().map(|row| item(site, row)).collect();
        MailTemplate::Notifications {
            items,
            settings_link: format!("{site}/settings/notifications"),
            unsubscribe_link: self.services.unsubscribe_link(user, scope),
        }
    }
}

impl Task for NotificationMail {
    type Payload = MailNotifications;

    async fn run(&self, payload: MailNotifications, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let user = payload.user;
        let due = notices::take_due_mail(tx, user, Timestamp::now(), ITEMS_MAX).await?;
        let unread: Vec<MailRow> = due.into_iter().filter(|row| !row.is_read).collect();
        if unread.is_empty() {
            return Ok(()); // Read on the site, or mailed with others: nothing to do.
        }
        let Some(to) = notices::mailable(tx, user).await? else {
            return Ok(()); // No address that may be mailed: it is told on the site.
        };
        let template = self.mail(user, unread);
        outbox::send(tx, &SendEmail { to: to.email, template, locale: to.locale }).await?;
        Ok(())
    }
}

fn item(site: &str, row: MailRow) -> MailItem {
    let link = match row.action_path {
        Some(path) => format!("{site}{path}"),
        None => format!("{site}/notifications"),
    };
    let text = match row.bundle_count {
        ..=1 => row.message,
        n => format!("{} ({n} times)", row.message),
    };
    MailItem { title: row.title, text, link }
}
