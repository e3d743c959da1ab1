//! What the dashboard shows, in order. A metric, or a dimension of one, that isn't defined doesn't compile here.

use neurmatic_alerts::{Alarms, Measure};
use neurmatic_telemetry::{
    By, CACHE_ANSWERS, COLD_STARTS, DATABASE_TIME, ERRORS, LATENCY, LIMITED, MEMORY, QUERIES, REDIS_TIME,
    REQUESTS, TASK_FAILURES, TASK_RETRIES, TASK_TIME,
};
use serde_json::{Value, json};

use super::graph::Graph;
use super::graph::Lines::{Of, Sqs};
use super::graph::OfQueue::{Dead, Oldest, Waiting};
use super::graph::Statistic::{Average, Maximum, P50, P95, P99, SampleCount, Sum};

/// The grid that CloudWatch lays widgets on is 24 wide: two graphs stand beside each other, below the alarms.
const WIDTH: usize = 24;
const ALARMS_HEIGHT: usize = 4;
const GRAPH_WIDTH: usize = 12;
const GRAPH_HEIGHT: usize = 6;

/// Every graph.
const GRAPHS: &[Graph] = &[
    Graph::of(
        "Time of all requests, ms",
        &[
            Of(LATENCY.told_by(By::All), P50),
            Of(LATENCY.told_by(By::All), P95),
            Of(LATENCY.told_by(By::All), P99),
        ],
    )
    .judged_by(Measure::ResponseP95),
    Graph::of("Requests by status", &[Of(REQUESTS.told_by(By::StatusClass), Sum)]).stacked(),
    Graph::of("Time by area, ms: p50", &[Of(LATENCY.told_by(By::Function), P50)]),
    Graph::of("Time by area, ms: p95", &[Of(LATENCY.told_by(By::Function), P95)])
        .judged_by(Measure::ResponseP95),
    Graph::of("Time by area, ms: p99", &[Of(LATENCY.told_by(By::Function), P99)]),
    Graph::of("Requests by area", &[Of(LATENCY.told_by(By::Function), SampleCount)]).stacked(),
    Graph::of("Share of requests with 5xx", &[Of(ERRORS.told_by(By::All), Average)])
        .judged_by(Measure::ErrorShare),
    Graph::of("Errors by area", &[Of(ERRORS.told_by(By::Function), Sum)]).stacked(),
    Graph::of("Cold starts by area", &[Of(COLD_STARTS.told_by(By::Function), Sum)]).stacked(),
    Graph::of("What the application cache did", &[Of(CACHE_ANSWERS.told_by(By::Cache), Sum)]).stacked(),
    Graph::of(
        "Database: time of a request's statements, ms",
        &[
            Of(DATABASE_TIME.told_by(By::All), P50),
            Of(DATABASE_TIME.told_by(By::All), P95),
            Of(DATABASE_TIME.told_by(By::All), P99),
        ],
    ),
    Graph::of(
        "Database: statements of a request",
        &[Of(QUERIES.told_by(By::All), Average), Of(QUERIES.told_by(By::All), Maximum)],
    ),
    Graph::of(
        "Redis: time of a request's trip, ms",
        &[Of(REDIS_TIME.told_by(By::All), P50), Of(REDIS_TIME.told_by(By::All), P99)],
    ),
    Graph::of("Requests over a limit", &[Of(LIMITED.told_by(By::All), Sum)]),
    Graph::of("Tasks: attempts by queue", &[Of(TASK_TIME.told_by(By::Queue), SampleCount)]).stacked(),
    Graph::of("Tasks: time of an attempt, ms: p95", &[Of(TASK_TIME.told_by(By::Queue), P95)]),
    Graph::of(
        "Tasks: given up by queue, and tried again",
        &[Of(TASK_FAILURES.told_by(By::Queue), Sum), Of(TASK_RETRIES.told_by(By::All), Sum)],
    ),
    Graph::of("Queues: messages that wait", &[Sqs(Waiting)]),
    Graph::of("Queues: age of the oldest message, s", &[Sqs(Oldest)]),
    Graph::of("Queues: dead letters", &[Sqs(Dead)]),
    Graph::of("Memory of the fullest process, MB", &[Of(MEMORY.told_by(By::Function), Maximum)]),
    Graph::of("Memory of a process, MB: p50", &[Of(MEMORY.told_by(By::Function), P50)]),
];

