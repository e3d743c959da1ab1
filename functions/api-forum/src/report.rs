//! Reporting what should not be here: once a user and thing, and what five have reported is hidden until a moderator
//! decides. A message is reported by whom it was written to; a moderator alone hides it.

use axum::extract::State;
use neurmatic_core::ids::ReportId;
use neurmatic_core::words::{ReportReason, ReportStatus, ReportTarget};
use neurmatic_db::reports::{self, NewReport, ReportedRow};
use neurmatic_http::{Caller, Created, IdempotencyKey, Invalidation, Json, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::change::invalidated_by_report;
use crate::input::ReportIn;
use crate::reader::Reader;

/// A report, as its sender sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentReportOut {
    /// Its id.
    id: ReportId,
    /// What kind of thing.
    target_type: ReportTarget,
    /// Which.
    target_id: Uuid,
    /// Why.
    reason: ReportReason,
    /// What became of it.
    status: ReportStatus,
}

/// Reports a topic, a reply or a message of somebody else.
pub(crate) async fn create_report(
    State(app): State<Services>,
    caller: Caller,
    key: IdempotencyKey,
    Json(input): Json<ReportIn>,
) -> Result<Created<SentReportOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let target = reports::lock_target(&tx, input.target_type, input.target_id)
        .await?
        .filter(|target| target.is_shown && is_seen_by(caller, target))
        .ok_or_else(|| {
            Problem::field("/targetId", "unknown", format!("there is no such {}", input.target_type))
        })?;
    if target.author_id == Some(caller.user) {
        return Err(Problem::forbidden(
            "own_content",
            "nobody reports what is their own; take it away instead",
        ));
    }
    let id = ReportId::new();
    let new = NewReport {
        id,
        reporter: caller.user,
        target_type: input.target_type,
        target: input.target_id,
        reason: input.reason,
        description: input.description.as_deref(),
    };
    reports::insert(&tx, &new).await.map_err(|error| match error.taken() {
        Some("reports_once") => Problem::conflict("already_reported", "you have reported this before"),
        _ => error.into(),
    })?;
    let after = reports::lock_target(&tx, input.target_type, input.target_id).await?;
    let tags = match after {
        Some(after) if after.is_hidden => invalidated_by_report(&target),
        _ => Vec::new(),
    };
    let change = app.change(&tx, Invalidation::Hard, tags, Vec::new()).await?;
    let answer = Created::of(&SentReportOut {
        id,
        target_type: input.target_type,
        target_id: input.target_id,
        reason: input.reason,
        status: ReportStatus::Pending,
    })?;
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Whether the caller may see what is reported: a message is its two's, everything else a category's readers'.
fn is_seen_by(caller: Caller, target: &ReportedRow) -> bool {
    match target.visibility {
        Some(visibility) => Reader::of(caller).sees(visibility),
        None => [target.author_id, target.recipient_id].contains(&Some(caller.user)),
    }
}
