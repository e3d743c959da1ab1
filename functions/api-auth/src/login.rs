//! Signing in.

use std::time::Duration;

use axum::extract::{Extension, State};
use neurmatic_accounts::{Email, OpaqueToken, Secret};
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::{Role, UserStatus};
use neurmatic_db::sessions::{self, NewSession};
use neurmatic_db::users::{self, CredentialsRow, MeRow, PasswordHash};
use neurmatic_http::{Answer, ClientAddress, Faults, Input, Json, Problem, Services};
use neurmatic_rate_limit::policies::{LOGIN_ACCOUNT, LOGIN_ACCOUNT_IP, LOGIN_IP};
use neurmatic_rate_limit::{Check, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Auth;
use crate::device::UserAgent;
use crate::refresh::TokensOut;

/// How long a login lives, in seconds; refreshing doesn't prolong it.
pub(crate) const SESSION_SECS: i64 = 30 * 24 * 60 * 60;

/// How long charging the account may take. A process that is busy with passwords is slow to read the answer.
const CHARGE_BUDGET: Duration = Duration::from_millis(250);

/// Who wants to sign in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginIn {
    /// The account's address, in whatever case.
    email: Email,
    /// The account's password.
    password: Secret,
}

impl Input for LoginIn {
    fn check(&self, faults: &mut Faults) {
        self.email.check_known("/email", faults);
        self.password.check_password("/password", faults);
    }
}

/// A login.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoginOut {
    pub(crate) user: LoginUserOut,
    #[serde(flatten)]
    pub(crate) tokens: TokensOut,
}

/// Who signed in.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginUserOut {
    id: UserId,
    email: String,
    username: String,
    role: Role,
    /// Whether the address is confirmed.
    email_verified: bool,
}

impl From<MeRow> for LoginUserOut {
    fn from(row: MeRow) -> Self {
        let MeRow { id, email, username, role, email_verified, .. } = row;
        Self { id, email, username, role, email_verified }
    }
}

/// Signs in. An unknown address and a wrong password are answered the same, in the same time.
pub(crate) async fn login(
    State(auth): State<Auth>,
    Extension(client): Extension<ClientAddress>,
    agent: UserAgent,
    Json(sent): Json<LoginIn>,
) -> Result<Answer<LoginOut>, Problem> {
    Answer::of(&sign_in(&auth, client, &agent, sent).await?)
}

/// Signs in, within the limits of the account. Those of the address are the route's.
pub(crate) async fn sign_in(
    auth: &Auth,
    client: ClientAddress,
    agent: &UserAgent,
    sent: LoginIn,
) -> Result<LoginOut, Problem> {
    let email = sent.email.clone();
    charge(&auth.services, &email, client).await?;
    let outcome = try_password(auth, client, agent, sent).await;
    // A try counts when the password was found wrong: not when nobody could look.
    if outcome.as_ref().map_or_else(|problem| problem.status.is_server_error(), |_| true) {
        refund(&auth.services, &email, client).await;
    }
    outcome
}

/// Looks at the password, and opens a login when it is right.
async fn try_password(
    auth: &Auth,
    client: ClientAddress,
    agent: &UserAgent,
    sent: LoginIn,
) -> Result<LoginOut, Problem> {
    let account = users::credentials(&auth.services.db, sent.email.as_str()).await?;
    let account =
        account.filter(|account| account.status != UserStatus::Deleted && sent.email.is(&account.email));
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = auth.passwords.verify(sent.password.into_inner(), hash.clone()).await?;
    let (Some(account), Some(hash), true) = (account, hash, is_right) else {
        return Err(login_wrong());
    };
    refuse_locked(account.status)?;
    let tokens = open_session(auth, &account, &hash, client, agent).await?;
    let CredentialsRow { id, email, username, role, email_verified, .. } = account;
    Ok(LoginOut { user: LoginUserOut { id, email, username, role, email_verified }, tokens })
}

async fn open_session(
    auth: &Auth,
    account: &CredentialsRow,
    checked: &PasswordHash,
    client: ClientAddress,
    agent: &UserAgent,
) -> Result<TokensOut, Problem> {
    let (id, refresh) = (SessionId::new(), OpaqueToken::new()?);
    let session = NewSession {
        id,
        user: account.id,
        refresh_hash: &refresh.hash(),
        ip: client.0,
        user_agent: agent.as_deref(),
        good_secs: SESSION_SECS,
    };
    let tx = auth.services.db.begin().await?;
    if !users::note_login(&tx, account.id, checked).await? {
        return Err(login_wrong()); // the password was changed, or the account locked, a moment ago
    }
    sessions::insert(&tx, &session).await?;
    tx.commit().await?;
    TokensOut::issue(&auth.signer, account.id, account.role, id, &refresh)
}

/// Charges a try before the password is looked at: parallel tries can't all pass first.
async fn charge(services: &Services, email: &Email, client: ClientAddress) -> Result<(), Problem> {
    let mut trip = services.redis.trip();
    let asked = services.limiter.ask(&mut trip, &account_checks(email, client));
    let mut answers = trip.send(CHARGE_BUDGET).await;
    services.admit(&services.limiter.decide(asked, answers.as_mut()))
}

/// Gives back what a try was charged, here and by the route.
async fn refund(services: &Services, email: &Email, client: ClientAddress) {
    let [by_account_and_address, by_account] = account_checks(email, client);
    let by_address = Check::new(&LOGIN_IP, Subject::ip(client.0));
    let refunded = services.limiter.refund(&[by_account_and_address, by_account, by_address]).await;
    if let Err(error) = refunded {
        tracing::warn!(%error, "a login's tries were not given back");
    }
}

fn account_checks(email: &Email, client: ClientAddress) -> [Check; 2] {
    [
        Check::new(&LOGIN_ACCOUNT_IP, Subject::account_and_ip(email.as_str(), client.0)),
        Check::new(&LOGIN_ACCOUNT, Subject::account(email.as_str())),
    ]
}

fn refuse_locked(status: UserStatus) -> Result<(), Problem> {
    match status {
        UserStatus::Active => Ok(()),
        UserStatus::Suspended => Err(Problem::forbidden("account_suspended", "this account is suspended")),
        UserStatus::Banned => Err(Problem::forbidden("account_banned", "this account is banned")),
        UserStatus::Deleted => Err(login_wrong()),
    }
}

fn login_wrong() -> Problem {
    Problem::unauthenticated("login_wrong", "the e-mail address or the password is wrong")
}
