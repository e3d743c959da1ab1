//! Topics and their tags.

use neurmatic_core::rules::slug_of;
use uuid::Uuid;

use super::facts::{Reply, Topic};
use super::taxonomy::{category_id, tag_id};
use crate::areas::{Area, Table};
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "topics",
            columns: "id, title, slug, content, author_id, category_id, visibility, type, status, is_pinned, is_locked, \
                      is_hidden, reply_count, last_reply_at, last_activity_at, vote_score, upvote_count, \
                      downvote_count, accepted_reply_id, created_at, updated_at",
            units: |world| world.size.topics(),
            write: write_topic,
        },
        Table {
            name: "topic_tags",
            columns: "topic_id, tag_id, topic_created_at, visibility",
            units: |world| world.size.topics(),
            write: write_tags,
        },
        Table {
            name: "topic_watches",
            columns: "user_id, topic_id, level, created_at",
            units: |world| world.size.topics(),
            write: write_watch,
        },
    ],
    finish: "
        UPDATE row_counts
        SET n = (SELECT count(*) FROM topics WHERE is_listed AND 'forum.topics.' || visibility = row_counts.name)
        WHERE name LIKE 'forum.topics.%'",
    recount: "
        SELECT 'row_counts of ' || r.name FROM row_counts r
        LEFT JOIN (SELECT visibility, count(*) AS n FROM topics WHERE is_listed GROUP BY 1) AS t
            ON 'forum.topics.' || t.visibility = r.name
        WHERE r.name LIKE 'forum.topics.%' AND r.n <> coalesce(t.n, 0)
        UNION ALL
        SELECT 'reply_count of topic ' || t.slug FROM topics t
        LEFT JOIN (SELECT topic_id, count(*) AS n, max(created_at) AS at FROM replies WHERE is_visible GROUP BY 1) AS r
            ON r.topic_id = t.id
        WHERE t.reply_count <> coalesce(r.n, 0) OR t.last_reply_at IS DISTINCT FROM r.at
           OR t.last_activity_at <> coalesce(r.at, t.created_at)
        UNION ALL
        SELECT 'visibility of a tag of topic ' || t.slug FROM topics t
        JOIN topic_tags x ON x.topic_id = t.id
        WHERE x.visibility IS DISTINCT FROM CASE WHEN t.is_listed THEN t.visibility END
           OR x.topic_created_at <> t.created_at",
    ..Area::EMPTY
};

/// The median length of a topic's content, in bytes.
const MEDIAN_BODY_BYTES: u64 = 600;

/// What others say of a topic.
pub(crate) struct Subject {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    /// Where it lies on the site.
    pub(crate) path: String,
}

/// What others say of a topic.
pub(crate) fn subject(world: &World, number: u64) -> Subject {
    let title = prose::title(&mut Rng::of("forum.title", number));
    let path = format!("/forum/topics/{}-{number}", slug_of(&title));
    Subject { id: Topic::of(world, number).id(), title, path }
}

fn write_topic(world: &World, number: u64, rows: &mut Rows) {
    let topic = Topic::of(world, number);
    let mut rng = Rng::of("forum.topic_row", number);
    let title = prose::title(&mut Rng::of("forum.title", number));
    let (thread, score) = (world.tally.forum.thread(number), world.tally.forum.score_of_topic(number));
    let accepted = world.tally.forum.accepted(&topic);
    rows.add(&[
        &topic.id(),
        &title,
        &format!("{}-{number}", slug_of(&title)),
        &prose::body(&mut Rng::of("forum.body", number), MEDIAN_BODY_BYTES),
        &world.user_id(topic.author),
        &category_id(world, topic.category),
        &topic.visibility().as_str(),
        &topic.kind.as_str(),
        &topic.status(accepted.is_some()).as_str(),
        &rng.permille(1),
        &rng.permille(8),
        &topic.is_hidden,
        &thread.replies,
        &thread.last,
        &thread.last.unwrap_or(topic.created),
        &score.sum(),
        &score.up,
        &score.down,
        &accepted.map(|reply| Reply::of(world, reply).id()),
        &topic.created,
        &topic.created,
    ]);
}

fn write_tags(world: &World, number: u64, rows: &mut Rows) {
    let topic = Topic::of(world, number);
    let visibility = topic.is_listed().then(|| topic.visibility().as_str());
    for tag in topic.tags() {
        rows.add(&[&topic.id(), &tag_id(world, tag), &topic.created, &visibility]);
    }
}

/// Every other topic is watched by its author, some are muted.
fn write_watch(world: &World, number: u64, rows: &mut Rows) {
    let mut rng = Rng::of("forum.watch", number);
    let topic = Topic::of(world, number);
    if rng.permille(500) {
        let level = if rng.permille(50) { "mute" } else { "watch" };
        rows.add(&[&world.user_id(topic.author), &topic.id(), &level, &topic.created]);
    }
}
