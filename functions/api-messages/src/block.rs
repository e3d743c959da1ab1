//! Blocking. The one who is blocked isn't told.

use axum::extract::State;
use neurmatic_core::ids::UserId;
use neurmatic_db::blocks;
use neurmatic_http::{Caller, NoContent, Path, Problem, Services};

/// Blocks a user. Doing it twice is the same as once.
pub(crate) async fn block_user(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<NoContent, Problem> {
    if id == caller.user {
        return Err(Problem::conflict("oneself", "nobody blocks themselves"));
    }
    let tx = app.db.begin().await?;
    if !blocks::put(&tx, caller.user, id).await? {
        return Err(Problem::not_found("user"));
    }
    tx.commit().await?;
    Ok(NoContent)
}

/// Takes a block back. Doing it twice is the same as once.
pub(crate) async fn unblock_user(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<NoContent, Problem> {
    blocks::delete(&app.db, caller.user, id).await?;
    Ok(NoContent)
}
