//! What the caller follows, and who follows something.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{CategoryVisibility, FollowableType};
use neurmatic_db::follows::{self, FollowRow, FollowerRow, Target, Window};
use neurmatic_http::{Caller, Page, PageRequest, Path, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FollowsQuery {
    /// Only things of this kind.
    r#type: Option<FollowableType>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Where in the list of followers to begin.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FollowersQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// What the caller follows.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FollowsOut {
    /// The newest first.
    follows: Vec<FollowOut>,
}

/// Something that the caller follows.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FollowOut {
    /// What kind of thing.
    r#type: FollowableType,
    /// Which.
    id: Uuid,
    /// Its slug; a user's name at the platform.
    slug: String,
    /// What to call it.
    name: String,
    /// Its picture.
    image_url: Option<String>,
    /// A tag or category of the forum; else it is one of articles, or another kind of thing.
    is_of_forum: bool,
    /// Since when.
    followed_at: Timestamp,
}

/// Followers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FollowersOut {
    /// The newest first.
    followers: Vec<FollowerOut>,
}

/// Somebody who follows something.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FollowerOut {
    /// The user's id.
    id: UserId,
    /// The user's name at the platform.
    username: String,
    /// What to call the user.
    display_name: String,
    /// The user's picture.
    avatar_url: Option<String>,
    /// Since when.
    followed_at: Timestamp,
}

impl From<FollowRow> for FollowOut {
    fn from(row: FollowRow) -> Self {
        Self {
            r#type: row.target_type,
            id: row.target_id,
            slug: row.slug,
            name: row.name,
            image_url: row.image_url,
            is_of_forum: row.is_of_forum,
            followed_at: row.created_at,
        }
    }
}

impl From<FollowerRow> for FollowerOut {
    fn from(row: FollowerRow) -> Self {
        Self {
            id: row.id,
            username: row.username,
            display_name: row.name,
            avatar_url: row.avatar_url,
            followed_at: row.created_at,
        }
    }
}

/// What the caller follows and may see.
pub(crate) async fn list_follows(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<FollowsQuery>,
) -> Result<Page<FollowsOut>, Problem> {
    let binding = format!("follows {:?}", query.r#type);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let seen = CategoryVisibility::seen_by(caller.role);
    let mut rows = follows::list(&app.db, caller.user, seen, query.r#type, window(&page)).await?;
    let pagination = page.paginate(&mut rows, None, |row| Position {
        key: row.created_at.as_microsecond(),
        id: row.target_id,
    });
    Page::of(&FollowsOut { follows: rows.into_iter().map(FollowOut::from).collect() }, &pagination)
}

/// Who follows something that the caller may see.
pub(crate) async fn list_followers(
    State(app): State<Services>,
    caller: Caller,
    Path((kind, id)): Path<(FollowableType, Uuid)>,
    Query(query): Query<FollowersQuery>,
) -> Result<Page<FollowersOut>, Problem> {
    let binding = format!("followers {kind} {id}");
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let (target, seen) = (Target { kind, id }, CategoryVisibility::seen_by(caller.role));
    let total = follows::followers_of(&app.db, target, seen).await?;
    let total = total.ok_or_else(|| Problem::not_found(kind.as_str()))?;
    let mut rows = follows::followers(&app.db, caller.user, target, window(&page)).await?;
    let pagination = page.paginate(&mut rows, Some(i64::from(total)), |row| Position {
        key: row.created_at.as_microsecond(),
        id: row.id.0,
    });
    let followers = rows.into_iter().map(FollowerOut::from).collect();
    Page::of(&FollowersOut { followers }, &pagination)
}

fn window(page: &PageRequest) -> Window {
    Window {
        after: page.after().map(|position| (position.key, position.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    }
}
