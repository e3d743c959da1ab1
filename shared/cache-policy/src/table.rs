//! The table: a line for each kind of public answer, and a line for each path that has one.

use crate::policy::{AppTier, Class, Policy};

/// Serving stale while revalidating, in seconds.
const SWR_SECS: u32 = 60;
/// Serving stale while the origin fails: a day.
const SIE_SECS: u32 = 24 * 60 * 60;
/// A year, in seconds.
const YEAR_SECS: u32 = 365 * 24 * 60 * 60;
/// A month, in seconds.
const MONTH_SECS: u32 = 30 * 24 * 60 * 60;
/// A week, in seconds.
const WEEK_SECS: u32 = 7 * 24 * 60 * 60;
/// Free text, which lists take and caches of the application don't.
const Q: &[&str] = &["q"];

const fn policy(
    name: &'static str,
    edge_fresh_secs: u32,
    tier: AppTier,
    parameters: &'static [&'static str],
) -> Policy {
    Policy {
        name,
        class: Class::Api,
        browser_fresh_secs: edge_fresh_secs,
        edge_fresh_secs,
        stale_while_revalidate_secs: SWR_SECS,
        stale_if_error_secs: SIE_SECS,
        tier: Some(tier),
        unchecked_ms: 0,
        parameters: Some(parameters),
        texts: &[],
    }
}

/// The same for a list that can be searched.
const fn searched(
    name: &'static str,
    edge_fresh_secs: u32,
    tier: AppTier,
    parameters: &'static [&'static str],
) -> Policy {
    Policy { texts: Q, ..policy(name, edge_fresh_secs, tier, parameters) }
}

/// The same where an answer may be a second old after a change: nothing in it is anybody's to take back.
const fn unchecked(policy: Policy) -> Policy {
    Policy { unchecked_ms: 1_000, ..policy }
}

const fn file(name: &'static str, class: Class, browser_fresh_secs: u32, edge_fresh_secs: u32) -> Policy {
    Policy {
        name,
        class,
        browser_fresh_secs,
        edge_fresh_secs,
        stale_while_revalidate_secs: SIE_SECS,
        stale_if_error_secs: WEEK_SECS,
        tier: None,
        unchecked_ms: 0,
        parameters: None,
        texts: &[],
    }
}

/// The parameters of the article list.
const ARTICLE_FILTERS: &[&str] = &[
    "author",
    "category",
    "cursor",
    "difficulty",
    "featured",
    "limit",
    "model",
    "page",
    "sort",
    "tag",
    "trending",
];

/// Lists of articles.
pub static ARTICLE_LIST: Policy = searched("article-list", 300, AppTier::Hot, ARTICLE_FILTERS);
/// Trending and popular articles.
pub static ARTICLE_RANKING: Policy = policy("article-ranking", 300, AppTier::Hot, &["limit"]);
/// One article.
pub static ARTICLE: Policy = policy("article", 300, AppTier::Warm, &[]);
/// Articles related to one.
pub static ARTICLE_RELATED: Policy = policy("article-related", 300, AppTier::Warm, &[]);
/// Categories and tags.
pub static ARTICLE_TAXONOMY: Policy =
    unchecked(policy("article-taxonomy", 3600, AppTier::Cold, &["limit", "sort"]));
/// The RSS feed and the sitemap.
pub static ARTICLE_FEED: Policy = policy("article-feed", 900, AppTier::Warm, &["category"]);
/// Lists of public topics.
pub static TOPIC_LIST: Policy = searched(
    "topic-list",
    300,
    AppTier::Hot,
    &["author", "category", "cursor", "limit", "page", "sort", "status", "tag", "type"],
);
/// One public topic.
pub static TOPIC: Policy = policy("topic", 300, AppTier::Hot, &[]);
/// The replies to one public topic.
pub static TOPIC_REPLIES: Policy =
    policy("topic-replies", 300, AppTier::Hot, &["cursor", "limit", "page", "sort"]);
/// Public categories and tags of the forum.
pub static FORUM_TAXONOMY: Policy = policy("forum-taxonomy", 3600, AppTier::Cold, &["limit"]);
/// The parameters of the job list.
const JOB_FILTERS: &[&str] = &[
    "company",
    "cursor",
    "experience",
    "limit",
    "location",
    "model",
    "modelStrategy",
    "page",
    "salaryMin",
    "sort",
    "status",
    "tech",
    "type",
    "visa",
    "workLocation",
];

/// The parameters of the company list.
const COMPANY_FILTERS: &[&str] = &["cursor", "industry", "limit", "page", "size", "sort", "verified"];

/// Lists of jobs.
pub static JOB_LIST: Policy = searched("job-list", 300, AppTier::Warm, JOB_FILTERS);
/// One job.
pub static JOB: Policy = policy("job", 300, AppTier::Warm, &[]);
/// Lists of companies.
pub static COMPANY_LIST: Policy = searched("company-list", 300, AppTier::Warm, COMPANY_FILTERS);
/// One company.
pub static COMPANY: Policy = policy("company", 300, AppTier::Warm, &[]);
/// A company's jobs.
pub static COMPANY_JOBS: Policy =
    policy("company-jobs", 300, AppTier::Warm, &["cursor", "limit", "page", "sort", "status"]);
