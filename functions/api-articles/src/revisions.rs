//! Earlier texts of an article.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::ArticleId;
use neurmatic_core::rules::reading_minutes;
use neurmatic_db::editing::{self, ArticleChange, RevisionRow};
use neurmatic_http::{Answer, Caller, IfMatch, Page, PageRequest, Path, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::edit::{finish, locked, note};
use crate::out::ArticleOut;

/// Earlier texts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevisionsOut {
    /// The newest first.
    revisions: Vec<RevisionOut>,
}

/// An earlier text, without its content.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevisionOut {
    /// Its id.
    id: Uuid,
    /// Its number, from 1.
    revision_number: i32,
    /// The title then.
    title: String,
    /// The summary then.
    summary: Option<String>,
    /// Why it was changed.
    change_summary: Option<String>,
    /// Who changed it.
    changed_by: Option<String>,
    /// When it was changed.
    created_at: Timestamp,
}

impl From<RevisionRow> for RevisionOut {
    fn from(row: RevisionRow) -> Self {
        Self {
            id: row.id,
            revision_number: row.revision_number,
            title: row.title,
            summary: row.summary,
            change_summary: row.change_summary,
            changed_by: row.changed_by,
            created_at: row.created_at,
        }
    }
}

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RevisionsQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1.
    page: Option<u32>,
}

/// Earlier texts of an article, the newest first.
pub(crate) async fn list_revisions(
    State(app): State<Services>,
    Path(id): Path<ArticleId>,
    Query(query): Query<RevisionsQuery>,
) -> Result<Page<RevisionsOut>, Problem> {
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &id.to_string())?;
    let newest = editing::newest_revision(&app.db, id).await?.ok_or_else(|| Problem::not_found("article"))?;
    let before = page.after().and_then(|position| i32::try_from(position.key).ok()).unwrap_or(i32::MAX);
    let mut rows = editing::revisions(&app.db, id, before, page.rows_wanted(), page.offset()).await?;
    let total = newest.newest.map_or(0, i64::from);
    let pagination =
        page.paginate(&mut rows, Some(total), |row| Position { key: row.revision_number.into(), id: row.id });
    Page::of(&RevisionsOut { revisions: rows.into_iter().map(RevisionOut::from).collect() }, &pagination)
}

/// Brings an earlier text back, as a change like any other: the text that it replaces is kept too.
pub(crate) async fn restore_revision(
    State(app): State<Services>,
    editor: Caller,
    Path((id, number)): Path<(ArticleId, i32)>,
    seen: IfMatch,
) -> Result<Answer<ArticleOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, &seen).await?;
    let text = editing::revision(&tx, id, number).await?.ok_or_else(|| Problem::not_found("revision"))?;
    let why = format!("Before revision {number} was restored");
    editing::record_revision(&tx, id, editor.user, Some(&why)).await?;
    let change = ArticleChange {
        title: Some(&text.title),
        summary: text.summary.as_deref(),
        content: Some(&text.content),
        content_format: Some(text.content_format),
        reading_time_minutes: Some(reading_minutes(&text.content)),
        ..ArticleChange::default()
    };
    editing::update(&tx, id, &change, editor.user).await?;
    note(&tx, editor, "article.restore", id, &json!({"revision": number})).await?;
    finish(&app, tx, &before).await
}
