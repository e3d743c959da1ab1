//! Confirming an address: the one that an account was made with, or the one that it changes to.

use axum::extract::State;
use neurmatic_accounts::{Email, Secret, at_even_pace, hash_of, mails};
use neurmatic_core::words::EmailTokenPurpose;
use neurmatic_db::email_tokens::{self, ChangeRow};
use neurmatic_db::{Tx, users};
use neurmatic_http::{Accepted, Faults, Input, Json, NoContent, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Auth;

/// A link that was followed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkIn {
    /// The link's token.
    pub(crate) token: Secret,
}

impl Input for LinkIn {
    fn check(&self, faults: &mut Faults) {
        self.token.check_token("/token", faults);
    }
}

/// Where a mail is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailIn {
    /// The account's address.
    pub(crate) email: Email,
}

impl Input for MailIn {
    fn check(&self, faults: &mut Faults) {
        self.email.check("/email", faults);
    }
}

/// A mail that may be on its way.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MailOut {
    /// Where it goes, if there is an account for it.
    pub(crate) email: String,
}

/// Confirms an address by the token of the link that was mailed to it. A new address becomes the account's by that.
pub(crate) async fn verify_email(
    State(auth): State<Auth>,
    Json(sent): Json<LinkIn>,
) -> Result<NoContent, Problem> {
    let hash = hash_of(&sent.token.into_inner());
    let tx = auth.services.db.begin().await?;
    match email_tokens::redeem(&tx, &hash, EmailTokenPurpose::VerifyEmail).await? {
        Some(user) => users::verify_email(&tx, user).await?,
        None => {
            let change = email_tokens::redeem_change(&tx, &hash).await?;
            change_email(&tx, &change.ok_or_else(mails::no_such_link)?).await?;
        }
    }
    tx.commit().await?;
    Ok(NoContent)
}

/// Moves an account to the address that is proven. Links that were mailed to the former one are void, and it is told.
async fn change_email(tx: &Tx, change: &ChangeRow) -> Result<(), Problem> {
    let former =
        users::change_email(tx, change.user_id, &change.new_email).await.map_err(|error| {
            match error.taken() {
                Some(_) => Problem::conflict("email_taken", "another account has this address by now"),
                None => error.into(),
            }
        })?;
    email_tokens::void(tx, change.user_id).await?;
    mails::mail_email_changed(tx, &former.ok_or_else(mails::no_such_link)?).await
}

/// Mails the link again. The answer is the same for every address.
pub(crate) async fn resend_verification(
    State(auth): State<Auth>,
    Json(sent): Json<MailIn>,
) -> Result<Accepted<MailOut>, Problem> {
    at_even_pace(mail_again(&auth, &sent.email)).await?;
    Accepted::of(&MailOut { email: sent.email.as_str().to_owned() })
}

async fn mail_again(auth: &Auth, email: &Email) -> Result<(), Problem> {
    let tx = auth.services.db.begin().await?;
    let account = users::mailable(&tx, email.as_str()).await?;
    if let Some(account) = account.filter(|account| !account.email_verified) {
        mails::mail_verification(&auth.services, &tx, &account).await?;
    }
    tx.commit().await?;
    Ok(())
}
