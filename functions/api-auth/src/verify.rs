//! Confirming an address.

use axum::extract::State;
use neurmatic_core::words::EmailTokenPurpose;
use neurmatic_db::{email_tokens, users};
use neurmatic_http::{Accepted, Faults, Input, Json, NoContent, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::input::{Email, Secret};
use crate::pace::at_even_pace;
use crate::{Auth, links, token};

/// A link that was followed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyIn {
    /// The link's token.
    token: Secret,
}

impl Input for VerifyIn {
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

/// Confirms an address by the token of the link that was mailed to it.
pub(crate) async fn verify_email(
    State(auth): State<Auth>,
    Json(sent): Json<VerifyIn>,
) -> Result<NoContent, Problem> {
    let hash = token::hash_of(&sent.token.into_inner());
    let tx = auth.services.db.begin().await?;
    let user = email_tokens::redeem(&tx, &hash, EmailTokenPurpose::VerifyEmail).await?;
    users::verify_email(&tx, user.ok_or_else(links::no_such_link)?).await?;
    tx.commit().await?;
    Ok(NoContent)
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
        links::mail_verification(&auth.services, &tx, &account).await?;
    }
    tx.commit().await?;
    Ok(())
}
