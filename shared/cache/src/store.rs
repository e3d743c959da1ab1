//! Storing what was loaded, in one script: refused when it may be stale.

use std::time::Duration;

use crate::door::{Cache, VERSIONS_TTL_MS, WRITE_BUDGET};
use crate::entry::Entry;
use crate::fill::Fill;
use crate::flights::Kept;
use crate::lease::Lease;
use crate::scripts::{CLOCK, Clock, FILL, namespace_name, nonce, random, tag_name, time_text};
use crate::stamp::Stamp;
use crate::stats::count;

impl Cache {
    /// Stores an entry whose load took so long, and gives the lease back in the same trip.
    pub(crate) async fn store(
        &self,
        fill: &Fill,
        entry: &Entry,
        took: Duration,
        lease: Option<&Lease>,
    ) -> Kept {
        let Some(start_us) = fill.start_us else {
            if let Some(lease) = lease {
                self.release(lease, Duration::ZERO).await;
            }
            return Kept::Unknown;
        };
        let (bodies, missing) = entry.bodies();
        let namespace = fill.key.namespace();
        let mut names = vec![CLOCK.to_owned(), fill.key.removal_name(), namespace_name(namespace.name)];
        names.extend(entry.tags.iter().map(|tag| tag_name(tag.as_str())));
        names.extend(bodies.iter().map(|&(encoding, _)| fill.key.name_in(encoding)));
        names.extend(missing.into_iter().map(|encoding| fill.key.name_in(encoding)));
        let keys: Vec<String> = names.iter().map(|name| self.redis.key(name)).collect();

        let (fresh, stale) = entry.times(namespace);
        let keep_ms = fresh.map_or(0, |fresh| jittered_ms(fresh, random()) + millis(stale));
        let order = [
            time_text(start_us) + &String::from_utf8_lossy(&fill.era),
            keep_ms.to_string(),
            VERSIONS_TTL_MS.to_string(),
            nonce(),
            (1 + entry.tags.len()).to_string(),
        ];
        let mut arguments: Vec<&[u8]> = order.iter().map(String::as_bytes).collect();
        let stamp = Stamp { era: fill.era, start_us, stale, load: took }.line();
        let head = [stamp.as_bytes(), entry.meta.as_bytes()].concat();
        arguments.push(&head);
        arguments.extend(bodies.iter().map(|(_, body)| &body[..]));

        let mut trip = self.redis.trip();
        let part = trip.script(&FILL, &keys, arguments);
        if let Some(lease) = lease {
            self.add_release(&mut trip, lease, Duration::ZERO);
        }
        let stored = match trip.send(WRITE_BUDGET).await {
            Ok(mut answers) => answers.take::<Option<Vec<u8>>>(part),
            Err(_) => {
                count(&fill.counters.errors);
                return Kept::Unknown;
            }
        };
        match stored {
            Ok(Some(clock)) => {
                self.memory.learn(&self.redis, &fill.key, &entry.meta);
                Clock::parse(&clock).map_or(Kept::Unknown, |clock| Kept::Before(clock.start_us()))
            }
            Ok(None) => {
                count(&fill.counters.refused_fills);
                Kept::Refused
            }
            Err(error) => {
                count(&fill.counters.errors);
                // Out of memory, it says so to every fill.
                tracing::debug!(%error, namespace = namespace.name, "a cache fill failed");
                Kept::Unknown
            }
        }
    }
}

/// The time to live give or take a tenth, so that what was filled together doesn't expire together.
fn jittered_ms(ttl: Duration, random: u64) -> u64 {
    (millis(ttl).min(u64::MAX / 2_000) * (900 + random % 201) / 1_000).max(1)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_live_spread_by_a_tenth_either_way() {
        let all: Vec<u64> = (0..201).map(|random| jittered_ms(Duration::from_secs(300), random)).collect();
        assert_eq!((all.iter().min(), all.iter().max()), (Some(&270_000), Some(&330_000)));
    }
}
