//! Replies.

use super::facts::{Reply, Topic};
use crate::areas::{Area, Table};
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "replies",
        columns: "id, topic_id, author_id, content, parent_id, depth, is_hidden, deleted_at, vote_score, upvote_count, \
                  downvote_count, created_at, updated_at",
        units: |world| world.size.replies(),
        write,
    }],
    ..Area::EMPTY
};

fn write(world: &World, number: u64, rows: &mut Rows) {
    let reply = Reply::of(world, number);
    let mut rng = Rng::of("forum.reply_row", number);
    let mut content = String::new();
    let bytes = rng.between(30, 300) as usize;
    prose::push_sentences(&mut rng, bytes, &mut content);
    let score = world.tally.forum.score_of_reply(number);
    rows.add(&[
        &reply.id(),
        &Topic::of(world, reply.topic).id(),
        &world.user_id(reply.author),
        &content,
        &reply.parent.map(|parent| Reply::of(world, parent).id()),
        &reply.depth,
        &reply.is_hidden,
        &reply.is_deleted.then(|| reply.created.towards(world.now, 0.5)),
        &score.sum(),
        &score.up,
        &score.down,
        &reply.created,
        &reply.created,
    ]);
}
