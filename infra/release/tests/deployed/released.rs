//! A release there and back while people read, and a broken one after it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;

use crate::broken::Broken;
use crate::load::{Seen, read_until};
use crate::stage::Stage;

/// The migration that the next release brings, as `cargo dev aws release` names it.
const MIGRATION: &str = "9999_released";

/// The function that is broken, its package and the path that it serves.
const BROKEN: (&str, &str, &str) = ("neurmatic-local-api-articles", "api-articles", "/articles");

/// How long the broken release is watched at most.
const HOLD: Duration = Duration::from_secs(60);

/// Does something while people read.
async fn while_read<T>(
    stage: &Stage,
    on_fault: impl AsyncFn(&str),
    deed: impl Future<Output = T>,
) -> (T, Seen) {
    let is_over = AtomicBool::new(false);
    let deed = async {
        let done = deed.await;
        is_over.store(true, Ordering::Relaxed);
        done
    };
    tokio::join!(deed, read_until(stage, &is_over, on_fault))
}

#[tokio::test]
async fn a_release_goes_there_and_back_without_an_error_and_a_broken_one_is_stopped_by_its_alarm() {
    let Some(stage) = Stage::given() else { return };
    let before = stage.serving().await;
    there_and_back(&stage).await;
    assert_eq!(stage.serving().await, before);
    broken(&stage).await;
    assert_eq!(stage.serving().await, before);
}

/// With a migration that expands the database.
async fn there_and_back(stage: &Stage) {
    let before = stage.serving().await;
    let deed = async {
        stage.release_next().await?;
        let after = stage.serving().await;
        assert!(after.iter().all(|(function, version)| before[function] != *version), "{after:?}");
        let migration = stage.migration(MIGRATION).await.unwrap();
        assert_eq!(migration["state"], "applied", "{migration}");
        stage.roll_back().await
    };
    let (done, seen): (Result<()>, Seen) = while_read(stage, async |_| {}, deed).await;
    done.unwrap();
    assert!(seen.faults.is_empty() && seen.answers > 0, "{seen:?}");
    eprintln!("a release and its roll back: {} answers, {} errors", seen.answers, seen.faults.len());
}

async fn broken(stage: &Stage) {
    let (function, package, path) = BROKEN;
    let packages = Broken::of(stage, package);
    let count = async |of: &str| {
        if of.starts_with(path) {
            stage.amazon.count_errors(function, &stage.deployment.alias, 3).await;
        }
    };
    let (done, seen) = while_read(stage, count, stage.release(&packages.0, HOLD)).await;
    let said = format!("{:#}", done.unwrap_err());
    assert!(said.contains(&format!("{function}-failing")), "{said}");
    assert!(!seen.faults.is_empty(), "nobody noticed: {seen:?}");
    assert!(seen.faults.iter().all(|fault| fault.what.starts_with(path)), "{seen:?}");
    let last = seen.faults.iter().map(|fault| fault.after).max().unwrap_or_default();
    eprintln!(
        "a broken release: {} answers, {} errors until {:.1} s after its beginning",
        seen.answers,
        seen.faults.len(),
        last.as_secs_f64()
    );

    // The old version serves as before, and was there the whole time.
    let (_, seen) = while_read(stage, async |_| {}, tokio::time::sleep(Duration::from_secs(5))).await;
    assert!(seen.faults.is_empty() && seen.answers > 0, "{seen:?}");
    stage.amazon.silence(&stage.deployment.alarms).await;
}
