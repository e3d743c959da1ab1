//! The moderators' queue: what users have reported, and what the platform itself took for spam.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ReportId, TopicId, UserId};
use neurmatic_core::words::{ReportReason, ReportStatus, ReportTarget};
use neurmatic_db::reports::{self, COUNT_MAX, Decision, ReportRow};
use neurmatic_http::{
    Answer, Caller, Invalidation, Json, Page, PageRequest, Path, Position, Problem, Query, Services,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::change::invalidated_by_report;
use crate::edit::note_on;
use crate::input::DecisionIn;

/// What the queue may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReportsQuery {
    /// What became of the reports; pending when left out.
    status: Option<ReportStatus>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Reports.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReportsOut {
    /// The oldest first.
    reports: Vec<ReportOut>,
}

/// A report, as moderators see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportOut {
    /// Its id.
    id: ReportId,
    /// Who reported; null: the platform, by the words of the text.
    reporter_id: Option<UserId>,
    /// The reporter's username.
    reporter_username: Option<String>,
    /// What kind of thing.
    target_type: ReportTarget,
    /// Which.
    target_id: Uuid,
    /// Why.
    reason: ReportReason,
    /// What the reporter wrote.
    description: Option<String>,
    /// What became of it.
    status: ReportStatus,
    /// Who decided.
    resolved_by: Option<String>,
    /// When.
    resolved_at: Option<Timestamp>,
    /// Why so.
    resolution_note: Option<String>,
    /// When it came.
    created_at: Timestamp,
    /// Whose the thing is; null when it, or the account, is gone.
    author_id: Option<UserId>,
    /// The author's username.
    author_username: Option<String>,
    /// The topic that the thing belongs to; null for a message.
    topic_id: Option<TopicId>,
    /// The topic's title.
    topic_title: Option<String>,
    /// The first 300 characters of the thing; a message whole.
    excerpt: Option<String>,
    /// Whether it is hidden now.
    is_hidden: Option<bool>,
}

/// What a decision has come to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DecisionOut {
    /// The report.
    id: ReportId,
    /// What became of it.
    status: ReportStatus,
    /// Whether the thing is hidden now; null when it isn't there any more.
    is_hidden: Option<bool>,
}

impl From<ReportRow> for ReportOut {
    fn from(row: ReportRow) -> Self {
        Self {
            id: row.id,
            reporter_id: row.reporter_id,
            reporter_username: row.reporter_username,
            target_type: row.target_type,
            target_id: row.target_id,
            reason: row.reason,
            description: row.description,
            status: row.status,
            resolved_by: row.resolved_by,
            resolved_at: row.resolved_at,
            resolution_note: row.resolution_note,
            created_at: row.created_at,
            author_id: row.author_id,
            author_username: row.author_username,
            topic_id: row.topic_id,
            topic_title: row.topic_title,
            excerpt: row.excerpt,
            is_hidden: row.is_hidden,
        }
    }
}

/// Reports in a state, the oldest first.
pub(crate) async fn list_reports(
    State(app): State<Services>,
    Query(query): Query<ReportsQuery>,
) -> Result<Page<ReportsOut>, Problem> {
    let status = query.status.unwrap_or(ReportStatus::Pending);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, status.as_str())?;
    let after = page.after().map(|position| (position.key, position.id));
    let mut rows = reports::list(&app.db, status, after, page.rows_wanted(), page.offset()).await?;
    let total = Some(reports::count(&app.db, status).await?).filter(|n| *n <= COUNT_MAX);
    let pagination = page
        .paginate(&mut rows, total, |row| Position { key: row.created_at.as_microsecond(), id: row.id.0 });
    Page::of(&ReportsOut { reports: rows.into_iter().map(ReportOut::from).collect() }, &pagination)
}

/// Decides on a report and on every other open one of the same thing, or takes one on. A decision can be taken again.
pub(crate) async fn decide_report(
    State(app): State<Services>,
    moderator: Caller,
    Path(id): Path<ReportId>,
    Json(input): Json<DecisionIn>,
) -> Result<Answer<DecisionOut>, Problem> {
    let tx = app.db.begin().await?;
    let report = reports::get(&tx, id).await?.ok_or_else(|| Problem::not_found("report"))?;
    let target = reports::lock_target(&tx, report.target_type, report.target_id).await?;
    let is_open = matches!(input.status, ReportStatus::Pending | ReportStatus::Reviewing);
    let note = input.resolution_note.as_deref();
    let mut tags = Vec::new();
    if is_open {
        reports::review(&tx, id, input.status, note).await?;
    } else {
        let decision = Decision { status: input.status, moderator: moderator.user, note };
        reports::decide(&tx, &report, &decision).await?;
    }
    let mut is_hidden = target.as_ref().map(|target| target.is_hidden);
    if let Some(target) = target.filter(|_| !is_open) {
        let hide = input.status == ReportStatus::ResolvedViolation;
        reports::set_hidden(&tx, report.target_type, report.target_id, hide).await?;
        is_hidden = Some(hide);
        if target.is_hidden != hide {
            tags = invalidated_by_report(&target);
        }
    }
    let changes = json!({"from": report.status, "to": input.status});
    note_on(&tx, moderator, "report.decide", ("report", id.0), &changes, note).await?;
    let kind = if is_hidden == Some(true) { Invalidation::Hard } else { Invalidation::Soft };
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Answer::of(&DecisionOut { id, status: input.status, is_hidden })
}
