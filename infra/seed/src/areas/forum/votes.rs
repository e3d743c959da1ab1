//! Votes, and the reputation that everything has brought its authors: added up by the ledger's own trigger.

use super::facts::{Reply, Topic, Vote};
use crate::areas::{Area, Table};
use crate::copy::Rows;
use crate::world::World;
use uuid::Uuid;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "topic_votes",
            columns: "user_id, topic_id, value, created_at",
            units: |world| world.size.topics(),
            write: write_of_topic,
        },
        Table {
            name: "reply_votes",
            columns: "user_id, reply_id, value, created_at",
            units: |world| world.size.replies(),
            write: write_of_reply,
        },
    ],
    finish: "
        INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points, created_at)
        SELECT id, author_id, 'topic_created'::reputation_event_type, author_id, 5, created_at
        FROM topics WHERE status <> 'archived'
        UNION ALL
        SELECT id, author_id, 'reply_created', author_id, 2, created_at FROM replies WHERE deleted_at IS NULL
        UNION ALL
        SELECT t.id, t.author_id, 'best_answer', r.author_id, 25, r.created_at
        FROM topics t JOIN replies r ON r.id = t.accepted_reply_id WHERE r.author_id <> t.author_id
        UNION ALL
        SELECT v.target, v.user_id, earned.event_type, v.author_id, earned.points, v.created_at
        FROM (
            SELECT v.topic_id AS target, v.user_id, v.value, t.author_id, v.created_at
            FROM topic_votes v JOIN topics t ON t.id = v.topic_id
            UNION ALL
            SELECT v.reply_id, v.user_id, v.value, r.author_id, v.created_at
            FROM reply_votes v JOIN replies r ON r.id = v.reply_id
        ) AS v
        JOIN (VALUES (1, 'upvote_received'::reputation_event_type, 10), (-1, 'downvote_received', -5))
            AS earned (value, event_type, points) ON earned.value = v.value;
        ANALYZE reputation_events, user_reputation",
    recount: "
        SELECT 'votes of topic ' || t.slug FROM topics t
        LEFT JOIN (
            SELECT topic_id, count(*) FILTER (WHERE value = 1) AS up, count(*) FILTER (WHERE value = -1) AS down
            FROM topic_votes GROUP BY 1
        ) AS v ON v.topic_id = t.id
        WHERE (t.upvote_count, t.downvote_count) <> (coalesce(v.up, 0), coalesce(v.down, 0))
        UNION ALL
        SELECT 'votes of reply ' || r.id FROM replies r
        LEFT JOIN (
            SELECT reply_id, count(*) FILTER (WHERE value = 1) AS up, count(*) FILTER (WHERE value = -1) AS down
            FROM reply_votes GROUP BY 1
        ) AS v ON v.reply_id = r.id
        WHERE (r.upvote_count, r.downvote_count) <> (coalesce(v.up, 0), coalesce(v.down, 0))
        UNION ALL
        SELECT 'reputation of user ' || u.username FROM users u
        LEFT JOIN user_reputation p ON p.user_id = u.id
        LEFT JOIN (
            SELECT user_id, sum(points) AS points
            FROM (
                SELECT author_id AS user_id, 5 AS points FROM topics WHERE status <> 'archived'
                UNION ALL
                SELECT author_id, 2 FROM replies WHERE deleted_at IS NULL
                UNION ALL
                SELECT r.author_id, 25 FROM topics t JOIN replies r ON r.id = t.accepted_reply_id
                WHERE r.author_id <> t.author_id
                UNION ALL
                SELECT author_id, 10 * upvote_count - 5 * downvote_count FROM topics
                UNION ALL
                SELECT author_id, 10 * upvote_count - 5 * downvote_count FROM replies
            ) AS each
            GROUP BY 1
        ) AS earned ON earned.user_id = u.id
        WHERE coalesce(p.points, 0) <> coalesce(earned.points, 0)",
    ..Area::EMPTY
};

fn write_of_topic(world: &World, number: u64, rows: &mut Rows) {
    let topic = Topic::of(world, number);
    write(world, topic.id(), &topic.votes(world), rows);
}

fn write_of_reply(world: &World, number: u64, rows: &mut Rows) {
    let reply = Reply::of(world, number);
    write(world, reply.id(), &reply.votes(world), rows);
}

fn write(world: &World, target: Uuid, votes: &[Vote], rows: &mut Rows) {
    for vote in votes {
        let value: i64 = if vote.is_up { 1 } else { -1 };
        rows.add(&[&world.user_id(vote.voter), &target, &value, &vote.at]);
    }
}
