//! `alerts:tell`: whoever looks after the platform is told of an alert.

use std::time::Duration;

use neurmatic_alerts::rule;
use neurmatic_core::words::AlertSeverity;
use neurmatic_db::Tx;
use neurmatic_tasks::payloads::TellAlert;
use neurmatic_tasks::{Context, Task, TaskError};
use neurmatic_telemetry::{AlertEvent, AlertLevel, Telemetry};
use uuid::Uuid;

/// How long telling may take.
const WITHIN: Duration = Duration::from_secs(5);

/// Tells it, until it has arrived. Told twice it is one event, by its id.
pub(crate) struct AlertsTell {
    telemetry: Telemetry,
}

impl AlertsTell {
    pub(crate) fn new(telemetry: Telemetry) -> Self {
        Self { telemetry }
    }
}

impl Task for AlertsTell {
    type Payload = TellAlert;

    async fn run(&self, payload: TellAlert, _tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let text = text(&payload);
        let event = AlertEvent {
            id: event_id(&payload),
            level: level(&payload),
            rule: &payload.rule,
            subject: &payload.subject,
            text: &text,
            at: payload.at,
        };
        if self.telemetry.tell_alert(&event, WITHIN).await {
            Ok(())
        } else {
            Err(TaskError::retry("Sentry was not told of an alert"))
        }
    }
}

/// An alert has two events: its own id, and that with another last bit.
fn event_id(payload: &TellAlert) -> Uuid {
    let id = payload.alert.0;
    if payload.is_over { Uuid::from_u128(id.as_u128() ^ 1) } else { id }
}

fn level(payload: &TellAlert) -> AlertLevel {
    match payload.severity {
        _ if payload.is_over => AlertLevel::Info,
        AlertSeverity::Critical => AlertLevel::Error,
        AlertSeverity::Warning => AlertLevel::Warning,
    }
}

fn text(payload: &TellAlert) -> String {
    let TellAlert { rule: name, subject, value, threshold, is_over, .. } = payload;
    if *is_over {
        return format!("{name} of {subject} is over: {value:.3}, the threshold was {threshold}");
    }
    let what = rule(name).map(|rule| format!(" ({}): see {}", rule.measure.what(), rule.runbook_path()));
    format!("{name} of {subject}: {value:.3} reaches {threshold}{}", what.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use neurmatic_core::ids::PlatformAlertId;

    use super::*;

    #[test]
    fn an_alert_is_told_with_its_runbook_and_its_end_as_another_event() {
        let opened = TellAlert {
            alert: PlatformAlertId::new(),
            is_over: false,
            rule: "tasks_dead".to_owned(),
            subject: "bulk".to_owned(),
            severity: AlertSeverity::Warning,
            value: 120.0,
            threshold: 100.0,
            at: Timestamp::UNIX_EPOCH,
        };
        assert!(text(&opened).starts_with("tasks_dead of bulk: 120.000 reaches 100 (a queue's tasks"));
        assert!(text(&opened).ends_with("see docs/runbooks/tasks-dead.md"));
        assert_eq!(level(&opened), AlertLevel::Warning);
        let over = TellAlert { is_over: true, value: 3.0, ..opened.clone() };
        assert_eq!(text(&over), "tasks_dead of bulk is over: 3.000, the threshold was 100");
        assert_eq!(level(&over), AlertLevel::Info);
        assert_ne!(event_id(&opened), event_id(&over));
        let critical = TellAlert { severity: AlertSeverity::Critical, ..opened };
        assert_eq!(level(&critical), AlertLevel::Error);
    }
}
