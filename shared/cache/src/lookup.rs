//! Looking an entry up, as a part of the request's round trip.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Unavailable, Value};

use crate::door::Cache;
use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, LOOKUP};
use crate::stats::{Counters, count};
use crate::stored::{Answer, Meta, Stored, Unchanged};
use crate::wanted::Wanted;

/// How long a look-up, or a trip shared with one, may take before the load begins without it. Generous, because
/// a busy second must not turn every hit into a load; a Redis that is gone costs it five times, then the breaker
/// opens.
pub const BUDGET: Duration = Duration::from_millis(250);

/// A look-up on its way; [`Cache::found`] turns it into its result.
#[derive(Debug)]
pub struct Looking {
    key: Key,
    wanted: Wanted,
    part: Part,
}

/// What a look-up found.
#[derive(Debug)]
pub enum Lookup {
    /// A valid answer.
    Hit(Answer),
    /// Nothing: what [`Cache::load`] needs to go on.
    Miss(Fill),
}

/// The right to fill one key, from the moment its load begins.
#[derive(Debug)]
pub struct Fill {
    pub(crate) key: Key,
    pub(crate) wanted: Wanted,
    /// When the load began, by Redis' clock. Unknown when Redis is away: then nothing may be filled.
    pub(crate) start: Option<String>,
    pub(crate) counters: Arc<Counters>,
}

impl Cache {
    /// Looks up as a part of `trip`.
    pub fn look_up(&self, trip: &mut Trip, key: Key, wanted: Wanted) -> Looking {
        let keys = [self.redis.key(key.name()), self.redis.key(CLOCK)];
        let part = trip.script(&LOOKUP, &keys, (wanted.encoding().token(), wanted.held()));
        Looking { key, wanted, part }
    }

    /// What was found, from the answers of the trip. Without answers it is a miss.
    pub fn found(&self, looking: Looking, answers: Result<&mut Answers, &mut Unavailable>) -> Lookup {
        let Looking { key, wanted, part } = looking;
        let counters = self.stats.of(key.namespace().name);
        let found = match answers {
            Ok(answers) => answers.take::<Value>(part).and_then(read),
            Err(_) => Ok(Read::Nothing),
        };
        let start = match found {
            Ok(Read::Answer(answer)) => {
                count(&counters.hits);
                return Lookup::Hit(answer);
            }
            Ok(Read::Start(start)) => Some(start),
            Ok(Read::Nothing) => None,
            Err(error) => {
                tracing::error!(%error, namespace = key.namespace().name, "a cache look-up failed");
                None
            }
        };
        count(&counters.misses);
        if start.is_none() {
            count(&counters.errors);
        }
        Lookup::Miss(Fill { key, wanted, start, counters })
    }
}

/// What the script said.
enum Read {
    Answer(Answer),
    Start(String),
    Nothing,
}

/// Reads the script's reply. Anything else than it can say is nothing: a load puts it right.
fn read(reply: Value) -> Result<Read, PartError> {
    let parts = match reply {
        Value::BulkString(start) => return Ok(String::from_utf8(start).map_or(Read::Nothing, Read::Start)),
        Value::Array(parts) => parts,
        _ => return Ok(Read::Nothing),
    };
    let mut parts = parts.into_iter().map_while(|part| match part {
        Value::BulkString(bytes) => Some(bytes),
        _ => None,
    });
    let Some(meta) = parts.next().and_then(Meta::parse) else { return Ok(Read::Nothing) };
    if meta.is_absent() {
        return Ok(Read::Answer(Answer::Absent));
    }
    let Some(encoding) = parts.next().and_then(|token| Encoding::of_token(&token)) else {
        return Ok(Read::Nothing);
    };
    Ok(Read::Answer(match parts.next() {
        Some(body) => Answer::Body(Stored::new(meta, encoding, Bytes::from(body))),
        None => Answer::NotModified(Unchanged::new(meta, encoding)),
    }))
}
