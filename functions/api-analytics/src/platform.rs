//! What happened on the platform.

use axum::extract::State;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use neurmatic_db::analytics::{self, PlatformDayRow};
use neurmatic_http::{Answer, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::today;

/// Days of an answer when no first one is named.
const DAYS_DEFAULT: i32 = 30;

/// Days of an answer at most.
const DAYS_MAX: i32 = 366;

/// The first year that is looked up: the database has no day as early as a date may be.
const YEAR_MIN: i16 = 1;

/// Which days are wanted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PlatformQuery {
    /// The first day, in UTC; 29 days before the last one when left out.
    from: Option<Date>,
    /// The last day, in UTC; yesterday when left out. 366 days are the most.
    to: Option<Date>,
}

/// What happened on the platform.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlatformAnalyticsOut {
    /// The first day.
    from: Date,
    /// The last day.
    to: Date,
    /// The days, the earliest first. One that wasn't counted yet is missing.
    days: Vec<PlatformDayOut>,
    /// All of these days together.
    sums: PlatformFiguresOut,
}

/// What happened on a day.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlatformDayOut {
    /// The day.
    day: Date,
    /// Users who did something; they can't be added up, since one may come on many days.
    active_users: i32,
    /// Different visitors, signed in or not; the same.
    visitors: i32,
    /// What can be added up.
    #[serde(flatten)]
    figures: PlatformFiguresOut,
    /// When this was counted; once more a day after the day, and then it stays.
    counted_at: Timestamp,
}

/// What can be added up.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlatformFiguresOut {
    /// Accounts that were made.
    signups: i64,
    /// Articles that were published.
    articles: i64,
    /// Topics that were begun.
    topics: i64,
    /// Replies that were written.
    replies: i64,
    /// Jobs that were published.
    jobs: i64,
    /// Applications that were sent.
    applications: i64,
    /// Views of articles.
    views: i64,
    /// Readings of articles.
    reads: i64,
    /// Times that articles were passed on.
    shares: i64,
    /// Pages that were looked at.
    page_views: i64,
    /// Searches.
    searches: i64,
    /// Events of every kind.
    events: i64,
}

impl PlatformFiguresOut {
    fn of(row: &PlatformDayRow) -> Self {
        Self {
            signups: row.signups.into(),
            articles: row.articles.into(),
            topics: row.topics.into(),
            replies: row.replies.into(),
            jobs: row.jobs.into(),
            applications: row.applications.into(),
            views: row.views.into(),
            reads: row.reads.into(),
            shares: row.shares.into(),
            page_views: row.page_views.into(),
            searches: row.searches.into(),
            events: row.events.into(),
        }
    }

    fn and(self, other: &Self) -> Self {
        Self {
            signups: self.signups + other.signups,
            articles: self.articles + other.articles,
            topics: self.topics + other.topics,
            replies: self.replies + other.replies,
            jobs: self.jobs + other.jobs,
            applications: self.applications + other.applications,
            views: self.views + other.views,
            reads: self.reads + other.reads,
            shares: self.shares + other.shares,
            page_views: self.page_views + other.page_views,
            searches: self.searches + other.searches,
            events: self.events + other.events,
        }
    }
}

impl From<PlatformDayRow> for PlatformDayOut {
    fn from(row: PlatformDayRow) -> Self {
        Self {
            day: row.day,
            active_users: row.active_users,
            visitors: row.visitors,
            figures: PlatformFiguresOut::of(&row),
            counted_at: row.updated_at,
        }
    }
}

/// What happened on the platform, day by day and in all.
pub(crate) async fn platform_figures(
    State(app): State<Services>,
    Query(query): Query<PlatformQuery>,
) -> Result<Answer<PlatformAnalyticsOut>, Problem> {
    let (from, to) = query.span(today())?;
    let rows = analytics::platform_days(&app.db, from, to).await?;
    let days: Vec<PlatformDayOut> = rows.into_iter().map(PlatformDayOut::from).collect();
    let sums = days.iter().fold(PlatformFiguresOut::default(), |sums, day| sums.and(&day.figures));
    Answer::of(&PlatformAnalyticsOut { from, to, days, sums })
}

impl PlatformQuery {
    /// The first and the last day.
    fn span(&self, today: Date) -> Result<(Date, Date), Problem> {
        let to = self.to.unwrap_or_else(|| today.saturating_sub(1.day()));
        if to.year() < YEAR_MIN {
            let detail = format!("must be of the year {YEAR_MIN} or later");
            return Err(Problem::parameter("/query/to", "out_of_range", detail));
        }
        let from = self.from.unwrap_or_else(|| to.saturating_sub((DAYS_DEFAULT - 1).days()));
        if from > to {
            return Err(Problem::parameter("/query/from", "out_of_range", format!("must not be after {to}")));
        }
        let earliest = to.saturating_sub((DAYS_MAX - 1).days());
        if from < earliest {
            let detail = format!("must be {earliest} or later: {DAYS_MAX} days are the most");
            return Err(Problem::parameter("/query/from", "out_of_range", detail));
        }
        Ok((from, to))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn span(from: Option<Date>, to: Option<Date>) -> Result<(Date, Date), String> {
        PlatformQuery { from, to }.span(date(2026, 3, 1)).map_err(|problem| problem.detail)
    }

    #[test]
    fn thirty_days_up_to_yesterday_are_meant_when_nothing_is_said() {
        assert_eq!(span(None, None), Ok((date(2026, 1, 30), date(2026, 2, 28))));
        assert_eq!(span(Some(date(2026, 2, 1)), None), Ok((date(2026, 2, 1), date(2026, 2, 28))));
        assert_eq!(span(None, Some(date(2026, 1, 30))), Ok((date(2026, 1, 1), date(2026, 1, 30))));
    }

    #[test]
    fn what_is_too_early_for_the_database_is_a_fault_of_the_last_day() {
        assert!(span(None, Some(date(1, 1, 1))).is_ok());
        let told = span(None, Some(date(0, 12, 31))).unwrap_err();
        assert_eq!(told, "/query/to: must be of the year 1 or later");
    }

    #[test]
    fn a_year_is_the_most_and_days_are_in_order() {
        let to = date(2026, 2, 28);
        assert!(span(Some(date(2025, 2, 28)), Some(to)).is_ok());
        let told = span(Some(date(2025, 2, 27)), Some(to)).unwrap_err();
        assert_eq!(told, "/query/from: must be 2025-02-28 or later: 366 days are the most");
        assert_eq!(
            span(Some(date(2026, 3, 1)), Some(to)).unwrap_err(),
            "/query/from: must not be after 2026-02-28"
        );
    }
}
