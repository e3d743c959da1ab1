//! What snapshots mean, as a pure function. A leak is only told of growth that is steady: there in each part of what was
//! watched, at about the same pace, and in the troughs too.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Snapshot;
use crate::trend::{agreement, median, slope};

/// Requests that fill what is filled once: connections, prepared statements, tables of the first use.
const WARM_UP_REQUESTS: u64 = 1_000;

/// The same as time, for a process that gets few requests.
const WARM_UP: Duration = Duration::from_secs(120);

/// Growth below this is no leak yet, in bytes: an allocator's noise.
const GROWTH_BYTES_MIN: f64 = 256.0 * 1024.0;

/// Growth per request below this is none, in bytes.
const PER_REQUEST_MIN: f64 = 16.0;

/// Growth per minute from which it is a leak without regard to requests, in bytes: 10 MB, as in the source document.
const PER_MINUTE_MIN: f64 = 10e6;

/// Snapshots that are needed for a judgement, by requests and by minutes.
const BY_REQUESTS_MIN: usize = 16;
const BY_MINUTES_MIN: usize = 10;

/// How long growth per minute is watched before it is judged.
const MINUTES_MIN: Duration = Duration::from_secs(600);

/// Of a hundred pairs of snapshots the later is the higher in 90: τ = 0.8.
const AGREEMENT_MIN: f64 = 0.8;

/// The pace of the last third, and of the middle one, as a share of the first: below it growth slows down.
const PACE_MIN: f64 = 0.7;

/// The pace of the first third as a share of the whole's: below it growth began only later.
const FIRST_PACE_MIN: f64 = 0.4;

/// The pace where only the later half of what was seen grows, and how much that must have grown, in bytes.
const LATER_PACE_MIN: f64 = 0.85;
const LATER_GROWTH_BYTES_MIN: f64 = 4.0 * GROWTH_BYTES_MIN;

/// Parts in which the lowest point must rise.
const PARTS: usize = 6;

/// How much it must rise, as a share of what the pace says.
const TROUGH_MIN: f64 = 0.25;

/// The allocator holds more by this, in bytes and as a share, while the program holds no more: fragmentation.
const FRAGMENTED_BYTES_MIN: f64 = 8.0 * 1024.0 * 1024.0;
const FRAGMENTED_SHARE_MIN: f64 = 0.2;

/// What the memory does. The later ones are the worse ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MemoryVerdict")]
pub enum Verdict {
    /// Too little was seen to say anything.
    #[default]
    WarmingUp,
    /// It doesn't grow.
    Steady,
    /// It grew, and does so less and less, or no more: a cache that fills, or a first use of something.
    Filling,
    /// The program holds no more than before, but the allocator does.
    Fragmented,
    /// It grows and doesn't stop.
    Leaking,
}

/// How much must have been seen before a leak is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Requests between the first and the last snapshot that count.
    pub requests_min: u64,
    /// Time between them: where many are served at once, connections and their buffers grow with a rising load.
    pub time_min: Duration,
}

impl Bounds {
    /// For a process that has one request at a time.
    #[must_use]
    pub const fn one_at_a_time() -> Self {
        Self { requests_min: 7_000, time_min: Duration::ZERO }
    }

    /// For a process that serves many at once.
    #[must_use]
    pub const fn many_at_once() -> Self {
        Self { requests_min: 7_000, time_min: Duration::from_secs(600) }
    }
}

/// A verdict and what it stands on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// Whether a leak would be told if growth went on like this: time to look where it comes from.
    pub is_suspected: bool,
    /// Growth of live bytes by request.
    pub per_request: f64,
    /// Growth of live bytes by minute.
    pub per_minute: f64,
}

