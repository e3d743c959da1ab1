//! Processes, requests, and what is known of them exactly.

use std::time::Duration;

use neurmatic_config::{AppEnv, CloudWatch, Telemetry as Settings};
use neurmatic_redis::Redis;
use neurmatic_telemetry::{CacheOutcome, RequestRecord, Telemetry};
use uuid::Uuid;

/// A prefix that nobody else uses.
pub(crate) fn prefix() -> String {
    format!("t{}", Uuid::now_v7().simple())
}

pub(crate) fn redis_url() -> String {
    std::env::var("TEST_REDIS_URL").expect("no test services: run `cargo dev test`")
}

/// A process's connection of its own.
pub(crate) fn redis(prefix: &str) -> Redis {
    Redis::open(&redis_url(), prefix).unwrap()
}

/// A process's telemetry, which puts metrics at `url`.
pub(crate) fn telemetry(redis: &Redis, namespace: &str, url: Option<String>) -> Telemetry {
    let settings = Settings {
        is_on_lambda: false,
        namespace: namespace.to_owned(),
        release: "test".to_owned(),
        environment: AppEnv::Development,
        cloudwatch: url.map(|url| CloudWatch {
            url,
            region: "eu-central-1".to_owned(),
            access_key_id: "test".to_owned(),
            secret_access_key: "test".to_owned().into(),
            session_token: None,
        }),
        sentry: None,
    };
    Telemetry::new(settings, redis.clone())
}

/// A request of `articles.list` that took so long.
pub(crate) fn request(took_us: u64, status: u16) -> RequestRecord<'static> {
    RequestRecord {
        operation: "articles.list",
        status,
        took: Duration::from_micros(took_us),
        database: Duration::from_micros(took_us / 2),
        redis: Duration::from_micros(took_us / 10),
        queries: 1,
        n_plus_one: false,
        cache: CacheOutcome::Miss,
        request_id: "a-request",
        trace_id: None,
        edge_ray: None,
    }
}

/// Times as they are: most are short, some are long, a few are very long. In microseconds.
pub(crate) fn skewed(n: u64, seed: u64) -> Vec<u64> {
    let mut state = seed;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f64 + 1.0) / (1_u64 << 31) as f64
    };
    (0..n).map(|_| (300.0 * next().powf(-0.7)).min(20_000_000.0) as u64).collect()
}

/// The exact percentile of sorted times, in milliseconds.
pub(crate) fn exact_ms(sorted: &[u64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted[rank - 1] as f64 / 1_000.0
}

pub(crate) fn assert_near(found: Option<f64>, exact: f64) {
    let found = found.expect("a figure");
    assert!((found - exact).abs() <= exact / 100.0, "{found} for {exact}");
}
