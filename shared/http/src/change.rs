//! Writes that must be seen: what caches and other processes hold of the changed thing goes, for certain.
//!
//! The write's transaction holds a row that drops it two seconds later. Right after the commit the request does so
//! itself, and deletes the row: that is the normal case. Where Redis is away, or the process dies, the row does it. What
//! the edge is to forget is written beside it; sending that to the CDN is not a request's business. The row orders that again
//! once it has dropped what the edge may have filled itself from meanwhile.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_cache::{Invalidation, Tag};
use neurmatic_core::ids::{MessageId, SessionId};
use neurmatic_db::{DbError, Scope, Tx};
use neurmatic_tasks::outbox::{self, EdgePace};
use neurmatic_tasks::payloads::Invalidate;
use tokio::time::Instant;

use crate::logins::LoginState;
use crate::services::Services;

/// When the row does it, if the request has not: later than any healthy announcement.
const ROW_DELAY: SignedDuration = SignedDuration::from_secs(2);

/// How long deleting the row may take; one that stays is harmless.
const DELETE_BUDGET: Duration = Duration::from_millis(250);

/// A change that is written, and is to be announced once it is committed.
#[must_use = "announce it after the commit; else it is seen seconds later"]
pub struct Change {
    services: Services,
    row: Option<MessageId>,
    kind: Invalidation,
    touched: Touched,
}

/// What a change touches.
#[derive(Default)]
struct Touched {
    tags: Vec<Tag>,
    namespaces: Vec<String>,
    edge_tags: Vec<String>,
    logins: Vec<(SessionId, LoginState)>,
}

impl Services {
    /// Writes down, in the transaction of a change, which tags and logins it touches. Soft is an edit; hard is what must
    /// never be seen again: a deletion, something hidden, made private or closed.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn change(
        &self,
        tx: &Tx,
        kind: Invalidation,
        tags: Vec<Tag>,
        logins: Vec<(SessionId, LoginState)>,
    ) -> Result<Change, DbError> {
        let touched = Touched { tags, logins, ..Touched::default() };
        self.written_down(tx, kind, EdgePace::AtOnce, touched).await
    }

    /// The same for an edit of what changes often, such as a topic by its replies: the next reader in any process sees it,
    /// but the edge forgets each tag at most once in ten seconds.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn frequent_change(&self, tx: &Tx, tags: Vec<Tag>) -> Result<Change, DbError> {
        let touched = Touched { tags, ..Touched::default() };
        self.written_down(tx, Invalidation::Soft, EdgePace::Gathered, touched).await
    }

    /// The same for what an administrator orders: whatever carries these tags, or lies in these namespaces of the application
    /// cache, is never seen again. The edge knows no namespaces: it forgets `edge_tags`, beside those of the tags that its
    /// answers carry.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn order_invalidation(
        &self,
        tx: &Tx,
        tags: Vec<Tag>,
        namespaces: Vec<String>,
        edge_tags: Vec<String>,
    ) -> Result<Change, DbError> {
        let touched = Touched { tags, namespaces, edge_tags, ..Touched::default() };
        self.written_down(tx, Invalidation::Hard, EdgePace::AtOnce, touched).await
    }

    async fn written_down(
        &self,
        tx: &Tx,
        kind: Invalidation,
        pace: EdgePace,
        touched: Touched,
    ) -> Result<Change, DbError> {
        let Touched { tags, namespaces, edge_tags, logins } = &touched;
        let row = if tags.is_empty() && namespaces.is_empty() && logins.is_empty() {
            None
        } else {
            let payload = Invalidate {
                tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
                namespaces: namespaces.clone(),
                edge_tags: edge_tags.clone(),
                soft: kind == Invalidation::Soft,
                logins: logins.iter().map(|(session, _)| *session).collect(),
            };
            Some(outbox::invalidate(tx, &payload, pace, Timestamp::now() + ROW_DELAY).await?)
        };
        Ok(Change { services: self.clone(), row, kind, touched })
    }
}

impl Change {
    /// Announces the change. To be called after the commit: before it, readers would fill the caches with what was.
    /// Takes half a second at most, and never fails: what can't be done now the row does. Whether it is done.
    pub async fn announce(self) -> bool {
        let Some(row) = self.row else { return true };
        let Touched { tags, namespaces, logins, .. } = &self.touched;
        let (dropped, told) = futures::join!(
            self.services.cache.invalidate_tags_and_namespaces(tags, namespaces, self.kind),
            self.services.logins.tell(logins)
        );
        if let Err(error) = dropped {
            tracing::warn!(%error, "an invalidation is left to its row");
            return false;
        }
        if let Err(error) = told {
            tracing::warn!(%error, "the new state of a login is left to its row");
            return false;
        }
        let delete = neurmatic_db::outbox::delete(&self.services.db, row);
        let scope = Scope::new("changes.announce", Instant::now() + DELETE_BUDGET);
        if let Err(error) = scope.run(delete).await {
            tracing::debug!(%error, "the row of a change that was announced stays, and repeats it");
        }
        true
    }
}