/// Lists of models.
pub static MODEL_LIST: Policy =
    searched("model-list", 3600, AppTier::Cold, &["category", "cursor", "limit", "page", "provider", "sort"]);
/// One model, its versions or its benchmarks.
pub static MODEL: Policy = policy("model", 3600, AppTier::Cold, &[]);
/// Some models side by side.
pub static MODEL_COMPARISON: Policy = policy("model-comparison", 3600, AppTier::Cold, &["slugs"]);
/// The articles or the jobs that name a model.
pub static MODEL_MENTIONS: Policy =
    policy("model-mentions", 3600, AppTier::Cold, &["cursor", "limit", "page"]);
/// The settings that are for everybody.
pub static SETTINGS: Policy = policy("settings", 3600, AppTier::Cold, &[]);
/// Searches of everything: at the edge alone, under the tags of what they show.
pub static SEARCH: Policy =
    Policy { tier: None, ..searched("search", 60, AppTier::Hot, &["cursor", "limit", "page", "types"]) };
/// Suggestions while somebody types.
pub static SEARCH_SUGGEST: Policy =
    Policy { tier: None, ..searched("search-suggest", 30, AppTier::Hot, &[]) };
/// Leaderboards, written once an hour.
pub static LEADERBOARD: Policy = policy("leaderboard", 900, AppTier::Warm, &[]);
/// Every badge, and how many have it.
pub static BADGES: Policy = policy("badges", 900, AppTier::Warm, &[]);
/// The OpenAPI document and the page that shows it; they change with a release.
pub static DOCS: Policy = unchecked(policy("docs", 300, AppTier::Warm, &[]));

/// What the dashboard's page is made of: the address changes with the files.
pub static PAGE_FILE: Policy =
    Policy { browser_fresh_secs: YEAR_SECS, ..policy("page-file", MONTH_SECS, AppTier::Cold, &[]) };

/// Scripts, styles, fonts and icons: a year for browsers, a month at the edge.
pub static ASSET: Policy = file("asset", Class::Asset, YEAR_SECS, MONTH_SECS);
/// Pictures: a week.
pub static MEDIA: Policy = file("media", Class::Media, WEEK_SECS, WEEK_SECS);

/// Every policy.
pub static ALL: &[&Policy] = &[
    &ARTICLE_LIST,
    &ARTICLE_RANKING,
    &ARTICLE,
    &ARTICLE_RELATED,
    &ARTICLE_TAXONOMY,
    &ARTICLE_FEED,
    &TOPIC_LIST,
    &TOPIC,
    &TOPIC_REPLIES,
    &FORUM_TAXONOMY,
    &JOB_LIST,
    &JOB,
    &COMPANY_LIST,
    &COMPANY,
    &COMPANY_JOBS,
    &MODEL_LIST,
    &MODEL,
    &MODEL_COMPARISON,
    &MODEL_MENTIONS,
    &SETTINGS,
    &SEARCH,
    &SEARCH_SUGGEST,
    &LEADERBOARD,
    &BADGES,
    &DOCS,
    &PAGE_FILE,
    &ASSET,
    &MEDIA,
];

/// A path below `/api/v1`, `{}` standing for one segment, `{.}` for one that may hold dots, and its policy. The first that fits is the one; what is personal
/// though it looks like a thing's path has a row that says so.
type Row = (&'static str, Option<&'static Policy>);

const ROWS: &[Row] = &[
    ("articles", Some(&ARTICLE_LIST)),
    ("articles/trending", Some(&ARTICLE_RANKING)),
    ("articles/popular", Some(&ARTICLE_RANKING)),
    ("articles/categories", Some(&ARTICLE_TAXONOMY)),
    ("articles/tags", Some(&ARTICLE_TAXONOMY)),
    ("articles/feed.xml", Some(&ARTICLE_FEED)),
    ("articles/sitemap.xml", Some(&ARTICLE_FEED)),
    ("articles/{}", Some(&ARTICLE)),
    ("articles/{}/related", Some(&ARTICLE_RELATED)),
    ("forum/topics", Some(&TOPIC_LIST)),
    ("forum/topics/unanswered", Some(&TOPIC_LIST)),
    ("forum/topics/{}", Some(&TOPIC)),
    ("forum/topics/{}/replies", Some(&TOPIC_REPLIES)),
    ("forum/categories", Some(&FORUM_TAXONOMY)),
    ("forum/tags", Some(&FORUM_TAXONOMY)),
    ("jobs", Some(&JOB_LIST)),
    ("jobs/matches", None),
    ("jobs/alerts", None),
    ("jobs/{}", Some(&JOB)),
    ("companies", Some(&COMPANY_LIST)),
    ("companies/{}", Some(&COMPANY)),
    ("companies/{}/jobs", Some(&COMPANY_JOBS)),
    ("models", Some(&MODEL_LIST)),
    ("models/compare", Some(&MODEL_COMPARISON)),
    ("models/{.}", Some(&MODEL)),
    ("models/{.}/versions", Some(&MODEL)),
    ("models/{.}/benchmarks", Some(&MODEL)),
    ("models/{.}/articles", Some(&MODEL_MENTIONS)),
    ("models/{.}/jobs", Some(&MODEL_MENTIONS)),
    ("settings", Some(&SETTINGS)),
    ("search", Some(&SEARCH)),
    ("search/suggest", Some(&SEARCH_SUGGEST)),
    ("leaderboards/{}", Some(&LEADERBOARD)),
    ("badges", Some(&BADGES)),
    ("openapi.json", Some(&DOCS)),
    ("docs", Some(&DOCS)),
    ("performance/assets/{}/{}/{.}", Some(&PAGE_FILE)),
];

