//! `articles:trending`: the flag equals a count over every view and reading.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use neurmatic_cache::Tag;
use neurmatic_tasks::payloads::FlagTrending;
use neurmatic_testing::{World, eventually};
use uuid::Uuid;

use crate::cached::is_loaded;
use crate::visits::{articles, run, run_well};

/// Views and readings of the last ten days, some of each article's on every side of a week; of the first articles many.
async fn some_visits(world: &World) {
    world
        .sql(
            "INSERT INTO article_views (id, article_id, viewer_hash, viewed_at)
             SELECT gen_random_uuid(), a.id, sha256(convert_to(a.slug || v, 'UTF8')),
                    now() - make_interval(hours => abs(hashtext(a.slug || v)) % 240, mins => 30)
             FROM (SELECT id, slug, abs(hashtext(slug)) % 400 AS views FROM articles) AS a, generate_series(1, a.views) AS v;
             INSERT INTO analytics_events (id, kind, visitor_hash, article_id, seconds, day, received_at)
             SELECT gen_random_uuid(), 'article_read', sha256(convert_to(slug || r, 'UTF8')), id, abs(hashtext(r || slug)) % longest,
                    (at AT TIME ZONE 'UTC')::date, at
             FROM (SELECT id, slug, 60 + abs(hashtext('read' || slug)) % 3000 AS longest FROM articles) AS a,
                  generate_series(1, 12) AS r,
                  LATERAL (SELECT now() - make_interval(hours => abs(hashtext(slug || r)) % 240, mins => 30) AS at) AS told",
        )
        .await;
}

/// Sums by article.
type Sums = BTreeMap<Uuid, (f64, f64)>;

/// What is to be flagged, by looking at every row.
async fn recounted(world: &World) -> BTreeSet<Uuid> {
    let now = Timestamp::now();
    let since = now - SignedDuration::from_hours(7 * 24);
    let (mut views, mut reads) = (BTreeMap::<Uuid, f64>::new(), Sums::new());
    for row in world.owner().query("SELECT article_id, viewed_at FROM article_views", &[]).await.unwrap() {
        if row.get::<_, Timestamp>(1) > since {
            *views.entry(row.get(0)).or_default() += 1.0;
        }
    }
    let sql = "SELECT article_id, received_at, least(seconds, 1200) FROM analytics_events WHERE kind = 'article_read'";
    for row in world.owner().query(sql, &[]).await.unwrap() {
        if row.get::<_, Timestamp>(1) > since {
            let sum = reads.entry(row.get(0)).or_default();
            *sum = (sum.0 + f64::from(row.get::<_, i32>(2)), sum.1 + 1.0);
        }
    }
    let sql = "SELECT id, published_at FROM articles WHERE status = 'published'";
    let mut scores = Vec::new();
    for row in world.owner().query(sql, &[]).await.unwrap() {
        let id: Uuid = row.get(0);
        let seconds = reads.get(&id).map_or(0.0, |(sum, count)| sum / count);
        let age_days = row.get::<_, Timestamp>(1).duration_until(now).as_secs_f64() / 86_400.0;
        let by_views = f64::min(1.0, (views.get(&id).unwrap_or(&0.0) + 1.0).log10() / 3.0);
        let score = 0.5 * by_views
            + 0.3 * f64::min(1.0, seconds / 600.0)
            + 0.2 * f64::max(0.0, 1.0 - age_days / 30.0);
        if score > 0.5 {
            scores.push((score, id));
        }
    }
    scores.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
    scores.into_iter().take(20).map(|(_, id)| id).collect()
}

async fn flagged(world: &World) -> BTreeSet<Uuid> {
    let sql = "SELECT id FROM articles WHERE is_trending AND status = 'published'";
    world.owner().query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn the_best_of_the_week_are_flagged_and_no_other_as_a_recount_says() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 90).await;
    some_visits(&world).await;
    world.sql("UPDATE articles SET is_trending = abs(hashtext(slug)) % 3 = 0").await;
    for (change, count) in [
        ("", Some(20)),
        ("DELETE FROM article_views WHERE abs(hashtext(id::text)) % 10 > 0", None),
        ("DELETE FROM analytics_events", None),
        ("DELETE FROM article_views", Some(0)),
    ] {
        world.sql(change).await;
        let expected = recounted(&world).await;
        assert!(count.is_none_or(|count| count == expected.len()), "{change}: {}", expected.len());
        run_well(&world, &services, &FlagTrending {}).await;
        assert_eq!(flagged(&world).await, expected, "{change}");
    }
}

#[tokio::test]
async fn what_shows_a_changed_article_is_dropped_and_a_look_that_changes_nothing_drops_nothing() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 40).await;
    some_visits(&world).await;
    let some = *recounted(&world).await.first().unwrap();
    let tags = [Tag::all("articles"), Tag::of("article", &some.to_string())];
    let mut loaded = Vec::new();
    for _ in 0..2 {
        for tag in &tags {
            is_loaded(&services, tag).await;
        }
        let deliveries = run(&world, &services, &FlagTrending {}).await;
        loaded.push((
            is_loaded(&services, &tags[0]).await,
            is_loaded(&services, &tags[1]).await,
            deliveries.len(),
        ));
    }
    assert_eq!(loaded, [(true, true, 2), (false, false, 1)]);
    let purged = "SELECT string_agg(DISTINCT split_part(value, ':', 1) || ' ' || kind, ', ') FROM purges";
    assert_eq!(world.one::<String>(purged, &[]).await, "article soft, articles soft");
    let edited = "SELECT count(*) FROM articles WHERE revision > 1";
    assert_eq!(world.one::<i64>(edited, &[]).await, 0, "an editor's If-Match still holds");
}

#[tokio::test]
async fn an_article_that_is_archived_just_then_is_not_flagged() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 40).await;
    some_visits(&world).await;
    let best = *recounted(&world).await.first().unwrap();
    let mut editor = world.another_owner().await;
    let archiving = editor.transaction().await.unwrap();
    archiving.execute("UPDATE articles SET status = 'archived' WHERE id = $1", &[&best]).await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%analytics.flag_trending%'";
    tokio::join!(run_well(&world, &services, &FlagTrending {}), async {
        eventually("the task waits for the editor", || async { world.one::<i64>(waiting, &[]).await > 0 })
            .await;
        archiving.commit().await.unwrap();
    });
    let is_trending = "SELECT is_trending FROM articles WHERE id = $1";
    assert!(!world.one::<bool>(is_trending, &[&best]).await);
}
