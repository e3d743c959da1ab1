//! Ending logins, so that everybody knows.

use neurmatic_core::ids::UserId;
use neurmatic_db::Tx;
use neurmatic_db::sessions::{self, Which};
use neurmatic_http::{Invalidation, LoginState, Problem, Services, Tag};

/// Ends logins of a user, commits, and tells every process; returns how many were live. The announcement is written
/// in the same transaction, so that it comes through when Redis is away now.
///
/// # Errors
/// When the database can't: then nothing of the transaction has happened.
pub async fn revoke_and_commit(
    services: &Services,
    tx: Tx,
    user: UserId,
    which: Which,
) -> Result<usize, Problem> {
    revoke_and_commit_with(services, tx, user, which, Vec::new()).await
}

/// The same, of a change that also hides what answers with these tags show.
///
/// # Errors
/// When the database can't: then nothing of the transaction has happened.
pub async fn revoke_and_commit_with(
    services: &Services,
    tx: Tx,
    user: UserId,
    which: Which,
    hidden: Vec<Tag>,
) -> Result<usize, Problem> {
    let ended = sessions::revoke(&tx, user, which).await?;
    let logins = ended.iter().map(|row| {
        let state = LoginState { user: row.user_id, role: row.role, revision: row.revision, active: false };
        (row.id, state)
    });
    let change = services.change(&tx, Invalidation::Hard, hidden, logins.collect()).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(ended.len())
}
