//! Articles in lists.

use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, CategoryId, TagId, UserId};
use neurmatic_core::words::Difficulty;
use neurmatic_db::articles::{CardRow, TagLink};
use schemars::JsonSchema;
use serde::Serialize;

/// A list of articles.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ArticlesOut {
    /// The articles, in the list's order.
    pub articles: Vec<ArticleCard>,
}

/// What a list shows of an article. Counts are those of when the list was made, at most its cache time ago.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleCard {
    /// Its id.
    pub id: ArticleId,
    /// Its slug; the address is `/articles/{slug}`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its summary, as it was written: escape it when you show it.
    pub summary: String,
    /// Its picture.
    pub featured_image_url: Option<String>,
    /// Who wrote it.
    pub author: Option<AuthorOut>,
    /// Its category.
    pub category: CategoryLinkOut,
    /// Its tags.
    pub tags: Vec<TagLinkOut>,
    /// Since when it is public.
    pub published_at: Option<Timestamp>,
    /// Who it is for.
    pub difficulty: Option<Difficulty>,
    /// Minutes to read it.
    pub reading_time_minutes: Option<i32>,
    /// How often it was viewed.
    pub view_count: i64,
    /// How many have bookmarked it.
    pub bookmark_count: i32,
    /// Chosen by editors.
    pub is_featured: bool,
    /// Read much this week.
    pub is_trending: bool,
}

/// An author: a user, or just a name.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorOut {
    /// The user's id, if it is one.
    pub id: Option<UserId>,
    /// The user's name in addresses, if it is one.
    pub username: Option<String>,
    /// The name to show.
    pub name: String,
}

/// A category as an article shows it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CategoryLinkOut {
    /// Its id.
    pub id: CategoryId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A tag as an article shows it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TagLinkOut {
    /// Its id.
    pub id: TagId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl From<TagLink> for TagLinkOut {
    fn from(tag: TagLink) -> Self {
        Self { id: tag.id, slug: tag.slug, name: tag.name }
    }
}

/// An author, if there is at least a name.
#[must_use]
pub fn author_of(id: Option<UserId>, username: Option<String>, name: Option<String>) -> Option<AuthorOut> {
    name.map(|name| AuthorOut { id, username, name })
}

impl From<CardRow> for ArticleCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            title: row.title,
            summary: row.summary,
            featured_image_url: row.featured_image_url,
            author: author_of(row.author_id, row.author_username, row.author_name),
            category: CategoryLinkOut {
                id: row.category_id,
                slug: row.category_slug,
                name: row.category_name,
            },
            tags: row.tags.0.into_iter().map(TagLinkOut::from).collect(),
            published_at: row.published_at,
            difficulty: row.difficulty,
            reading_time_minutes: row.reading_time_minutes,
            view_count: row.view_count,
            bookmark_count: row.bookmark_count,
            is_featured: row.is_featured,
            is_trending: row.is_trending,
        }
    }
}
