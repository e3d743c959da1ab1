//! What is counted on topics and replies, known before the first row is written.

use super::facts::{CATEGORIES, FORUM_TAGS, Reply, Topic, Vote};
use crate::calendar::Moment;
use crate::world::World;
use neurmatic_core::words::CategoryVisibility;

/// Votes up and down.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) up: u16,
    pub(crate) down: u16,
}

/// The replies of a topic.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Thread {
    pub(crate) replies: u32,
    pub(crate) last: Option<Moment>,
    /// The first reply that can be accepted.
    first: Option<u32>,
}

/// The counts, by the number of the counted row.
#[derive(Debug, Default)]
pub(crate) struct ForumTally {
    topics: Vec<Score>,
    replies: Vec<Score>,
    threads: Vec<Thread>,
    categories: Vec<u32>,
    tags: Vec<u32>,
}

impl ForumTally {
    pub(crate) fn of(world: &World) -> Self {
        let mut tally = Self {
            categories: vec![0; CATEGORIES.len()],
            tags: vec![0; FORUM_TAGS as usize],
            threads: vec![Thread::default(); world.size.topics() as usize],
            ..Self::default()
        };
        for topic in (0..world.size.topics()).map(|number| Topic::of(world, number)) {
            tally.topics.push(Score::of(&topic.votes(world)));
            if !topic.is_listed() {
                continue;
            }
            add(&mut tally.categories, topic.category);
            if topic.visibility() == CategoryVisibility::Public {
                topic.tags().into_iter().for_each(|tag| add(&mut tally.tags, tag));
            }
        }
        for reply in (0..world.size.replies()).map(|number| Reply::of(world, number)) {
            tally.replies.push(Score::of(&reply.votes(world)));
            if let Some(thread) = tally.threads.get_mut(reply.topic as usize).filter(|_| reply.is_visible()) {
                thread.replies += 1;
                thread.last = thread.last.max(Some(reply.created));
                if reply.depth == 0 && thread.first.is_none() {
                    thread.first = u32::try_from(reply.number).ok();
                }
            }
        }
        tally
    }

    pub(super) fn score_of_topic(&self, topic: u64) -> Score {
        self.topics.get(topic as usize).copied().unwrap_or_default()
    }

    pub(super) fn score_of_reply(&self, reply: u64) -> Score {
        self.replies.get(reply as usize).copied().unwrap_or_default()
    }

    pub(super) fn thread(&self, topic: u64) -> Thread {
        self.threads.get(topic as usize).copied().unwrap_or_default()
    }

    /// The reply that answers a topic.
    pub(super) fn accepted(&self, topic: &Topic) -> Option<u64> {
        self.thread(topic.number).first.filter(|_| topic.is_settled).map(u64::from)
    }

    pub(super) fn topics_of_category(&self, category: u64) -> u32 {
        self.categories.get(category as usize).copied().unwrap_or_default()
    }

    pub(super) fn topics_of_tag(&self, tag: u64) -> u32 {
        self.tags.get(tag as usize).copied().unwrap_or_default()
    }
}

impl Score {
    fn of(votes: &[Vote]) -> Self {
        let up = votes.iter().filter(|vote| vote.is_up).count() as u16;
        Self { up, down: votes.len() as u16 - up }
    }

    pub(super) fn sum(self) -> i64 {
        i64::from(self.up) - i64::from(self.down)
    }
}

fn add(counts: &mut [u32], number: u64) {
    if let Some(count) = counts.get_mut(number as usize) {
        *count += 1;
    }
}
