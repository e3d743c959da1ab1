//! Who is signed in.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{AccountType, Role};
use neurmatic_db::users::{self, MeRow};
use neurmatic_http::{Answer, Caller, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Auth;

/// An account as its owner sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MeOut {
    id: UserId,
    email: String,
    username: String,
    role: Role,
    account_type: AccountType,
    /// Whether the address is confirmed.
    email_verified: bool,
    created_at: Timestamp,
    last_login_at: Option<Timestamp>,
    profile: ShortProfileOut,
}

/// The profile, as far as a page's corner shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShortProfileOut {
    display_name: Option<String>,
    headline: Option<String>,
    avatar_url: Option<String>,
}

impl From<MeRow> for MeOut {
    fn from(row: MeRow) -> Self {
        Self {
            id: row.id,
            email: row.email,
            username: row.username,
            role: row.role,
            account_type: row.account_type,
            email_verified: row.email_verified,
            created_at: row.created_at,
            last_login_at: row.last_login_at,
            profile: ShortProfileOut {
                display_name: row.display_name,
                headline: row.headline,
                avatar_url: row.avatar_url,
            },
        }
    }
}

/// The caller's own account.
pub(crate) async fn me(State(auth): State<Auth>, caller: Caller) -> Result<Answer<MeOut>, Problem> {
    let row = users::me(&auth.services.db, caller.user).await?;
    Answer::of(&MeOut::from(row.ok_or_else(|| Problem::not_found("user"))?))
}
