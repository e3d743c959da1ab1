//! Twenty processes that leak nothing, judged all their life.

use neurmatic_memory::Verdict;

use crate::series::{BASE, Held, Series};

const KB: f64 = 1e3;
const MB: f64 = 1e6;

/// A process of 60,000 requests, 100 a second.
#[track_caller]
fn clean(what: &str, live: impl FnMut(f64, f64) -> f64) -> Verdict {
    let mut live = live;
    Series::of(60_000).is_clean(what, |requests, secs| Held::live(BASE + live(requests, secs)))
}

/// What fills from 0 towards 1, fast at first.
fn saturating(requests: f64, fills_in: f64) -> f64 {
    1.0 - (-requests / fills_in).exp()
}

#[test]
fn nothing_happens() {
    assert_eq!(clean("idle in its memory", |_, _| 0.0), Verdict::Steady);
    let quiet = Series::of(120).rate(0.02).is_clean("hardly asked", |_, _| Held::live(BASE));
    assert_eq!(quiet, Verdict::Steady);
    let young = Series::of(2_000).is_clean("young", |_, _| Held::live(BASE));
    assert_eq!(young, Verdict::WarmingUp);
}

#[test]
fn warming_up() {
    clean("a fast warm-up", |requests, _| 3.0 * MB * saturating(requests, 500.0));
    clean("a slow warm-up", |requests, _| 2.0 * MB * saturating(requests, 2_500.0));
    clean(
        "a first use after 20,000 requests",
        |requests, _| if requests > 20_000.0 { 4.0 * MB } else { 0.0 },
    );
}

#[test]
fn bounded_caches_that_fill() {
    let verdict = clean("fills, then is full", |requests, _| 1_000.0 * requests.min(6_000.0));
    assert!(matches!(verdict, Verdict::Steady | Verdict::Filling), "{verdict:?}");
    clean("fills by misses", |requests, _| 8.0 * MB * saturating(requests, 5_000.0));
    clean("fills by rarer and rarer misses", |requests, _| 0.2 * MB * requests.sqrt().min(60.0));
    clean("is emptied now and then", |requests, _| 500.0 * (requests % 3_000.0));
}

#[test]
fn fragmentation() {
    let verdict = Series::of(60_000).is_clean("fragments", |requests, _| Held {
        live: BASE + 10.0 * KB * (requests / 900.0).sin(),
        resident: BASE * 1.2 + 40.0 * MB * saturating(requests, 30_000.0),
    });
    assert_eq!(verdict, Verdict::Fragmented);
}

#[test]
fn single_events() {
    clean(
        "one huge request",
        |requests, _| if (9_000.0..9_300.0).contains(&requests) { 60.0 * MB } else { 0.0 },
    );
    clean("one thing that is loaded", |requests, _| if requests > 5_000.0 { 30.0 * MB } else { 0.0 });
    clean("one thing that is dropped", |requests, _| if requests > 5_000.0 { 0.0 } else { 3.0 * MB });
    clean("three steps up", |requests, _| 2.0 * MB * (requests / 15_000.0).floor());
}

#[test]
fn ups_and_downs() {
    clean("a sawtooth", |requests, _| 800.0 * (requests % 1_500.0));
    clean("bursts", |_, secs| if secs % 60.0 < 5.0 { 20.0 * MB } else { 0.0 });
    clean("a periodic job", |_, secs| if secs % 300.0 < 20.0 { 50.0 * MB } else { 0.0 });
    clean("waves of traffic", |_, secs| 2.0 * MB * (secs / 30.0).sin());
    clean("a slow decline", |requests, _| (4.0 * MB - 60.0 * requests).max(0.0));
}

#[test]
fn a_load_that_rises_is_no_leak_where_many_are_served_at_once() {
    let series =
        Series { requests: 300_000, rate: 1_000.0, bounds: neurmatic_memory::Bounds::many_at_once() };
    // A thousand connections of 50 KB each come within four minutes.
    series.is_clean("connections come", |_, secs| Held::live(BASE + 50.0 * MB * (secs / 240.0).min(1.0)));
}

#[test]
fn a_day_accelerated_four_times_is_no_leak() {
    let day = Series::of(2_200_000);
    let secs_of_a_day = 21_600.0;
    day.is_clean("a day's traffic", |_, secs| {
        Held::live(BASE + 3.0 * MB * (secs / secs_of_a_day * std::f64::consts::TAU).sin().max(0.0))
    });
}
