//! Following, and following no longer. Counts move in the follow's own transaction, under the locks of its users.

use axum::extract::State;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{CategoryVisibility, FollowableType};
use neurmatic_db::follows::{self, FOLLOWS_MAX, Target};
use neurmatic_db::{Tx, blocks};
use neurmatic_http::{Answer, Caller, NoContent, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// Something that the caller follows now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FollowedOut {
    /// What kind of thing.
    r#type: FollowableType,
    /// Which.
    id: Uuid,
    /// How many follow it, the caller included; exact.
    follower_count: i32,
}

/// Follows something that the caller may see. Doing it twice is the same as once.
pub(crate) async fn follow(
    State(app): State<Services>,
    caller: Caller,
    Path((kind, id)): Path<(FollowableType, Uuid)>,
) -> Result<Answer<FollowedOut>, Problem> {
    let target = Target { kind, id };
    let seen = CategoryVisibility::seen_by(caller.role);
    let unknown = || Problem::not_found(kind.as_str());
    let tx = app.db.begin().await?;
    let following = lock(&tx, caller, target).await?;
    follows::followers_of(&tx, target, seen).await?.ok_or_else(unknown)?;
    check(&tx, caller, target, following).await?;
    let is_new = follows::insert(&tx, caller.user, target).await?;
    if is_new && kind == FollowableType::User {
        let follower = SendNotification::Follower { follower: caller.user, followed: UserId(id) };
        outbox::send(&tx, &follower).await?;
    }
    let follower_count = follows::followers_of(&tx, target, seen).await?.ok_or_else(unknown)?;
    tx.commit().await?;
    Answer::of(&FollowedOut { r#type: kind, id, follower_count })
}

/// Follows something no longer. Doing it twice is the same as once.
pub(crate) async fn unfollow(
    State(app): State<Services>,
    caller: Caller,
    Path((kind, id)): Path<(FollowableType, Uuid)>,
) -> Result<NoContent, Problem> {
    let target = Target { kind, id };
    let tx = app.db.begin().await?;
    lock(&tx, caller, target).await?;
    follows::delete(&tx, caller.user, target).await?;
    tx.commit().await?;
    Ok(NoContent)
}

/// Locks the caller, and the user who is followed. Returns how much the caller follows.
async fn lock(tx: &Tx, caller: Caller, target: Target) -> Result<i32, Problem> {
    let mut ids = vec![caller.user];
    if target.kind == FollowableType::User {
        ids.push(UserId(target.id));
    }
    let locked = follows::lock_users(tx, &ids).await?;
    let own = locked.iter().find(|user| user.id == caller.user);
    own.map(|user| user.following_count).ok_or_else(|| Problem::not_found("account"))
}

/// Refuses oneself, somebody behind a block, and one follow too many.
async fn check(tx: &Tx, caller: Caller, target: Target, following: i32) -> Result<(), Problem> {
    if target.kind == FollowableType::User {
        let other = UserId(target.id);
        if other == caller.user {
            return Err(Problem::conflict("oneself", "nobody follows themselves"));
        }
        if blocks::between(tx, caller.user, other).await? {
            return Err(Problem::forbidden("blocked", "the two of you can't follow each other"));
        }
    }
    if following >= FOLLOWS_MAX && !follows::is_followed(tx, caller.user, target).await? {
        let detail = format!("{FOLLOWS_MAX} follows are the most; follow something else no longer first");
        return Err(Problem::conflict("too_many_follows", detail));
    }
    Ok(())
}
