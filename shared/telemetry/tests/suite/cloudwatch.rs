//! Metrics that are put, and what CloudWatch makes of them. Without an emulator there is nothing to see; who starts the tests
//! says so.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_telemetry::{History, Telemetry, minute_of};
use neurmatic_testing::Gate;

use crate::support::{assert_near, exact_ms, prefix, redis, request, skewed, telemetry};

const WITHIN: Duration = Duration::from_secs(30);

/// Where the emulator is, if there is one.
fn emulator() -> Option<String> {
    std::env::var("TEST_SQS_URL").ok().map(|at| format!("http://{at}/"))
}

/// The history of the hour around a moment.
async fn history(telemetry: &Telemetry, at: Timestamp) -> History {
    let hour = Timestamp::from_second(at.as_second().div_euclid(3_600) * 3_600).unwrap();
    telemetry.cloudwatch().unwrap().history(hour, hour + SignedDuration::from_hours(1)).await.unwrap()
}

#[tokio::test]
async fn what_several_processes_put_comes_back_with_exact_counts_and_near_percentiles() {
    let Some(url) = emulator() else { return };
    let (prefix, at) = (prefix(), Timestamp::now());
    let redis = redis(&prefix);
    let mut all = Vec::new();
    for process in 0..4 {
        let telemetry = telemetry(&redis, &prefix, Some(url.clone()));
        telemetry.serve_as("platform");
        for (n, time) in skewed(1_000, process + 1).into_iter().enumerate() {
            all.push(time);
            telemetry.request_at(&request(time, if n % 10 == 0 { 500 } else { 200 }), at);
        }
        telemetry.flush(WITHIN).await;
    }
    all.sort_unstable();
    let asked = telemetry(&redis, &prefix, Some(url));
    let found = history(&asked, at).await;
    let of_list = found.operations.iter().find(|(name, _)| *name == "articles.list").unwrap().1;
    for past in [found.all, of_list] {
        assert_eq!(past.requests as u64, 4_000);
        assert_near(past.mean_ms, all.iter().sum::<u64>() as f64 / 4_000.0 / 1_000.0);
        assert_near(past.p50_ms, exact_ms(&all, 0.5));
        assert_near(past.p95_ms, exact_ms(&all, 0.95));
        assert_near(past.p99_ms, exact_ms(&all, 0.99));
    }
    assert_eq!((found.all.errors, of_list.errors), (Some(400.0), None));
    let of_platform = found.functions.iter().find(|(name, _)| *name == "platform").unwrap().1;
    assert_eq!((of_platform.requests as u64, of_platform.errors), (4_000, Some(400.0)));
    assert_eq!((found.step_secs, found.steps.len()), (60, 60));
    assert_eq!(found.steps.iter().map(|(_, step)| step.requests).sum::<f64>(), 4_000.0);
}

#[tokio::test]
async fn metrics_of_the_running_minute_wait_until_it_is_over() {
    let Some(url) = emulator() else { return };
    let prefix = prefix();
    let telemetry = telemetry(&redis(&prefix), &prefix, Some(url));
    // An hour ahead: that minute isn't over, whatever this machine is busy with.
    let ahead = Timestamp::now() + SignedDuration::from_hours(1);
    telemetry.request_at(&request(1_000, 200), ahead);
    telemetry.flush_ended(WITHIN).await;
    assert!(minute_of(ahead) > minute_of(Timestamp::now()));
    assert_eq!(history(&telemetry, ahead).await.all.requests, 0.0);
    telemetry.flush(WITHIN).await;
    assert_eq!(history(&telemetry, ahead).await.all.requests, 1.0);
}

#[tokio::test]
async fn metrics_wait_while_cloudwatch_is_away() {
    let Ok(emulator) = std::env::var("TEST_SQS_URL") else { return };
    let gate = Gate::before(emulator.parse().unwrap()).await;
    let (prefix, at) = (prefix(), Timestamp::now());
    let url = format!("http://127.0.0.1:{}/", gate.port());
    let telemetry = telemetry(&redis(&prefix), &prefix, Some(url));
    gate.shut();
    telemetry.request_at(&request(1_000, 200), at);
    telemetry.flush(Duration::from_secs(2)).await;
    let hour = at + SignedDuration::from_hours(1);
    assert!(telemetry.cloudwatch().unwrap().history(at, hour).await.is_err());
    gate.open();
    telemetry.request_at(&request(1_000, 200), at);
    telemetry.flush(WITHIN).await;
    assert_eq!(history(&telemetry, at).await.all.requests, 2.0);
}
