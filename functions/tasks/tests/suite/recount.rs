//! What tasks should have come to, by looking at every row: for the tests, and for the benchmark on realistic data.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tokio_postgres::Client;
use uuid::Uuid;

/// A place: whose, what was earned, posts, replies, accepted answers.
pub(crate) type Place = (Uuid, i64, i32, i32, i32);

/// Who has reached which badge, counted from every row.
pub(crate) async fn badges(owner: &Client) -> BTreeSet<(Uuid, String)> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let mut facts: BTreeMap<(Uuid, &str), i64> = BTreeMap::new();
    let mut days: BTreeMap<Uuid, BTreeSet<Date>> = BTreeMap::new();
    let sql = "SELECT user_id, event_type::text, points, created_at FROM reputation_events";
    for row in owner.query(sql, &[]).await.unwrap() {
        let (user, points): (Uuid, i32) = (row.get(0), row.get(2));
        let fact = match row.get::<_, &str>(1) {
            "topic_created" => "topics",
            "reply_created" => "replies",
            "upvote_received" => "upvotes",
            "best_answer" => "accepted_answers",
            _ => "none",
        };
        *facts.entry((user, fact)).or_default() += 1;
        *facts.entry((user, "reputation")).or_default() += i64::from(points);
        if matches!(fact, "topics" | "replies") {
            let at: Timestamp = row.get(3);
            days.entry(user).or_default().insert(at.to_zoned(TimeZone::UTC).date());
        }
    }
    for (user, days) in &days {
        facts.insert((*user, "streak_days"), longest_streak_that_reaches_today(days, today));
    }
    let sql = "SELECT user_id FROM topic_votes UNION ALL SELECT user_id FROM reply_votes";
    for row in owner.query(sql, &[]).await.unwrap() {
        *facts.entry((row.get(0), "votes_cast")).or_default() += 1;
    }
    let sql = "SELECT slug, criterion::text, threshold FROM badges WHERE threshold IS NOT NULL";
    let mut earned = BTreeSet::new();
    for row in owner.query(sql, &[]).await.unwrap() {
        let (slug, criterion, threshold): (String, &str, i32) = (row.get(0), row.get(1), row.get(2));
        for ((user, fact), amount) in &facts {
            if *fact == criterion && *amount >= i64::from(threshold) {
                earned.insert((*user, slug.clone()));
            }
        }
    }
    earned
}

/// Who has been given which.
pub(crate) async fn awarded(owner: &Client) -> BTreeSet<(Uuid, String)> {
    let sql = "SELECT e.user_id, b.slug FROM user_badges e JOIN badges b ON b.id = e.badge_id";
    owner.query(sql, &[]).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// The places of a leaderboard, from every event of users in use since a time.
pub(crate) async fn places(owner: &Client, since: Timestamp, places: usize) -> Vec<Place> {
    let sql = "SELECT e.user_id, e.points, e.event_type::text FROM reputation_events e JOIN users u ON u.id = e.user_id
        WHERE u.status = 'active' AND e.created_at >= $1";
    let mut sums: HashMap<Uuid, Place> = HashMap::new();
    for row in owner.query(sql, &[&since]).await.unwrap() {
        let user: Uuid = row.get(0);
        let sum = sums.entry(user).or_insert((user, 0, 0, 0, 0));
        sum.1 += i64::from(row.get::<_, i32>(1));
        match row.get::<_, &str>(2) {
            "topic_created" => sum.2 += 1,
            "reply_created" => sum.3 += 1,
            "best_answer" => sum.4 += 1,
            _ => {}
        }
    }
    let mut sums: Vec<Place> = sums.into_values().filter(|place| place.1 > 0).collect();
    sums.sort_by_key(|place| (Reverse(place.1), place.0));
    sums.truncate(places);
    sums
}

/// A leaderboard as it is kept.
pub(crate) async fn leaderboard(owner: &Client, period: &str) -> Vec<Place> {
    let sql = "SELECT user_id, reputation_gain, post_count, reply_count, accepted_count, rank
        FROM leaderboard_entries WHERE period = $1::text::leaderboard_period ORDER BY rank";
    let rows = owner.query(sql, &[&period]).await.unwrap();
    assert!(rows.iter().zip(1_i16..).all(|(row, rank)| row.get::<_, i16>(5) == rank), "no rank is left out");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))).collect()
}

/// The titles in a digest of so many hours, with at most so many articles, topics and jobs, by looking at every row.
pub(crate) async fn digest(owner: &Client, now: Timestamp, hours: i64, most: [usize; 3]) -> Vec<String> {
    let since = now - SignedDuration::from_hours(hours);
    let is_recent = |at: Timestamp| at > since && at <= now;
    let rows = |sql: &'static str| async move { owner.query(sql, &[]).await.unwrap() };
    let mut found = Vec::new();
    let mut articles =
        rows("SELECT title, published_at, view_count::int8, id FROM articles WHERE status = 'published'")
            .await;
    articles.retain(|row| is_recent(row.get(1)));
    articles
        .sort_by_key(|row| (row.get::<_, i64>(2), row.get::<_, Timestamp>(1), row.get::<_, uuid::Uuid>(3)));
    let mut topics = rows(
        "SELECT title, created_at, reply_count::int8, vote_score::int8, id FROM topics
         WHERE NOT is_hidden AND status <> 'archived' AND visibility = 'public'",
    )
    .await;
    topics.retain(|row| is_recent(row.get(1)));
    topics.sort_by_key(|row| {
        let counts = (row.get::<_, i64>(2), row.get::<_, i64>(3));
        (counts, row.get::<_, Timestamp>(1), row.get::<_, uuid::Uuid>(4))
    });
    let mut jobs = rows("SELECT title, published_at, expires_at, id FROM jobs WHERE status = 'active'").await;
    let is_open = |until: Option<Timestamp>| until.is_none_or(|until| until > now);
    jobs.retain(|row| is_recent(row.get(1)) && is_open(row.get(2)));
    jobs.sort_by_key(|row| (row.get::<_, Timestamp>(1), row.get::<_, uuid::Uuid>(3)));
    for (rows, most) in [articles, topics, jobs].into_iter().zip(most) {
        found.extend(rows.iter().rev().take(most).map(|row| row.get::<_, String>(0)));
    }
    found
}

fn longest_streak_that_reaches_today(days: &BTreeSet<Date>, today: Date) -> i64 {
    let yesterday = today.yesterday().unwrap();
    let mut day = if days.contains(&today) { today } else { yesterday };
    let mut streak = 0;
    while days.contains(&day) && streak < 365 {
        streak += 1;
        day = day.checked_sub(1.day()).unwrap();
    }
    streak
}
