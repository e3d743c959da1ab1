//! Tasks beside a recount.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use neurmatic_db::digests::{self, ItemRow, Span};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::CheckBadges;
use neurmatic_tasks::{Outcome, outbox, schedules};
use neurmatic_testing::World;

use crate::{recount, worker};

pub(crate) async fn run(world: &World) -> bool {
    let services = world.services();
    println!("{:<44}{:>10}{:>10}   equal to a recount", "", "seconds", "rows");
    let equal = [
        leaderboards(world, &services).await,
        badges(world, &services, "badges, everybody").await,
        badges(world, &services, "the same again").await,
        reputation(world).await,
        digest(world, &services, "a daily digest", 24, [5, 5, 3]).await,
        digest(world, &services, "a weekly digest", 168, [10, 10, 5]).await,
    ];
    println!();
    equal.into_iter().all(|equal| equal)
}

/// A line of the table.
fn tell(name: &str, took: Option<Duration>, rows: usize, is_equal: bool) -> bool {
    let secs = took.map_or_else(|| "-".to_owned(), |took| format!("{:.2}", took.as_secs_f64()));
    println!("{name:<44}{secs:>10}{rows:>10}   {}", if is_equal { "yes" } else { "NO" });
    is_equal
}

/// Does what is due, and how long that took.
async fn done(world: &World, services: &Services) -> Duration {
    let began = Instant::now();
    for delivery in run_due_now(&worker(world, services)).await.unwrap() {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
    began.elapsed()
}

async fn leaderboards(world: &World, services: &Services) -> bool {
    schedules::of("leaderboard:update").unwrap().fire(&services.db).await.unwrap();
    let took = done(world, services).await;
    let (mut rows, mut is_equal) = (0, true);
    for (period, days, places) in
        [("weekly", Some(7), 50), ("monthly", Some(30), 50), ("all-time", None, 100)]
    {
        let sql = "SELECT updated_at FROM leaderboards WHERE period = $1::text::leaderboard_period";
        let updated: Timestamp = world.one(sql, &[&period]).await;
        let since =
            days.map_or(Timestamp::UNIX_EPOCH, |days| updated - SignedDuration::from_hours(24 * days));
        let kept = recount::leaderboard(world.owner(), period).await;
        rows += kept.len();
        is_equal &= kept == recount::places(world.owner(), since, places).await;
    }
    tell("leaderboards, three periods", Some(took), rows, is_equal)
}

async fn badges(world: &World, services: &Services, name: &str) -> bool {
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &CheckBadges { everybody: true, look: None }).await.unwrap();
    tx.commit().await.unwrap();
    let took = done(world, services).await;
    let awarded = recount::awarded(world.owner()).await;
    tell(name, Some(took), awarded.len(), awarded == recount::badges(world.owner()).await)
}

/// Kept by triggers: there is no task to time.
async fn reputation(world: &World) -> bool {
    let wrong = neurmatic_seed::wrong_counters(world.owner()).await.unwrap();
    let rows: i64 = world.one("SELECT count(*) FROM user_reputation", &[]).await;
    for counter in &wrong {
        println!("wrong: {counter}");
    }
    tell("reputation and every other counter", None, usize::try_from(rows).unwrap(), wrong.is_empty())
}

async fn digest(world: &World, services: &Services, name: &str, hours: i64, most: [usize; 3]) -> bool {
    let now = Timestamp::now();
    let span = Span { after: now - SignedDuration::from_hours(hours), until: now };
    let [stories, discussions, jobs] = most.map(|most| i64::try_from(most).unwrap());
    let began = Instant::now();
    let tx = services.db.begin().await.unwrap();
    let parts: [Vec<ItemRow>; 3] = [
        digests::stories(&tx, span, stories).await.unwrap(),
        digests::discussions(&tx, span, discussions).await.unwrap(),
        digests::jobs(&tx, span, jobs).await.unwrap(),
    ];
    let took = began.elapsed();
    let titles: Vec<String> = parts.into_iter().flatten().map(|item| item.title).collect();
    let is_equal = titles == recount::digest(world.owner(), now, hours, most).await;
    tell(name, Some(took), titles.len(), is_equal)
}
