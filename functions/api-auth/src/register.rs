//! Making an account.

use axum::extract::State;
use neurmatic_accounts::{Email, Secret, at_even_pace, mails};
use neurmatic_core::ids::UserId;
use neurmatic_core::rules::username_fault;
use neurmatic_db::users::{self, MailableRow, NewUser};
use neurmatic_http::{Created, Faults, FieldFault, Input, Json, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Auth;

/// The language of a new account's mails, until its owner chooses another.
const LOCALE: &str = "en";

/// A registration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RegisterIn {
    /// Where the link to confirm it is mailed.
    email: Email,
    /// 8–128 characters with an upper-case letter, a lower-case letter and a digit.
    password: Secret,
    /// 3–50 letters, digits, `_` and `-`, beginning with a letter or digit.
    username: String,
    /// Must be true.
    terms_accepted: bool,
}

impl Input for RegisterIn {
    fn check(&self, faults: &mut Faults) {
        self.email.check("/email", faults);
        self.password.check_new_password("/password", faults);
        faults.judge("/username", "invalid_username", username_fault(&self.username));
        if !self.terms_accepted {
            faults.add("/termsAccepted", "terms_not_accepted", "must be true");
        }
    }
}

/// An account that was registered.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegisteredOut {
    /// The account.
    user_id: UserId,
    /// Where the mail went.
    email: String,
}

/// Makes an account. Whoever registers a taken address gets the same answer, and its owner a mail that says so: only
/// the mailbox tells whether an account exists. Names are public anyway, so a taken one is refused.
pub(crate) async fn register(
    State(auth): State<Auth>,
    Json(sent): Json<RegisterIn>,
) -> Result<Created<RegisteredOut>, Problem> {
    let hash = auth.passwords.hash(sent.password.into_inner()).await?;
    let id = UserId::new();
    let new = NewUser { id, email: sent.email.as_str(), username: &sent.username, password_hash: &hash };
    at_even_pace(store(&auth, &new)).await?;
    Created::of(&RegisteredOut { user_id: id, email: sent.email.as_str().to_owned() })
}

async fn store(auth: &Auth, new: &NewUser<'_>) -> Result<(), Problem> {
    let tx = auth.services.db.begin().await?;
    if users::username_taken(&tx, new.username).await? {
        return Err(username_taken());
    }
    if users::insert(&tx, new).await? {
        let owner = MailableRow {
            id: new.id,
            email: new.email.to_owned(),
            locale: LOCALE.to_owned(),
            email_verified: false,
        };
        mails::mail_verification(&auth.services, &tx, &owner).await?;
    } else if let Some(owner) = users::mailable(&tx, new.email).await? {
        mails::mail_already_registered(&auth.services, &tx, &owner).await?;
    } else if users::username_taken(&tx, new.username).await? {
        return Err(username_taken()); // between the question and the insert
    }
    tx.commit().await?;
    Ok(())
}

fn username_taken() -> Problem {
    let detail = "this name is taken: choose another";
    let fault = FieldFault { pointer: "/username".to_owned(), code: "taken", detail: detail.to_owned() };
    let mut problem = Problem::conflict("username_taken", detail);
    problem.errors.push(fault);
    problem
}
