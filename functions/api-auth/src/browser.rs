//! Signing in of the platform's own pages: the access token is the page's, the refresh token is in a cookie that no script
//! reads. Everybody else takes `login.rs` and `refresh.rs`, whose code this is too.

use axum::extract::{Extension, FromRequestParts, State};
use axum::http::request::Parts;
use neurmatic_accounts::{hash_of, revoke_and_commit};
use neurmatic_db::sessions::Which;
use neurmatic_db::users;
use neurmatic_http::{
    Answer, ClientAddress, CookieOnly, CredentialCookie, DescribedInput, Json, OperationDoc, Problem,
    SetCookie,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Auth;
use crate::device::UserAgent;
use crate::login::{LoginIn, LoginOut, LoginUserOut, SESSION_SECS, sign_in};
use crate::refresh::{AccessOut, no_good, trade};

/// The cookie that holds the refresh token. A cookie that begins with `__Host-` would be sent everywhere.
const COOKIE: CredentialCookie =
    CredentialCookie { name: "__Secure-neurmatic-refresh", path: "/api/v1/auth/session" };

/// The hashes of the refresh tokens that the browser sent: one, none when it has none, several when one was planted.
pub(crate) struct RefreshCookie(Vec<[u8; 32]>);

impl<S: Send + Sync> FromRequestParts<S> for RefreshCookie {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self(COOKIE.sent(&parts.headers).iter().map(hash_of).collect()))
    }
}

impl DescribedInput for RefreshCookie {
    fn describe(doc: &mut OperationDoc) {
        doc.takes_cookie(COOKIE.name);
    }
}

/// A login of a page. It is a secret: no `Debug`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BrowserLoginOut {
    user: LoginUserOut,
    #[serde(flatten)]
    access: AccessOut,
}

/// Signs in, as `/auth/login` does, with the refresh token in the cookie.
pub(crate) async fn open(
    State(auth): State<Auth>,
    Extension(client): Extension<ClientAddress>,
    agent: UserAgent,
    Json(sent): Json<LoginIn>,
) -> Result<Answer<BrowserLoginOut>, Problem> {
    let LoginOut { user, tokens } = sign_in(&auth, client, &agent, sent).await?;
    let (access, refresh) = tokens.apart();
    answered(user, access, &refresh)
}

/// Trades the cookie's token, as `/auth/refresh` does. A token that is no good is forgotten; of several none is: the planted one
/// would be left alone, and be taken the next time.
pub(crate) async fn refresh(
    State(auth): State<Auth>,
    RefreshCookie(sent): RefreshCookie,
) -> Result<Answer<BrowserLoginOut>, Problem> {
    let forget = COOKIE.forget()?;
    let old_hash = match sent.as_slice() {
        [] => return Err(no_good().cookie(forget)),
        [one] => one,
        _ => return Err(planted()),
    };
    let traded = trade(&auth, old_hash).await;
    let (tx, login, tokens) = traded.map_err(|problem| forgotten_if_no_good(problem, forget))?;
    let user = users::me(&tx, login.user_id).await?.ok_or_else(no_good)?;
    tx.commit().await?;
    let (access, refresh) = tokens.apart();
    answered(user.into(), access, &refresh)
}

/// Ends the login of the cookie's token, and has the cookie forgotten; where there is none, that is all. Of several it ends each:
/// one is the visitor's, and nobody's page is to go on by another's.
pub(crate) async fn close(
    State(auth): State<Auth>,
    RefreshCookie(sent): RefreshCookie,
) -> Result<CookieOnly, Problem> {
    let forget = COOKIE.forget()?;
    for old_hash in &sent {
        match trade(&auth, old_hash).await {
            Ok((tx, login, _unsent)) => {
                revoke_and_commit(&auth.services, tx, login.user_id, Which::One(login.id)).await?;
            }
            // A spent token has ended its login by being shown, and one that is unknown has none.
            Err(problem) if !problem.status.is_server_error() => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(CookieOnly(forget))
}

/// What is said when it can't be told which of the tokens is the visitor's.
fn planted() -> Problem {
    Problem::unauthenticated(
        "cookie_planted",
        "another host of this domain has set this cookie too: remove the domain's cookies, and sign in again",
    )
}

/// The cookie lives as long as a whole login. After a refresh the login may end before it: then the next refresh has it forgotten.
fn answered(
    user: LoginUserOut,
    access: AccessOut,
    refresh: &str,
) -> Result<Answer<BrowserLoginOut>, Problem> {
    let cookie = COOKIE.keep(refresh, SESSION_SECS)?;
    Ok(Answer::of(&BrowserLoginOut { user, access })?.cookie(cookie))
}

/// While nobody could look at the token, it may still be good.
fn forgotten_if_no_good(problem: Problem, forget: SetCookie) -> Problem {
    if problem.status.is_server_error() { problem } else { problem.cookie(forget) }
}
