//! `notification:digest`: what a day or a week brought, in one mail.

use std::collections::HashMap;

use jiff::SignedDuration;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::DigestType;
use neurmatic_db::digests::{self, ActivityRow, ItemRow, ReceiverRow, Span};
use neurmatic_db::{DbError, Tx};
use neurmatic_http::{Services, Unsubscribe};
use neurmatic_tasks::payloads::{MailItem, MailSection, MailTemplate, SendDigests, SendEmail};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// What a user was told that one digest repeats; the list on the site has the rest.
const ACTIVITY_MAX: i64 = 10;

/// How much of each a digest holds, and how far it looks back.
struct Extent {
    stories: i64,
    discussions: i64,
    jobs: i64,
    hours: i64,
}

const fn extent(kind: DigestType) -> Extent {
    match kind {
        DigestType::Daily => Extent { stories: 5, discussions: 5, jobs: 3, hours: 24 },
        DigestType::Weekly => Extent { stories: 10, discussions: 10, jobs: 5, hours: 7 * 24 },
    }
}

/// Puts digests together and hands them to `email:send`. What is the same for all is read once for all.
pub(crate) struct NotificationDigest {
    services: Services,
}

impl Task for NotificationDigest {
    type Payload = SendDigests;

    async fn run(&self, payload: SendDigests, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let SendDigests { kind, users, at } = payload;
        let extent = extent(kind);
        let span = Span { after: at - SignedDuration::from_hours(extent.hours), until: at };
        let common = Common::read(tx, span, &extent).await?;
        let activity = digests::activity(tx, &users, kind, span, ACTIVITY_MAX).await?;
        let activity = by_user(activity);
        let mut full: Vec<(ReceiverRow, Vec<MailSection>)> = Vec::new();
        for to in digests::receivers(tx, &users).await? {
            let told = activity.get(&to.user_id).map_or(&[][..], Vec::as_slice);
            let sections = self.sections(&common, told, &to);
            let items: usize = sections.iter().map(|section| section.items.len()).sum();
            if i32::try_from(items).unwrap_or(i32::MAX) >= to.min_items {
                full.push((to, sections));
            }
        }
        self.send(tx, kind, at, full).await.map_err(TaskError::from)
    }
}

impl NotificationDigest {
    pub(crate) fn new(services: Services) -> Self {
        Self { services }
    }

    /// What one user gets, section by section; sections without anything are left out.
    fn sections(&self, common: &Common, told: &[ItemRow], to: &ReceiverRow) -> Vec<MailSection> {
        let wanted: [(&str, &[ItemRow], bool); 4] = [
            ("Articles", &common.stories, to.includes_news),
            ("Discussions", &common.discussions, to.includes_forum),
            ("Jobs", &common.jobs, to.includes_jobs),
            ("For you", told, to.includes_activity),
        ];
        let site = &self.services.site.public_url;
        let item = |row: &ItemRow| MailItem {
            title: row.title.clone(),
            text: row.text.clone(),
            link: format!("{site}{}", row.path),
        };
        wanted
            .into_iter()
            .filter(|(_, rows, is_wanted)| *is_wanted && !rows.is_empty())
            .map(|(title, rows, _)| MailSection {
                title: title.to_owned(),
                items: rows.iter().map(item).collect(),
            })
            .collect()
    }

    async fn send(
        &self,
        tx: &Tx,
        kind: DigestType,
        at: jiff::Timestamp,
        full: Vec<(ReceiverRow, Vec<MailSection>)>,
    ) -> Result<(), DbError> {
        let users: Vec<UserId> = full.iter().map(|(to, _)| to.user_id).collect();
        let may = digests::sent(tx, &users, kind, at).await?;
        let site = &self.services.site.public_url;
        for (to, sections) in full.into_iter().filter(|(to, _)| may.contains(&to.user_id)) {
            let template = MailTemplate::Digest {
                kind,
                sections,
                settings_link: format!("{site}/settings/notifications"),
                unsubscribe_link: self.services.unsubscribe_link(to.user_id, Unsubscribe::Digest(kind)),
            };
            outbox::send(tx, &SendEmail { to: to.email, template, locale: to.locale }).await?;
        }
        Ok(())
    }
}

/// What is the same for all.
struct Common {
    stories: Vec<ItemRow>,
    discussions: Vec<ItemRow>,
    jobs: Vec<ItemRow>,
}

impl Common {
    async fn read(tx: &Tx, span: Span, extent: &Extent) -> Result<Self, DbError> {
        Ok(Self {
            stories: digests::stories(tx, span, extent.stories).await?,
            discussions: digests::discussions(tx, span, extent.discussions).await?,
            jobs: digests::jobs(tx, span, extent.jobs).await?,
        })
    }
}

fn by_user(rows: Vec<ActivityRow>) -> HashMap<UserId, Vec<ItemRow>> {
    let mut by_user: HashMap<UserId, Vec<ItemRow>> = HashMap::new();
    for row in rows {
        let item = ItemRow { title: row.title, text: row.text, path: row.path };
        by_user.entry(row.user_id).or_default().push(item);
    }
    by_user
}