/// Judges snapshots that were taken by requests, and others that were taken by minutes; the oldest first.
#[must_use]
pub fn judge(by_requests: &[Snapshot], by_minutes: &[Snapshot], bounds: &Bounds) -> Finding {
    let requests = after(by_requests, |snapshot| snapshot.requests >= WARM_UP_REQUESTS);
    let minutes = after(by_minutes, |snapshot| snapshot.at >= WARM_UP);
    let by_request = Line::by_requests(requests);
    let by_minute = Line::of(minutes, |snapshot| snapshot.at.as_secs_f64() / 60.0);
    let (per_request, per_minute) = (by_request.slope, by_minute.slope);
    let finding = |verdict: Verdict, reason: String| {
        let is_suspected = verdict == Verdict::Leaking;
        Finding { verdict, reason, per_request, per_minute, is_suspected }
    };

    if let Some((bytes, among)) = leak_by_requests(requests, &by_request, bounds) {
        let reason = format!("{bytes:.0} bytes stay of each request, over {among} requests");
        return finding(Verdict::Leaking, reason);
    }
    let is_long_enough = minutes.len() >= BY_MINUTES_MIN && span(minutes, |s| s.at) >= MINUTES_MIN;
    if is_long_enough && per_minute >= PER_MINUTE_MIN && by_minute.is_steady(PACE_MIN) {
        let (mb, among) = (per_minute / 1e6, span(minutes, |s| s.at).as_secs() / 60);
        return finding(Verdict::Leaking, format!("{mb:.1} MB are added each minute, over {among} minutes"));
    }
    let seen = seen_requests(requests, bounds);
    if seen == Seen::Little && !is_long_enough {
        let reason = "too few requests and too little time to say anything".to_owned();
        return finding(Verdict::WarmingUp, reason);
    }
    // By requests where there were enough of them, else by minutes.
    let (series, line) = if seen == Seen::Little { (minutes, &by_minute) } else { (requests, &by_request) };
    let (verdict, reason) = without_a_leak(series, line);
    let is_suspected = seen != Seen::Little
        && per_request >= PER_REQUEST_MIN
        && by_request.grown() >= GROWTH_BYTES_MIN / 2.0
        && by_request.is_steady(PACE_MIN);
    Finding { is_suspected, ..finding(verdict, reason) }
}

/// Bytes that stay of each request, and among how many requests that was seen: since the process began, or, of what only began
/// later, in the later half. There the measure is stricter, since a half shows less of how growth slows down.
fn leak_by_requests(requests: &[Snapshot], whole: &Line, bounds: &Bounds) -> Option<(f64, u64)> {
    let is_leak = |snapshots: &[Snapshot], line: &Line, pace_min: f64, growth_min: f64| {
        seen_requests(snapshots, bounds) == Seen::Enough
            && line.slope >= PER_REQUEST_MIN
            && line.grown() >= growth_min
            && line.is_steady(pace_min)
    };
    let among = |snapshots: &[Snapshot]| span(snapshots, |snapshot| snapshot.requests);
    if is_leak(requests, whole, PACE_MIN, GROWTH_BYTES_MIN) {
        return Some((whole.slope, among(requests)));
    }
    let half = requests.get(requests.len() / 2..).unwrap_or_default();
    let line = Line::by_requests(half);
    is_leak(half, &line, LATER_PACE_MIN, LATER_GROWTH_BYTES_MIN).then(|| (line.slope, among(half)))
}

/// The verdict when nothing leaks.
fn without_a_leak(series: &[Snapshot], line: &Line) -> (Verdict, String) {
    let (live_before, live_now) = ends(series, |snapshot| snapshot.live);
    let (held_before, held_now) = ends(series, |snapshot| snapshot.resident);
    let (live_more, held_more) = (live_now - live_before, held_now - held_before);
    let is_much = held_more >= FRAGMENTED_BYTES_MIN && held_more >= held_before * FRAGMENTED_SHARE_MIN;
    if is_much && live_more < held_more / 4.0 {
        let (held_mb, live_mb) = (held_more / 1e6, live_more.max(0.0) / 1e6);
        let reason =
            format!("the allocator holds {held_mb:.1} MB more, of which the program uses {live_mb:.1}");
        return (Verdict::Fragmented, reason);
    }
    if line.grown() >= GROWTH_BYTES_MIN && live_more >= GROWTH_BYTES_MIN / 2.0 {
        let live_mb = live_more / 1e6;
        return (Verdict::Filling, format!("{live_mb:.1} MB more than at first, but not at a steady pace"));
    }
    (Verdict::Steady, "what the program holds doesn't grow".to_owned())
}

