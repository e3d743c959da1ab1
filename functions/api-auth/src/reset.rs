//! A forgotten password.

use axum::extract::State;
use neurmatic_accounts::{Email, Secret, at_even_pace, hash_of, mails, revoke_and_commit};
use neurmatic_core::words::EmailTokenPurpose;
use neurmatic_db::sessions::Which;
use neurmatic_db::{email_tokens, users};
use neurmatic_http::{Accepted, Faults, Input, Json, NoContent, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Auth;
use crate::verify::{MailIn, MailOut};

/// A new password, and the right to set it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ResetIn {
    /// The link's token.
    token: Secret,
    /// 8–128 characters with an upper-case letter, a lower-case letter and a digit.
    new_password: Secret,
}

impl Input for ResetIn {
    fn check(&self, faults: &mut Faults) {
        self.token.check_token("/token", faults);
        self.new_password.check_new_password("/newPassword", faults);
    }
}

/// Mails a link to set a new password. The answer is the same for every address.
pub(crate) async fn forgot_password(
    State(auth): State<Auth>,
    Json(sent): Json<MailIn>,
) -> Result<Accepted<MailOut>, Problem> {
    at_even_pace(mail_link(&auth, &sent.email)).await?;
    Accepted::of(&MailOut { email: sent.email.as_str().to_owned() })
}

async fn mail_link(auth: &Auth, email: &Email) -> Result<(), Problem> {
    let tx = auth.services.db.begin().await?;
    if let Some(account) = users::mailable(&tx, email.as_str()).await? {
        mails::mail_reset(&auth.services, &tx, &account).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Sets a new password by the token of a mailed link, and ends every login of the account.
pub(crate) async fn reset_password(
    State(auth): State<Auth>,
    Json(sent): Json<ResetIn>,
) -> Result<NoContent, Problem> {
    let token_hash = hash_of(&sent.token.into_inner());
    // Before the transaction: a connection isn't kept waiting for a core.
    let password_hash = auth.passwords.hash(sent.new_password.into_inner()).await?;
    let tx = auth.services.db.begin().await?;
    let user = email_tokens::redeem(&tx, &token_hash, EmailTokenPurpose::ResetPassword).await?;
    let user = user.ok_or_else(mails::no_such_link)?;
    let owner = users::set_password(&tx, user, &password_hash).await?.ok_or_else(mails::no_such_link)?;
    email_tokens::void(&tx, user).await?;
    mails::mail_password_changed(&tx, &owner).await?;
    revoke_and_commit(&auth.services, tx, user, Which::All).await?;
    Ok(NoContent)
}
