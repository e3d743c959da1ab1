//! The badges that somebody has. Which there are is the community's area; who gets one a task's.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::BadgeId;
use neurmatic_core::words::{BadgeCategory, BadgeType};
use neurmatic_db::badges::{self, EarnedRow};
use neurmatic_http::{Answer, MaybeCaller, Path, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Users;
use crate::contributions::subject;

/// The badges that somebody has.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EarnedBadgesOut {
    /// The newest first.
    badges: Vec<EarnedBadgeOut>,
}

/// A badge that somebody has.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct EarnedBadgeOut {
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
    /// Since when the user has it.
    earned_at: Timestamp,
}

/// The badges that somebody has.
pub(crate) async fn list_earned(
    State(app): State<Users>,
    caller: MaybeCaller,
    Path(username): Path<String>,
) -> Result<Answer<EarnedBadgesOut>, Problem> {
    let db = &app.services.db;
    let of = subject(db, caller, &username).await?;
    let badges = badges::of_user(db, of.user).await?.into_iter().map(EarnedBadgeOut::from).collect();
    Answer::of(&EarnedBadgesOut { badges })
}

impl From<EarnedRow> for EarnedBadgeOut {
    fn from(row: EarnedRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            description: row.description,
            r#type: row.badge_type,
            category: row.category,
            earned_at: row.earned_at,
        }
    }
}
