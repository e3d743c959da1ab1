//! Metrics of a process that isn't on Lambda, until they are sent to CloudWatch: what the log says there, said by calls.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::data::Data;
use crate::definitions::{By, Metric};
use crate::histogram::Histogram;

/// Values that CloudWatch takes of a metric at once.
const VALUES_PER_DATUM: usize = 150;

/// Metrics that one call sends: with all their values some hundred kilobytes, CloudWatch's bound being one megabyte.
const DATA_PER_CALL: usize = 100;

/// Metrics and minutes that wait at most; what is more is lost, and said.
const WAITING_MAX: usize = 10_000;

/// A metric by the value of a dimension, in a minute since 1970.
type Place = (i64, &'static str, By, &'static str);

/// What waits to be sent.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<BTreeMap<Place, Values>>);

/// Values of a metric, in what its unit is noted in.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    metric: &'static Metric,
    noted: Histogram,
}

/// Values on their way.
pub(crate) type Taken = Vec<(Place, Values)>;

impl Meter {
    /// Counts a record's values in a minute since 1970.
    pub(crate) fn note(&self, minute: i64, data: &Data) {
        let mut waiting = self.waiting();
        for &(metric, noted) in &data.values {
            for by in metric.by {
                let Some(label) = data.labels.of(*by) else { continue };
                let place = (minute, metric.name, *by, label);
                if waiting.len() < WAITING_MAX || waiting.contains_key(&place) {
                    let values = waiting.entry(place);
                    values
                        .or_insert_with(|| Values { metric, noted: Histogram::default() })
                        .noted
                        .note(noted);
                }
            }
        }
    }

    /// Takes the oldest of what waits of the minutes before this one, as much as a call sends.
    pub(crate) fn take(&self, before: i64) -> Taken {
        let mut waiting = self.waiting();
        let (mut taken, mut data) = (Taken::new(), 0);
        while let Some(first) = waiting.first_entry() {
            if first.key().0 >= before {
                break;
            }
            data += first.get().noted.len().div_ceil(VALUES_PER_DATUM);
            if data > DATA_PER_CALL && !taken.is_empty() {
                break;
            }
            taken.push(first.remove_entry());
        }
        taken
    }

    /// Gives back what couldn't be sent.
    pub(crate) fn give_back(&self, taken: Taken) {
        let mut waiting = self.waiting();
        let mut lost = 0_usize;
        for (place, values) in taken {
            if waiting.len() < WAITING_MAX || waiting.contains_key(&place) {
                let known = waiting.entry(place);
                let known =
                    known.or_insert_with(|| Values { metric: values.metric, noted: Histogram::default() });
                known.noted.merge(&values.noted);
            } else {
                lost += 1;
            }
        }
        if lost > 0 {
            tracing::warn!(lost, "CloudWatch was away for too long: metrics were lost");
        }
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<Place, Values>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The data of a call of `PutMetricData`: each value with how often it came.
pub(crate) fn data(taken: &[(Place, Values)]) -> Vec<Value> {
    let mut data = Vec::with_capacity(taken.len());
    for ((minute, name, by, label), Values { metric, noted }) in taken {
        let dimensions = json!([{ "Name": by.as_str(), "Value": label }]);
        let one = metric.unit.noted() as f64;
        let values: Vec<(f64, u64)> = noted.values().map(|(value, count)| (value / one, count)).collect();
        for some in values.chunks(VALUES_PER_DATUM) {
            data.push(json!({
                "MetricName": name,
                "Dimensions": dimensions,
                "Timestamp": minute * 60,
                "Unit": metric.unit.as_str(),
                "Values": some.iter().map(|(value, _)| *value).collect::<Vec<f64>>(),
                "Counts": some.iter().map(|(_, count)| *count).collect::<Vec<u64>>(),
            }));
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::of_request;
    use crate::data::tests::request;

    #[test]
    fn what_is_sent_has_the_shape_of_what_the_log_says() {
        let meter = Meter::default();
        for _ in 0..3 {
            meter.note(7, &of_request(&request("articles.list", 200), Some("platform"), false, None));
        }
        let data = data(&meter.take(i64::MAX));
        let latency = data.iter().filter(|datum| datum["MetricName"] == "Latency").collect::<Vec<_>>();
        assert_eq!(latency.len(), 3);
        let dimension = |datum: &Value| datum["Dimensions"][0]["Value"].as_str().map(str::to_owned);
        let named: Vec<_> = latency.iter().filter_map(|datum| dimension(datum)).collect();
        assert_eq!(named, ["all", "platform", "articles.list"]);
        let datum = latency[0];
        assert_eq!((&datum["Timestamp"], &datum["Unit"]), (&json!(420), &json!("Milliseconds")));
        assert_eq!(datum["Counts"], json!([3]));
        let value = datum["Values"][0].as_f64().unwrap();
        assert!((value - 12.345).abs() < 12.345 / 100.0, "{value}");
        assert!(meter.take(i64::MAX).is_empty());
    }

    #[test]
    fn what_was_not_sent_is_added_up_with_what_came_since() {
        let meter = Meter::default();
        let values = of_request(&request("articles.list", 200), None, false, None);
        meter.note(7, &values);
        assert!(meter.take(7).is_empty(), "the minute isn't over");
        let taken = meter.take(8);
        meter.note(7, &values);
        meter.give_back(taken);
        let data = data(&meter.take(i64::MAX));
        let requests = data.iter().find(|datum| datum["MetricName"] == "Requests").unwrap();
        assert_eq!((&requests["Values"], &requests["Counts"]), (&json!([1.0]), &json!([2])));
    }
}
