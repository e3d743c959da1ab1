//! What visitors did in the last 30 days, and the figures of these days, which come of it and of all the other areas. Whoever
//! views an article mostly reads it, passes some on, looks at other pages and searches.

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{Area, Table, views};
use crate::calendar::{DAY, Moment};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "analytics_events",
        columns: "id, kind, user_id, visitor_hash, article_id, seconds, scroll_depth, platform, path, result_count, day, \
                  received_at",
        units: |world| world.size.views(),
        write,
    }],
    prepare: |world| views::months(world, "analytics_events"),
    finish: "
        INSERT INTO article_days (article_id, day, views, viewers, reads, read_secs, shares)
        SELECT article_id, day, sum(views), sum(viewers), sum(reads), sum(secs), sum(shares)
        FROM (SELECT article_id, (viewed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS views,
                     count(DISTINCT viewer_hash) AS viewers, 0 AS reads, 0 AS secs, 0 AS shares
              FROM article_views
              WHERE viewed_at >= (SELECT min(day) FROM analytics_events)::timestamp AT TIME ZONE 'UTC'
              GROUP BY 1, 2
              UNION ALL
              SELECT article_id, day, 0, 0, count(seconds), coalesce(sum(seconds), 0), count(platform)
              FROM analytics_events WHERE article_id IS NOT NULL GROUP BY 1, 2) AS each
        GROUP BY 1, 2;
        INSERT INTO platform_days (
            day, signups, active_users, visitors, articles, topics, replies, jobs, applications, views, reads, shares,
            page_views, searches, events)
        SELECT each.day, count(*) FILTER (WHERE what = 'signup'),
               count(DISTINCT user_id) FILTER (WHERE what <> 'signup'), count(DISTINCT visitor),
               count(*) FILTER (WHERE what = 'article'), count(*) FILTER (WHERE what = 'topic_created'),
               count(*) FILTER (WHERE what = 'reply_created'), count(*) FILTER (WHERE what = 'job'),
               count(*) FILTER (WHERE what = 'application'), count(*) FILTER (WHERE what = 'view'),
               count(*) FILTER (WHERE what = 'article_read'), count(*) FILTER (WHERE what = 'article_share'),
               count(*) FILTER (WHERE what = 'page_view'), count(*) FILTER (WHERE what = 'search'),
               count(*) FILTER (WHERE is_event)
        FROM (SELECT 'signup' AS what, (created_at AT TIME ZONE 'UTC')::date AS day, id AS user_id, NULL::bytea AS visitor,
                     false AS is_event FROM users
              UNION ALL
              SELECT 'article', (published_at AT TIME ZONE 'UTC')::date, NULL, NULL, false FROM articles WHERE status = 'published'
              UNION ALL
              SELECT event_type::text, (created_at AT TIME ZONE 'UTC')::date, user_id, NULL, false
              FROM reputation_events WHERE event_type IN ('topic_created', 'reply_created')
              UNION ALL
              SELECT 'job', (published_at AT TIME ZONE 'UTC')::date, NULL, NULL, false FROM jobs WHERE status <> 'draft'
              UNION ALL
              SELECT 'application', (applied_at AT TIME ZONE 'UTC')::date, user_id, NULL, false FROM job_applications
              UNION ALL
              SELECT 'view', (viewed_at AT TIME ZONE 'UTC')::date, user_id, viewer_hash, false FROM article_views
              UNION ALL
              SELECT kind::text, day, user_id, visitor_hash, true FROM analytics_events) AS each
        JOIN (SELECT min(day) AS first, max(day) AS last FROM analytics_events) AS span
          ON each.day BETWEEN span.first AND span.last
        GROUP BY each.day",
    recount: "
        SELECT 'article_days of ' || a.day
        FROM (SELECT day, sum(views) AS views, sum(reads) AS reads, sum(shares) AS shares FROM article_days GROUP BY 1) AS a
        JOIN platform_days p ON p.day = a.day
        WHERE (a.views, a.reads, a.shares) <> (p.views, p.reads, p.shares)",
};

/// How long ago the first event is, in days.
const DAYS: i64 = 30;

const PLATFORMS: [&str; 5] = ["x", "linkedin", "copied_link", "hacker_news", "email"];

const PATHS: [&str; 5] = ["/", "/articles", "/forum", "/jobs", "/models"];

/// What only some kinds have.
#[derive(Default)]
struct Fields {
    article: Option<Uuid>,
    seconds: Option<u64>,
    scroll_depth: Option<u64>,
    platform: Option<&'static str>,
    path: Option<&'static str>,
    result_count: Option<u64>,
}

/// A visitor's, at a moment.
struct Visit {
    rng: Rng,
    at: Moment,
    user: Option<Uuid>,
    hash: [u64; 4],
}

fn write(world: &World, view: u64, rows: &mut Rows) {
    let at = world.viewed_at(view);
    if at < world.now.plus(-DAYS * DAY) {
        return;
    }
    let Some(article) = views::article_of(world, view).map(|article| world.article_id(article)) else {
        return;
    };
    let mut rng = Rng::of("analytics.visit", view);
    let reader = rng.below(world.users());
    let user = (rng.permille(300) && world.user_created(reader) < at).then(|| world.user_id(reader));
    // Everybody comes once, so that nobody reads an article twice on a day.
    let mut hash = Rng::of("analytics.visitor", view);
    let mut visit = Visit { rng, at, user, hash: [hash.bits(), hash.bits(), hash.bits(), hash.bits()] };
    if visit.rng.permille(800) {
        let (seconds, depth) = (Some(2 + visit.rng.rank(1_200)), Some(visit.rng.between(5, 100)));
        let read = Fields { article: Some(article), seconds, scroll_depth: depth, ..Fields::default() };
        visit.write("article_read", &read, rows);
    }
    if visit.rng.permille(40) {
        let platform = Some(visit.rng.pick_skewed(&PLATFORMS));
        visit.write("article_share", &Fields { article: Some(article), platform, ..Fields::default() }, rows);
    }
    if visit.rng.permille(300) {
        let path = Some(visit.rng.pick_skewed(&PATHS));
        visit.write("page_view", &Fields { path, ..Fields::default() }, rows);
    }
    if visit.rng.permille(100) {
        let result_count = Some(visit.rng.rank(2_000));
        visit.write("search", &Fields { result_count, ..Fields::default() }, rows);
    }
}

impl Visit {
    fn write(&mut self, kind: &str, of: &Fields, rows: &mut Rows) {
        let day = self.at.timestamp().to_zoned(TimeZone::UTC).date().to_string();
        rows.add(&[
            &self.rng.id(self.at),
            &kind,
            &self.user,
            &self.hash,
            &of.article,
            &of.seconds,
            &of.scroll_depth,
            &of.platform,
            &of.path,
            &of.result_count,
            &day,
            &self.at,
        ]);
    }
}
