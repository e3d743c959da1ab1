//! The table: a line for each kind of public answer.

use crate::policy::{AppTier, Policy};

/// Serving stale while revalidating, in seconds.
const SWR_SECS: u32 = 60;
/// Serving stale while the origin fails: a day.
const SIE_SECS: u32 = 24 * 60 * 60;

const fn policy(
    name: &'static str,
    edge_fresh_secs: u32,
    tier: AppTier,
    parameters: &'static [&'static str],
) -> Policy {
    Policy {
        name,
        edge_fresh_secs,
        stale_while_revalidate_secs: SWR_SECS,
        stale_if_error_secs: SIE_SECS,
        tier,
        parameters,
    }
}

/// The parameters of the article list. `q` is missing on purpose: no free text in a key.
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
pub const ARTICLE_LIST: Policy = policy("article-list", 300, AppTier::Hot, ARTICLE_FILTERS);
/// Trending and popular articles.
pub const ARTICLE_RANKING: Policy = policy("article-ranking", 300, AppTier::Hot, &["limit"]);
/// One article.
pub const ARTICLE: Policy = policy("article", 300, AppTier::Warm, &[]);
/// Articles related to one.
pub const ARTICLE_RELATED: Policy = policy("article-related", 300, AppTier::Warm, &[]);
/// Categories and tags.
pub const ARTICLE_TAXONOMY: Policy = policy("article-taxonomy", 3600, AppTier::Cold, &["limit", "sort"]);
/// The RSS feed and the sitemap.
pub const ARTICLE_FEED: Policy = policy("article-feed", 900, AppTier::Warm, &["category"]);
/// Lists of public topics. `q` is missing here too.
pub const TOPIC_LIST: Policy = policy(
    "topic-list",
    300,
    AppTier::Hot,
    &["author", "category", "cursor", "limit", "page", "sort", "status", "tag", "type"],
);
/// One public topic.
pub const TOPIC: Policy = policy("topic", 300, AppTier::Hot, &[]);
/// The replies to one public topic.
pub const TOPIC_REPLIES: Policy =
    policy("topic-replies", 300, AppTier::Hot, &["cursor", "limit", "page", "sort"]);
/// Public categories and tags of the forum.
pub const FORUM_TAXONOMY: Policy = policy("forum-taxonomy", 3600, AppTier::Cold, &["limit"]);
/// The OpenAPI document and the page that shows it; they change with a release.
pub const DOCS: Policy = policy("docs", 300, AppTier::Warm, &[]);

/// Every policy.
pub const ALL: &[Policy] = &[
    ARTICLE_LIST,
    ARTICLE_RANKING,
    ARTICLE,
    ARTICLE_RELATED,
    ARTICLE_TAXONOMY,
    ARTICLE_FEED,
    TOPIC_LIST,
    TOPIC,
    TOPIC_REPLIES,
    FORUM_TAXONOMY,
    DOCS,
];
