//! Facts of topics, replies and votes by their numbers, without their texts.

use neurmatic_core::words::{CategoryVisibility, TopicStatus, TopicType};
use uuid::Uuid;

use crate::calendar::Moment;
use crate::rng::{Rng, shuffled};
use crate::world::World;

/// How many categories there are.
pub(super) const FORUM_CATEGORIES: u64 = CATEGORIES.len() as u64;

/// Tags there are: as many as the articles' first subjects and aspects.
pub(super) const FORUM_TAGS: u64 = 120;

/// Replies come in fours of one topic: what answers what stays within them.
const FOUR: u64 = 4;

/// Name and visibility; each third one stands below the one before it.
pub(super) const CATEGORIES: [(&str, CategoryVisibility); 12] = [
    ("General", CategoryVisibility::Public),
    ("Introductions", CategoryVisibility::Public),
    ("Off topic", CategoryVisibility::Public),
    ("Help", CategoryVisibility::Public),
    ("Prompt questions", CategoryVisibility::Public),
    ("Tooling questions", CategoryVisibility::Public),
    ("Building", CategoryVisibility::Public),
    ("Agents at work", CategoryVisibility::Public),
    ("Local models", CategoryVisibility::Public),
    ("Research talk", CategoryVisibility::Public),
    ("Members lounge", CategoryVisibility::Private),
    ("Moderation desk", CategoryVisibility::ModeratorOnly),
];

/// A topic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Topic {
    pub(super) number: u64,
    pub(super) author: u64,
    pub(super) category: u64,
    pub(super) kind: TopicType,
    pub(super) created: Moment,
    pub(super) is_archived: bool,
    pub(super) is_hidden: bool,
    /// Whether one of its replies was accepted, if it has any.
    pub(super) is_settled: bool,
}

impl Topic {
    pub(super) fn of(world: &World, number: u64) -> Self {
        let mut rng = Rng::of("forum.topic", number);
        let created = world.topic_created(number);
        let kind = match rng.below(100) {
            0..45 => TopicType::Question,
            45..80 => TopicType::Discussion,
            80..88 => TopicType::Showcase,
            88..95 => TopicType::Tutorial,
            95..99 => TopicType::Paper,
            _ => TopicType::Announcement,
        };
        Self {
            number,
            author: world.member_before(&mut rng, created),
            category: shuffled(rng.rank(FORUM_CATEGORIES), FORUM_CATEGORIES),
            kind,
            created,
            is_archived: rng.permille(10),
            is_hidden: rng.permille(3),
            is_settled: kind == TopicType::Question && rng.permille(450),
        }
    }

    pub(super) fn id(&self) -> Uuid {
        Rng::of("forum.topic_id", self.number).id(self.created)
    }

    pub(super) const fn is_listed(&self) -> bool {
        !self.is_hidden && !self.is_archived
    }

    pub(super) fn visibility(&self) -> CategoryVisibility {
        CATEGORIES
            .get(self.category as usize)
            .map_or(CategoryVisibility::Public, |(_, visibility)| *visibility)
    }

    /// Its tags, each once.
    pub(super) fn tags(&self) -> Vec<u64> {
        let mut rng = Rng::of("forum.topic_tags", self.number);
        let mut tags: Vec<u64> = (0..rng.below(5)).map(|_| rng.rank(FORUM_TAGS)).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// Its state, when it has an accepted reply or not.
    pub(super) fn status(&self, is_answered: bool) -> TopicStatus {
        match (self.is_archived, is_answered) {
            (true, _) => TopicStatus::Archived,
            (false, true) => TopicStatus::Resolved,
            (false, false) if Rng::of("forum.closed", self.number).permille(40) => TopicStatus::Closed,
            (false, false) => TopicStatus::Open,
        }
    }

    pub(super) fn votes(&self, world: &World) -> Vec<Vote> {
        let mut rng = Rng::of("forum.topic_votes", self.number);
        let n = if rng.permille(5) { rng.rank(500) } else { rng.rank(12) };
        votes(world, &mut rng, n, self.author, self.created)
    }
}

/// A reply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reply {
    pub(super) number: u64,
    pub(super) topic: u64,
    pub(super) author: u64,
    pub(super) parent: Option<u64>,
    pub(super) depth: u64,
    pub(super) created: Moment,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
}

