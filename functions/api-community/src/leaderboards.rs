//! Leaderboards, as the last run of their task wrote them.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::LeaderboardPeriod;
use neurmatic_db::leaderboards::{self, EntryRow};
use neurmatic_http::{Answer, Path, Problem, Services, Tag};
use schemars::JsonSchema;
use serde::Serialize;

/// A leaderboard.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeaderboardOut {
    /// Which.
    period: LeaderboardPeriod,
    /// What was earned from then counts; null until it was first written.
    begins_at: Option<Timestamp>,
    /// When it was written: what was earned until then counts; null until it was first.
    updated_at: Option<Timestamp>,
    /// The first first.
    entries: Vec<PlaceOut>,
}

/// A place of a leaderboard.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlaceOut {
    /// Which place, from 1; one is missing when its user has left since.
    rank: i32,
    /// Whose it is.
    user: RankedOut,
    /// The reputation that the user has earned in the period.
    reputation_gain: i64,
    /// Topics that the user has begun in it.
    post_count: i32,
    /// Replies that the user has written in it.
    reply_count: i32,
    /// Replies of the user that were accepted in it.
    accepted_count: i32,
}

/// Who has a place.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RankedOut {
    /// The user's id.
    id: UserId,
    /// The user's name at the platform.
    username: String,
    /// What to call the user.
    display_name: String,
    /// The user's picture.
    avatar_url: Option<String>,
}

impl From<EntryRow> for PlaceOut {
    fn from(row: EntryRow) -> Self {
        Self {
            rank: row.rank,
            user: RankedOut {
                id: row.user_id,
                username: row.username,
                display_name: row.name,
                avatar_url: row.avatar_url,
            },
            reputation_gain: row.reputation_gain,
            post_count: row.post_count,
            reply_count: row.reply_count,
            accepted_count: row.accepted_count,
        }
    }
}

/// A leaderboard.
pub(crate) async fn get_leaderboard(
    State(app): State<Services>,
    Path(period): Path<LeaderboardPeriod>,
) -> Result<Answer<LeaderboardOut>, Problem> {
    let about = leaderboards::get(&app.db, period).await?;
    let entries = leaderboards::entries(&app.db, period).await?;
    let out = LeaderboardOut {
        period,
        begins_at: about.begins_at,
        updated_at: about.updated_at,
        entries: entries.into_iter().map(PlaceOut::from).collect(),
    };
    Ok(Answer::of(&out)?.tags([Tag::all("leaderboards")]))
}
