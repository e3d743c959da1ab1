//! Deleting one's account. Erasing it, 30 days later, is a task; restoring it until then is signing in's business.

use axum::extract::State;
use neurmatic_accounts::{Secret, mails, revoke_and_commit_with};
use neurmatic_db::sessions::Which;
use neurmatic_db::{email_tokens, users};
use neurmatic_http::{Caller, Faults, Input, Json, NoContent, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Users;
use crate::change::by_deletion;
use crate::owner::{checked, wrong};

/// What has to be written out.
const CONFIRMATION: &str = "DELETE";

/// A deletion that is meant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeletionIn {
    /// The account's password.
    password: Secret,
    /// `DELETE`, in these letters.
    confirmation: String,
}

impl Input for DeletionIn {
    fn check(&self, faults: &mut Faults) {
        self.password.check_password("/password", faults);
        if self.confirmation != CONFIRMATION {
            faults.add("/confirmation", "not_confirmed", format!("must be {CONFIRMATION}"));
        }
    }
}

/// Deletes the caller's account: it is hidden and its logins end at once; a mailed link restores it for 30 days, then it is
/// erased. A company's open jobs are to be closed before, since nobody could any more.
pub(crate) async fn delete_me(
    State(app): State<Users>,
    caller: Caller,
    Json(sent): Json<DeletionIn>,
) -> Result<NoContent, Problem> {
    let owner = checked(&app, caller, "/password", sent.password).await?;
    let tx = app.services.db.begin().await?;
    let account = users::lock_checked(&tx, caller.user, &owner.hash).await?;
    let account = account.ok_or_else(|| wrong("/password"))?;
    if users::open_jobs(&tx, account.id).await? > 0 {
        return Err(Problem::conflict("jobs_open", "close the jobs of your company first"));
    }
    let shown = users::shown(&tx, account.id).await?;
    users::delete(&tx, account.id).await?;
    email_tokens::void(&tx, account.id).await?;
    mails::mail_account_deleted(&app.services, &tx, &account).await?;
    let tags = by_deletion(account.id, &shown);
    revoke_and_commit_with(&app.services, tx, account.id, Which::All, tags).await?;
    Ok(NoContent)
}
