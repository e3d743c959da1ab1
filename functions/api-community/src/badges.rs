//! The badges that there are. Who has which is the users' area's to show.

use axum::extract::State;
use neurmatic_core::ids::BadgeId;
use neurmatic_core::words::{BadgeCategory, BadgeCriterion, BadgeType};
use neurmatic_db::badges::{self, BadgeRow};
use neurmatic_http::{Answer, Problem, Services, Tag};
use schemars::JsonSchema;
use serde::Serialize;

/// Every badge.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BadgesOut {
    /// In their order.
    badges: Vec<BadgeOut>,
}

/// A badge.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BadgeOut {
    /// Its id.
    id: BadgeId,
    /// Its slug.
    slug: String,
    /// Its name.
    name: String,
    /// What one gets it for.
    description: String,
    /// How hard it is to get.
    r#type: BadgeType,
    /// What it is about.
    category: BadgeCategory,
    /// Which fact counts.
    criterion: BadgeCriterion,
    /// How much of it is enough; null for what is given by hand.
    threshold: Option<i32>,
    /// How many have it.
    holder_count: i32,
}

impl From<BadgeRow> for BadgeOut {
    fn from(row: BadgeRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            description: row.description,
            r#type: row.badge_type,
            category: row.category,
            criterion: row.criterion,
            threshold: row.threshold,
            holder_count: row.holder_count,
        }
    }
}

/// Every badge.
pub(crate) async fn list_badges(State(app): State<Services>) -> Result<Answer<BadgesOut>, Problem> {
    let badges = badges::list(&app.db).await?.into_iter().map(BadgeOut::from).collect();
    Ok(Answer::of(&BadgesOut { badges })?.tags([Tag::all("badges")]))
}
