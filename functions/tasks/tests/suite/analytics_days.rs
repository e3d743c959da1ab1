//! `analytics:aggregate`: the figures of a day equal a count over every row.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use neurmatic_db::analytics::{self, PlatformDayRow};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::AggregateDay;
use neurmatic_tasks::{Outcome, schedules};
use neurmatic_testing::World;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::visits::{ago, articles, run, run_well, worker};

/// Some days of everything that is counted, at every time of the day.
async fn some_days(world: &World) {
    articles(world, 20).await;
    world
        .sql(
            "INSERT INTO users (id, email, username, created_at)
             SELECT gen_random_uuid(), 'u' || n || '@test.example', 'user-' || n, now() - n * interval '131 minutes'
             FROM generate_series(1, 60) AS n;
             CREATE TABLE somebody AS SELECT row_number() OVER () AS n, id FROM users WHERE username LIKE 'user-%';

             INSERT INTO article_views (id, article_id, user_id, viewer_hash, viewed_at)
             SELECT gen_random_uuid(), a.id, (SELECT id FROM somebody WHERE somebody.n = h % 120),
                    sha256(convert_to('v' || h % 90, 'UTF8')), now() - make_interval(mins => h % 7200)
             FROM articles a, generate_series(1, 60) AS v, LATERAL (SELECT abs(hashtext(a.slug || v)) AS h) AS made;

             INSERT INTO analytics_events (
                 id, kind, user_id, visitor_hash, article_id, seconds, platform, path, result_count, day, received_at)
             SELECT gen_random_uuid(), kind, (SELECT id FROM somebody WHERE somebody.n = h % 120),
                    sha256(convert_to('v' || h % 150, 'UTF8')),
                    CASE WHEN kind IN ('article_read', 'article_share') THEN a.id END,
                    CASE kind WHEN 'article_read' THEN h % 900 END, CASE kind WHEN 'article_share' THEN 'x'::share_platform END,
                    CASE kind WHEN 'page_view' THEN '/articles' END, CASE kind WHEN 'search' THEN h % 50 END,
                    (at AT TIME ZONE 'UTC')::date, at
             FROM articles a, generate_series(1, 40) AS e, unnest(enum_range(NULL::analytics_event_kind)) AS kind,
                  LATERAL (SELECT abs(hashtext(a.slug || kind || e)) AS h) AS made,
                  LATERAL (SELECT now() - make_interval(mins => h % 7200) AS at) AS told
             ON CONFLICT DO NOTHING;

             INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points, created_at)
             SELECT gen_random_uuid(), id, kind.name::reputation_event_type, id, 1, now() - make_interval(mins => abs(hashtext(kind.name || id)) % 7200)
             FROM somebody, unnest(ARRAY['topic_created', 'reply_created', 'upvote_received']) AS kind (name);

             INSERT INTO companies (id, name, slug) VALUES (gen_random_uuid(), 'Company', 'company');
             INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location, experience_level,
                 location, status, published_at)
             SELECT gen_random_uuid(), c.id, 'Job', 'job-' || n, 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon',
                    (ARRAY['draft', 'active', 'paused', 'closed', 'filled'])[1 + n % 5]::job_status, now() - n * interval '97 minutes'
             FROM companies c, generate_series(1, 60) AS n;
             INSERT INTO job_applications (id, job_id, user_id, applied_at)
             SELECT gen_random_uuid(), j.id, s.id, now() - make_interval(mins => abs(hashtext(j.slug || s.n)) % 7200)
             FROM jobs j, somebody s WHERE s.n % 9 = 0",
        )
        .await;
}

/// Every row of a query whose first column is a time of the day.
async fn rows_of(world: &World, day: Date, sql: &str) -> Vec<Row> {
    let rows = world.owner().query(sql, &[]).await.unwrap();
    let is_of_day = |row: &Row| {
        row.get::<_, Option<Timestamp>>(0).is_some_and(|at| TimeZone::UTC.to_datetime(at).date() == day)
    };
    rows.into_iter().filter(is_of_day).collect()
}