/// How much was seen by requests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Little,
    Half,
    Enough,
}

fn seen_requests(snapshots: &[Snapshot], bounds: &Bounds) -> Seen {
    let (requests, time) = (span(snapshots, |s| s.requests), span(snapshots, |s| s.at));
    let is_half = requests >= bounds.requests_min / 2 && time >= bounds.time_min / 2;
    if snapshots.len() < BY_REQUESTS_MIN || !is_half {
        Seen::Little
    } else if requests < bounds.requests_min || time < bounds.time_min {
        Seen::Half
    } else {
        Seen::Enough
    }
}

/// Live bytes over requests or minutes, and the slope of all of them.
struct Line {
    points: Vec<(f64, f64)>,
    slope: f64,
}

impl Line {
    fn of(snapshots: &[Snapshot], x: impl Fn(&Snapshot) -> f64) -> Self {
        let points: Vec<(f64, f64)> =
            snapshots.iter().map(|snapshot| (x(snapshot), snapshot.live as f64)).collect();
        let slope = slope(&points).unwrap_or_default();
        Self { points, slope }
    }

    fn by_requests(snapshots: &[Snapshot]) -> Self {
        Self::of(snapshots, |snapshot| snapshot.requests as f64)
    }

    /// What the slope says of the whole width.
    fn grown(&self) -> f64 {
        match (self.points.first(), self.points.last()) {
            (Some((first, _)), Some((last, _))) => self.slope * (last - first),
            _ => 0.0,
        }
    }

    /// Whether it rises throughout, at about one pace, in its troughs too.
    fn is_steady(&self, pace_min: f64) -> bool {
        if self.slope <= 0.0 || agreement(&self.points) < AGREEMENT_MIN {
            return false;
        }
        let mut thirds = parts(&self.points, 3).map(|third| slope(third).unwrap_or_default());
        let mut third = || thirds.next().unwrap_or_default();
        let (first, middle, last) = (third(), third(), third());
        // Each third has its part in the growth, and the later ones no less of it than the first.
        let expected = first.max(self.slope) * pace_min;
        if first < self.slope * FIRST_PACE_MIN || middle < expected || last < expected {
            return false;
        }
        let trough = |part: &[(f64, f64)]| part.iter().map(|(_, y)| *y).fold(f64::INFINITY, f64::min);
        let troughs: Vec<f64> = parts(&self.points, PARTS).map(trough).collect();
        let rise_min = self.grown() / PARTS as f64 * TROUGH_MIN;
        troughs.iter().zip(troughs.iter().skip(1)).all(|(earlier, later)| later - earlier >= rise_min)
    }
}

/// The points in so many parts of about the same length, none of them empty while there are that many points.
fn parts(points: &[(f64, f64)], count: usize) -> impl Iterator<Item = &[(f64, f64)]> {
    (0..count).filter_map(move |n| points.get(points.len() * n / count..points.len() * (n + 1) / count))
}

/// The medians of the first third and of the last.
fn ends(snapshots: &[Snapshot], of: impl Fn(&Snapshot) -> u64) -> (f64, f64) {
    let third = snapshots.len() / 3;
    let values = |part: Option<&[Snapshot]>| {
        let part = part.unwrap_or_default();
        median(part.iter().map(|snapshot| of(snapshot) as f64))
    };
    (values(snapshots.get(..third)), values(snapshots.get(snapshots.len() - third..)))
}

fn after(snapshots: &[Snapshot], is_warm: impl Fn(&Snapshot) -> bool) -> &[Snapshot] {
    let first = snapshots.iter().position(is_warm).unwrap_or(snapshots.len());
    snapshots.get(first..).unwrap_or_default()
}

fn span<T: Default + std::ops::Sub<Output = T>>(snapshots: &[Snapshot], of: impl Fn(&Snapshot) -> T) -> T {
    match (snapshots.first(), snapshots.last()) {
        (Some(first), Some(last)) => of(last) - of(first),
        _ => T::default(),
    }
}
