//! Changing what an account may do. It holds within a second everywhere, by the states of the account's logins.

use axum::extract::State;
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::settings::SUSPENSION_DAYS_MAX;
use neurmatic_core::words::{Role, UserStatus};
use neurmatic_db::accounts::{self, StandingRow};
use neurmatic_db::audit::{self, Deed};
use neurmatic_db::sessions::{self, Which};
use neurmatic_db::{DbError, Tx, settings};
use neurmatic_http::{Answer, Caller, Invalidation, Json, LoginState, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::LiftSuspension;
use serde_json::json;

use crate::account_input::AccountPatch;
use crate::accounts::ManagedAccountOut;

/// Changes an account's role or status. One's own account stays as it is, and an administrator can only be given another
/// role: so there is always one left, whoever has just changed somebody.
pub(crate) async fn edit_account(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<UserId>,
    Json(patch): Json<AccountPatch>,
) -> Result<Answer<ManagedAccountOut>, Problem> {
    if caller.user == id {
        return Err(Problem::forbidden("own_account", "another administrator can change your account"));
    }
    let tx = app.db.begin().await?;
    patch.must_end_within(settings::number(&tx, &SUSPENSION_DAYS_MAX).await?)?;
    let before = lock(&tx, caller, id).await?;
    let after = patch.applied_to(&before);
    must_be_changeable(&before, &after)?;
    let logins = if is_same(&before, &after) {
        Vec::new()
    } else {
        change(&tx, caller, &before, &after, &patch).await?
    };
    let account = accounts::cards(&tx, &[id]).await?.into_iter().next();
    let account = account.ok_or_else(|| Problem::not_found("user"))?;
    let change = app.change(&tx, Invalidation::Hard, Vec::new(), logins).await?;
    tx.commit().await?;
    change.announce().await;
    Answer::of(&ManagedAccountOut::from(account))
}

/// Locks both accounts, and makes sure that the caller is an administrator still: another one may just have changed that.
async fn lock(tx: &Tx, caller: Caller, id: UserId) -> Result<StandingRow, Problem> {
    let rows = accounts::lock(tx, [caller.user, id]).await?;
    let is_admin = |row: &StandingRow| row.role == Role::Admin && row.status == UserStatus::Active;
    if !rows.iter().any(|row| row.id == caller.user && is_admin(row)) {
        return Err(Problem::forbidden("role_needed", "you are not an administrator any more"));
    }
    rows.into_iter().find(|row| row.id == id).ok_or_else(|| Problem::not_found("user"))
}

fn is_same(one: &StandingRow, other: &StandingRow) -> bool {
    let of = |row: &StandingRow| (row.role, row.status, row.suspended_until);
    of(one) == of(other)
}

/// Refuses what is nobody's to change.
fn must_be_changeable(before: &StandingRow, after: &StandingRow) -> Result<(), Problem> {
    if before.status == UserStatus::Deleted {
        return Err(Problem::conflict("account_deleted", "a deleted account stays as it is"));
    }
    if before.role == Role::Admin && after.status != before.status {
        let detail = "an administrator can't be suspended or banned: give them another role first";
        return Err(Problem::forbidden("admin_protected", detail));
    }
    Ok(())
}

/// Writes the change, its entry of the trail, and the suspension's end. Returns the states that logins have now: whoever
/// may not use the account is signed out; another role is told.
async fn change(
    tx: &Tx,
    caller: Caller,
    before: &StandingRow,
    after: &StandingRow,
    patch: &AccountPatch,
) -> Result<Vec<(SessionId, LoginState)>, DbError> {
    accounts::update(tx, after).await?;
    if let Some(until) = after.suspended_until.filter(|until| before.suspended_until != Some(*until)) {
        outbox::send_at(tx, &LiftSuspension { user: after.id }, until).await?;
    }
    let request_id = neurmatic_tasks::request_id();
    let of = |row: &StandingRow| json!({"role": row.role, "status": row.status, "suspendedUntil": row.suspended_until});
    let deed = Deed {
        actor: Some(caller.user),
        action: "user.edit",
        target_type: "user",
        target: &after.id.to_string(),
        changes: &json!({"before": of(before), "after": of(after)}),
        reason: Some(&patch.reason),
        request_id: request_id.as_deref(),
    };
    audit::record_deed(tx, deed).await?;
    let active = after.status == UserStatus::Active;
    let rows = if active {
        sessions::touch(tx, after.id).await?
    } else {
        sessions::revoke(tx, after.id, Which::All).await?
    };
    let state = |row: sessions::RevokedRow| {
        (row.id, LoginState { user: row.user_id, role: row.role, revision: row.revision, active })
    };
    Ok(rows.into_iter().map(state).collect())
}
