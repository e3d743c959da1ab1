//! Conversations, and who blocks whom. Most users write to nobody, a few to many; most of what was written has been read.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Area, Table};
use crate::calendar::Moment;
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "conversations",
            columns: "id, first_user_id, second_user_id, message_count, first_read_number, second_read_number, \
                      first_unread_count, second_unread_count, last_message_at, created_at",
            units: World::users,
            write: write_conversations,
        },
        Table {
            name: "direct_messages",
            columns: "id, conversation_id, number, is_from_first, content, created_at",
            units: World::users,
            write: write_messages,
        },
        Table {
            name: "user_blocks",
            columns: "blocker_id, blocked_id, created_at",
            units: World::users,
            write: write_blocks,
        },
    ],
    recount: "
        SELECT 'counts of conversation ' || c.id FROM conversations c
        JOIN (SELECT m.conversation_id, count(*) AS n, max(number) AS newest,
                     count(*) FILTER (WHERE NOT is_from_first AND number > o.first_read_number) AS first_unread,
                     count(*) FILTER (WHERE is_from_first AND number > o.second_read_number) AS second_unread
              FROM direct_messages m JOIN conversations o ON o.id = m.conversation_id GROUP BY 1) AS m
          ON m.conversation_id = c.id
        WHERE (c.message_count, c.message_count, c.first_unread_count, c.second_unread_count)
              <> (m.n, m.newest, m.first_unread, m.second_unread)",
    ..Area::EMPTY
};

/// Conversations that a user begins at most.
const CONVERSATIONS_MAX: u64 = 60;
/// Messages of a conversation at most.
const MESSAGES_MAX: u64 = 200;

/// A conversation that a user has begun, with somebody whose number is lower: so no pair has two.
struct Conversation {
    id: Uuid,
    first: Uuid,
    second: Uuid,
    /// When each message was written, and whether by the first of the pair.
    messages: Vec<(Moment, bool)>,
    /// How far each of the pair has read.
    read: [u64; 2],
}

/// The conversations that a user has begun. The demo logins have some.
fn of_user(world: &World, user: u64) -> Vec<Conversation> {
    let mut rng = Rng::of("messages.of_user", user);
    let wanted = match rng.below(1000) {
        _ if world.login(user).is_some() => 8,
        0..3 => CONVERSATIONS_MAX,
        3..200 => 1 + rng.rank(8),
        _ => 0,
    };
    let peers: BTreeSet<u64> = (0..wanted.min(user)).map(|_| rng.rank(user)).collect();
    peers.into_iter().map(|peer| conversation(world, user, peer)).collect()
}

fn conversation(world: &World, user: u64, peer: u64) -> Conversation {
    let mut rng = Rng::of("messages.conversation", user * world.users() + peer);
    let begun = world.user_created(user).max(world.user_created(peer)).towards(world.now, rng.unit());
    let (begins, answers) = (world.user_id(user), world.user_id(peer));
    let begun_by_first = begins < answers;
    let (first, second) = if begun_by_first { (begins, answers) } else { (answers, begins) };
    let (mut at, mut messages) = (begun, vec![(begun, begun_by_first)]);
    for _ in 0..rng.rank(MESSAGES_MAX) {
        // Fast at first; a conversation mostly ends soon.
        at = at.towards(world.now, rng.unit() * 0.02);
        messages.push((at, begun_by_first ^ rng.permille(500)));
    }
    let count = messages.len() as u64;
    let read = [(); 2].map(|()| if rng.permille(850) { count } else { rng.below(count) });
    Conversation { id: rng.id(begun), first, second, messages, read }
}

fn write_conversations(world: &World, user: u64, rows: &mut Rows) {
    for talk in of_user(world, user) {
        let unread = |read: u64, by_first: bool| {
            (1..)
                .zip(&talk.messages)
                .filter(|(number, (_, first))| *number > read && *first == by_first)
                .count() as u64
        };
        let [first_read, second_read] = talk.read;
        let begun = talk.messages.first().map_or(world.now, |(at, _)| *at);
        let last = talk.messages.last().map_or(world.now, |(at, _)| *at);
        rows.add(&[
            &talk.id,
            &talk.first,
            &talk.second,
            &(talk.messages.len() as u64),
            &first_read,
            &second_read,
            &unread(first_read, false),
            &unread(second_read, true),
            &last,
            &begun,
        ]);
    }
}

fn write_messages(world: &World, user: u64, rows: &mut Rows) {
    for talk in of_user(world, user) {
        for (number, (at, by_first)) in (1_u64..).zip(&talk.messages) {
            let mut rng = Rng::of("messages.row", (talk.id.as_u128() as u64).wrapping_add(number));
            let mut content = String::new();
            let bytes = rng.between(10, 300) as usize;
            prose::push_sentences(&mut rng, bytes, &mut content);
            rows.add(&[&rng.id(*at), &talk.id, &number, by_first, &content, at]);
        }
    }
}

/// Somebody who blocks others in any size of data.
const BLOCKER: u64 = 2;

/// One user in fifty blocks somebody.
fn write_blocks(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("messages.blocks", user);
    if !rng.permille(20) && user != BLOCKER {
        return;
    }
    let wanted = 1 + rng.rank(5);
    let blocked: BTreeSet<u64> =
        (0..wanted).map(|_| rng.rank(world.users())).filter(|&other| other != user).collect();
    for other in blocked {
        let since = world.user_created(user).max(world.user_created(other));
        rows.add(&[&world.user_id(user), &world.user_id(other), &since.towards(world.now, rng.unit())]);
    }
}
