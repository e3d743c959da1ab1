//! What an article was to its readers.

use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use neurmatic_core::ids::ArticleId;
use neurmatic_core::words::Role;
use neurmatic_db::analytics::{self, ArticleDayRow, ArticleRow};
use neurmatic_http::{Answer, Caller, Path, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

use crate::today;

/// Days of the series.
const DAYS: i32 = 30;

/// An article's figures.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArticleAnalyticsOut {
    /// The article.
    article_id: ArticleId,
    /// Since it was published.
    totals: ArticleTotalsOut,
    /// The last 30 days that are over, in UTC, the earliest first.
    days: Vec<ArticleDayOut>,
}

/// What was counted of an article so far.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArticleTotalsOut {
    /// Views.
    views: i64,
    /// Bookmarks.
    bookmarks: i32,
    /// Times that it was passed on.
    shares: i32,
    /// Readings, up to yesterday.
    reads: i64,
    /// How long one took, in seconds; null when there is none.
    average_read_seconds: Option<i64>,
}

/// What an article was to its readers on a day.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArticleDayOut {
    /// The day.
    day: Date,
    /// Views.
    views: i32,
    /// Different viewers.
    viewers: i32,
    /// Readings, one a visitor.
    reads: i32,
    /// How long one took, in seconds; null when there is none.
    average_read_seconds: Option<i64>,
    /// Times that it was passed on.
    shares: i32,
}

impl From<ArticleDayRow> for ArticleDayOut {
    fn from(row: ArticleDayRow) -> Self {
        Self {
            day: row.day,
            views: row.views,
            viewers: row.viewers,
            reads: row.reads,
            average_read_seconds: row.read_secs.checked_div(i64::from(row.reads)),
            shares: row.shares,
        }
    }
}

/// The figures of an article, for its author and for moderators.
pub(crate) async fn article_figures(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> Result<Answer<ArticleAnalyticsOut>, Problem> {
    let article = analytics::article(&app.db, id).await?.ok_or_else(|| Problem::not_found("article"))?;
    must_see(caller, &article)?;
    let days = analytics::article_days(&app.db, id, today().saturating_sub(DAYS.days()), DAYS).await?;
    Answer::of(&ArticleAnalyticsOut {
        article_id: id,
        totals: ArticleTotalsOut {
            views: article.view_count,
            bookmarks: article.bookmark_count,
            shares: article.share_count,
            reads: article.reads,
            average_read_seconds: article.read_secs.checked_div(article.reads),
        },
        days: days.into_iter().map(ArticleDayOut::from).collect(),
    })
}

/// Refuses who neither wrote it nor is a moderator. Of what readers don't see they don't hear that it is there.
fn must_see(caller: Caller, article: &ArticleRow) -> Result<(), Problem> {
    if article.author_id == Some(caller.user) || caller.role.reaches(Role::Moderator) {
        return Ok(());
    }
    if !article.is_published {
        return Err(Problem::not_found("article"));
    }
    Err(Problem::forbidden("not_author", "this is for the article's author"))
}
