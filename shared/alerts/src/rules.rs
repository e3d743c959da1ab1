//! The table: a line for each rule. `docs/alerts.md` shows it, and a test keeps it so.
//!
//! Thresholds are the source document's where it had some; its "response time" was a mean, ours is the 95th percentile.

use neurmatic_core::words::AlertSeverity::{self, Critical, Warning};

use crate::readings::Measure;
use crate::rule::Rule;

/// Minutes of the window of what is read of requests.
pub const WINDOW_MINUTES: i64 = 5;

/// Minutes before the last one that a spike is compared with: together they are what Redis keeps, but for the running one.
pub const SPIKE_BEFORE_MINUTES: i64 = 13;

/// The share of requests that may fail: 99.9 % are to be answered.
pub const SLO_ERROR_BUDGET: f64 = 0.001;

/// Two windows of a burn rate. Both must burn: the long one says that it matters, the short one that it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burn {
    /// Minutes of the long window.
    pub long_minutes: i32,
    /// Minutes of the short window.
    pub short_minutes: i32,
}

/// At 14.4 times the allowed pace a month's budget is used up within 50 hours.
pub const FAST_BURN: Burn = Burn { long_minutes: 60, short_minutes: 5 };

/// At 6 times the allowed pace a month's budget is used up within 5 days.
pub const SLOW_BURN: Burn = Burn { long_minutes: 360, short_minutes: 30 };

/// Of what is counted and should not be there one is enough.
const ANY: f64 = 1.0;

/// Begins a rule that opens at once, needs no traffic, and is over after five calm minutes.
const fn at(
    name: &'static str,
    severity: AlertSeverity,
    measure: Measure,
    threshold: f64,
    calm_below: f64,
) -> Rule {
    Rule {
        name,
        severity,
        measure,
        threshold,
        calm_below,
        traffic_min: 0,
        opens_after: 0,
        resolves_after: 5,
        runbook: "",
    }
}

impl Rule {
    const fn of_at_least(self, traffic_min: u64) -> Self {
        Self { traffic_min, ..self }
    }

    const fn for_minutes(self, opens_after: i64) -> Self {
        Self { opens_after, ..self }
    }

    const fn calm_for_minutes(self, resolves_after: i64) -> Self {
        Self { resolves_after, ..self }
    }

    const fn see(self, runbook: &'static str) -> Self {
        Self { runbook, ..self }
    }
}

/// Every rule.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    at("slow_responses", Warning, Measure::ResponseP95, 200.0, 160.0).of_at_least(100).for_minutes(3).see("slow-responses"),
    at("very_slow_responses", Critical, Measure::ResponseP95, 1_000.0, 800.0).of_at_least(100).for_minutes(2).see("slow-responses"),
    at("errors", Warning, Measure::ErrorShare, 0.05, 0.03).of_at_least(100).for_minutes(2).see("errors"),
    at("many_errors", Critical, Measure::ErrorShare, 0.20, 0.10).of_at_least(100).see("errors"),
    at("slow_queries", Warning, Measure::QueryMean, 100.0, 80.0).of_at_least(100).for_minutes(3).see("slow-queries"),
    at("memory_high", Warning, Measure::MemoryShare, 0.90, 0.85).for_minutes(3).see("memory"),
    at("memory_critical", Critical, Measure::MemoryShare, 0.95, 0.90).see("memory"),
    at("memory_leak", Warning, Measure::MemoryLeaks, ANY, ANY).calm_for_minutes(15).see("memory-leak"),
    at("tasks_waiting", Warning, Measure::TasksWaiting, 500.0, 250.0).for_minutes(5).see("tasks-waiting"),
    at("tasks_dead", Warning, Measure::TasksDead, 100.0, 80.0).see("tasks-dead"),
    at("request_spike", Warning, Measure::RequestSpike, 3.0, 2.0).of_at_least(100).see("request-spike"),
    at("fast_burn", Critical, Measure::FastBurn, 14.4, 10.0).of_at_least(1_000).see("slo-burn"),
    at("slow_burn", Warning, Measure::SlowBurn, 6.0, 4.0).of_at_least(1_000).calm_for_minutes(30).see("slo-burn"),
    at("database_finding", Critical, Measure::DatabaseFindings, ANY, ANY).for_minutes(5).see("database-finding"),
    at("default_partition", Warning, Measure::DefaultPartition, ANY, ANY).see("default-partition"),
];

/// The rule of a name; of an alert that an earlier release wrote there may be none any more.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_rule_is_calm_below_its_threshold_and_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        for rule in RULES {
            assert!(rule.calm_below <= rule.threshold, "{rule:?}");
            // What is counted in whole things can't lie between.
            assert!(rule.calm_below < rule.threshold || rule.threshold == ANY, "{rule:?}");
            assert!(rule.resolves_after > 0 && rule.opens_after >= 0, "{rule:?}");
        }
    }

    #[test]
    fn every_rule_has_its_runbook_and_every_runbook_a_rule() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/runbooks");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let wanted: BTreeSet<String> = RULES.iter().map(|rule| format!("{}.md", rule.runbook)).collect();
        assert_eq!(files, wanted);
    }

    /// What whoever is woken looks for, in this order; what the alert means comes first, without a heading.
    const SECTIONS: [&str; 5] = [
        "## What users feel",
        "## First look",
        "## Usual causes",
        "## How to mend it",
        "## How to know that it is over",
    ];

    #[test]
    fn a_runbook_names_its_rules_and_says_all_that_is_needed() {
        for rule in RULES {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(rule.runbook_path());
            let text = std::fs::read_to_string(path).unwrap();
            assert!(text.contains(&format!("`{}`", rule.name)), "{} is not in its runbook", rule.name);
            let sections: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(sections, SECTIONS, "{}", rule.runbook_path());
        }
    }

    fn row(rule: &Rule) -> String {
        let Rule { name, measure, threshold, calm_below, runbook, .. } = rule;
        let traffic = if rule.traffic_min == 0 { String::new() } else { rule.traffic_min.to_string() };
        format!(
            "| `{name}` | {} | {} | {threshold} | {} | {calm_below} | {} | {traffic} | [{runbook}](runbooks/{runbook}.md) |",
            rule.severity.as_str(),
            measure.what(),
            rule.opens_after,
            rule.resolves_after,
        )
    }

    #[test]
    fn the_document_tells_of_every_rule_and_of_no_other() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/alerts.md");
        let text = std::fs::read_to_string(path).unwrap();
        let told: Vec<&str> =
            text.lines().filter(|line| line.starts_with("| `") && line.contains("](runbooks/")).collect();
        let rows: Vec<String> = RULES.iter().map(row).collect();
        assert_eq!(told, rows, "docs/alerts.md should have these rows:\n{}\n", rows.join("\n"));
    }
}