/// The dashboard's body, in which Terraform's `templatefile` fills in region, account, and what stands before a queue's name.
#[must_use]
pub fn dashboard(alarms: &Alarms) -> Value {
    let mut widgets = vec![states_of(alarms)];
    for (n, graph) in GRAPHS.iter().enumerate() {
        let (row, column) = (n * GRAPH_WIDTH / WIDTH, n * GRAPH_WIDTH % WIDTH);
        widgets.push(json!({
            "type": "metric",
            "x": column,
            "y": ALARMS_HEIGHT + row * GRAPH_HEIGHT,
            "width": GRAPH_WIDTH,
            "height": GRAPH_HEIGHT,
            "properties": graph.properties(),
        }));
    }
    json!({ "start": "-PT3H", "periodOverride": "auto", "widgets": widgets })
}

/// The states of the alarms.
fn states_of(alarms: &Alarms) -> Value {
    let arn = |name: &str| format!("arn:aws:cloudwatch:${{region}}:${{account}}:alarm:{name}");
    json!({
        "type": "alarm",
        "x": 0,
        "y": 0,
        "width": WIDTH,
        "height": ALARMS_HEIGHT,
        "properties": {
            "title": "Alarms",
            "alarms": alarms.names().into_iter().map(arn).collect::<Vec<String>>(),
        },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use neurmatic_telemetry::ALL;

    use super::*;

    #[test]
    fn every_metric_is_shown() {
        let body = dashboard(&neurmatic_alerts::alarms());
        let widgets = body["widgets"].as_array().unwrap().iter();
        let lines = widgets.filter_map(|widget| widget["properties"]["metrics"].as_array()).flatten();
        let ours = lines.filter(|line| line[0] == "Neurmatic").map(|line| line[1].as_str().unwrap());
        let shown: BTreeSet<&str> = ours.collect();
        assert_eq!(shown, ALL.iter().map(|metric| metric.name).collect());
    }

    #[test]
    fn no_widget_covers_another_and_all_are_on_the_grid() {
        let body = dashboard(&neurmatic_alerts::alarms());
        let mut cells = BTreeSet::new();
        for widget in body["widgets"].as_array().unwrap() {
            let of = |name: &str| widget[name].as_u64().unwrap();
            for (x, y) in (0..of("width")).flat_map(|x| (0..of("height")).map(move |y| (x, y))) {
                assert!(of("x") + x < 24 && cells.insert((of("x") + x, of("y") + y)), "{widget}");
            }
        }
    }

    #[test]
    fn terraform_fills_in_three_words_and_no_others() {
        let text = dashboard(&neurmatic_alerts::alarms()).to_string();
        let words: BTreeSet<&str> =
            text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word).collect();
        assert_eq!(words, BTreeSet::from(["account", "queue_prefix", "region"]));
        assert!(!text.contains("%{"));
    }

    /// Rules count rows, of which a queue holds those that were sent and its dead-letter queue also what isn't a task.
    #[test]
    fn no_threshold_of_a_rule_is_drawn_over_what_sqs_tells() {
        let body = dashboard(&neurmatic_alerts::alarms());
        let widgets = body["widgets"].as_array().unwrap().iter().map(|widget| &widget["properties"]);
        let of_sqs: Vec<&Value> = widgets.filter(|graph| graph["metrics"][0][0] == "AWS/SQS").collect();
        assert_eq!(of_sqs.len(), 3);
        assert!(of_sqs.iter().all(|graph| graph["annotations"] == json!({})), "{of_sqs:?}");
    }

    #[test]
    fn the_states_of_all_alarms_are_shown() {
        let alarms = neurmatic_alerts::alarms();
        let states = states_of(&alarms);
        let shown = states["properties"]["alarms"].as_array().unwrap();
        assert_eq!(shown.len(), alarms.names().len());
        let first = "arn:aws:cloudwatch:${region}:${account}:alarm:neurmatic-slow_responses";
        assert_eq!(shown[0], first);
    }
}
