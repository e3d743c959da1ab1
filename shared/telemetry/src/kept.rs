//! The operations whose times CloudWatch keeps, each a metric of its own: those that people wait for, and those that carry
//! the load. Of the others the live figures tell for a quarter of an hour, and their function's history goes on.

/// By name; a test of the local host sees to it that each is a route.
pub const OPERATIONS: [&str; 72] = [
    "alerts.list",
    "analytics.events",
    "applications.create",
    "applications.list",
    "articles.bookmark",
    "articles.categories",
    "articles.create",
    "articles.edit",
    "articles.feed",
    "articles.get",
    "articles.list",
    "articles.popular",
    "articles.publish",
    "articles.related",
    "articles.tags",
    "articles.trending",
    "articles.view",
    "auth.forgot_password",
    "auth.login",
    "auth.logout",
    "auth.me",
    "auth.refresh",
    "auth.register",
    "auth.sessions",
    "badges.list",
    "bookmarks.list",
    "collections.list",
    "companies.get",
    "companies.jobs",
    "companies.list",
    "conversations.list",
    "conversations.messages",
    "feed.list",
    "follows.list",
    "follows.put",
    "jobs.create",
    "jobs.get",
    "jobs.list",
    "jobs.matches",
    "jobs.save",
    "leaderboards.get",
    "media.create_upload",
    "messages.create",
    "models.articles",
    "models.compare",
    "models.get",
    "models.list",
    "notifications.list",
    "notifications.read",
    "notifications.unread_count",
    "performance.health",
    "replies.create",
    "replies.vote",
    "reports.create",
    "search.find",
    "search.suggest",
    "settings.public",
    "topics.accept",
    "topics.categories",
    "topics.create",
    "topics.get",
    "topics.list",
    "topics.member_get",
    "topics.member_list",
    "topics.replies",
    "topics.tags",
    "topics.unanswered",
    "topics.vote",
    "users.activity",
    "users.edit",
    "users.get",
    "users.me",
];

/// Whether an operation's history is kept.
pub(crate) fn is_kept(operation: &str) -> bool {
    OPERATIONS.binary_search(&operation).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_so_that_one_is_found() {
        assert!(OPERATIONS.is_sorted());
        assert!(is_kept("articles.list") && is_kept("users.me") && !is_kept("articles.restore"));
    }
}
