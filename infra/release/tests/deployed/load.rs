//! People who read the whole time, and what they are answered.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use reqwest::Client;

use crate::stage::Stage;

/// People at once.
const PEOPLE: usize = 4;

/// How long an answer may take: starts of programs are among them.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What they read, of several functions.
const PATHS: [&str; 5] = [
    "/articles?limit=5",
    "/forum/topics?limit=5",
    "/jobs?limit=5",
    "/models?limit=5",
    "/articles/categories",
];

/// Between two requests of one of them.
const PAUSE: Duration = Duration::from_millis(100);

static ADDRESSES: AtomicU32 = AtomicU32::new(0);

/// An answer that was none, or told of a fault.
#[derive(Debug)]
pub(crate) struct Fault {
    /// When, since they began.
    pub(crate) after: Duration,
    /// What came instead.
    pub(crate) what: String,
}

/// What they were answered.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) answers: usize,
    pub(crate) faults: Vec<Fault>,
}

/// Reads until `is_over`. Whoever meets a fault says so to `on_fault`.
pub(crate) async fn read_until(stage: &Stage, is_over: &AtomicBool, on_fault: impl AsyncFn(&str)) -> Seen {
    let http = Client::builder().timeout(ANSWER_WITHIN).pool_max_idle_per_host(0).build().unwrap();
    let (http, on_fault, began) = (&http, &on_fault, Instant::now());
    let people = (0..PEOPLE).map(|person| async move {
        let mut seen = Seen::default();
        for path in PATHS.iter().cycle().skip(person) {
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            // As the edge passes it on: everybody is somebody else.
            let request = http
                .get(format!("{}/api/v1{path}", stage.entry))
                .header("x-origin-secret", &stage.origin_secret)
                .header("cf-connecting-ip", address());
            let what = match request.send().await {
                Ok(response) if response.status().is_success() => None,
                Ok(response) => Some(format!("{path}: {}", response.status())),
                Err(error) => Some(format!("{path}: {error:?}")),
            };
            match what {
                None => seen.answers += 1,
                Some(what) => {
                    on_fault(path).await;
                    seen.faults.push(Fault { after: began.elapsed(), what });
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        seen
    });
    let mut all = Seen::default();
    for seen in join_all(people).await {
        all.answers += seen.answers;
        all.faults.extend(seen.faults);
    }
    all
}

/// An address that nobody had yet in this run: limits are by address.
fn address() -> String {
    let [_, first, second, third] = ADDRESSES.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    format!("10.{first}.{second}.{third}")
}
