//! The forum's categories and tags.

use neurmatic_core::ids::{ForumCategoryId, ForumTagId};
use neurmatic_core::words::CategoryVisibility;

use crate::{DbError, Door, args, queries, rows};

queries! { "forum_taxonomy":
    CATEGORIES = "categories",
    CATEGORY_WITH_CHILDREN = "category_with_children",
    TAGS = "tags",
    TAGS_BY_SLUGS = "tags_by_slugs",
    VISIBILITY = "visibility",
}

rows! {
    /// A category.
    pub struct ForumCategoryRow {
        /// Its id.
        pub id: ForumCategoryId,
        /// Its name.
        pub name: String,
        /// Its slug.
        pub slug: String,
        /// What belongs in it.
        pub description: Option<String>,
        /// The name of its icon.
        pub icon: Option<String>,
        /// What to mind in it.
        pub guidelines: Option<String>,
        /// The category above it.
        pub parent_id: Option<ForumCategoryId>,
        /// Listed topics of its own.
        pub topic_count: i32,
        /// How many follow it.
        pub follower_count: i32,
    }

    /// A category, and how many listed topics it has of its own.
    pub struct ForumCategoryCountRow {
        /// Its id.
        pub id: ForumCategoryId,
        /// Listed topics.
        pub topic_count: i32,
    }

    /// A tag.
    pub struct ForumTagRow {
        /// Its id.
        pub id: ForumTagId,
        /// Its name.
        pub name: String,
        /// Its slug.
        pub slug: String,
        /// Public topics with it.
        pub usage_count: i32,
        /// How many follow it.
        pub follower_count: i32,
    }

    /// A tag, and how many public topics have it.
    pub struct ForumTagCountRow {
        /// Its id.
        pub id: ForumTagId,
        /// Public topics.
        pub usage_count: i32,
    }

    /// Who sees a category's topics.
    pub struct VisibilityRow {
        /// Who.
        pub visibility: CategoryVisibility,
    }
}

/// All categories in use that may be seen, parents first.
///
/// # Errors
/// [`DbError`].
pub async fn categories(
    db: &impl Door,
    seen: &[CategoryVisibility],
) -> Result<Vec<ForumCategoryRow>, DbError> {
    db.rows(&CATEGORIES, args![seen => TEXT_ARRAY]).await
}

/// A category and its children, as far as they may be seen; empty when there is none of that slug.
///
/// # Errors
/// [`DbError`].
pub async fn category_with_children(
    db: &impl Door,
    slug: &str,
    seen: &[CategoryVisibility],
) -> Result<Vec<ForumCategoryCountRow>, DbError> {
    db.rows(&CATEGORY_WITH_CHILDREN, args![slug => TEXT, seen => TEXT_ARRAY]).await
}

/// Who sees a category's topics; none when there is no such category, or none in use.
///
/// # Errors
/// [`DbError`].
pub async fn visibility(
    db: &impl Door,
    category: ForumCategoryId,
) -> Result<Option<CategoryVisibility>, DbError> {
    let row: Option<VisibilityRow> = db.maybe(&VISIBILITY, args![category => UUID]).await?;
    Ok(row.map(|row| row.visibility))
}

/// Tags of public topics, the most used first.
///
/// # Errors
/// [`DbError`].
pub async fn tags(db: &impl Door, limit: i64) -> Result<Vec<ForumTagRow>, DbError> {
    db.rows(&TAGS, args![limit => INT8]).await
}

/// Tags by their slugs, the least used first; those that don't exist are left out.
///
/// # Errors
/// [`DbError`].
pub async fn tags_by_slugs(db: &impl Door, slugs: &[String]) -> Result<Vec<ForumTagCountRow>, DbError> {
    db.rows(&TAGS_BY_SLUGS, args![slugs => TEXT_ARRAY]).await
}
