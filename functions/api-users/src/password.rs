//! Another password.

use axum::extract::State;
use neurmatic_accounts::{Secret, mails, revoke_and_commit};
use neurmatic_db::sessions::Which;
use neurmatic_db::{email_tokens, users};
use neurmatic_http::{Caller, Faults, Input, Json, NoContent, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Users;
use crate::owner::{checked, wrong};

/// Another password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PasswordIn {
    /// The account's password until now.
    current_password: Secret,
    /// 8–128 characters with an upper-case letter, a lower-case letter and a digit.
    new_password: Secret,
}

impl Input for PasswordIn {
    fn check(&self, faults: &mut Faults) {
        self.current_password.check_password("/currentPassword", faults);
        self.new_password.check_new_password("/newPassword", faults);
    }
}

/// Sets another password. Every login but the caller's ends, links that were mailed are void, and the owner is told.
pub(crate) async fn change_password(
    State(app): State<Users>,
    caller: Caller,
    Json(sent): Json<PasswordIn>,
) -> Result<NoContent, Problem> {
    const CURRENT: &str = "/currentPassword";
    let owner = checked(&app, caller, CURRENT, sent.current_password).await?;
    // Before the transaction: a connection isn't kept waiting for a core.
    let new_hash = app.passwords.hash(sent.new_password.into_inner()).await?;
    let tx = app.services.db.begin().await?;
    // Of two changes at once the second one's password isn't the account's any more.
    let account = users::lock_checked(&tx, caller.user, &owner.hash).await?.ok_or_else(|| wrong(CURRENT))?;
    users::set_password(&tx, account.id, &new_hash).await?;
    email_tokens::void(&tx, account.id).await?;
    mails::mail_password_changed(&tx, &account).await?;
    revoke_and_commit(&app.services, tx, account.id, Which::Others(caller.session)).await?;
    Ok(NoContent)
}