/// Views, viewers, reads, seconds, shares by article.
type ArticleDays = BTreeMap<Uuid, (i32, i32, i32, i64, i32)>;

async fn recounted_articles(world: &World, day: Date) -> ArticleDays {
    let (mut days, mut viewers) = (ArticleDays::new(), BTreeSet::new());
    let views = "SELECT viewed_at, article_id, viewer_hash FROM article_views";
    for row in rows_of(world, day, views).await {
        let article: Uuid = row.get(1);
        let of = days.entry(article).or_default();
        of.0 += 1;
        of.1 += i32::from(viewers.insert((article, row.get::<_, Vec<u8>>(2))));
    }
    let events = "SELECT received_at, article_id, seconds FROM analytics_events WHERE article_id IS NOT NULL";
    for row in rows_of(world, day, events).await {
        let of = days.entry(row.get(1)).or_default();
        match row.get::<_, Option<i32>>(2) {
            Some(seconds) => (of.2, of.3) = (of.2 + 1, of.3 + i64::from(seconds)),
            None => of.4 += 1,
        }
    }
    days
}

async fn written_articles(world: &World, day: Date) -> ArticleDays {
    let sql = "SELECT article_id, views, viewers, reads, read_secs, shares FROM article_days WHERE day = $1";
    let rows = world.owner().query(sql, &[&day]).await.unwrap();
    rows.iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2), row.get(3), row.get(4), row.get(5))))
        .collect()
}

/// Signups, active users, visitors, articles, topics, replies, jobs, applications, views, reads, shares, page views, searches,
/// events.
type PlatformDay = [usize; 14];

async fn recounted_platform(world: &World, day: Date) -> PlatformDay {
    let of = async |sql: &str| rows_of(world, day, sql).await;
    let count = async |sql: &str| of(sql).await.len();
    let views = of("SELECT viewed_at, user_id, viewer_hash FROM article_views").await;
    let events = of("SELECT received_at, user_id, visitor_hash, kind::text FROM analytics_events").await;
    let wrote = of("SELECT created_at, user_id, event_type::text FROM reputation_events WHERE event_type IN ('topic_created', 'reply_created')").await;
    let applied = of("SELECT applied_at, user_id FROM job_applications").await;
    let told =
        [views.as_slice(), events.as_slice()].map(|rows| rows.iter().map(|row| row.get::<_, Vec<u8>>(2)));
    let users = [views.as_slice(), events.as_slice(), wrote.as_slice(), applied.as_slice()]
        .map(|rows| rows.iter().filter_map(|row| row.get::<_, Option<Uuid>>(1)));
    let of_kind = |rows: &[Row], place: usize, kind: &str| {
        rows.iter().filter(|row| row.get::<_, &str>(place) == kind).count()
    };
    [
        count("SELECT created_at FROM users").await,
        users.into_iter().flatten().collect::<BTreeSet<_>>().len(),
        told.into_iter().flatten().collect::<BTreeSet<_>>().len(),
        count("SELECT published_at FROM articles WHERE status = 'published'").await,
        of_kind(&wrote, 2, "topic_created"),
        of_kind(&wrote, 2, "reply_created"),
        count("SELECT published_at FROM jobs WHERE status <> 'draft'").await,
        applied.len(),
        views.len(),
        of_kind(&events, 3, "article_read"),
        of_kind(&events, 3, "article_share"),
        of_kind(&events, 3, "page_view"),
        of_kind(&events, 3, "search"),
        events.len(),
    ]
}

async fn written_platform(services: &Services, day: Date) -> PlatformDay {
    let rows = analytics::platform_days(&services.db, day, day).await.unwrap();
    let PlatformDayRow {
        day: _,
        signups,
        active_users,
        visitors,
        articles,
        topics,
        replies,
        jobs,
        applications,
        views,
        reads,
        shares,
        page_views,
        searches,
        events,
        updated_at: _,
    } = rows.into_iter().next().unwrap();
    [
        signups,
        active_users,
        visitors,
        articles,
        topics,
        replies,
        jobs,
        applications,
        views,
        reads,
        shares,
        page_views,
        searches,
        events,
    ]
    .map(|n| usize::try_from(n).unwrap())
}

