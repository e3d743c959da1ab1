//! Categories and tags.

use axum::extract::State;
use neurmatic_core::ids::{CategoryId, TagId};
use neurmatic_db::taxonomy::{self, CategoryRow, TagRow};
use neurmatic_http::{Answer, LIMIT_MAX, Problem, Query, Services, Tag};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Tags of a list when the client names no number.
const TAGS_DEFAULT: u32 = 50;

/// The categories.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CategoriesOut {
    /// Those at the top, in their order.
    categories: Vec<CategoryOut>,
}

/// A category and those below it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CategoryOut {
    /// Its id.
    id: CategoryId,
    /// Its name.
    name: String,
    /// Its slug.
    slug: String,
    /// What belongs in it.
    description: Option<String>,
    /// The name of its icon.
    icon: Option<String>,
    /// Published articles of its own.
    article_count: i32,
    /// How many follow it.
    follower_count: i32,
    /// The categories below it.
    children: Vec<CategoryOut>,
}

impl From<CategoryRow> for CategoryOut {
    fn from(row: CategoryRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            slug: row.slug,
            description: row.description,
            icon: row.icon,
            article_count: row.article_count,
            follower_count: row.follower_count,
            children: Vec::new(),
        }
    }
}

/// All categories, as a tree.
pub(crate) async fn list_categories(State(app): State<Services>) -> Result<Answer<CategoriesOut>, Problem> {
    let (top, below): (Vec<_>, Vec<_>) =
        taxonomy::categories(&app.db).await?.into_iter().partition(|row| row.parent_id.is_none());
    let mut categories: Vec<CategoryOut> = top.into_iter().map(CategoryOut::from).collect();
    for row in below {
        let parent = categories.iter_mut().find(|category| Some(category.id) == row.parent_id);
        if let Some(parent) = parent {
            parent.children.push(CategoryOut::from(row));
        }
    }
    Ok(Answer::of(&CategoriesOut { categories })?.tags([Tag::all("articles")]))
}

/// How tags are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum TagSort {
    /// The most used first.
    #[default]
    UsageCount,
    /// By name.
    Name,
}

/// What the tags may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TagsQuery {
    /// The order; the most used first when left out.
    sort: TagSort,
    /// Items, 1 to 100; 50 when left out.
    limit: Option<u32>,
}

/// The tags.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TagsOut {
    /// In the order asked for.
    tags: Vec<TagOut>,
}

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagOut {
    /// Its id.
    id: TagId,
    /// Its name.
    name: String,
    /// Its slug.
    slug: String,
    /// What it stands for.
    description: Option<String>,
    /// Published articles with it.
    usage_count: i32,
    /// How many follow it.
    follower_count: i32,
}

impl From<TagRow> for TagOut {
    fn from(row: TagRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            slug: row.slug,
            description: row.description,
            usage_count: row.usage_count,
            follower_count: row.follower_count,
        }
    }
}

/// Tags, the most used first or by name.
pub(crate) async fn list_tags(
    State(app): State<Services>,
    Query(query): Query<TagsQuery>,
) -> Result<Answer<TagsOut>, Problem> {
    let limit = query.limit.unwrap_or(TAGS_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Problem::parameter("/query/limit", "out_of_range", format!("must be 1 to {LIMIT_MAX}")));
    }
    let tags = taxonomy::tags(&app.db, query.sort == TagSort::Name, i64::from(limit)).await?;
    Ok(Answer::of(&TagsOut { tags: tags.into_iter().map(TagOut::from).collect() })?
        .tags([Tag::all("articles")]))
}
