//! What visitors do, and what came of it. Writing events down and counting days are tasks, not requests.

mod article;
mod events;
mod platform;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use neurmatic_http::{Routes, Services, admin, optional, user};
use neurmatic_rate_limit::policies::EVENTS;

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    Routes::new()
        .post("analytics.events", "/analytics/events", events::tell_events, optional("Tells what a visitor did, up to 50 things at once").limits(&[&EVENTS]))
        .get("analytics.article", "/analytics/articles/{id}", article::article_figures, user("An article's figures, for its author and moderators"))
        .get("analytics.platform", "/analytics/platform", platform::platform_figures, admin("What happened on the platform, day by day"))
}

/// The day that it is, in UTC.
fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