#[tokio::test]
async fn the_figures_of_a_day_equal_a_recount_however_often_and_after_whatever_they_are_counted() {
    let world = World::new().await;
    let services = world.services();
    some_days(&world).await;
    let day = ago(2);
    for change in [
        "",
        "",
        "DELETE FROM article_views WHERE article_id IN (SELECT id FROM articles ORDER BY slug LIMIT 9)",
        "DELETE FROM analytics_events WHERE kind = 'article_read' OR abs(hashtext(id::text)) % 3 = 0",
        "DELETE FROM article_views; DELETE FROM analytics_events; DELETE FROM jobs",
    ] {
        world.sql(change).await;
        run_well(&world, &services, &AggregateDay { day }).await;
        assert_eq!(written_articles(&world, day).await, recounted_articles(&world, day).await, "{change}");
        let counted = recounted_platform(&world, day).await;
        assert_eq!(written_platform(&services, day).await, counted, "{change}");
        assert!(
            !change.is_empty() || counted.iter().all(|n| *n > 0),
            "too little to say anything: {counted:?}"
        );
    }
    let others = "SELECT (SELECT count(*) FROM article_days WHERE day <> $1) + (SELECT count(*) FROM platform_days WHERE day <> $1)";
    assert_eq!(world.one::<i64>(others, &[&day]).await, 0, "other days are left alone");
}

#[tokio::test]
async fn a_day_counted_twice_at_once_is_counted_once() {
    let world = World::new().await;
    let services = world.services();
    some_days(&world).await;
    let day = ago(1);
    let count = AggregateDay { day };
    tokio::join!(run_well(&world, &services, &count), run_well(&world, &services, &count));
    assert_eq!(written_articles(&world, day).await, recounted_articles(&world, day).await);
    assert_eq!(written_platform(&services, day).await, recounted_platform(&world, day).await);
}

#[tokio::test]
async fn a_day_that_is_not_over_and_one_of_which_not_all_is_left_are_not_counted() {
    let world = World::new().await;
    let services = world.services();
    for day in [ago(0), ago(-1), ago(151)] {
        let deliveries = run(&world, &services, &AggregateDay { day }).await;
        assert!(matches!(deliveries[0].outcome, Outcome::GivenUp { .. }), "{day}: {deliveries:?}");
    }
    assert_eq!(world.one::<i64>("SELECT count(*) FROM platform_days", &[]).await, 0);
}

#[tokio::test]
async fn a_night_counts_what_is_missing_and_the_day_before_yesterday_once_more() {
    let world = World::new().await;
    let services = world.services();
    let unsettled = async |before: Date| analytics::unsettled_days(&services.db, before, 30).await.unwrap();
    schedules::of("analytics:aggregate").unwrap().fire(&services.db).await.unwrap();
    let deliveries = run_due_now(&worker(&world, &services)).await.unwrap();
    assert_eq!(deliveries.len(), 30, "a new platform, or one that was away for long");
    assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done), "{deliveries:?}");
    assert_eq!(unsettled(ago(0)).await, [ago(1)], "of yesterday something may come late");
    assert_eq!(unsettled(ago(-1)).await, [ago(1), ago(0)], "what the next night counts");
    world.owner().execute("DELETE FROM platform_days WHERE day = $1", &[&ago(7)]).await.unwrap();
    assert_eq!(unsettled(ago(0)).await, [ago(7), ago(1)]);
    let later = ago(0).saturating_add(2.days());
    world.sql("UPDATE platform_days SET updated_at = now() + interval '2 days'").await;
    assert_eq!(unsettled(later).await, [ago(7), ago(0), ago(-1)]);
}
