//! A record as a line in CloudWatch's embedded metric format: CloudWatch takes the metrics out of the log by itself, so that
//! no call is made for them. Written by hand: it is on the way of each request.

use std::fmt::Write as _;

use jiff::Timestamp;
use neurmatic_memory::resident_bytes;

use crate::data::Data;
use crate::definitions::{By, Metric, Unit};
use crate::record::{RequestRecord, TaskRecord};

/// Room for a line with its details.
const LINE_BYTES: usize = 1_536;

/// A line being written.
pub(crate) struct Line(String);

impl Line {
    /// The metrics of a record.
    pub(crate) fn of(data: &Data, namespace: &str, at: Timestamp) -> Self {
        let mut line = String::with_capacity(LINE_BYTES);
        // Writing to a String can't fail, here and below.
        let _ = write!(line, "{{\"_aws\":{{\"Timestamp\":{},\"CloudWatchMetrics\":[", at.as_millisecond());
        // Metrics that are told apart by the same dimensions stand together; in a record they follow each other.
        let mut rest = data.values.as_slice();
        while let Some(((first, _), _)) = rest.split_first() {
            let together = rest.iter().take_while(|(metric, _)| metric.by == first.by).count();
            let (these, others) = rest.split_at(together);
            directive(&mut line, data, namespace, first.by, these.iter().map(|(metric, _)| *metric));
            rest = others;
            if !rest.is_empty() {
                line.push(',');
            }
        }
        line.push_str("]}");
        let mut line = Self(line);
        for by in [By::All, By::Function, By::Operation, By::StatusClass, By::Cache, By::Queue] {
            if let Some(value) = data.labels.of(by) {
                line.text(by.as_str(), value);
            }
        }
        for (metric, noted) in &data.values {
            match metric.unit {
                Unit::Count => line.number(metric.name, *noted),
                Unit::Milliseconds | Unit::Megabytes => line.thousandths(metric.name, *noted),
            }
        }
        line
    }

    /// What else is known of a request, which stands for so many.
    pub(crate) fn request(&mut self, record: &RequestRecord<'_>, stands_for: u64) {
        self.text("level", if record.status >= 500 { "ERROR" } else { "INFO" });
        self.text("message", "request");
        self.text("operation", record.operation);
        self.number("status", record.status.into());
        self.text("cache", record.cache.as_str());
        self.text("request_id", record.request_id);
        self.maybe("trace_id", record.trace_id);
        self.maybe("edge_ray", record.edge_ray);
        self.number("n_plus_one", u64::from(record.n_plus_one));
        self.number("stands_for", stands_for);
    }

    /// What else is known of an attempt at a task.
    pub(crate) fn task(&mut self, record: &TaskRecord<'_>) {
        self.text("level", "INFO");
        self.text("message", "task");
        self.text("task", record.task);
        self.text("outcome", record.outcome.as_str());
        self.number("attempt", record.attempt.into());
        self.thousandths("database_ms", crate::data::micros(record.database));
        self.number("queries", record.queries.into());
        self.text("message_id", record.message);
        self.maybe("request_id", record.request_id);
        if let Some(bytes) = resident_bytes() {
            self.number("resident_kib", bytes / 1_024);
        }
    }

    /// The line, with its end.
    pub(crate) fn ended(mut self) -> String {
        self.0.push_str("}\n");
        self.0
    }

