//! The live figures of all instances, out of Redis.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_redis::{Cmd, Part, Redis, cmd};

use crate::error::TelemetryError;
use crate::figures::{Figures, MinuteFigures};
use crate::live::{index_key, series_key};
use crate::tally::Kind;

/// Series of a minute that one round trip asks for.
const SERIES_PER_TRIP: usize = 256;

/// How long one of the round trips may take.
const TRIP_BUDGET: Duration = Duration::from_secs(1);

/// The minute of a moment, since 1970.
#[must_use]
pub fn minute_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// What was counted of a kind in these minutes, by minute and name. What is older than [`crate::KEPT_MINUTES`] is gone.
///
/// # Errors
/// [`TelemetryError`].
pub async fn read(
    redis: &Redis,
    kind: Kind,
    minutes: RangeInclusive<i64>,
) -> Result<Vec<MinuteFigures>, TelemetryError> {
    figures(redis, kind, minutes, None).await
}

/// The same with these counts alone, for who wants no times: of an operation they are a hundredth of what is kept.
///
/// # Errors
/// [`TelemetryError`].
pub async fn read_counts(
    redis: &Redis,
    kind: Kind,
    minutes: RangeInclusive<i64>,
    counts: &[&'static str],
) -> Result<Vec<MinuteFigures>, TelemetryError> {
    figures(redis, kind, minutes, Some(counts)).await
}

async fn figures(
    redis: &Redis,
    kind: Kind,
    minutes: RangeInclusive<i64>,
    counts: Option<&[&'static str]>,
) -> Result<Vec<MinuteFigures>, TelemetryError> {
    let series = list(redis, kind, minutes).await?;
    let mut all = Vec::with_capacity(series.len());
    for some in series.chunks(SERIES_PER_TRIP) {
        let mut trip = redis.trip();
        let parts: Vec<Part> = some
            .iter()
            .map(|(minute, text)| trip.command(question(series_key(redis, *minute, text), counts)))
            .collect();
        let mut answers = trip.send(TRIP_BUDGET).await?;
        for ((minute, text), part) in some.iter().zip(parts) {
            let fields: HashMap<String, u64> = match counts {
                None => answers.take(part)?,
                Some(names) => {
                    let found: Vec<Option<u64>> = answers.take(part)?;
                    let named = names.iter().zip(found);
                    named.filter_map(|(name, count)| Some(((*name).to_owned(), count?))).collect()
                }
            };
            let name = text.strip_prefix(kind.prefix()).unwrap_or(text).to_owned();
            all.push(MinuteFigures { minute: *minute, name, figures: Figures::of(fields) });
        }
    }
    Ok(all)
}

/// Asks for a hash, or for some of its fields.
fn question(key: String, counts: Option<&[&'static str]>) -> Cmd {
    let mut command = cmd(if counts.is_some() { "HMGET" } else { "HGETALL" });
    command.arg(key);
    for name in counts.into_iter().flatten() {
        command.arg(*name);
    }
    command
}

/// Which series were counted in which minute.
async fn list(
    redis: &Redis,
    kind: Kind,
    minutes: RangeInclusive<i64>,
) -> Result<Vec<(i64, String)>, TelemetryError> {
    let mut trip = redis.trip();
    let parts: Vec<_> = minutes
        .map(|minute| {
            let mut command = cmd("SMEMBERS");
            command.arg(index_key(redis, minute));
            (minute, trip.command(command))
        })
        .collect();
    let mut answers = trip.send(TRIP_BUDGET).await?;
    let mut series = Vec::new();
    for (minute, part) in parts {
        let texts: BTreeSet<String> = answers.take(part)?;
        let wanted = texts.into_iter().filter(|text| text.starts_with(kind.prefix()));
        series.extend(wanted.map(|text| (minute, text)));
    }
    Ok(series)
}
