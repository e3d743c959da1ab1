//! How an article looks on the wire when it is whole.

use jiff::Timestamp;
use neurmatic_cards::{AuthorOut, CategoryLinkOut, TagLinkOut, author_of};
use neurmatic_core::ids::{ArticleId, ModelId};
use neurmatic_core::words::{ArticleStatus, ContentFormat, Difficulty};
use neurmatic_db::articles::{ArticleRow, ModelLink};
use schemars::JsonSchema;
use serde::Serialize;

use crate::render;

/// An article whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleOut {
    /// Its id.
    pub id: ArticleId,
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its summary, as it was written: escape it when you show it.
    pub summary: String,
    /// Its content, as it was sent.
    pub content: String,
    /// How the content is written.
    pub content_format: ContentFormat,
    /// The content as HTML that is safe to show.
    pub content_html: String,
    /// Its picture.
    pub featured_image_url: Option<String>,
    /// Who wrote it.
    pub author: Option<AuthorOut>,
    /// Where it comes from.
    pub source_url: Option<String>,
    /// Its category.
    pub category: CategoryLinkOut,
    /// Its tags.
    pub tags: Vec<TagLinkOut>,
    /// The models it is about, the primary one first.
    pub models: Vec<ModelLinkOut>,
    /// Where it is on its way to the readers.
    pub status: ArticleStatus,
    /// When it will be published.
    pub scheduled_at: Option<Timestamp>,
    /// Since when it is public.
    pub published_at: Option<Timestamp>,
    /// When readers last saw other words.
    pub edited_at: Option<Timestamp>,
    /// Who it is for.
    pub difficulty: Option<Difficulty>,
    /// Minutes to read it.
    pub reading_time_minutes: Option<i32>,
    /// How often it was viewed.
    pub view_count: i64,
    /// How many have bookmarked it.
    pub bookmark_count: i32,
    /// How often it was shared.
    pub share_count: i32,
    /// Its title for search engines.
    pub meta_title: Option<String>,
    /// Its description for search engines.
    pub meta_description: Option<String>,
    /// Chosen by editors.
    pub is_featured: bool,
    /// Read much this week.
    pub is_trending: bool,
    /// Grows with every edit; the `r…` of the ETag.
    pub revision: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

/// A model as an article shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelLinkOut {
    /// Its id.
    pub id: ModelId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether the article is mainly about it.
    pub is_primary: bool,
}

impl From<ModelLink> for ModelLinkOut {
    fn from(model: ModelLink) -> Self {
        Self { id: model.id, slug: model.slug, name: model.name, is_primary: model.is_primary }
    }
}

impl From<ArticleRow> for ArticleOut {
    fn from(row: ArticleRow) -> Self {
        Self {
            content_html: render::to_safe_html(&row.content, row.content_format),
            id: row.id,
            slug: row.slug,
            title: row.title,
            summary: row.summary,
            content: row.content,
            content_format: row.content_format,
            featured_image_url: row.featured_image_url,
            author: author_of(row.author_id, row.author_username, row.author_name),
            source_url: row.source_url,
            category: CategoryLinkOut {
                id: row.category_id,
                slug: row.category_slug,
                name: row.category_name,
            },
            tags: row.tags.0.into_iter().map(TagLinkOut::from).collect(),
            models: row.models.0.into_iter().map(ModelLinkOut::from).collect(),
            status: row.status,
            scheduled_at: row.scheduled_at,
            published_at: row.published_at,
            edited_at: row.edited_at,
            difficulty: row.difficulty,
            reading_time_minutes: row.reading_time_minutes,
            view_count: row.view_count,
            bookmark_count: row.bookmark_count,
            share_count: row.share_count,
            meta_title: row.meta_title,
            meta_description: row.meta_description,
            is_featured: row.is_featured,
            is_trending: row.is_trending,
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
