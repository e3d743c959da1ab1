//! Trading a refresh token for new tokens.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_accounts::{OpaqueToken, Secret, hash_of, revoke_and_commit};
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use neurmatic_db::Tx;
use neurmatic_db::sessions::{self, RotatedRow, Which};
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

/// What an access token is given with. It is a secret: no `Debug`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessOut {
    /// For `Authorization: Bearer …`.
    access_token: String,
    /// How long it is good, in seconds.
    expires_in: i64,
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

    /// The access token, and the refresh token apart: a browser's goes into a cookie.
    pub(crate) fn apart(self) -> (AccessOut, String) {
        let Self { access_token, refresh_token, expires_in } = self;
        (AccessOut { access_token, expires_in }, refresh_token)
    }
}

/// Trades a refresh token.
pub(crate) async fn refresh(
    State(auth): State<Auth>,
    Json(sent): Json<RefreshIn>,
) -> Result<Answer<TokensOut>, Problem> {
    let (tx, _login, tokens) = trade(&auth, &hash_of(&sent.refresh_token.into_inner())).await?;
    tx.commit().await?;
    Answer::of(&tokens)
}

/// Trades the token of this hash, in a transaction that the caller commits. Each is good once: one that comes again was
/// copied, and its login ends.
pub(crate) async fn trade(auth: &Auth, old_hash: &[u8; 32]) -> Result<(Tx, RotatedRow, TokensOut), Problem> {
    let new = OpaqueToken::new()?;
    let tx = auth.services.db.begin().await?;
    let Some(login) = sessions::rotate(&tx, old_hash, &new.hash()).await? else {
        return Err(refused(auth, tx, old_hash).await?);
    };
    let tokens = TokensOut::issue(&auth.signer, login.user_id, login.role, login.id, &new)?;
    Ok((tx, login, tokens))
}

/// What is said of a token that isn't good. A spent one ends its login.
async fn refused(auth: &Auth, tx: Tx, token_hash: &[u8; 32]) -> Result<Problem, Problem> {
    let Some(spent) = sessions::of_spent(&tx, token_hash).await? else { return Ok(no_good()) };
    revoke_and_commit(&auth.services, tx, spent.user_id, Which::One(spent.id)).await?;
    tracing::warn!(session = %spent.id, user = %spent.user_id, "a spent refresh token was shown");
    Ok(Problem::unauthenticated("refresh_reused", "this refresh token was used before: its login has ended"))
}

/// What is said of a token that is unknown, or whose login is over.
pub(crate) fn no_good() -> Problem {
    Problem::unauthenticated("refresh_invalid", "this refresh token is not good: sign in again")
}
