//! Incidents replayed minute by minute, with the rules as they are: which alert came when, that it resolved, that it came once.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::evaluate::{Alert, SUBJECTS_MAX, evaluate};
use crate::readings::{Measure, Reading, Readings};
use crate::rules::{Burn, FAST_BURN, RULES, SLO_ERROR_BUDGET, SLOW_BURN, WINDOW_MINUTES};

/// What was told: the minute, whether it opened, the rule, the subject.
type Told = (i64, bool, String, String);

#[derive(Default)]
struct Replay {
    known: BTreeMap<(String, String), Alert>,
    told: Vec<Told>,
}

impl Replay {
    fn minute(&mut self, minute: i64, readings: &Readings) {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
        let outcome = evaluate(RULES, at, readings, self.known.values().cloned().collect());
        for (alerts, is_opened) in [(&outcome.opened, true), (&outcome.resolved, false)] {
            for alert in alerts {
                self.told.push((minute, is_opened, alert.rule.clone(), alert.subject.clone()));
            }
        }
        let key = |alert: &Alert| (alert.rule.clone(), alert.subject.clone());
        for alert in outcome.suspected.iter().chain(&outcome.opened).chain(&outcome.still_open) {
            self.known.insert(key(alert), alert.clone());
        }
        for alert in outcome.dropped.iter().chain(&outcome.resolved) {
            self.known.remove(&key(alert));
        }
    }

    /// The minutes in which a rule opened and resolved; it must have done both once.
    fn once(&self, rule: &str) -> (i64, i64) {
        let of = |is_opened: bool| {
            let told = self.told.iter().filter(|told| told.2 == rule && told.1 == is_opened);
            told.map(|told| told.0).collect::<Vec<_>>()
        };
        let (opened, resolved) = (of(true), of(false));
        assert_eq!((opened.len(), resolved.len()), (1, 1), "{rule}: {:?}", self.told);
        (opened[0], resolved[0])
    }

