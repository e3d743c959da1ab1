//! What is mailed about an account: links that can be used once, and notices. A mail is a task, written in the transaction
//! of its cause.

use neurmatic_core::words::EmailTokenPurpose;
use neurmatic_db::users::MailableRow;
use neurmatic_db::{Tx, email_tokens};
use neurmatic_http::{Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::{MailTemplate, SendEmail};

use crate::token::OpaqueToken;

/// How long a link that confirms an address is good, in seconds.
const VERIFY_SECS: i64 = 24 * 60 * 60;

/// How long a link that sets a new password is good, in seconds.
const RESET_SECS: i64 = 60 * 60;

/// How long a deleted account can be restored by its link, in seconds: until it is erased.
const RESTORE_SECS: i64 = 30 * 24 * 60 * 60;

/// Mails a link that confirms the address; earlier ones are void.
///
/// # Errors
/// When the database can't.
pub async fn mail_verification(services: &Services, tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    let token = OpaqueToken::new()?;
    email_tokens::put(tx, to.id, EmailTokenPurpose::VerifyEmail, &token.hash(), VERIFY_SECS).await?;
    mail(tx, to, MailTemplate::VerifyEmail { link: link(services, "verify-email", &token) }).await
}

/// Mails a link that sets a new password; earlier ones are void.
///
/// # Errors
/// When the database can't.
pub async fn mail_reset(services: &Services, tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    let token = OpaqueToken::new()?;
    email_tokens::put(tx, to.id, EmailTokenPurpose::ResetPassword, &token.hash(), RESET_SECS).await?;
    mail(tx, to, MailTemplate::ResetPassword { link: link(services, "reset-password", &token) }).await
}

/// Mails to an address that nobody has a link that makes it the account's; earlier ones are void. The account's present
/// address is told that somebody asked.
///
/// # Errors
/// When the database can't.
pub async fn mail_new_address(
    services: &Services,
    tx: &Tx,
    owner: &MailableRow,
    new_email: &str,
) -> Result<(), Problem> {
    let token = OpaqueToken::new()?;
    email_tokens::put_change(tx, owner.id, new_email, &token.hash(), VERIFY_SECS).await?;
    let to = MailableRow { email: new_email.to_owned(), ..owner.clone() };
    mail(tx, &to, MailTemplate::ConfirmNewEmail { link: link(services, "verify-email", &token) }).await
}

/// Tells the owner of an address that somebody registered with it, or wanted to change to it.
///
/// # Errors
/// When the database can't.
pub async fn mail_already_registered(services: &Services, tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    let site = &services.site.public_url;
    let (login_link, reset_link) = (format!("{site}/login"), format!("{site}/forgot-password"));
    mail(tx, to, MailTemplate::AlreadyRegistered { login_link, reset_link }).await
}

/// Tells the present address of an account that somebody who knows its password asked for another one.
///
/// # Errors
/// When the database can't.
pub async fn mail_email_change_asked(tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    mail(tx, to, MailTemplate::EmailChangeAsked).await
}

/// Tells the former address of an account that it is that no longer.
///
/// # Errors
/// When the database can't.
pub async fn mail_email_changed(tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    mail(tx, to, MailTemplate::EmailChanged).await
}

/// Tells the owner of an account that its password was changed.
///
/// # Errors
/// When the database can't.
pub async fn mail_password_changed(tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    mail(tx, to, MailTemplate::PasswordChanged).await
}

/// Tells the owner of an account that it was deleted, with a link that restores it until it is erased.
///
/// # Errors
/// When the database can't.
pub async fn mail_account_deleted(services: &Services, tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    let token = OpaqueToken::new()?;
    email_tokens::put(tx, to.id, EmailTokenPurpose::RestoreAccount, &token.hash(), RESTORE_SECS).await?;
    mail(tx, to, MailTemplate::AccountDeleted { link: link(services, "restore-account", &token) }).await
}

/// What is said of a token that isn't good: the same whether it is unknown, used, expired or for something else.
#[must_use]
pub fn no_such_link() -> Problem {
    Problem::field(
        "/token",
        "link_not_good",
        "this link was used, has expired or is not known: ask for a new one",
    )
}

fn link(services: &Services, page: &str, token: &OpaqueToken) -> String {
    format!("{}/{page}?token={}", services.site.public_url, token.reveal())
}

async fn mail(tx: &Tx, to: &MailableRow, template: MailTemplate) -> Result<(), Problem> {
    outbox::send(tx, &SendEmail { to: to.email.clone(), template, locale: to.locale.clone() }).await?;
    Ok(())
}
