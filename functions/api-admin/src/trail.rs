//! The trail: what editors, moderators and administrators did.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_db::audit::{self, EntryRow, Filter, Window};
use neurmatic_http::{Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct TrailQuery {
    /// What this user did.
    actor: Option<UserId>,
    /// Of this action, such as user.edit.
    action: Option<String>,
    /// Done to things of this kind, such as user.
    target_type: Option<String>,
    /// Done to the thing of this id or name; with targetType.
    target: Option<String>,
    /// Done then or later.
    from: Option<Timestamp>,
    /// Done before then.
    to: Option<Timestamp>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// A part of the trail.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TrailOut {
    /// The newest first.
    entries: Vec<EntryOut>,
}

/// An entry of the trail.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryOut {
    /// Its id.
    id: Uuid,
    /// Who did it; null: the platform itself.
    actor_id: Option<UserId>,
    /// What was done.
    action: String,
    /// What kind of thing it was done to.
    target_type: String,
    /// The thing's id, or its name.
    target_id: String,
    /// What changed.
    changes: Option<Value>,
    /// Why.
    reason: Option<String>,
    /// The request that did it.
    request_id: Option<String>,
    /// When it was done.
    created_at: Timestamp,
}

impl From<EntryRow> for EntryOut {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            actor_id: row.actor_id,
            action: row.action,
            target_type: row.target_type,
            target_id: row.target_id,
            changes: row.changes,
            reason: row.reason,
            request_id: row.request_id,
            created_at: row.created_at,
        }
    }
}

/// The trail.
pub(crate) async fn list_trail(
    State(app): State<Services>,
    Query(query): Query<TrailQuery>,
) -> Result<Page<TrailOut>, Problem> {
    let filter = query.filter()?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &format!("{filter:?}"))?;
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut rows = audit::list(&app.db, &filter, window).await?;
    let position = |row: &EntryRow| Position { key: row.created_at.as_microsecond(), id: row.id };
    let pagination = page.paginate(&mut rows, None, position);
    Page::of(&TrailOut { entries: rows.into_iter().map(EntryOut::from).collect() }, &pagination)
}

impl TrailQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        for (pointer, text, max) in [
            ("/query/action", &self.action, 100),
            ("/query/targetType", &self.target_type, 50),
            ("/query/target", &self.target, 255),
        ] {
            let good = |text: &String| (1..=max).contains(&text.chars().count()) && !text.contains('\0');
            if !text.as_ref().is_none_or(good) {
                let detail = format!("must be 1 to {max} characters long, without NUL");
                return Err(Problem::parameter(pointer, "out_of_range", detail));
            }
        }
        if self.target.is_some() && self.target_type.is_none() {
            let detail = "is needed to look for a target";
            return Err(Problem::parameter("/query/targetType", "required", detail));
        }
        Ok(Filter {
            actor: self.actor,
            action: self.action.clone(),
            target_type: self.target_type.clone(),
            target: self.target.clone(),
            since: self.from,
            until: self.to,
        })
    }
}
