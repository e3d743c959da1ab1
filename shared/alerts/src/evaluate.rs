//! What follows from readings: a pure step from the alerts that are known to those that are known then.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::readings::{Reading, Readings};
use crate::rule::Rule;

/// Alerts of one rule at once at most, suspected ones included: the worst subjects get them, so that an incident of everything
/// doesn't tell of each thing.
pub const SUBJECTS_MAX: usize = 10;

/// A suspicion that wasn't confirmed for so long begins anew: nothing could be read in between.
const SUSPICION_LAPSES: SignedDuration = SignedDuration::from_mins(10);

/// An alert, or the suspicion of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The rule's name.
    pub rule: String,
    /// What it is about.
    pub subject: String,
    /// The last value that was read.
    pub value: f64,
    /// The highest value that was read.
    pub worst: f64,
    /// Since when readings are over the threshold.
    pub over_since: Timestamp,
    /// When it opened; none: it is a suspicion until its rule's minutes are over.
    pub opened_at: Option<Timestamp>,
    /// When a reading was last over the threshold.
    pub last_seen_at: Timestamp,
    /// Since when readings are calm.
    pub calm_since: Option<Timestamp>,
}

/// What became of all alerts. What is in none of these lists stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Suspicions: to be kept, and told to nobody.
    pub suspected: Vec<Alert>,
    /// Suspicions that came to nothing: to be forgotten.
    pub dropped: Vec<Alert>,
    /// Alerts that opened now: to be told.
    pub opened: Vec<Alert>,
    /// Alerts that were open and are.
    pub still_open: Vec<Alert>,
    /// Alerts that are over now: to be told.
    pub resolved: Vec<Alert>,
}

/// Says what becomes of what is known when these readings come at a time, which whole minutes make exact. `known` are the alerts and
/// suspicions that aren't over. The same readings at the same time change nothing more.
#[must_use]
pub fn evaluate(rules: &[Rule], at: Timestamp, readings: &Readings, known: Vec<Alert>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut by_rule: BTreeMap<String, BTreeMap<String, Alert>> = BTreeMap::new();
    for alert in known {
        by_rule.entry(alert.rule.clone()).or_default().insert(alert.subject.clone(), alert);
    }
    for rule in rules {
        let mut known = by_rule.remove(rule.name).unwrap_or_default();
        let Some(of_rule) = readings.of(rule.measure) else { continue };
        let mut places = SUBJECTS_MAX.saturating_sub(known.len());
        for reading in of_rule {
            match known.remove(&reading.subject) {
                Some(alert) => outcome.take(rule, at, alert, Some(reading)),
                None if rule.is_over(reading) && places > 0 => {
                    places -= 1;
                    outcome.take(rule, at, Alert::suspected(rule, at, reading), Some(reading));
                }
                None => {}
            }
        }
        for (subject, alert) in known {
            if readings.is_known(rule.measure, &subject) {
                outcome.take(rule, at, alert, None);
            }
        }
    }
    // A rule that is gone can't find its alerts over.
    for alert in by_rule.into_values().flat_map(BTreeMap::into_values) {
        let list = if alert.opened_at.is_some() { &mut outcome.resolved } else { &mut outcome.dropped };
        list.push(alert);
    }
    outcome
}

impl Outcome {
    /// Puts an alert where it belongs after a reading; without one there is nothing that could be over.
    fn take(&mut self, rule: &Rule, at: Timestamp, mut alert: Alert, reading: Option<&Reading>) {
        let is_over = reading.is_some_and(|reading| rule.is_over(reading));
        let is_calm = reading.is_none_or(|reading| rule.is_calm(reading));
        if let Some(reading) = reading {
            alert.value = reading.value;
            alert.worst = alert.worst.max(reading.value);
        }
        if is_over {
            if alert.opened_at.is_none() && at.duration_since(alert.last_seen_at) > SUSPICION_LAPSES {
                alert.over_since = at;
            }
            alert.last_seen_at = at;
        }
        if alert.opened_at.is_none() {
            if !is_over {
                self.dropped.push(alert);
            } else if minutes(alert.over_since, at) >= rule.opens_after {
                alert.opened_at = Some(at);
                self.opened.push(alert);
            } else {
                self.suspected.push(alert);
            }
            return;
        }
        if !is_calm {
            alert.calm_since = None;
            self.still_open.push(alert);
            return;
        }
        let calm_since = *alert.calm_since.get_or_insert(at);
        if minutes(calm_since, at) >= rule.resolves_after {
            self.resolved.push(alert);
        } else {
            self.still_open.push(alert);
        }
    }
}

impl Alert {
    fn suspected(rule: &Rule, at: Timestamp, reading: &Reading) -> Self {
        Self {
            rule: rule.name.to_owned(),
            subject: reading.subject.clone(),
            value: reading.value,
            worst: reading.value,
            over_since: at,
            opened_at: None,
            last_seen_at: at,
            calm_since: None,
        }
    }
}

impl Rule {
    fn is_over(&self, reading: &Reading) -> bool {
        reading.traffic >= self.traffic_min && reading.value >= self.threshold
    }

    /// Of too little traffic nobody is hit, and nothing can be said.
    fn is_calm(&self, reading: &Reading) -> bool {
        reading.traffic < self.traffic_min || reading.value < self.calm_below
    }
}

/// Whole minutes from one time to another.
fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_mins()
}
