//! Taking back the deletion of an account, within its 30 days.

use axum::extract::State;
use neurmatic_accounts::{hash_of, mails};
use neurmatic_core::words::EmailTokenPurpose;
use neurmatic_db::{email_tokens, users};
use neurmatic_http::{Invalidation, Json, NoContent, Problem, Tag};

use crate::Auth;
use crate::verify::LinkIn;

/// Restores a deleted account by the token of the link that was mailed when it was deleted. Its logins have ended: its owner
/// signs in anew.
pub(crate) async fn restore_account(
    State(auth): State<Auth>,
    Json(sent): Json<LinkIn>,
) -> Result<NoContent, Problem> {
    let hash = hash_of(&sent.token.into_inner());
    let tx = auth.services.db.begin().await?;
    let user = email_tokens::redeem(&tx, &hash, EmailTokenPurpose::RestoreAccount).await?;
    let user = user.ok_or_else(mails::no_such_link)?;
    if !users::restore(&tx, user).await? {
        return Err(mails::no_such_link()); // erased, or locked by an administrator meanwhile
    }
    let tags = vec![Tag::of("author", &user.to_string()), Tag::all("articles"), Tag::all("topics")];
    let change = auth.services.change(&tx, Invalidation::Soft, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(NoContent)
}
