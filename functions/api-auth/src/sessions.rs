//! One's own logins: seeing them, ending them.

use std::net::IpAddr;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_accounts::revoke_and_commit;
use neurmatic_core::ids::SessionId;
use neurmatic_db::sessions::{self as rows, SessionRow, Which};
use neurmatic_http::{Answer, Caller, NoContent, Path, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Auth;
use crate::device::DeviceOut;

/// The most logins that are shown; who has more sees those that were used last.
const SHOWN_MAX: i64 = 100;

/// One's logins.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SessionsOut {
    /// The last used first, at most 100.
    sessions: Vec<SessionOut>,
}

/// A login.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionOut {
    id: SessionId,
    device: DeviceOut,
    /// What the client called itself.
    user_agent: Option<String>,
    /// The address that it was made from.
    ip: Option<IpAddr>,
    created_at: Timestamp,
    /// When it was made or last refreshed.
    last_active_at: Timestamp,
    /// When it ends by itself.
    expires_at: Timestamp,
    /// Whether this request is of this login.
    is_current: bool,
}

impl SessionOut {
    fn of(row: SessionRow, current: SessionId) -> Self {
        Self {
            id: row.id,
            device: DeviceOut::of(row.user_agent.as_deref().unwrap_or_default()),
            user_agent: row.user_agent,
            ip: row.ip,
            created_at: row.created_at,
            last_active_at: row.last_active_at,
            expires_at: row.expires_at,
            is_current: row.id == current,
        }
    }
}

/// Logins that were ended.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevokedOut {
    /// How many.
    revoked: usize,
}

/// One's live logins.
pub(crate) async fn sessions(
    State(auth): State<Auth>,
    caller: Caller,
) -> Result<Answer<SessionsOut>, Problem> {
    let rows = rows::list(&auth.services.db, caller.user, SHOWN_MAX).await?;
    let sessions = rows.into_iter().map(|row| SessionOut::of(row, caller.session)).collect();
    Answer::of(&SessionsOut { sessions })
}

/// Ends this login.
pub(crate) async fn logout(State(auth): State<Auth>, caller: Caller) -> Result<NoContent, Problem> {
    let tx = auth.services.db.begin().await?;
    revoke_and_commit(&auth.services, tx, caller.user, Which::One(caller.session)).await?;
    Ok(NoContent)
}

/// Ends one of one's logins; those of others are as unknown as those that don't exist.
pub(crate) async fn revoke_session(
    State(auth): State<Auth>,
    caller: Caller,
    Path(session): Path<SessionId>,
) -> Result<NoContent, Problem> {
    let tx = auth.services.db.begin().await?;
    match revoke_and_commit(&auth.services, tx, caller.user, Which::One(session)).await? {
        0 => Err(Problem::not_found("session")),
        _ => Ok(NoContent),
    }
}

/// Ends all of one's logins but this one.
pub(crate) async fn revoke_all_sessions(
    State(auth): State<Auth>,
    caller: Caller,
) -> Result<Answer<RevokedOut>, Problem> {
    let tx = auth.services.db.begin().await?;
    let revoked = revoke_and_commit(&auth.services, tx, caller.user, Which::Others(caller.session)).await?;
    Answer::of(&RevokedOut { revoked })
}
