//! The community area: follows and the feed of them, leaderboards, badges. Ranking and awarding are tasks, not requests.

mod badges;
mod feed;
mod follow;
mod follows;
mod leaderboards;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, public, user};
use neurmatic_rate_limit::policies::{FOLLOW, MEMBER_READ, READ};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let member = |summary| user(summary).limits(&[&MEMBER_READ]);
    let follow = |summary| user(summary).limits(&[&FOLLOW]);
    let read = |summary| public(summary).limits(&[&READ]);
    Routes::new()
        .put("follows.put", "/follows/{type}/{id}", follow::follow, follow("Follows a user, a company, a tag, a category or a model"))
        .delete("follows.delete", "/follows/{type}/{id}", follow::unfollow, follow("Follows something no longer"))
        .get("follows.list", "/follows", follows::list_follows, member("What the caller follows, the newest first"))
        .get("follows.followers", "/followers/{type}/{id}", follows::list_followers, member("Who follows something, the newest first"))
        .get("feed.list", "/feed", feed::list_feed, member("The newest articles, topics and jobs of what the caller follows"))
        .get("leaderboards.get", "/leaderboards/{period}", leaderboards::get_leaderboard, read("Who has earned most of late, or ever").cached(&policy::LEADERBOARD))
        .get("badges.list", "/badges", badges::list_badges, read("Every badge, and how many have it").cached(&policy::BADGES))
}
