//! `alerts:evaluate`: whether something is wrong with the platform, by the rules of `neurmatic-alerts`.

mod live;
mod take;

use jiff::Timestamp;
use neurmatic_alerts::{Alert, RULES, Rule, evaluate, rule};
use neurmatic_cdn::Clock;
use neurmatic_core::ids::PlatformAlertId;
use neurmatic_core::words::AlertSeverity;
use neurmatic_db::platform_alerts::{self, PlatformAlertRow};
use neurmatic_db::{DbError, Tx};
use neurmatic_http::Services;
use neurmatic_tasks::payloads::{EvaluateAlerts, TellAlert};
use neurmatic_tasks::{Context, Task, TaskError, outbox};
use neurmatic_telemetry::minute_of;

/// Reads, judges, and writes what became of the alerts, with a task for each thing that is to be told.
pub(crate) struct AlertsEvaluate {
    services: Services,
    clock: Clock,
}

impl AlertsEvaluate {
    pub(crate) fn new(services: Services, clock: Clock) -> Self {
        Self { services, clock }
    }
}

impl Task for AlertsEvaluate {
    type Payload = EvaluateAlerts;

    async fn run(&self, _: EvaluateAlerts, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        // Whole minutes: a task that begins a second earlier than the last one did has waited as long.
        let minute = minute_of(self.clock.now());
        let at = start_of(minute);
        let readings = take::readings(&self.services, minute).await;
        platform_alerts::lock(tx).await?;
        let rows = platform_alerts::unresolved(tx).await?;
        let outcome = evaluate(RULES, at, &readings, rows.iter().map(known).collect());
        for alert in outcome.suspected.iter().chain(&outcome.still_open) {
            put(tx, alert).await?;
        }
        for alert in &outcome.opened {
            if let Some((id, rule)) = put(tx, alert).await? {
                tracing::warn!(
                    rule = rule.name,
                    subject = alert.subject.as_str(),
                    value = alert.value,
                    "an alert opened"
                );
                tell(tx, id, alert, at, false, (rule.severity, rule.threshold)).await?;
            }
        }
        for alert in &outcome.dropped {
            platform_alerts::drop_suspicion(tx, &alert.rule, &alert.subject).await?;
        }
        for alert in &outcome.resolved {
            let resolved = platform_alerts::resolve(tx, &alert.rule, &alert.subject, at, alert.value).await?;
            let row = rows.iter().find(|row| Some(row.id) == resolved);
            if let Some(PlatformAlertRow { id, severity, threshold, .. }) = row {
                tracing::info!(
                    rule = alert.rule.as_str(),
                    subject = alert.subject.as_str(),
                    "an alert is over"
                );
                tell(tx, *id, alert, at, true, (*severity, *threshold)).await?;
            }
        }
        Ok(())
    }
}

/// When a minute since 1970 begins.
fn start_of(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn known(row: &PlatformAlertRow) -> Alert {
    Alert {
        rule: row.rule.clone(),
        subject: row.subject.clone(),
        value: row.value,
        worst: row.worst,
        over_since: row.over_since,
        opened_at: row.opened_at,
        last_seen_at: row.last_seen_at,
        calm_since: row.calm_since,
    }
}

/// Writes an alert that isn't over; `None` when its rule is gone.
async fn put(tx: &Tx, alert: &Alert) -> Result<Option<(PlatformAlertId, &'static Rule)>, DbError> {
    let Some(rule) = rule(&alert.rule) else { return Ok(None) };
    let row = PlatformAlertRow {
        id: PlatformAlertId::new(),
        rule: alert.rule.clone(),
        subject: alert.subject.clone(),
        severity: rule.severity,
        value: alert.value,
        worst: alert.worst,
        threshold: rule.threshold,
        over_since: alert.over_since,
        opened_at: alert.opened_at,
        last_seen_at: alert.last_seen_at,
        calm_since: alert.calm_since,
        resolved_at: None,
    };
    Ok(Some((platform_alerts::put(tx, &row).await?, rule)))
}

/// Has an alert told, once this is committed.
async fn tell(
    tx: &Tx,
    id: PlatformAlertId,
    alert: &Alert,
    at: Timestamp,
    is_over: bool,
    (severity, threshold): (AlertSeverity, f64),
) -> Result<(), DbError> {
    let told = TellAlert {
        alert: id,
        is_over,
        rule: alert.rule.clone(),
        subject: alert.subject.clone(),
        severity,
        value: alert.value,
        threshold,
        at,
    };
    outbox::send(tx, &told).await.map(drop)
}
