//! `analytics:aggregate`: the figures of a day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use neurmatic_db::{Tx, analytics};
use neurmatic_tasks::payloads::AggregateDay;
use neurmatic_tasks::{Context, Task, TaskError};

/// Days that can be counted again. Views are kept for 180: the figures of an older day would be written over with less.
const COUNTABLE_DAYS: i64 = 150;

/// Counts a day that is over, and replaces what was counted of it before.
pub(crate) struct AnalyticsAggregate;

impl Task for AnalyticsAggregate {
    type Payload = AggregateDay;

    async fn run(&self, payload: AggregateDay, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let today = TimeZone::UTC.to_datetime(Timestamp::now()).date();
        if !is_countable(payload.day, today) {
            let day = payload.day;
            return Err(TaskError::permanent(format!("{day} is not over, or too long ago to be counted")));
        }
        analytics::write_day(tx, payload.day).await?;
        Ok(())
    }
}

fn is_countable(day: Date, today: Date) -> bool {
    day < today && today.checked_sub(COUNTABLE_DAYS.days()).is_ok_and(|first| day >= first)
}

#[cfg(test)]
mod tests {
    use neurmatic_tasks::retention::{OLD_DATA, rule};

    use super::*;

    #[test]
    fn a_day_is_counted_when_it_is_over_and_while_all_of_it_is_there() {
        let today = jiff::civil::date(2026, 3, 1);
        let ago = |days: i64| today.checked_sub(days.days()).unwrap();
        assert!(!is_countable(today, today) && is_countable(ago(1), today));
        assert!(is_countable(ago(150), today) && !is_countable(ago(151), today));
        for table in ["article_views", "analytics_events"] {
            assert!(i64::from(rule(OLD_DATA, table).unwrap().keep_days) > COUNTABLE_DAYS, "{table}");
        }
    }
}