impl Reply {
    pub(super) fn of(world: &World, number: u64) -> Self {
        let (four, place) = (number / FOUR, number % FOUR);
        let mut rng = Rng::of("forum.four", four);
        let n = world.size.topics();
        let topic = if rng.permille(500) { shuffled(rng.rank(n), n) } else { rng.below(n) };
        let begun = world.topic_created(topic).plus(1_000);
        let first = begun.towards(world.now, rng.unit().powi(3) * 0.98);
        let (second_answers, third_answers) = (rng.permille(500), rng.permille(400));
        let (parent, depth) = match place {
            1 if second_answers => (Some(number - 1), 1),
            2 if second_answers && third_answers => (Some(number - 1), 2),
            _ => (None, 0),
        };
        let mut own = Rng::of("forum.reply", number);
        // Each of the four comes at most a few minutes after the one before.
        let created =
            first.plus(place as i64 * 240_000 + own.below(200_000) as i64).min(world.now.plus(-1_000));
        Self {
            number,
            topic,
            author: world.member_before(&mut own, created),
            parent,
            depth,
            created,
            is_hidden: own.permille(3),
            is_deleted: own.permille(15),
        }
    }

    pub(super) fn id(&self) -> Uuid {
        Rng::of("forum.reply_id", self.number).id(self.created)
    }

    pub(super) const fn is_visible(&self) -> bool {
        !self.is_hidden && !self.is_deleted
    }

    pub(super) fn votes(&self, world: &World) -> Vec<Vote> {
        let mut rng = Rng::of("forum.reply_votes", self.number);
        let n = if rng.permille(2) { rng.rank(200) } else { rng.rank(3) };
        votes(world, &mut rng, n, self.author, self.created)
    }
}

/// A vote on something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vote {
    pub(super) voter: u64,
    pub(super) is_up: bool,
    pub(super) at: Moment,
}

/// Up to `n` votes of different users, none of the author.
fn votes(world: &World, rng: &mut Rng, n: u64, author: u64, since: Moment) -> Vec<Vote> {
    let users = world.users();
    let first = rng.below(users);
    (0..n.min(users))
        .map(|place| {
            let voter = shuffled((first + place) % users, users);
            let at = since.max(world.user_created(voter)).towards(world.now, rng.unit());
            Vote { voter, is_up: !rng.permille(120), at }
        })
        .filter(|vote| vote.voter != author)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Size};

    fn world() -> World {
        World::new(Size::Demo, &Options::as_of(jiff::civil::date(2026, 1, 1)).unwrap()).unwrap()
    }

    #[test]
    fn an_answer_is_of_the_same_topic_and_later_and_one_deeper() {
        let world = world();
        let mut depths = [0; 3];
        for reply in (0..world.size.replies()).map(|number| Reply::of(&world, number)) {
            depths[reply.depth as usize] += 1;
            assert!(world.topic_created(reply.topic) < reply.created && reply.created < world.now);
            assert!(world.user_created(reply.author) <= reply.created, "reply {}", reply.number);
            if let Some(parent) = reply.parent.map(|number| Reply::of(&world, number)) {
                assert_eq!((parent.topic, parent.depth + 1), (reply.topic, reply.depth));
                assert!(parent.created <= reply.created, "reply {}", reply.number);
            }
        }
        assert!(depths.iter().all(|&n| n > 100), "{depths:?}");
    }

    #[test]
    fn nobody_votes_twice_or_on_their_own() {
        let world = world();
        for topic in (0..world.size.topics()).map(|number| Topic::of(&world, number)) {
            let mut voters: Vec<u64> = topic.votes(&world).iter().map(|vote| vote.voter).collect();
            let n = voters.len();
            voters.sort_unstable();
            voters.dedup();
            assert!(voters.len() == n && !voters.contains(&topic.author));
        }
    }
}
