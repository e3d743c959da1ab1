//! When things happen: more from year to year, less at week-ends and at night, and on some days much more.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::rng::Rng;

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// The part of a day that is night, and the share of a day's events that happen then.
const NIGHT: (f64, f64) = (1.0 / 3.0, 0.1);

/// A moment, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

impl Moment {
    #[cfg(test)]
    pub(crate) const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The beginning of a day in UTC.
    pub(crate) fn start_of(day: Date) -> Self {
        Self(day.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_millisecond()))
    }

    pub(crate) const fn millis(self) -> i64 {
        self.0
    }

    pub(crate) const fn plus(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }

    /// The moment this share of the way to a later one.
    pub(crate) fn towards(self, later: Self, share: f64) -> Self {
        Self(self.0 + ((later.0 - self.0).max(0) as f64 * share) as i64)
    }

    /// The same as the library's type; the ends of its range when it is beyond.
    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// How the events of a span of days are spread over it.
#[derive(Debug)]
pub(crate) struct Calendar {
    start: Moment,
    /// For each day, the share of all events that happen until its end.
    until: Vec<f64>,
}

impl Calendar {
    /// The `days` before `end`. The last day is `growth` times as busy as the first, bursts aside.
    pub(crate) fn before(end: Moment, days: u32, growth: f64, stream: &str) -> Self {
        let start = end.plus(-i64::from(days) * DAY);
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..days)
            .map(|day| {
                let mut rng = Rng::of(stream, u64::from(day));
                let trend = 1.0 + (growth - 1.0) * f64::from(day) / f64::from(days);
                let weekday = (start.millis().div_euclid(DAY) + i64::from(day) + 4).rem_euclid(7);
                let week = if weekday == 0 || weekday == 6 { 0.4 } else { 1.0 };
                let burst = if rng.permille(30) { rng.between(3, 9) as f64 } else { 1.0 };
                sum += trend * week * burst * (0.7 + 0.6 * rng.unit());
                sum
            })
            .collect();
        Self { start, until: sums.into_iter().map(|each| each / sum).collect() }
    }

    pub(crate) const fn start(&self) -> Moment {
        self.start
    }

    /// The moment until which this share (`0.0..1.0`) of the events has happened; grows with it.
    pub(crate) fn at(&self, share: f64) -> Moment {
        let day = self.until.partition_point(|&until| until <= share).min(self.until.len().saturating_sub(1));
        let (from, to) = self.shares_of(day);
        let events = (share - from) / (to - from);
        let (night, night_events) = NIGHT;
        let clock = if events < night_events {
            events / night_events * night
        } else {
            night + (events - night_events) / (1.0 - night_events) * (1.0 - night)
        };
        self.start.plus(day as i64 * DAY + (clock * DAY as f64) as i64)
    }

    /// The share of the events that has happened until the end of the day before a moment.
    pub(crate) fn share_before(&self, moment: Moment) -> f64 {
        let day = (moment.millis() - self.start.millis()).div_euclid(DAY).max(0) as usize;
        self.shares_of(day.min(self.until.len().saturating_sub(1))).0
    }

    fn shares_of(&self, day: usize) -> (f64, f64) {
        let until = |day: usize| self.until.get(day).copied().unwrap_or(1.0);
        (if day == 0 { 0.0 } else { until(day - 1) }, until(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar::before(Moment::start_of(jiff::civil::date(2026, 1, 1)), 365, 4.0, "test")
    }

    #[test]
    fn moments_grow_with_the_share_and_stay_inside() {
        let calendar = calendar();
        let moments: Vec<Moment> = (0..10_000).map(|i| calendar.at(f64::from(i) / 10_000.0)).collect();
        assert!(moments.is_sorted());
        assert_eq!(moments[0], calendar.start());
        assert!(moments[9_999] < calendar.start().plus(365 * DAY));
    }

    #[test]
    fn some_days_are_much_busier_than_others() {
        let calendar = calendar();
        let mut days: Vec<f64> = calendar.until.windows(2).map(|pair| pair[1] - pair[0]).collect();
        days.sort_by(f64::total_cmp);
        assert!(days[days.len() - 1] > 4.0 * days[days.len() / 2]);
    }

    #[test]
    fn the_share_before_a_moment_leads_back_to_its_day() {
        let calendar = calendar();
        let moment = calendar.at(0.5);
        let day_start = calendar.at(calendar.share_before(moment));
        assert!(day_start <= moment && moment.millis() - day_start.millis() < DAY);
    }
}
