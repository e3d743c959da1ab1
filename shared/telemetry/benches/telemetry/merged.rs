//! 100,000 requests over eight processes: percentiles, mean and counts of all, live and out of CloudWatch, against exact ones.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_redis::Redis;
use neurmatic_telemetry::{Figures, KEPT_MINUTES, Kind, RequestRecord, Telemetry, minute_of, read};

use crate::{request, telemetry};

/// Processes, and requests of each.
const PROCESSES: u64 = 8;
const REQUESTS: u64 = 12_500;

/// The word with which this program is one of them; its number and the prefix follow.
pub(crate) const PROCESS: &str = "process";

/// How long a process may take to send what it counted; an emulator takes its time.
const FLUSH_WITHIN: Duration = Duration::from_secs(60);

/// What is compared.
const SHARES: [f64; 3] = [0.5, 0.95, 0.99];

/// Is one of the processes.
pub(crate) async fn one_of_eight(redis_url: &str, process: u64, prefix: &str) {
    let redis = Redis::open(redis_url, prefix).unwrap();
    let telemetry = telemetry(&redis, false, prefix);
    for took_us in skewed(process) {
        telemetry.request(&RequestRecord { took: Duration::from_micros(took_us), ..request(0) });
        if telemetry.is_due() {
            let mut trip = redis.trip();
            trip.get("something");
            let carried = telemetry.carry(&mut trip);
            let mut answers = trip.send(Duration::from_secs(1)).await;
            telemetry.settled(carried, answers.as_mut());
        }
    }
    telemetry.flush(FLUSH_WITHIN).await;
}

/// Has them work, and compares.
pub(crate) async fn compare(redis_url: &str, prefix: &str, out: &mut impl Write) {
    let began = Timestamp::now();
    let processes: Vec<Child> = (1..=PROCESSES).map(|process| start(process, prefix)).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let mut exact: Vec<u64> = (1..=PROCESSES).flat_map(skewed).collect();
    exact.sort_unstable();

    let redis = Redis::open(redis_url, prefix).unwrap();
    let last = minute_of(Timestamp::now());
    let found = read(&redis, Kind::Operation, last - KEPT_MINUTES + 1..=last).await.unwrap();
    let mut all = Figures::default();
    found.iter().for_each(|of| all.merge(&of.figures));
    let live = SHARES.map(|share| all.percentile_ms(share));
    tell("live", all.total(), all.mean_ms(), live, &exact, out);

    let asked = telemetry(&redis, false, prefix);
    match of_cloudwatch(&asked, began).await {
        Some((requests, mean, percentiles)) => {
            tell("CloudWatch", requests, mean, percentiles, &exact, out);
        }
        None => writeln!(out, "CloudWatch: there is no emulator").unwrap(),
    }
}

/// Requests, their mean and their percentiles since `began`, as CloudWatch knows them.
async fn of_cloudwatch(
    telemetry: &Telemetry,
    began: Timestamp,
) -> Option<(u64, Option<f64>, [Option<f64>; 3])> {
    // The emulator cuts periods at whole days.
    let day = Timestamp::from_second(began.as_second().div_euclid(86_400) * 86_400).unwrap();
    let until = day + SignedDuration::from_hours(24);
    let past = telemetry.cloudwatch()?.history(day, until).await.unwrap().all;
    Some((past.requests as u64, past.mean_ms, [past.p50_ms, past.p95_ms, past.p99_ms]))
}

fn start(process: u64, prefix: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([PROCESS, &process.to_string(), prefix]).stdout(Stdio::null()).spawn().unwrap()
}

fn tell(
    whence: &str,
    requests: u64,
    mean: Option<f64>,
    percentiles: [Option<f64>; 3],
    exact: &[u64],
    out: &mut impl Write,
) {
    let exact_mean = exact.iter().sum::<u64>() as f64 / exact.len() as f64 / 1_000.0;
    writeln!(out, "{whence}: {requests} requests of {}", exact.len()).unwrap();
    line("mean", mean, exact_mean, out);
    for (share, found) in SHARES.into_iter().zip(percentiles) {
        let rank = (share * exact.len() as f64).ceil().max(1.0) as usize;
        let exact = exact.get(rank - 1).copied().unwrap() as f64 / 1_000.0;
        line(&format!("p{}", (share * 100.0).round()), found, exact, out);
    }
}

fn line(name: &str, found: Option<f64>, exact: f64, out: &mut impl Write) {
    let found = found.expect("a figure");
    let percent = (found - exact).abs() / exact * 100.0;
    writeln!(out, "  {name}: {found:.3} ms for {exact:.3} ms, {percent:.2} % off (goal 1 %)").unwrap();
}

/// A process's times: most are short, some are long, a few are very long. In microseconds.
fn skewed(process: u64) -> Vec<u64> {
    let mut state = process;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f64 + 1.0) / (1_u64 << 31) as f64
    };
    (0..REQUESTS).map(|_| (300.0 * next().powf(-0.7)).min(20_000_000.0) as u64).collect()
}
