//! Trading a refresh token for new tokens.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_accounts::{OpaqueToken, Secret, hash_of, revoke_and_commit};
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use neurmatic_db::Tx;
use neurmatic_db::sessions::{self, Which};
use neurmatic_http::{ACCESS_TOKEN_SECS, Answer, Faults, Input, Json, Problem, Signer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Auth;

/// A login that wants to go on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefreshIn {
    /// The newest refresh token of the login.
    refresh_token: Secret,
}

impl Input for RefreshIn {
    fn check(&self, faults: &mut Faults) {
        self.refresh_token.check_token("/refreshToken", faults);
    }
}

/// The tokens of a login. They are secrets: no `Debug`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokensOut {
    /// For `Authorization: Bearer …`.
    access_token: String,
    /// For one call of `/auth/refresh`.
    refresh_token: String,
    /// How long the access token is good, in seconds.
    expires_in: i64,
}

impl TokensOut {
    /// The tokens of a login, the access token fresh.
    pub(crate) fn issue(
        signer: &Signer,
        user: UserId,
        role: Role,
        session: SessionId,
        refresh: &OpaqueToken,
    ) -> Result<Self, Problem> {
        Ok(Self {
            access_token: signer.sign(user, role, session, Timestamp::now())?,
            refresh_token: refresh.reveal().to_owned(),
            expires_in: ACCESS_TOKEN_SECS,
        })
    }
}

/// Trades a refresh token. Each is good once: one that comes again was copied, and its login ends.
pub(crate) async fn refresh(
    State(auth): State<Auth>,
    Json(sent): Json<RefreshIn>,
) -> Result<Answer<TokensOut>, Problem> {
    let old_hash = hash_of(&sent.refresh_token.into_inner());
    let new = OpaqueToken::new()?;
    let tx = auth.services.db.begin().await?;
    let Some(session) = sessions::rotate(&tx, &old_hash, &new.hash()).await? else {
        return Err(refused(&auth, tx, &old_hash).await?);
    };
    let tokens = TokensOut::issue(&auth.signer, session.user_id, session.role, session.id, &new)?;
    tx.commit().await?;
    Answer::of(&tokens)
}

/// What is said of a token that isn't good. A spent one ends its login.
async fn refused(auth: &Auth, tx: Tx, token_hash: &[u8; 32]) -> Result<Problem, Problem> {
    let Some(spent) = sessions::of_spent(&tx, token_hash).await? else {
        return Ok(Problem::unauthenticated(
            "refresh_invalid",
            "this refresh token is not good: sign in again",
        ));
    };
    revoke_and_commit(&auth.services, tx, spent.user_id, Which::One(spent.id)).await?;
    tracing::warn!(session = %spent.id, user = %spent.user_id, "a spent refresh token was shown");
    Ok(Problem::unauthenticated("refresh_reused", "this refresh token was used before: its login has ended"))
}
