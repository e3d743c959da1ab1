//! Another address.

use axum::extract::State;
use neurmatic_accounts::{Email, Secret, at_even_pace, mails};
use neurmatic_db::users;
use neurmatic_http::{Accepted, Caller, Faults, Input, Json, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Users;
use crate::owner::{Checked, checked, wrong};

/// Another address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EmailIn {
    /// The account's password.
    password: Secret,
    /// Where the link to confirm it is mailed.
    new_email: Email,
}

impl Input for EmailIn {
    fn check(&self, faults: &mut Faults) {
        self.password.check_password("/password", faults);
        self.new_email.check("/newEmail", faults);
    }
}

/// A change of address that waits to be confirmed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmailChangeOut {
    /// Where the mail went; the account has its former address until the link in it was opened.
    new_email: String,
}

/// Mails a link that makes an address the account's, and tells the present one. Whoever wants an address that another
/// account has gets the same answer, and that account's owner a mail: only the mailbox tells whose an address is.
pub(crate) async fn change_email(
    State(app): State<Users>,
    caller: Caller,
    Json(sent): Json<EmailIn>,
) -> Result<Accepted<EmailChangeOut>, Problem> {
    let owner = checked(&app, caller, "/password", sent.password).await?;
    if sent.new_email.is(&owner.account.email) {
        return Err(Problem::field("/newEmail", "unchanged", "is the address that the account has"));
    }
    at_even_pace(mail_link(&app, &owner, &sent.new_email)).await?;
    Accepted::of(&EmailChangeOut { new_email: sent.new_email.as_str().to_owned() })
}

async fn mail_link(app: &Users, owner: &Checked, wanted: &Email) -> Result<(), Problem> {
    let tx = app.services.db.begin().await?;
    let account = users::lock_checked(&tx, owner.account.id, &owner.hash).await?;
    let account = account.ok_or_else(|| wrong("/password"))?;
    mails::mail_email_change_asked(&tx, &account).await?;
    match users::credentials(&tx, wanted.as_str()).await? {
        None => mails::mail_new_address(&app.services, &tx, &account, wanted.as_str()).await?,
        Some(_) => {
            if let Some(other) = users::mailable(&tx, wanted.as_str()).await? {
                mails::mail_already_registered(&app.services, &tx, &other).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}
