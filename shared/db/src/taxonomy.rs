//! Categories, tags and models: what articles are found by.

use neurmatic_core::ids::{CategoryId, ModelId, TagId};

use crate::{DbError, Door, args, queries, rows};

queries! { "taxonomy":
    CATEGORIES = "categories",
    CATEGORY_WITH_CHILDREN = "category_with_children",
    MODEL_BY_SLUG = "model_by_slug",
    TAGS = "tags",
    TAGS_BY_SLUGS = "tags_by_slugs",
}

rows! {
    /// A category.
    pub struct CategoryRow {
        /// Its id.
        pub id: CategoryId,
        /// Its name.
        pub name: String,
        /// Its slug.
        pub slug: String,
        /// What belongs in it.
        pub description: Option<String>,
        /// The name of its icon.
        pub icon: Option<String>,
        /// The category above it.
        pub parent_id: Option<CategoryId>,
        /// Published articles of its own.
        pub article_count: i32,
        /// How many follow it.
        pub follower_count: i32,
    }

    /// A tag.
    pub struct TagRow {
        /// Its id.
        pub id: TagId,
        /// Its name.
        pub name: String,
        /// Its slug.
        pub slug: String,
        /// What it stands for.
        pub description: Option<String>,
        /// Published articles with it.
        pub usage_count: i32,
        /// How many follow it.
        pub follower_count: i32,
    }

    /// A category, and how many published articles it has of its own.
    pub struct CategoryCountRow {
        /// Its id.
        pub id: CategoryId,
        /// Published articles.
        pub article_count: i32,
    }

    /// A tag, and how many published articles have it.
    pub struct TagCountRow {
        /// Its id.
        pub id: TagId,
        /// Published articles.
        pub usage_count: i32,
    }

    /// A model, and how many published articles name it.
    pub struct ModelCountRow {
        /// Its id.
        pub id: ModelId,
        /// Published articles.
        pub article_count: i32,
    }
}

/// All categories in use, parents first.
///
/// # Errors
/// [`DbError`].
pub async fn categories(db: &impl Door) -> Result<Vec<CategoryRow>, DbError> {
    db.rows(&CATEGORIES, args![]).await
}

/// Tags, the most used first, or by name.
///
/// # Errors
/// [`DbError`].
pub async fn tags(db: &impl Door, by_name: bool, limit: i64) -> Result<Vec<TagRow>, DbError> {
    db.rows(TAGS.when(&[("by_usage", !by_name), ("by_name", by_name)]), args![limit => INT8]).await
}

/// A category and its children; empty when there is none of that slug.
///
/// # Errors
/// [`DbError`].
pub async fn category_with_children(db: &impl Door, slug: &str) -> Result<Vec<CategoryCountRow>, DbError> {
    db.rows(&CATEGORY_WITH_CHILDREN, args![slug => TEXT]).await
}

/// Tags by their slugs, the least used first; those that don't exist are left out.
///
/// # Errors
/// [`DbError`].
pub async fn tags_by_slugs(db: &impl Door, slugs: &[String]) -> Result<Vec<TagCountRow>, DbError> {
    db.rows(&TAGS_BY_SLUGS, args![slugs => TEXT_ARRAY]).await
}

/// A model by its slug.
///
/// # Errors
/// [`DbError`].
pub async fn model_by_slug(db: &impl Door, slug: &str) -> Result<Option<ModelCountRow>, DbError> {
    db.maybe(&MODEL_BY_SLUG, args![slug => TEXT]).await
}
