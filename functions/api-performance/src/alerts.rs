//! What is wrong with the platform and what was, for admins, as `alerts:evaluate` found it.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_alerts::rule;
use neurmatic_core::ids::PlatformAlertId;
use neurmatic_core::words::AlertSeverity;
use neurmatic_db::DbError;
use neurmatic_db::platform_alerts::{self, PlatformAlertRow};
use neurmatic_http::{Answer, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

/// Alerts that are over and shown, at most.
const RECENT_MAX: i64 = 100;

/// What is wrong, and what was.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlatformAlertsOut {
    /// The open ones, the critical ones first, then the latest.
    open: Vec<PlatformAlertOut>,
    /// The last hundred that are over, the latest first; those of 90 days are kept.
    recent: Vec<PlatformAlertOut>,
}

/// An alert: one rule about one subject.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlatformAlertOut {
    /// Its id.
    id: PlatformAlertId,
    /// The rule, such as `tasks_waiting`.
    rule: String,
    /// What it is about: an operation, a queue, a function, a check with what it found; `all` is everything together.
    subject: String,
    /// How much it matters.
    severity: AlertSeverity,
    /// What is compared, over which window and in which unit; null of a rule that is gone.
    compares: Option<&'static str>,
    /// The last value that was read.
    value: f64,
    /// The highest value that was read.
    worst: f64,
    /// What the value reached.
    threshold: f64,
    /// When it opened.
    opened_at: Option<Timestamp>,
    /// When a reading was last over the threshold.
    last_seen_at: Timestamp,
    /// When it was over; null while it is open.
    resolved_at: Option<Timestamp>,
    /// What it means and what to do: a path in the repository; null of a rule that is gone.
    runbook: Option<String>,
}

impl From<PlatformAlertRow> for PlatformAlertOut {
    fn from(row: PlatformAlertRow) -> Self {
        let rule = rule(&row.rule);
        Self {
            id: row.id,
            subject: row.subject,
            severity: row.severity,
            compares: rule.map(|rule| rule.measure.what()),
            value: row.value,
            worst: row.worst,
            threshold: row.threshold,
            opened_at: row.opened_at,
            last_seen_at: row.last_seen_at,
            resolved_at: row.resolved_at,
            runbook: rule.map(neurmatic_alerts::Rule::runbook_path),
            rule: row.rule,
        }
    }
}

/// The open alerts, and the last ones that are over. A suspicion is neither.
pub(crate) async fn alerts(State(app): State<Services>) -> Result<Answer<PlatformAlertsOut>, Problem> {
    Answer::of(&told(&app).await?)
}

/// The same, for who shows them beside others.
pub(crate) async fn told(app: &Services) -> Result<PlatformAlertsOut, DbError> {
    let mut open = platform_alerts::unresolved(&app.db).await?;
    open.retain(|row| row.opened_at.is_some());
    open.sort_by(|one, other| one.severity.cmp(&other.severity).then(other.opened_at.cmp(&one.opened_at)));
    let recent = platform_alerts::recent(&app.db, RECENT_MAX).await?;
    Ok(PlatformAlertsOut {
        open: open.into_iter().map(PlatformAlertOut::from).collect(),
        recent: recent.into_iter().map(PlatformAlertOut::from).collect(),
    })
}
