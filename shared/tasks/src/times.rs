//! When a schedule is due: times that every process works out for itself, and all the same.

use std::time::Duration;

use jiff::Timestamp;

/// Milliseconds of a day; leap seconds have no number.
const DAY_MILLIS: u64 = 86_400_000;

/// Times that come again and again, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Once a day.
    DailyAt {
        /// The hour, from 0.
        hour: u8,
        /// The minute.
        minute: u8,
    },
    /// Every so many seconds, counted from the beginning of 1970.
    EverySecs(u32),
    /// So often, by every process, and never made up for: it only looks whether something is to be done, and sends it under
    /// a unique key.
    LookEveryMillis(u32),
}

impl Times {
    /// The last due time that isn't after `now`.
    #[must_use]
    pub fn last(self, now: Timestamp) -> Timestamp {
        let period = i64::try_from(self.period_millis()).unwrap_or(i64::MAX);
        let offset = match self {
            Self::DailyAt { hour, minute } => (i64::from(hour) * 60 + i64::from(minute)) * 60_000,
            Self::EverySecs(_) | Self::LookEveryMillis(_) => 0,
        };
        let millis = now.as_millisecond();
        Timestamp::from_millisecond(millis - (millis - offset).rem_euclid(period)).unwrap_or(Timestamp::MIN)
    }

    /// How long it is from `now` to the next due time.
    #[must_use]
    pub fn wait(self, now: Timestamp) -> Duration {
        let passed = Duration::try_from(self.last(now).duration_until(now)).unwrap_or_default();
        Duration::from_millis(self.period_millis()).saturating_sub(passed)
    }

    /// The time between two due times, in milliseconds.
    #[must_use]
    pub fn period_millis(self) -> u64 {
        match self {
            Self::DailyAt { .. } => DAY_MILLIS,
            Self::EverySecs(secs) => u64::from(secs.max(1)) * 1_000,
            Self::LookEveryMillis(millis) => u64::from(millis.max(1)),
        }
    }

    /// Whether each due time is taken by one process, in a row that remembers it.
    pub(crate) fn are_taken(self) -> bool {
        !matches!(self, Self::LookEveryMillis(_))
    }

    /// The same times as Amazon EventBridge Scheduler says them; `None` when it has no words for them, as for those within
    /// a minute.
    #[must_use]
    pub fn expression(self) -> Option<String> {
        match self {
            Self::DailyAt { hour, minute } => Some(format!("cron({minute} {hour} * * ? *)")),
            Self::EverySecs(3_600) => Some("cron(0 * * * ? *)".to_owned()),
            Self::EverySecs(secs) if secs >= 60 && secs % 60 == 0 && 3_600 % secs == 0 => {
                Some(format!("cron(0/{} * * * ? *)", secs / 60))
            }
            Self::EverySecs(_) | Self::LookEveryMillis(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_daily_time_is_todays_from_its_minute_on_and_yesterdays_before() {
        let two = Times::DailyAt { hour: 2, minute: 5 };
        assert_eq!(two.last(at("2026-03-02T02:05:00Z")), at("2026-03-02T02:05:00Z"));
        assert_eq!(two.last(at("2026-03-02T23:59:59Z")), at("2026-03-02T02:05:00Z"));
        assert_eq!(two.last(at("2026-03-02T02:04:59.9Z")), at("2026-03-01T02:05:00Z"));
        assert_eq!(two.wait(at("2026-03-02T02:05:00Z")), Duration::from_secs(86_400));
        assert_eq!(two.wait(at("2026-03-02T02:04:59.5Z")), Duration::from_millis(500));
    }

    #[test]
    fn processes_that_started_at_any_time_agree_on_the_due_times() {
        let ten = Times::EverySecs(10);
        assert_eq!(ten.last(at("2026-03-02T02:04:59.9Z")), at("2026-03-02T02:04:50Z"));
        assert_eq!(ten.last(at("2026-03-02T02:04:50Z")), at("2026-03-02T02:04:50Z"));
        assert_eq!(ten.wait(at("2026-03-02T02:04:53Z")), Duration::from_secs(7));
        assert_eq!(ten.last(at("1969-12-31T23:59:55Z")), at("1969-12-31T23:59:50Z"));
        let look = Times::LookEveryMillis(100);
        assert_eq!(look.last(at("2026-03-02T02:04:53.17Z")), at("2026-03-02T02:04:53.1Z"));
        assert_eq!(look.wait(at("2026-03-02T02:04:53.17Z")), Duration::from_millis(30));
    }

    #[test]
    fn the_scheduler_is_told_the_same_times() {
        assert_eq!(Times::DailyAt { hour: 2, minute: 5 }.expression().unwrap(), "cron(5 2 * * ? *)");
        assert_eq!(Times::EverySecs(60).expression().unwrap(), "cron(0/1 * * * ? *)");
        assert_eq!(Times::EverySecs(900).expression().unwrap(), "cron(0/15 * * * ? *)");
        assert_eq!(Times::EverySecs(3_600).expression().unwrap(), "cron(0 * * * ? *)");
        assert_eq!(Times::EverySecs(420).expression(), None, "seven minutes don't divide an hour");
        assert_eq!(Times::EverySecs(10).expression(), None);
    }
}
