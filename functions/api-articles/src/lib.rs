//! The articles area: public reads, editors' writes. Counting views and publishing on time are tasks, not requests.

mod bookmark;
mod change;
mod edit;
mod feeds;
mod get;
mod input;
mod list;
mod me;
mod out;
mod rankings;
mod render;
mod revisions;
mod status;
mod taxonomy;
mod view;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, moderator, optional, public, user};
use neurmatic_rate_limit::policies::{BOOKMARK, EDIT, FEED, READ, REVISIONS, VIEW};

pub use out::{ArticleOut, ModelLinkOut};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let read = |summary| public(summary).limits(&[&READ]);
    let list = |summary| read(summary).cached(&policy::ARTICLE_LIST);
    let ranking = |summary| read(summary).cached(&policy::ARTICLE_RANKING);
    let taxonomy = |summary| read(summary).cached(&policy::ARTICLE_TAXONOMY);
    let feed = |summary| public(summary).limits(&[&FEED]).cached(&policy::ARTICLE_FEED);
    let write = |summary| moderator(summary).limits(&[&EDIT]);
    let revisions = |summary| moderator(summary).limits(&[&REVISIONS]);
    let mark = |summary| user(summary).limits(&[&BOOKMARK]);
    Routes::new()
        .get("articles.list", "/articles", list::list_articles, list("Published articles; with q the best matches first"))
        .get("articles.trending", "/articles/trending", rankings::trending_articles, ranking("What is read most this week"))
        .get("articles.popular", "/articles/popular", rankings::popular_articles, ranking("What was viewed most"))
        .get("articles.categories", "/articles/categories", taxonomy::list_categories, taxonomy("Categories, as a tree"))
        .get("articles.tags", "/articles/tags", taxonomy::list_tags, taxonomy("Tags, the most used first"))
        .get("articles.feed", "/articles/feed.xml", feeds::rss_feed, feed("The newest articles as RSS"))
        .get("articles.sitemap", "/articles/sitemap.xml", feeds::sitemap, feed("The newest articles for search engines"))
        .get("articles.get", "/articles/{id}", get::get_article, read("One article, by its id or its slug").cached(&policy::ARTICLE))
        .get("articles.related", "/articles/{id}/related", rankings::related_articles, read("Articles like this one").cached(&policy::ARTICLE_RELATED))
        .get("articles.me", "/articles/{id}/me", me::my_article, user("What this article is to the caller"))
        .post("articles.create", "/articles", edit::create_article, write("Begins an article"))
        .patch("articles.edit", "/articles/{id}", edit::edit_article, write("Changes an article; what is left out stays"))
        .delete("articles.delete", "/articles/{id}", edit::delete_article, write("Removes an article for good"))
        .post("articles.publish", "/articles/{id}/publish", status::publish_article, write("Publishes an article now"))
        .post("articles.schedule", "/articles/{id}/schedule", status::schedule_article, write("Publishes an article at a time to come"))
        .post("articles.archive", "/articles/{id}/archive", status::archive_article, write("Takes an article back"))
        .get("articles.revisions", "/articles/{id}/revisions", revisions::list_revisions, revisions("Earlier texts, the newest first"))
        .post("articles.restore", "/articles/{id}/revisions/{n}/restore", revisions::restore_revision, revisions("Brings an earlier text back"))
        .put("articles.bookmark", "/articles/{id}/bookmark", bookmark::set_bookmark, mark("Bookmarks an article, or changes the bookmark"))
        .delete("articles.unbookmark", "/articles/{id}/bookmark", bookmark::remove_bookmark, mark("Takes a bookmark away"))
        .post("articles.view", "/articles/{id}/view", view::record_view, optional("Tells that an article was looked at; counted once in 24 hours").limits(&[&VIEW]))
}
