//! A small client of Amazon CloudWatch: metrics are put, and asked for.

use std::collections::HashMap;
use std::time::Duration;

use neurmatic_aws::{Account, CallError, JsonApi, Service};
use neurmatic_config::CloudWatch as Settings;
use serde::Deserialize;
use serde_json::{Value, json};

/// The longest window of history: as long as CloudWatch keeps single minutes.
pub const HISTORY_WINDOW_MAX: Duration = Duration::from_secs(15 * 86_400);

const CLOUDWATCH: Service = Service {
    name: "CloudWatch",
    signed_as: "monitoring",
    target: "GraniteServiceVersion20100801",
    answer_bytes_max: 4 * 1024 * 1024,
};

/// What one call of `GetMetricData` may ask for; CloudWatch's bound.
const QUERIES_PER_CALL: usize = 500;

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct CloudWatch {
    api: JsonApi,
    namespace: String,
}

/// What is asked of a metric.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Query<'a> {
    pub(crate) metric: &'static str,
    /// A dimension's name and value.
    pub(crate) dimension: (&'static str, &'a str),
    /// CloudWatch's word: `p95`, `Average`, `SampleCount`, `Sum`.
    pub(crate) statistic: &'static str,
}

/// A window, and how long the periods are that it is asked for by: seconds since 1970, and seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) period: i64,
}

/// What was found by a question: when each period begins, in seconds since 1970, and its value.
pub(crate) type Values = Vec<(i64, f64)>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    #[serde(default)]
    metric_data_results: Vec<Series>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Series {
    id: String,
    /// Seconds since 1970, with a fraction that is 0.
    #[serde(default)]
    timestamps: Vec<f64>,
    #[serde(default)]
    values: Vec<f64>,
}

impl CloudWatch {
    /// A client; nothing connects yet.
    #[must_use]
    pub fn new(settings: Settings, namespace: &str) -> Self {
        let Settings { url, region, access_key_id, secret_access_key, session_token } = settings;
        let account = Account { region, access_key_id, secret_access_key, session_token };
        Self { api: JsonApi::new(CLOUDWATCH, &url, account), namespace: namespace.to_owned() }
    }

    /// Puts data.
    ///
    /// # Errors
    /// [`CallError`]. Unless it was refused it isn't known whether they were taken.
    pub(crate) async fn put(&self, data: &[Value], within: Duration) -> Result<(), CallError> {
        let input = json!({ "Namespace": self.namespace, "MetricData": data });
        self.api.call::<Value>("PutMetricData", &input, within).await.map(drop)
    }

    /// For each query the values of a window's periods; where CloudWatch cuts periods otherwise there may be one more. None where
    /// nothing was put.
    ///
    /// # Errors
    /// [`CallError`].
    pub(crate) async fn ask(
        &self,
        queries: &[Query<'_>],
        span: Span,
        within: Duration,
    ) -> Result<Vec<Values>, CallError> {
        let mut all = Vec::with_capacity(queries.len());
        for some in queries.chunks(QUERIES_PER_CALL) {
            let asked = some.iter().enumerate().map(|(at, query)| self.query(at, query, span.period));
            let input = json!({
                "StartTime": span.from,
                "EndTime": span.to,
                "MetricDataQueries": asked.collect::<Value>(),
            });
            let found: Found = self.api.call("GetMetricData", &input, within).await?;
            let mut by_id: HashMap<String, Values> = HashMap::new();
            for Series { id, timestamps, values } in found.metric_data_results {
                let begin = timestamps.into_iter().map(|at| at as i64);
                by_id.entry(id).or_default().extend(begin.zip(values));
            }
            all.extend((0..some.len()).map(|at| by_id.remove(&format!("q{at}")).unwrap_or_default()));
        }
        Ok(all)
    }

    fn query(&self, at: usize, query: &Query<'_>, period: i64) -> Value {
        let (name, value) = query.dimension;
        json!({
            "Id": format!("q{at}"),
            "MetricStat": {
                "Metric": {
                    "Namespace": self.namespace,
                    "MetricName": query.metric,
                    "Dimensions": [{ "Name": name, "Value": value }],
                },
                "Period": period,
                "Stat": query.statistic,
            },
        })
    }
}
