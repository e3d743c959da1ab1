//! `cache:invalidate`: caches and other processes forget what changed.

use std::collections::HashMap;

use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use neurmatic_db::tasks::LoginRow;
use neurmatic_db::{Tx, purges, tasks};
use neurmatic_http::{LoginState, Namespace, Services, Tag};
use neurmatic_tasks::payloads::Invalidate;
use neurmatic_tasks::{Context, Task, TaskError};
use uuid::Uuid;

/// Drops cached answers by their tags and namespaces, tells the present state of logins, and then has the edge forget, which
/// could else fill itself from what was to be dropped. Fails while Redis is away, to be tried again.
pub(crate) struct CacheInvalidate {
    services: Services,
}

impl CacheInvalidate {
    pub(crate) fn new(services: Services) -> Self {
        Self { services }
    }
}

impl Task for CacheInvalidate {
    type Payload = Invalidate;

    async fn run(&self, payload: Invalidate, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let tags: Option<Vec<Tag>> = payload.tags.iter().map(|tag| Tag::parse(tag)).collect();
        let tags = tags.ok_or_else(|| TaskError::permanent("one of the tags isn't a tag"))?;
        if !payload.namespaces.iter().all(|name| Namespace::is_name(name)) {
            return Err(TaskError::permanent("one of the namespaces can't be one"));
        }
        let cache = &self.services.cache;
        let dropped = cache.invalidate_tags_and_namespaces(&tags, &payload.namespaces, payload.kind()).await;
        dropped.map_err(TaskError::retry)?;

        if !payload.logins.is_empty() {
            let rows = tasks::login_states(tx, &payload.logins).await?;
            self.services.logins.tell(&states(&payload.logins, &rows)).await.map_err(TaskError::retry)?;
        }

        // The last statement: whoever writes the same purges waits for this transaction.
        let forgotten = payload.at_edge();
        if forgotten.is_empty() {
            return Ok(());
        }
        let request_id = neurmatic_tasks::request_id();
        Ok(purges::order(tx, "tag", payload.edge_kind(), &forgotten, request_id.as_deref()).await?)
    }
}

/// The states to be told; a login without a row has ended with its account, and that is its last state.
fn states(sessions: &[SessionId], rows: &[LoginRow]) -> Vec<(SessionId, LoginState)> {
    let rows: HashMap<SessionId, &LoginRow> = rows.iter().map(|row| (row.id, row)).collect();
    let ended =
        LoginState { user: UserId(Uuid::nil()), role: Role::Visitor, revision: i64::MAX, active: false };
    let state = |session: &SessionId| match rows.get(session) {
        Some(row) => {
            LoginState { user: row.user_id, role: row.role, revision: row.revision, active: row.active }
        }
        None => ended,
    };
    sessions.iter().map(|session| (*session, state(session))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_without_a_row_has_ended() {
        let (here, gone) = (SessionId::new(), SessionId::new());
        let row = LoginRow { id: here, user_id: UserId::new(), role: Role::User, revision: 3, active: true };
        let told = states(&[here, gone], &[row]);
        assert!(told[0].0 == here && told[0].1.active && told[0].1.revision == 3);
        assert!(told[1].0 == gone && !told[1].1.active && told[1].1.revision == i64::MAX);
    }
}
