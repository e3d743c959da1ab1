//! The rules as alarms of CloudWatch, where it has the figures: they tell when the platform itself can't, because its tasks or its
//! database are away.
//!
//! An alarm is of everything together, where a rule looks at each operation.

use neurmatic_telemetry::{By, DATABASE_TIME, ERRORS, LATENCY, Metric, QUERIES};
use serde::Serialize;
use serde_json::{Value, json};

use crate::readings::{Measure, Reading};
use crate::rule::Rule;
use crate::rules::{Burn, FAST_BURN, RULES, SLO_ERROR_BUDGET, SLOW_BURN, WINDOW_MINUTES};

/// The namespace of the metrics; `METRICS_NAMESPACE` when left out.
const NAMESPACE: &str = "Neurmatic";

/// Alarms as their calls take them: `PutMetricAlarm`, and then `PutCompositeAlarm`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alarms {
    metric_alarms: Vec<Value>,
    composite_alarms: Vec<Value>,
}

/// The alarms of all rules that CloudWatch has figures for.
#[must_use]
pub fn alarms() -> Alarms {
    let mut alarms = Alarms::default();
    for rule in RULES {
        match rule.measure {
            Measure::ResponseP95 => {
                alarms.one(rule, "p95", &[asked("figure", LATENCY, "p95"), traffic(LATENCY)])
            }
            Measure::ErrorShare => {
                alarms.one(rule, "share", &[asked("figure", ERRORS, "Average"), traffic(ERRORS)])
            }
            Measure::QueryMean => {
                let parts = [
                    json!({ "Id": "figure", "Expression": "took / traffic", "ReturnData": false }),
                    asked("took", DATABASE_TIME, "Sum"),
                    asked("traffic", QUERIES, "Sum"),
                ];
                alarms.one(rule, "mean", &parts);
            }
            Measure::FastBurn => alarms.burn(rule, FAST_BURN),
            Measure::SlowBurn => alarms.burn(rule, SLOW_BURN),
            Measure::MemoryShare
            | Measure::MemoryLeaks
            | Measure::TasksWaiting
            | Measure::TasksDead
            | Measure::RequestSpike
            | Measure::DatabaseFindings
            | Measure::DefaultPartition => {}
        }
    }
    alarms
}

impl Alarms {
    /// The names of all of them.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let alarms = self.metric_alarms.iter().chain(&self.composite_alarms);
        alarms.filter_map(|alarm| alarm.get("AlarmName")?.as_str()).collect()
    }

    fn one(&mut self, rule: &Rule, what: &str, parts: &[Value]) {
        self.metric_alarms.push(metric_alarm(rule, &name(rule), what, WINDOW_MINUTES, parts));
    }

    /// Both windows must burn.
    fn burn(&mut self, rule: &Rule, windows: Burn) {
        let mut names = Vec::new();
        for minutes in [windows.long_minutes, windows.short_minutes] {
            let figure = json!({
                "Id": "figure",
                "Expression": format!("share / {SLO_ERROR_BUDGET}"),
                "ReturnData": false,
            });
            let name = format!("{}-{minutes}m", name(rule));
            let parts = [figure, asked("share", ERRORS, "Average"), traffic(ERRORS)];
            // What the long window must have, the short one need not.
            let rule = if minutes == windows.long_minutes { *rule } else { Rule { traffic_min: 0, ..*rule } };
            self.metric_alarms.push(metric_alarm(&rule, &name, "burn rate", minutes.into(), &parts));
            names.push(format!("ALARM(\"{name}\")"));
        }
        self.composite_alarms.push(json!({
            "AlarmName": name(rule),
            "AlarmDescription": description(rule),
            "AlarmRule": names.join(" AND "),
        }));
    }
}

fn name(rule: &Rule) -> String {
    format!("neurmatic-{}", rule.name)
}

fn description(rule: &Rule) -> String {
    format!(
        "{}: {} reaches {}. {}",
        rule.severity.as_str(),
        rule.measure.what(),
        rule.threshold,
        rule.runbook_path()
    )
}

/// An alarm of the expression `figure` over a window, once there is enough traffic.
fn metric_alarm(rule: &Rule, name: &str, label: &str, minutes: i64, parts: &[Value]) -> Value {
    let expression = format!("IF(traffic >= {}, figure, 0)", rule.traffic_min);
    let mut metrics =
        vec![json!({ "Id": "value", "Label": label, "Expression": expression, "ReturnData": true })];
    metrics.extend(parts.iter().cloned());
    // An expression has the period of what it is made of.
    for stat in metrics.iter_mut().filter_map(|metric| metric.get_mut("MetricStat")?.as_object_mut()) {
        stat.insert("Period".to_owned(), json!(minutes * 60));
    }
    json!({
        "AlarmName": name,
        "AlarmDescription": description(rule),
        "Metrics": metrics,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": rule.threshold,
        "EvaluationPeriods": 1,
        "TreatMissingData": "notBreaching",
    })
}

/// A metric of everything together.
fn asked(id: &str, metric: Metric, statistic: &str) -> Value {
    json!({
        "Id": id,
        "MetricStat": {
            "Metric": {
                "Namespace": NAMESPACE,
                "MetricName": metric.name,
                "Dimensions": [{ "Name": By::All.as_str(), "Value": Reading::ALL }],
            },
            "Stat": statistic,
        },
        "ReturnData": false,
    })
}

/// How many requests a metric is made of.
fn traffic(metric: Metric) -> Value {
    asked("traffic", metric, "SampleCount")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(alarms: &[Value]) -> Vec<&str> {
        alarms.iter().map(|alarm| alarm["AlarmName"].as_str().unwrap()).collect()
    }

    #[test]
    fn each_alarm_is_of_a_metric_that_there_is_and_has_one_result() {
        let alarms = alarms();
        let known: BTreeSet<&str> = neurmatic_telemetry::ALL.iter().map(|metric| metric.name).collect();
        for alarm in &alarms.metric_alarms {
            let metrics = alarm["Metrics"].as_array().unwrap();
            assert_eq!(metrics.iter().filter(|metric| metric["ReturnData"] == true).count(), 1, "{alarm}");
            for metric in metrics.iter().filter(|metric| metric.get("MetricStat").is_some()) {
                let stat = &metric["MetricStat"];
                assert!(known.contains(stat["Metric"]["MetricName"].as_str().unwrap()), "{alarm}");
                // CloudWatch's bound of a period, of which the evaluated ones are one day at most.
                assert!((60..=86_400).contains(&stat["Period"].as_i64().unwrap()), "{alarm}");
            }
        }
    }

    #[test]
    fn a_burn_needs_both_of_its_windows() {
        let alarms = alarms();
        assert_eq!(names(&alarms.composite_alarms), ["neurmatic-fast_burn", "neurmatic-slow_burn"]);
        assert_eq!(
            alarms.composite_alarms[0]["AlarmRule"],
            "ALARM(\"neurmatic-fast_burn-60m\") AND ALARM(\"neurmatic-fast_burn-5m\")"
        );
        let metric = names(&alarms.metric_alarms);
        assert!(metric.contains(&"neurmatic-slow_burn-360m") && metric.contains(&"neurmatic-many_errors"));
    }
}