    fn maybe(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// Names are ours; values may hold what has to be escaped.
    fn text(&mut self, name: &str, value: &str) {
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        if value.bytes().all(is_plain) {
            self.0.extend([",\"", name, "\":\"", value, "\""]);
        } else {
            let quoted = serde_json::Value::from(value);
            let _ = write!(self.0, ",\"{name}\":{quoted}");
        }
    }

    fn number(&mut self, name: &str, value: u64) {
        let _ = write!(self.0, ",\"{name}\":{value}");
    }

    /// Microseconds as milliseconds, kilobytes as megabytes.
    fn thousandths(&mut self, name: &str, value: u64) {
        let _ = write!(self.0, ",\"{name}\":{}.{:03}", value / 1_000, value % 1_000);
    }
}

/// Metrics that are told apart by the same dimensions.
fn directive<'a>(
    line: &mut String,
    data: &Data,
    namespace: &str,
    by: &[By],
    metrics: impl Iterator<Item = &'a Metric>,
) {
    let _ = write!(line, "{{\"Namespace\":\"{namespace}\",\"Dimensions\":[");
    let known = by.iter().filter(|by| data.labels.of(**by).is_some());
    for (n, by) in known.enumerate() {
        line.extend([if n == 0 { "[\"" } else { ",[\"" }, by.as_str(), "\"]"]);
    }
    line.push_str("],\"Metrics\":[");
    for (n, metric) in metrics.enumerate() {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(line, "{comma}{{\"Name\":\"{}\",\"Unit\":\"{}\"}}", metric.name, metric.unit.as_str());
    }
    line.push_str("]}");
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::data::tests::request;
    use crate::data::{of_request, of_task};
    use crate::record::TaskOutcome;

    fn at() -> Timestamp {
        "2026-11-29T10:00:00.250Z".parse().unwrap()
    }

    #[test]
    fn a_line_is_as_the_format_wants_it() {
        let data = of_request(&request("articles.list", 200), Some("api-articles"), false, Some(21_500_250));
        let line = Line::of(&data, "Neurmatic", at()).ended();
        let metric = |name: &str, unit: &str| json!({ "Name": name, "Unit": unit });
        let directive = |dimensions: Value, metrics: Value| json!({ "Namespace": "Neurmatic", "Dimensions": dimensions, "Metrics": metrics });
        let (ms, count) = ("Milliseconds", "Count");
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_946_400_250_u64,
                "CloudWatchMetrics": [
                    directive(json!([["Operation"], ["Function"], ["Scope"]]), json!([metric("Latency", ms)])),
                    directive(
                        json!([["Function"], ["Scope"]]),
                        json!([metric("Errors", count), metric("ColdStarts", count), metric("Memory", "Megabytes")]),
                    ),
                    directive(json!([["StatusClass"]]), json!([metric("Requests", count)])),
                    directive(
                        json!([["Scope"]]),
                        json!([metric("RedisTime", ms), metric("DatabaseTime", ms), metric("Queries", count)]),
                    ),
                    directive(json!([["Cache"]]), json!([metric("CacheAnswers", count)])),
                ],
            },
            "Scope": "all", "Function": "api-articles", "Operation": "articles.list", "StatusClass": "2xx", "Cache": "miss",
            "Latency": 12.345, "Errors": 0, "ColdStarts": 0, "Memory": 21.5, "Requests": 1,
            "RedisTime": 0.7, "DatabaseTime": 4.0, "Queries": 2, "CacheAnswers": 1,
        });
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), expected);
        assert!(line.ends_with("}\n") && line.lines().count() == 1);
    }

    #[test]
    fn details_are_told_beside_the_metrics() {
        let record = RequestRecord {
            request_id: "with \"quotes\"",
            edge_ray: Some("8f1-FRA"),
            ..request("articles.list", 500)
        };
        let mut line = Line::of(&of_request(&record, None, true, None), "Neurmatic", at());
        line.request(&record, 64);
        let told: Value = serde_json::from_str(&line.ended()).unwrap();
        assert_eq!(told["message"], "request");
        assert_eq!((&told["status"], &told["stands_for"]), (&json!(500), &json!(64)));
        assert_eq!((&told["request_id"], &told["edge_ray"]), (&json!("with \"quotes\""), &json!("8f1-FRA")));
        assert!(told.get("trace_id").is_none() && told.get("Function").is_none());
    }

    #[test]
    fn a_task_is_told_with_its_queue() {
        let record = TaskRecord {
            task: "email:send",
            queue: "email",
            outcome: TaskOutcome::Failed,
            took: std::time::Duration::from_millis(3),
            database: std::time::Duration::ZERO,
            queries: 3,
            attempt: 5,
            message: "a-message",
            request_id: None,
        };
        let mut line = Line::of(&of_task(&record), "Neurmatic", at());
        line.task(&record);
        let told: Value = serde_json::from_str(&line.ended()).unwrap();
        assert_eq!(told["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Queue"], ["Scope"]]));
        assert_eq!((&told["Queue"], &told["TaskFailures"]), (&json!("email"), &json!(1)));
        assert_eq!((&told["TaskTime"], &told["outcome"]), (&json!(3.0), &json!("failed")));
    }
}