    fn rules(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = self.told.iter().map(|told| told.2.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

/// One reading of one measure.
fn only(measure: Measure, subject: &str, value: f64, traffic: u64) -> Readings {
    let mut readings = Readings::default();
    readings.add(measure, vec![Reading::new(subject, value, traffic)]);
    readings
}

/// Requests and errors of the minutes so far.
#[derive(Default)]
struct Traffic(Vec<(u64, u64)>);

impl Traffic {
    fn last(&self, minutes: i64) -> (u64, u64) {
        let from = self.0.len().saturating_sub(usize::try_from(minutes).unwrap());
        self.0[from..].iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    }

    fn share(&self, minutes: i64) -> f64 {
        let (requests, errors) = self.last(minutes);
        errors as f64 / requests.max(1) as f64
    }

    fn burn(&self, windows: Burn) -> Reading {
        let (long, short) = (windows.long_minutes.into(), windows.short_minutes.into());
        let value = self.share(long).min(self.share(short)) / SLO_ERROR_BUDGET;
        Reading::new(Reading::ALL, value, self.last(long).0)
    }

    fn readings(&self) -> Readings {
        let mut readings = Readings::default();
        let share = Reading::new(Reading::ALL, self.share(WINDOW_MINUTES), self.last(WINDOW_MINUTES).0);
        readings.add(Measure::ErrorShare, vec![share]);
        readings.add(Measure::FastBurn, vec![self.burn(FAST_BURN)]);
        readings.add(Measure::SlowBurn, vec![self.burn(SLOW_BURN)]);
        readings
    }
}

/// Ten hours of a thousand requests a minute, of which a share fails in some minutes, the rest never.
fn errors(share: f64, minutes: std::ops::Range<i64>) -> Replay {
    let (mut replay, mut traffic) = (Replay::default(), Traffic::default());
    for minute in 0..600 {
        let failed = if minutes.contains(&minute) { (1_000.0 * share) as u64 } else { 0 };
        traffic.0.push((1_000, failed));
        replay.minute(minute, &traffic.readings());
    }
    replay
}

#[test]
fn ten_minutes_of_errors_are_told_within_minutes_and_each_rule_once() {
    let replay = errors(0.30, 120..130);
    assert_eq!(replay.rules(), ["errors", "fast_burn", "many_errors", "slow_burn"]);
    assert_eq!(replay.once("errors"), (122, 139));
    assert_eq!(replay.once("many_errors"), (123, 138));
    assert_eq!(replay.once("fast_burn"), (122, 139));
    assert_eq!(replay.once("slow_burn"), (122, 189));
}

#[test]
fn a_few_errors_for_long_are_a_slow_burn_and_nothing_else() {
    let replay = errors(0.008, 60..400);
    assert_eq!(replay.rules(), ["slow_burn"]);
    replay.once("slow_burn");
}

#[test]
fn one_failed_request_of_a_quiet_night_is_no_incident() {
    let (mut replay, mut traffic) = (Replay::default(), Traffic::default());
    for minute in 0..600 {
        traffic.0.push((1, u64::from(minute % 50 == 0)));
        replay.minute(minute, &traffic.readings());
    }
    assert!(replay.told.is_empty(), "{:?}", replay.told);
}

#[test]
fn slowness_is_told_by_degree_and_is_over_once() {
    let mut replay = Replay::default();
    for minute in 0..60 {
        let p95_ms = match minute {
            10..20 => 400.0,
            20..25 => 1_500.0,
            25..30 => 300.0,
            _ => 40.0,
        };
        replay.minute(minute, &only(Measure::ResponseP95, "articles.list", p95_ms, 500));
    }
    assert_eq!(replay.once("slow_responses"), (13, 35));
    assert_eq!(replay.once("very_slow_responses"), (22, 30));
    assert_eq!(replay.told.len(), 4);
}

#[test]
fn a_queue_that_piles_up_is_told_once_while_it_is_worked_off() {
    let mut replay = Replay::default();
    for minute in 0..60 {
        // It grows by 100 a minute for half an hour, and is worked off by 200 a minute then.
        let waiting = if minute < 30 { minute * 100 } else { (6_000 - (minute - 15) * 200).max(0) };
        replay.minute(minute, &only(Measure::TasksWaiting, "bulk", waiting as f64, 1));
    }
    // 500 at 5, for five minutes; below 250 at 44, for five minutes.
    assert_eq!(replay.once("tasks_waiting"), (10, 49));
    assert_eq!(replay.told.len(), 2);
}

#[test]
fn a_leak_is_told_and_over_when_its_instances_are_gone() {
    let mut replay = Replay::default();
    for minute in 0..120 {
        let mut readings = Readings::default();
        // The instances are replaced at 60: there is nothing to be read of the function.
        let found = if minute < 60 {
            vec![Reading::new("api-articles", f64::from(u8::from(minute >= 20)), 3)]
        } else {
            vec![]
        };
        readings.add(Measure::MemoryLeaks, found);
        replay.minute(minute, &readings);
    }
    assert_eq!(replay.once("memory_leak"), (20, 75));
}

#[test]
fn nothing_flaps_at_a_threshold() {
    let mut replay = Replay::default();
    for minute in 0..600 {
        let p95_ms = if minute % 2 == 0 { 201.0 } else { 199.0 };
        replay.minute(minute, &only(Measure::ResponseP95, "articles.list", p95_ms, 500));
    }
    assert!(replay.told.is_empty(), "never for three minutes: {:?}", replay.told);

    for minute in 600..1_200 {
        let p95_ms = if minute < 610 { 250.0 } else { 180.0 + f64::from(u8::from(minute % 2 == 0)) * 40.0 };
        replay.minute(minute, &only(Measure::ResponseP95, "articles.list", p95_ms, 500));
    }
    assert_eq!(replay.told.len(), 1, "open for as long as it isn't calm");
    for minute in 1_200..1_300 {
        // Calm for four minutes of five.
        let p95_ms = if minute % 5 == 0 { 190.0 } else { 100.0 };
        replay.minute(minute, &only(Measure::ResponseP95, "articles.list", p95_ms, 500));
    }
    assert_eq!(replay.told.len(), 1);
}

#[test]
fn what_cannot_be_read_neither_opens_nor_resolves() {
    let mut replay = Replay::default();
    let high = only(Measure::TasksDead, "bulk", 150.0, 1);
    replay.minute(0, &high);
    for minute in 1..30 {
        replay.minute(minute, &Readings::default());
    }
    assert_eq!(replay.told.len(), 1, "it stays open");
    replay.minute(30, &high);
    for minute in 31..40 {
        replay.minute(minute, &only(Measure::TasksDead, "bulk", 0.0, 1));
    }
    assert_eq!(replay.once("tasks_dead"), (0, 36));

    let slow = only(Measure::ResponseP95, "articles.list", 500.0, 500);
    replay.minute(100, &slow);
    for minute in 101..120 {
        replay.minute(minute, &Readings::default());
    }
    replay.minute(120, &slow);
    assert_eq!(replay.told.len(), 2, "a suspicion begins anew");
}

#[test]
fn a_check_that_cannot_be_made_keeps_its_findings_open() {
    let mut replay = Replay::default();
    let found = only(Measure::DatabaseFindings, "lock_chain session 7", 1.0, 1);
    for minute in [0, 5] {
        replay.minute(minute, &found);
    }
    let mut unknown = Readings::default();
    unknown.add(Measure::DatabaseFindings, Vec::new());
    unknown.add_unknown(Measure::DatabaseFindings, ["lock_chain ".to_owned()]);
    for minute in [10, 15, 20] {
        replay.minute(minute, &unknown);
    }
    assert_eq!(replay.told.len(), 1);
    let mut none = Readings::default();
    none.add(Measure::DatabaseFindings, Vec::new());
    for minute in [25, 30] {
        replay.minute(minute, &none);
    }
    assert_eq!(replay.once("database_finding"), (5, 30));
}

#[test]
fn an_incident_of_everything_tells_of_the_worst_subjects() {
    let mut replay = Replay::default();
    for minute in 0..10 {
        let mut readings = Readings::default();
        let slow = (0..50).map(|n| Reading::new(format!("area.operation_{n}"), 300.0 + f64::from(n), 500));
        readings.add(Measure::ResponseP95, slow.collect());
        replay.minute(minute, &readings);
    }
    assert_eq!(replay.told.len(), SUBJECTS_MAX);
    assert!(replay.told.iter().any(|told| told.3 == "area.operation_49"));
}

#[test]
fn an_alert_of_a_rule_that_is_gone_is_over() {
    let mut replay = Replay::default();
    replay.minute(0, &only(Measure::TasksDead, "bulk", 150.0, 1));
    let alerts: Vec<Alert> =
        replay.known.into_values().map(|alert| Alert { rule: "old".to_owned(), ..alert }).collect();
    let outcome = evaluate(RULES, Timestamp::UNIX_EPOCH, &Readings::default(), alerts);
    assert_eq!(outcome.resolved.len(), 1);
}
