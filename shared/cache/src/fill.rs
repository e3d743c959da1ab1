//! What a look-up hands to the load that follows it.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::key::Key;
use crate::lookup::Found;
use crate::scripts::{ERA_BYTES, Era};
use crate::stats::Counters;
use crate::stored::Answer;
use crate::wanted::Wanted;

/// How long a caller may take in all that doesn't say so itself.
const TIME_MAX: Duration = Duration::from_secs(10);

/// The right to fill one key, from the moment its load begins.
#[derive(Debug)]
pub struct Fill {
    pub(crate) key: Key,
    pub(crate) wanted: Wanted,
    /// When the caller asked.
    pub(crate) asked: Instant,
    /// When the caller must have an answer.
    pub(crate) deadline: Instant,
    /// When the load began, by the clock of the scripts, in microseconds. Unknown when Redis is away: then
    /// nothing may be filled.
    pub(crate) start_us: Option<u64>,
    /// In which era that is.
    pub(crate) era: Era,
    pub(crate) standing: Standing,
    /// Whether only a copy in this process was found not to hold: Redis may have a newer entry.
    pub(crate) only_copy: bool,
    /// What may be answered while somebody loads.
    pub(crate) at_hand: Option<AtHand>,
    pub(crate) counters: Arc<Counters>,
}

/// How it stands with Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Answers,
    Away,
    /// It shows an older time than it did before: a replica that lagged took over, or an old snapshot was loaded.
    WentBack,
}

/// A valid answer that has expired, or was chosen to be refreshed before it does.
#[derive(Debug)]
pub(crate) struct AtHand {
    pub(crate) answer: Answer,
    /// Which entry it is from.
    pub(crate) start_us: u64,
    pub(crate) is_fresh: bool,
}

impl AtHand {
    pub(crate) fn of(found: Found) -> Self {
        Self { answer: found.answer, start_us: found.start_us, is_fresh: !found.fresh_for.is_zero() }
    }
}

impl Fill {
    pub(crate) fn new(key: Key, wanted: Wanted, asked: Instant, counters: Arc<Counters>) -> Self {
        Self {
            key,
            wanted,
            asked,
            deadline: asked + TIME_MAX,
            start_us: None,
            era: [b'0'; ERA_BYTES],
            standing: Standing::Answers,
            only_copy: false,
            at_hand: None,
            counters,
        }
    }

    /// The same for a caller who must have an answer by then: no wait for another's load takes longer, and a load that
    /// does is answered for with what is stale, if there is any.
    #[must_use]
    pub fn before(mut self, deadline: Instant) -> Self {
        self.deadline = deadline;
        self
    }

    /// The same caller after another look.
    pub(crate) fn again(self, mut newer: Self) -> Self {
        (newer.asked, newer.deadline) = (self.asked, self.deadline);
        newer
    }
}
