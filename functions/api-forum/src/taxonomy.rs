//! Public categories and tags.

use axum::extract::State;
use neurmatic_core::ids::{ForumCategoryId, ForumTagId};
use neurmatic_db::forum_taxonomy::{self, ForumCategoryRow, ForumTagRow};
use neurmatic_http::{Answer, LIMIT_MAX, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::lists;
use crate::reader::Reader;

/// Tags of a list when the client names no number.
const TAGS_DEFAULT: u32 = 50;

/// The categories.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumCategoriesOut")]
pub(crate) struct CategoriesOut {
    /// Those at the top, in their order.
    categories: Vec<CategoryOut>,
}

/// A category and those below it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumCategoryOut")]
#[serde(rename_all = "camelCase")]
pub(crate) struct CategoryOut {
    /// Its id.
    id: ForumCategoryId,
    /// Its name.
    name: String,
    /// Its slug.
    slug: String,
    /// What belongs in it.
    description: Option<String>,
    /// The name of its icon.
    icon: Option<String>,
    /// What to mind in it.
    guidelines: Option<String>,
    /// Topics of its own.
    topic_count: i32,
    /// How many follow it.
    follower_count: i32,
    /// The categories below it.
    children: Vec<CategoryOut>,
}

impl From<ForumCategoryRow> for CategoryOut {
    fn from(row: ForumCategoryRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            slug: row.slug,
            description: row.description,
            icon: row.icon,
            guidelines: row.guidelines,
            topic_count: row.topic_count,
            follower_count: row.follower_count,
            children: Vec::new(),
        }
    }
}

/// Public categories, as a tree. What is below a category that isn't public stands at the top.
pub(crate) async fn list_categories(State(app): State<Services>) -> Result<Answer<CategoriesOut>, Problem> {
    let mut categories: Vec<CategoryOut> = Vec::new();
    for row in forum_taxonomy::categories(&app.db, Reader::PUBLIC.seen).await? {
        let parent = categories.iter_mut().find(|category| Some(category.id) == row.parent_id);
        match parent {
            Some(parent) => parent.children.push(CategoryOut::from(row)),
            None => categories.push(CategoryOut::from(row)),
        }
    }
    Ok(Answer::of(&CategoriesOut { categories })?.tags([lists()]))
}

/// What the tags may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "ForumTagsQuery")]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TagsQuery {
    /// Items, 1 to 100; 50 when left out.
    limit: Option<u32>,
}

/// The tags.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumTagsOut")]
pub(crate) struct TagsOut {
    /// The most used first.
    tags: Vec<TagOut>,
}

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumTagOut")]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagOut {
    /// Its id.
    id: ForumTagId,
    /// Its name.
    name: String,
    /// Its slug.
    slug: String,
    /// Public topics with it.
    usage_count: i32,
    /// How many follow it.
    follower_count: i32,
}

impl From<ForumTagRow> for TagOut {
    fn from(row: ForumTagRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            slug: row.slug,
            usage_count: row.usage_count,
            follower_count: row.follower_count,
        }
    }
}

/// Tags of public topics, the most used first.
pub(crate) async fn list_tags(
    State(app): State<Services>,
    Query(query): Query<TagsQuery>,
) -> Result<Answer<TagsOut>, Problem> {
    let limit = query.limit.unwrap_or(TAGS_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Problem::parameter("/query/limit", "out_of_range", format!("must be 1 to {LIMIT_MAX}")));
    }
    let tags = forum_taxonomy::tags(&app.db, i64::from(limit)).await?;
    Ok(Answer::of(&TagsOut { tags: tags.into_iter().map(TagOut::from).collect() })?.tags([lists()]))
}
