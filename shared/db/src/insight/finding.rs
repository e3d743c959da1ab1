//! What a check is, and what it says.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use jiff::Timestamp;
use tokio_postgres::error::SqlState;

use crate::insight::Limits;
use crate::samples::FaultRow;
use crate::{Db, DbError};

/// How much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something stops, or is about to.
    Critical,
    /// Requests are slower than they have to be, or something will stop if nobody does anything.
    Warning,
    /// Room or work is wasted.
    Notice,
}

impl Severity {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// A fault that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The check that found it.
    pub check: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is concerned: a table, an index, a session, a statement by its name.
    pub object: String,
    /// The figures that it is judged by; each name ends in its unit.
    pub evidence: BTreeMap<String, f64>,
    /// What it means.
    pub explanation: &'static str,
    /// Statements that mend it, to be run one at a time, outside of a transaction, by the owner of the schema or a superuser. They
    /// hold nobody up. Empty when no statement does.
    pub fix: Vec<String>,
    /// Why no statement mends it, and what does.
    pub no_fix: Option<&'static str>,
}

/// A check that couldn't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// The check.
    pub check: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// What all checks said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What was found, what matters most first.
    pub findings: Vec<Finding>,
    /// The checks that found nothing.
    pub passed: Vec<&'static str>,
    /// The checks that couldn't be made.
    pub unavailable: Vec<Unavailable>,
}

/// What a check asks, and of whom.
#[derive(Clone)]
pub(crate) struct Sources {
    monitor: Option<Db>,
    /// The application's own tables.
    pub(crate) app: Db,
    pub(crate) limits: Limits,
    /// Since when the database is watched, as far as our own samples know.
    pub(crate) since: Timestamp,
}

impl Sources {
    pub(crate) fn new(monitor: Option<&Db>, app: &Db, limits: &Limits, since: Timestamp) -> Self {
        Self { monitor: monitor.cloned(), app: app.clone(), limits: *limits, since }
    }

    /// The database as the monitor sees it.
    pub(crate) fn monitor(&self) -> Result<&Db, DbError> {
        monitor(self.monitor.as_ref())
    }
}

pub(crate) type Asked = Result<Vec<FaultRow>, DbError>;
pub(crate) type Ask = for<'a> fn(&'a Sources) -> BoxFuture<'a, Asked>;

/// A check: a question, and what its answers mean.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) severity: Severity,
    pub(crate) explanation: &'static str,
    /// What is done about it where no statement does; said of findings without a fix.
    pub(crate) no_fix: &'static str,
    pub(crate) ask: Ask,
}

impl Check {
    pub(crate) fn finding(&self, row: FaultRow) -> Finding {
        let figures = row.figures.as_object().into_iter().flatten();
        Finding {
            check: self.name,
            severity: if row.is_critical { Severity::Critical } else { self.severity },
            object: row.object,
            evidence: figures.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect(),
            explanation: self.explanation,
            no_fix: row.fix.is_empty().then_some(self.no_fix),
            fix: row.fix,
        }
    }
}

/// The database as the monitor sees it, where it has a login.
///
/// # Errors
/// [`DbError::Unavailable`], of which [`reason`] says what to set.
pub fn monitor(login: Option<&Db>) -> Result<&Db, DbError> {
    login.ok_or_else(|| DbError::Unavailable(NO_MONITOR.to_owned()))
}

/// Said where the monitor's login isn't set.
const NO_MONITOR: &str = "DATABASE_MONITOR_URL is not set";

/// Why something couldn't be asked, without what the server says: that may name addresses and texts.
#[must_use]
pub fn reason(error: &DbError) -> &'static str {
    match error {
        DbError::Unavailable(why) if why == NO_MONITOR => NO_MONITOR,
        DbError::Unavailable(_) => "the database can't be reached as the monitor",
        DbError::Timeout { .. } => "the database didn't answer in time",
        DbError::Failed { code, .. } => match code {
            Some(code) if is_missing(code) => {
                "pg_stat_statements or the schema's latest migration is missing"
            }
            Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                "the monitor may not see it: grant pg_monitor to neurmatic_monitor"
            }
            _ => "the statement failed",
        },
        _ => "the statement failed",
    }
}

fn is_missing(code: &SqlState) -> bool {
    [SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_FUNCTION, SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE]
        .contains(code)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use serde_json::json;

    use super::*;

    static CHECK: Check = Check {
        name: "index_bloat",
        severity: Severity::Notice,
        explanation: "It is too large.",
        no_fix: "Nothing helps.",
        ask: |_| async { Ok(Vec::new()) }.boxed(),
    };

    fn row(fix: Vec<String>, is_critical: bool) -> FaultRow {
        let figures = json!({"sizeBytes": 4, "wastedPercent": 1.5, "nothing": null});
        FaultRow { object: "idx_a".to_owned(), figures, fix, is_critical }
    }

    #[test]
    fn a_finding_has_a_fix_or_says_why_not() {
        let mended = CHECK.finding(row(vec!["SELECT 1".to_owned()], false));
        assert_eq!((mended.severity, mended.no_fix), (Severity::Notice, None));
        assert_eq!(mended.evidence.get("wastedPercent"), Some(&1.5));
        assert_eq!(mended.evidence.len(), 2, "what isn't known is left out");
        let other = CHECK.finding(row(Vec::new(), true));
        assert_eq!((other.severity, other.no_fix), (Severity::Critical, Some("Nothing helps.")));
    }

    #[test]
    fn a_reason_tells_nothing_of_the_inside() {
        let away = DbError::Unavailable("10.0.0.7 refused the password of neurmatic_monitor".to_owned());
        assert_eq!(reason(&away), "the database can't be reached as the monitor");
        assert_eq!(reason(&DbError::Unavailable(NO_MONITOR.to_owned())), NO_MONITOR);
    }
}
