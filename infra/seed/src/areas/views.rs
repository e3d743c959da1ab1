//! Views of the last 90 days, in their months' partitions. Seven of ten go to what is popular, three to what is new.

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Area, Table};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "article_views",
        columns: "id, article_id, user_id, viewer_hash, viewed_at, referrer",
        units: |world| world.size.views(),
        write,
    }],
    prepare: |world| months(world, "article_views"),
    recount: "
        SELECT 'view_count of article ' || a.slug FROM articles a
        LEFT JOIN (SELECT article_id, count(*) AS n FROM article_views GROUP BY 1) AS v ON v.article_id = a.id
        WHERE a.view_count <> coalesce(v.n, 0)",
    ..Area::EMPTY
};

const REFERRERS: [&str; 5] = [
    "https://search.example/",
    "https://news.example/",
    "https://social.example/feed",
    "https://mail.example/",
    "https://forum.example/t/12",
];

/// The article that a view is of; none when hardly any was out yet.
pub(crate) fn article_of(world: &World, view: u64) -> Option<u64> {
    let mut rng = Rng::of("views.article", view);
    let at = world.viewed_at(view);
    let found = if rng.permille(300) {
        world.young_article(&mut rng, at)
    } else {
        world.popular_article(&mut rng, at)
    };
    found.map(|(article, _)| article)
}

fn write(world: &World, view: u64, rows: &mut Rows) {
    let Some(article) = article_of(world, view) else { return };
    let mut rng = Rng::of("views.row", view);
    let at = world.viewed_at(view);
    let reader = rng.below(world.users());
    let user = (rng.permille(300) && world.user_created(reader) < at).then_some(reader);
    let mut hash = user.map_or_else(|| Rng::of("views.visitor", view), |user| Rng::of("views.user", user));
    rows.add(&[
        &rng.id(at),
        &world.article_id(article),
        &user.map(|user| world.user_id(user)),
        &[hash.bits(), hash.bits(), hash.bits(), hash.bits()],
        &at,
        &rng.permille(400).then(|| rng.pick_skewed(&REFERRERS)),
    ]);
}

/// A table's partitions of the past months of which views are kept; migrations make only the coming ones.
pub(super) fn months(world: &World, table: &str) -> String {
    let day = |moment: crate::calendar::Moment| moment.timestamp().to_zoned(TimeZone::UTC).date();
    let mut month = day(world.first_view()).first_of_month();
    let mut sql = String::new();
    while month <= day(world.now) {
        let next = month.checked_add(1.month()).unwrap_or(Date::MAX);
        // Writing to memory doesn't fail.
        let _written = writeln!(
            sql,
            "CREATE TABLE IF NOT EXISTS {table}_{} PARTITION OF {table}
                 FOR VALUES FROM ('{month} 00:00:00+00') TO ('{next} 00:00:00+00');",
            month.strftime("%Y_%m")
        );
        month = next;
    }
    sql
}
