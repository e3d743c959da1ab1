//! How long requests take: the last minutes live, out of the instances' merged histograms; longer windows out of CloudWatch.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use neurmatic_http::{Answer, Problem, Query, Services};
use neurmatic_telemetry::{Figures, Kind, MinuteFigures, Past, minute_of, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::unavailable::UnavailableOut;
use crate::window::Window;

/// Which figures are wanted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsQuery {
    /// The window that ends now: minutes, hours or days, like `15m`, `24h`, `7d`; from `1m` to `15d`. Up to `15m` it is live.
    /// `15m` when left out.
    pub(crate) window: Option<String>,
}

/// Where figures come from.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// What the instances counted, a second ago at most for those that are at work.
    Live,
    /// CloudWatch.
    History,
}

/// How long requests take.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MetricsOut {
    /// Since when: whole minutes.
    from: Timestamp,
    /// Until when.
    to: Timestamp,
    /// Where the figures come from.
    source: Source,
    /// All operations together; null when that can't be had.
    all: Option<FiguresOut>,
    /// Each operation that had requests, the most frequent first. Of the past only those whose history is kept.
    operations: Vec<OperationOut>,
    /// Each area that had requests, the most frequent first.
    areas: Vec<MetricsAreaOut>,
    /// How long a step of `series` is, in seconds.
    step_secs: i64,
    /// All operations together in each step of the window, the earliest first; the last step may be running. Empty when that can't be
    /// had.
    series: Vec<MetricsStepOut>,
    /// What can't be had now.
    unavailable: Vec<UnavailableOut>,
}

/// An operation's figures.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OperationOut {
    /// Its name: `articles.list`.
    operation: String,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresOut,
}

/// An area's figures.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MetricsAreaOut {
    /// Its name: live the first word of its operations, `articles`; of the past the function, `api-articles`.
    area: String,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresOut,
}

/// A step's figures.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MetricsStepOut {
    /// When it begins.
    from: Timestamp,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresOut,
}

/// Figures of requests.
#[derive(Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FiguresOut {
    /// Requests.
    requests: u64,
    /// Requests a second.
    per_sec: f64,
    /// Requests that were answered with 5xx; null where that isn't kept.
    errors: Option<u64>,
    /// Their share, from 0 to 1.
    error_share: Option<f64>,
    /// Requests that were the first of their environment; null where that isn't kept.
    cold_starts: Option<u64>,
    /// Mean time, in milliseconds; null without requests.
    avg_ms: Option<f64>,
    /// Half took no longer, in milliseconds, within 1 %.
    p50_ms: Option<f64>,
    /// 95 % took no longer.
    p95_ms: Option<f64>,
    /// 99 % took no longer.
    p99_ms: Option<f64>,
}

/// The figures of a window.
pub(crate) async fn metrics(
    State(app): State<Services>,
    Query(query): Query<MetricsQuery>,
) -> Result<Answer<MetricsOut>, Problem> {
    Answer::of(&figures(&app, Window::of(query.window.as_deref())?).await)
}

/// The same, for who shows them beside others.
pub(crate) async fn figures(app: &Services, window: Window) -> MetricsOut {
    let now = Timestamp::now();
    if window.is_live() { live(app, window, now).await } else { history(app, window, now).await }
}

async fn live(app: &Services, window: Window, now: Timestamp) -> MetricsOut {
    let minute = minute_of(now);
    let from = start_of(minute - window.minutes());
    let secs = now.duration_since(from).as_secs_f64();
    let mut out = MetricsOut::empty(from, now, Source::Live);
    match read(&app.redis, Kind::Operation, minute - window.minutes()..=minute).await {
        Err(error) => out.unavailable.push(UnavailableOut::because("live", &error)),
        Ok(found) => {
            let sums = Sums::of(found);
            out.all = Some(FiguresOut::live(&sums.all, secs));
            let shown = |(name, figures): (String, Figures)| (name, FiguresOut::live(&figures, secs));
            out.operations = operations(sums.operations.into_iter().map(shown));
            out.areas = areas(sums.areas.into_iter().map(shown));
            let steps = minute - window.minutes()..=minute;
            out.series = steps.map(|at| of_minute(at, sums.minutes.get(&at), now)).collect();
        }
    }
    out
}

/// The live figures, added up in each way that they are shown.
#[derive(Default)]
struct Sums {
    all: Figures,
    operations: BTreeMap<String, Figures>,
    areas: BTreeMap<String, Figures>,
    minutes: BTreeMap<i64, Figures>,
}

impl Sums {
    fn of(found: Vec<MinuteFigures>) -> Self {
        let mut sums = Self::default();
        for MinuteFigures { minute, name, figures } in found {
            let area = name.split('.').next().unwrap_or_default().to_owned();
            sums.all.merge(&figures);
            sums.minutes.entry(minute).or_default().merge(&figures);
            sums.areas.entry(area).or_default().merge(&figures);
            sums.operations.entry(name).or_default().merge(&figures);
        }
        sums
    }
}

/// A minute's figures; the last one runs until now.
fn of_minute(minute: i64, figures: Option<&Figures>, now: Timestamp) -> MetricsStepOut {
    let from = start_of(minute);
    let secs = now.duration_since(from).as_secs_f64().min(60.0);
    let shown = |figures: &Figures| FiguresOut::live(figures, secs);
    MetricsStepOut { from, figures: figures.map_or_else(|| shown(&Figures::default()), shown) }
}

