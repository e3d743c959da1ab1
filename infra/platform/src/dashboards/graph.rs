//! A graph of the dashboard: lines of metrics that are defined, and of SQS's own.

use neurmatic_alerts::{Measure, RULES};
use neurmatic_tasks::{Queue, dead_letters};
use neurmatic_telemetry::{By, MetricBy};
use serde_json::{Value, json};

/// The namespace of our metrics; `METRICS_NAMESPACE` when left out.
const NAMESPACE: &str = "Neurmatic";

/// What Terraform's `templatefile` fills in: the region, and what stands before a queue's name.
const REGION: &str = "${region}";
const QUEUE_PREFIX: &str = "${queue_prefix}";

/// Seconds of a point: those of the alarms' shortest window.
const PERIOD_SECS: u32 = 300;

/// What is made of a period's values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Statistic {
    P50,
    P95,
    P99,
    Average,
    Maximum,
    Sum,
    SampleCount,
}

impl Statistic {
    /// CloudWatch's word.
    const fn as_str(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Average => "Average",
            Self::Maximum => "Maximum",
            Self::Sum => "Sum",
            Self::SampleCount => "SampleCount",
        }
    }
}

/// What SQS tells of a queue.
#[derive(Clone, Copy, Debug)]
pub(super) enum OfQueue {
    /// Messages that nobody has taken.
    Waiting,
    /// Seconds that the oldest of them waits.
    Oldest,
    /// Messages of its dead-letter queue.
    Dead,
}

/// What a graph has lines of: one for each value of a dimension.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lines {
    /// A metric of ours.
    Of(MetricBy, Statistic),
    /// What SQS tells of each queue, the highest of a period.
    Sqs(OfQueue),
}

/// A graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Graph {
    title: &'static str,
    lines: &'static [Lines],
    is_stacked: bool,
    /// What the rules look at: their thresholds are drawn.
    measure: Option<Measure>,
}

impl Graph {
    pub(super) const fn of(title: &'static str, lines: &'static [Lines]) -> Self {
        Self { title, lines, is_stacked: false, measure: None }
    }

    /// Its lines stand one on the other.
    pub(super) const fn stacked(self) -> Self {
        Self { is_stacked: true, ..self }
    }

    /// With the thresholds of the rules of a measure.
    pub(super) const fn judged_by(self, measure: Measure) -> Self {
        Self { measure: Some(measure), ..self }
    }

    /// Its properties, as a dashboard takes them.
    pub(super) fn properties(&self) -> Value {
        let lines: Vec<Value> = self.lines.iter().flat_map(|lines| lines.listed()).collect();
        let thresholds = RULES.iter().filter(|rule| Some(rule.measure) == self.measure);
        let thresholds: Vec<Value> =
            thresholds.map(|rule| json!({ "label": rule.name, "value": rule.threshold })).collect();
        let annotations = if thresholds.is_empty() { json!({}) } else { json!({ "horizontal": thresholds }) };
        json!({
            "title": self.title,
            "region": REGION,
            "view": "timeSeries",
            "stacked": self.is_stacked,
            "period": PERIOD_SECS,
            "metrics": lines,
            "yAxis": { "left": { "min": 0 } },
            "annotations": annotations,
        })
    }
}

impl Lines {
    /// Each line, as a dashboard takes it.
    fn listed(&self) -> Vec<Value> {
        match *self {
            Self::Of(metric, statistic) => {
                let values = metric.by().values().iter();
                values.map(|value| line(metric, value, statistic)).collect()
            }
            Self::Sqs(what) => Queue::ALL.iter().map(|queue| of_queue(*queue, what)).collect(),
        }
    }
}

fn line(metric: MetricBy, value: &str, statistic: Statistic) -> Value {
    let (name, by, statistic) = (metric.metric().name, metric.by(), statistic.as_str());
    let label = if by == By::All { format!("{name} {statistic}") } else { value.to_owned() };
    json!([NAMESPACE, name, by.as_str(), value, { "label": label, "stat": statistic }])
}

fn of_queue(queue: Queue, what: OfQueue) -> Value {
    let (metric, name) = match what {
        OfQueue::Waiting => ("ApproximateNumberOfMessagesVisible", queue.as_str().to_owned()),
        OfQueue::Oldest => ("ApproximateAgeOfOldestMessage", queue.as_str().to_owned()),
        OfQueue::Dead => ("ApproximateNumberOfMessagesVisible", dead_letters(queue)),
    };
    let options = json!({ "label": name, "stat": Statistic::Maximum.as_str() });
    json!(["AWS/SQS", metric, "QueueName", format!("{QUEUE_PREFIX}{name}"), options])
}