/// Where the interface begins.
const API: &str = "/api/v1/";

/// The policy of a canonical path.
pub(crate) fn of_path(path: &str) -> Option<&'static Policy> {
    if let Some(below) = path.strip_prefix(API) {
        return ROWS.iter().find(|(row, _)| fits(row, below)).and_then(|(_, policy)| *policy);
    }
    let is_file =
        |folder: &str| path.strip_prefix(folder).is_some_and(|name| !name.is_empty() && !name.ends_with('/'));
    if is_file("/assets/") {
        Some(&ASSET)
    } else if is_file("/media/") {
        Some(&MEDIA)
    } else {
        None
    }
}

/// Whether a path is the row's. A segment that a row leaves open holds an id or a slug: nothing that has to be encoded, and
/// no dot, so that nothing personal passes for a file (`/jobs/alerts.css`). Models' slugs hold dots between words (`gpt-4.1`);
/// nothing below their path is personal.
fn fits(row: &str, path: &str) -> bool {
    let (mut row, mut path) = (row.split('/'), path.split('/'));
    loop {
        match (row.next(), path.next()) {
            (None, None) => return true,
            (Some("{}"), Some(segment)) if is_slug(segment) => {}
            (Some("{.}"), Some(segment)) if segment.split('.').all(is_slug) => {}
            (Some(word), Some(segment)) if word == segment => {}
            _ => return false,
        }
    }
}

fn is_slug(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_first_row_that_fits() {
        for (path, policy) in [
            ("/api/v1/articles", Some(&ARTICLE_LIST)),
            ("/api/v1/articles/popular", Some(&ARTICLE_RANKING)),
            ("/api/v1/articles/open-context-7", Some(&ARTICLE)),
            ("/api/v1/articles/open-context-7/related", Some(&ARTICLE_RELATED)),
            ("/api/v1/articles/a%20b", None),
            ("/api/v1/jobs/alerts", None),
            ("/api/v1/jobs/alerts.css", None),
            ("/api/v1/jobs/some-job", Some(&JOB)),
            ("/api/v1/jobs/some-job/applications", None),
            ("/api/v1/models/gpt-4.1", Some(&MODEL)),
            ("/api/v1/models/gpt-4.1/jobs", Some(&MODEL_MENTIONS)),
            ("/api/v1/models/compare", Some(&MODEL_COMPARISON)),
            ("/api/v1/models/.hidden", None),
            ("/api/v1/models/gpt-4.", None),
            ("/api/v1/models/a..b/versions", None),
            ("/api/v1/models/gpt-4.1/versions.css", None),
            ("/api/v1/performance/", None),
            ("/api/v1/performance/metrics", None),
            ("/api/v1/performance/assets/0a1b2c3d/script/main.js", Some(&PAGE_FILE)),
            ("/api/v1/performance/assets/main.js", None),
            ("/assets/js/app.3f2a.js", Some(&ASSET)),
            ("/assets/", None),
            ("/assets/js/", None),
            ("/media/avatars/1.webp", Some(&MEDIA)),
            ("/mediax/1.webp", None),
        ] {
            assert_eq!(of_path(path), policy, "{path}");
        }
    }

    #[test]
    fn only_what_nobody_takes_back_goes_unchecked_and_for_a_second_at_most() {
        let unchecked = |policy: &&&Policy| policy.unchecked_ms > 0;
        assert!(ALL.iter().filter(unchecked).eq([&&ARTICLE_TAXONOMY, &&DOCS]));
        assert!(ALL.iter().all(|policy| policy.unchecked_ms <= 1_000));
    }

    #[test]
    fn every_policy_of_the_interface_has_a_row() {
        for policy in ALL.iter().filter(|policy| policy.class == Class::Api) {
            assert!(ROWS.iter().any(|(_, of)| *of == Some(*policy)), "{}", policy.name);
        }
    }
}
