//! What noting a request costs: time in the request's path, bytes and calls for a million of them, and the metrics' price; and
//! how exact the figures are.
//!
//! Reads `TEST_REDIS_URL`, and `TEST_SQS_URL` for CloudWatch. It starts itself with a word for its parts: `emf` writes
//! lines to standard output, as on Lambda; `process` is one of eight that count together.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a measurement that can't be taken shall stop, and says how long it took"
)]

mod merged;

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use neurmatic_config::{AppEnv, CloudWatch, Telemetry as Settings};
use neurmatic_redis::Redis;
use neurmatic_telemetry::{
    ALL, CacheOutcome, LOG_GIGABYTE_DOLLARS, LOG_LINE_BYTES, METRIC_MONTHLY_DOLLARS, METRICS_MAX,
    RequestRecord, Telemetry, distinct,
};

/// Requests of a measurement.
const REQUESTS: u32 = 200_000;

/// How long trips are measured.
const CARRYING: Duration = Duration::from_secs(10);

/// What the goal says of a request.
const GOAL_US: f64 = 5.0;

/// The share of hits that the load tests' mix has, in percent.
const HITS_PERCENT: u32 = 95;

/// The word with which this program writes lines.
const EMF: &str = "emf";

#[tokio::main]
async fn main() {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis to measure on");
    let prefix = format!("telemetry-{}", std::process::id());
    let redis = Redis::open(&url, &prefix).unwrap();
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [EMF, ..] => {
            let took = note(&telemetry(&redis, true, &prefix));
            eprintln!("{took}");
            return;
        }
        [merged::PROCESS, process, prefix] => {
            return merged::one_of_eight(&url, process.parse().unwrap(), prefix).await;
        }
        _ => {}
    }
    let mut out = std::io::stdout();

    let (lines, bytes, with_lines_us) = written();
    let million = 1_000_000.0 / f64::from(REQUESTS);
    let paid_gigabytes = (bytes + lines * LOG_LINE_BYTES) as f64 * million / 1e9;
    let dollars = paid_gigabytes * LOG_GIGABYTE_DOLLARS;
    writeln!(out, "noting a request on Lambda, line and all: {with_lines_us:.2} µs (goal {GOAL_US} µs)")
        .unwrap();
    let live_us = note(&telemetry(&redis, false, &prefix));
    writeln!(out, "noting a request elsewhere: {live_us:.2} µs").unwrap();
    writeln!(
        out,
        "a million requests, {HITS_PERCENT} % hits: {:.0} MB of log in {:.0} lines, no call; {dollars:.2} $ (goal 1 $)",
        bytes as f64 * million / 1e6,
        lines as f64 * million,
    )
    .unwrap();

    let [bare, carrying] = carry(&redis).await;
    writeln!(
        out,
        "live figures: one trip a second carries them, {carrying:.1?} in the place of {bare:.1?}; none goes for them alone"
    )
    .unwrap();

    merged::compare(&url, &format!("{prefix}-merged"), &mut out).await;

    let metrics = distinct(&ALL);
    let price = metrics as f64 * METRIC_MONTHLY_DOLLARS;
    writeln!(out, "{metrics} metrics of at most {METRICS_MAX}: {price:.2} $ a month (goal 60 $)").unwrap();
}

fn telemetry(redis: &Redis, is_on_lambda: bool, namespace: &str) -> Telemetry {
    let emulator = std::env::var("TEST_SQS_URL").ok().filter(|_| !is_on_lambda);
    let settings = Settings {
        is_on_lambda,
        namespace: namespace.to_owned(),
        release: "bench".to_owned(),
        environment: AppEnv::Production,
        cloudwatch: emulator.map(|at| CloudWatch {
            url: format!("http://{at}/"),
            region: "eu-central-1".to_owned(),
            access_key_id: "bench".to_owned(),
            secret_access_key: "bench".to_owned().into(),
            session_token: None,
        }),
        sentry: None,
    };
    let telemetry = Telemetry::new(settings, redis.clone());
    telemetry.serve_as("api-articles");
    telemetry
}

/// A request of the load tests' mix.
fn request(n: u32) -> RequestRecord<'static> {
    let is_hit = n % 100 < HITS_PERCENT;
    RequestRecord {
        operation: if n.is_multiple_of(3) { "articles.get" } else { "articles.list" },
        status: 200,
        took: Duration::from_micros(if is_hit { 300 } else { 2_500 } + u64::from(n % 97)),
        database: Duration::from_micros(if is_hit { 0 } else { 1_200 }),
        redis: Duration::from_micros(180),
        queries: if is_hit { 0 } else { 2 },
        n_plus_one: false,
        cache: if is_hit { CacheOutcome::Hit } else { CacheOutcome::Miss },
        request_id: "019a0c1e-7b1e-7c44-9f0a-3f5b6d7e8f90",
        trace_id: Some("1-5759e988-bd862e3fe1be46a994272793"),
        edge_ray: Some("8f1c2d3e4f5a6b7c-FRA"),
    }
}

/// Notes all requests; microseconds for each.
fn note(telemetry: &Telemetry) -> f64 {
    let began = Instant::now();
    for n in 0..REQUESTS {
        telemetry.request(&request(n));
    }
    began.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS)
}

/// Has another process write the lines to a pipe, as a function on Lambda does: lines, bytes, microseconds for each request.
fn written() -> (u64, u64, f64) {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    let mut child = command.arg(EMF).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (mut lines, mut bytes, mut room) = (0, 0, vec![0; 1 << 16]);
    loop {
        let n = stdout.read(&mut room).unwrap();
        if n == 0 {
            break;
        }
        bytes += n as u64;
        lines += room.iter().take(n).filter(|byte| **byte == b'\n').count() as u64;
    }
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    (lines, bytes, said.trim().parse().expect("the time for each request"))
}

/// How long a trip takes that carries nothing, and one that carries live figures.
async fn carry(redis: &Redis) -> [Duration; 2] {
    let telemetry = telemetry(redis, false, "carrying");
    let (mut trips, mut took) = ([0_u32; 2], [Duration::ZERO; 2]);
    let (began, mut n) = (Instant::now(), 0);
    while began.elapsed() < CARRYING {
        telemetry.request(&request(n));
        n += 1;
        let mut trip = redis.trip();
        trip.get("something");
        let batch = telemetry.carry(&mut trip);
        let kind = usize::from(batch.is_some());
        let sent = Instant::now();
        let mut answers = trip.send(Duration::from_secs(5)).await;
        if let (Some(took), Some(trips)) = (took.get_mut(kind), trips.get_mut(kind)) {
            *took += sent.elapsed();
            *trips += 1;
        }
        telemetry.settled(batch, answers.as_mut());
    }
    let [bare, carrying] = took;
    let [bare_trips, carrying_trips] = trips;
    [bare / bare_trips.max(1), carrying / carrying_trips.max(1)]
}
