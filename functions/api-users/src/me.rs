//! The caller's own account and profile.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{PrivacyVisibility, ProfileSection};
use neurmatic_db::{Door, profiles, users};
use neurmatic_http::{Answer, Caller, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Users;
use crate::out::ProfileOut;
use crate::privacy::{Viewer, completed};

/// An account and its profile, as their owner sees them.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountOut {
    /// Where mails go.
    email: String,
    /// Whether that address is confirmed.
    email_verified: bool,
    /// The time zone.
    timezone: String,
    /// The language of mails.
    locale: String,
    /// When the account was last signed in to.
    last_login_at: Option<Timestamp>,
    /// How many bookmarks it has; 500 are the most.
    bookmark_count: i32,
    /// Who sees which section.
    privacy: BTreeMap<ProfileSection, PrivacyVisibility>,
    /// The profile, whole.
    profile: ProfileOut,
}

/// The caller's account and profile.
pub(crate) async fn get_me(State(app): State<Users>, caller: Caller) -> Result<Answer<AccountOut>, Problem> {
    Answer::of(&own(&app.services.db, caller.user).await?)
}

/// An account and its profile, whole.
pub(crate) async fn own(db: &impl Door, user: UserId) -> Result<AccountOut, Problem> {
    let gone = || Problem::not_found("user");
    let settings = users::settings(db, user).await?.ok_or_else(gone)?;
    let profile = profiles::by_id(db, user).await?.ok_or_else(gone)?;
    Ok(AccountOut {
        email: settings.email,
        email_verified: settings.email_verified,
        timezone: settings.timezone,
        locale: settings.locale,
        last_login_at: settings.last_login_at,
        bookmark_count: settings.bookmark_count,
        privacy: completed(&profile.privacy.0),
        profile: ProfileOut::seen_by(Viewer::Owner, profile),
    })
}