async fn history(app: &Services, window: Window, now: Timestamp) -> MetricsOut {
    let to = start_of(minute_of(now) + 1);
    let from = to - SignedDuration::from_mins(window.minutes());
    let secs = to.duration_since(from).as_secs_f64();
    let mut out = MetricsOut::empty(from, to, Source::History);
    let Some(cloudwatch) = app.telemetry.cloudwatch() else {
        let reason = "CloudWatch is not set up here (CLOUDWATCH_URL): only windows up to 15m can be had";
        out.unavailable.push(UnavailableOut::without("history", reason));
        return out;
    };
    match cloudwatch.history(from, to).await {
        Err(error) => out.unavailable.push(UnavailableOut::because("history", &error)),
        Ok(found) => {
            out.all = Some(FiguresOut::past(&found.all, secs));
            let shown = |(name, past): (&str, Past)| (name.to_owned(), FiguresOut::past(&past, secs));
            out.operations = operations(found.operations.into_iter().map(shown));
            out.areas = areas(found.functions.into_iter().map(shown));
            out.step_secs = found.step_secs;
            out.series = found.steps.iter().map(|step| of_step(step, found.step_secs, to)).collect();
        }
    }
    out
}

/// A step's figures; the last one ends where the window ends.
fn of_step((from, past): &(Timestamp, Past), step_secs: i64, to: Timestamp) -> MetricsStepOut {
    let secs = to.duration_since(*from).as_secs_f64().min(step_secs as f64);
    MetricsStepOut { from: *from, figures: FiguresOut::past(past, secs) }
}

/// When a minute since 1970 begins.
pub(crate) fn start_of(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn operations(named: impl Iterator<Item = (String, FiguresOut)>) -> Vec<OperationOut> {
    most_frequent_first(named).map(|(operation, figures)| OperationOut { operation, figures }).collect()
}

fn areas(named: impl Iterator<Item = (String, FiguresOut)>) -> Vec<MetricsAreaOut> {
    most_frequent_first(named).map(|(area, figures)| MetricsAreaOut { area, figures }).collect()
}

fn most_frequent_first(
    named: impl Iterator<Item = (String, FiguresOut)>,
) -> impl Iterator<Item = (String, FiguresOut)> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.requests));
    named.into_iter()
}

impl MetricsOut {
    fn empty(from: Timestamp, to: Timestamp, source: Source) -> Self {
        Self {
            from,
            to,
            source,
            all: None,
            operations: Vec::new(),
            areas: Vec::new(),
            step_secs: 60,
            series: Vec::new(),
            unavailable: Vec::new(),
        }
    }
}

impl FiguresOut {
    fn live(figures: &Figures, secs: f64) -> Self {
        let (requests, errors) = (figures.total(), figures.count("5xx"));
        Self {
            requests,
            per_sec: requests as f64 / secs.max(1.0),
            errors: Some(errors),
            error_share: share(errors, requests),
            cold_starts: Some(figures.count("cold")),
            avg_ms: figures.mean_ms(),
            p50_ms: figures.percentile_ms(0.5),
            p95_ms: figures.percentile_ms(0.95),
            p99_ms: figures.percentile_ms(0.99),
        }
    }

    fn past(past: &Past, secs: f64) -> Self {
        let whole = |count: f64| count.round() as u64;
        let requests = whole(past.requests);
        let errors = past.errors.map(whole);
        Self {
            requests,
            per_sec: past.requests / secs.max(1.0),
            errors,
            error_share: errors.and_then(|errors| share(errors, requests)),
            cold_starts: past.cold_starts.map(whole),
            avg_ms: past.mean_ms,
            p50_ms: past.p50_ms,
            p95_ms: past.p95_ms,
            p99_ms: past.p99_ms,
        }
    }
}

/// A part of the whole, from 0 to 1; none of nothing.
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_history_does_not_keep_is_null() {
        let past = Past { requests: 90.0, p95_ms: Some(7.5), ..Past::default() };
        let out = FiguresOut::past(&past, 60.0);
        assert_eq!((out.requests, out.per_sec, out.errors, out.error_share), (90, 1.5, None, None));
        let all = FiguresOut::past(&Past { errors: Some(9.0), ..past }, 60.0);
        assert_eq!((all.errors, all.error_share), (Some(9), Some(0.1)));
    }

    #[test]
    fn a_running_minute_is_counted_by_the_seconds_that_are_over() {
        let now = start_of(100) + SignedDuration::from_secs(20);
        let secs = |minute| now.duration_since(of_minute(minute, None, now).from).as_secs();
        assert_eq!((secs(100), secs(99)), (20, 80));
        let idle = of_minute(100, None, now).figures;
        assert_eq!((idle.requests, idle.cold_starts, idle.p95_ms), (0, Some(0), None));
        let past = Past { requests: 90.0, ..Past::default() };
        assert_eq!(of_step(&(start_of(99), past), 60, now).figures.per_sec, 1.5);
        assert_eq!(of_step(&(start_of(100), past), 3_600, now).figures.per_sec, 4.5);
    }

    #[test]
    fn nothing_has_no_time_and_no_share() {
        let out = FiguresOut::live(&Figures::default(), 0.0);
        assert_eq!((out.requests, out.avg_ms, out.error_share), (0, None, None));
    }
}
