//! Whether a caller, who is signed in, also knows the account's password: a login alone doesn't take an account away.

use neurmatic_accounts::Secret;
use neurmatic_db::users::{self, AccountRow, PasswordHash};
use neurmatic_http::{Caller, Problem};

use crate::Users;

/// The caller's account, whose password was given rightly.
pub(crate) struct Checked {
    pub(crate) account: AccountRow,
    /// What the password was checked against: it may be another before the change is written.
    pub(crate) hash: PasswordHash,
}

/// Checks the caller's password.
///
/// # Errors
/// 403 when it isn't the one, or the account has none.
pub(crate) async fn checked(
    app: &Users,
    caller: Caller,
    pointer: &str,
    password: Secret,
) -> Result<Checked, Problem> {
    let account = users::account(&app.services.db, caller.user).await?;
    let account = account.ok_or_else(|| Problem::not_found("user"))?;
    let hash = account.password_hash.clone();
    let is_right = app.passwords.verify(password.into_inner(), hash.clone()).await?;
    match (hash, is_right) {
        (Some(hash), true) => Ok(Checked { account, hash }),
        _ => Err(wrong(pointer)),
    }
}

/// 403: it isn't the account's password, or no longer.
pub(crate) fn wrong(pointer: &str) -> Problem {
    let mut problem = Problem::field(pointer, "password_wrong", "is not the password of this account");
    problem.status = axum::http::StatusCode::FORBIDDEN;
    problem.code = "password_wrong";
    problem
}
