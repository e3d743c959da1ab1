//! What is mailed: links that can be used once, and notices. A mail is a task, written in the transaction of its cause.

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

/// Mails a link that confirms the address; earlier ones are void.
pub(crate) async fn mail_verification(services: &Services, tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    let token = OpaqueToken::new()?;
    email_tokens::put(tx, to.id, EmailTokenPurpose::VerifyEmail, &token.hash(), VERIFY_SECS).await?;
    let link = format!("{}/verify-email?token={}", services.site.public_url, token.reveal());
    mail(tx, to, MailTemplate::VerifyEmail { link }).await
}

/// Mails a link that sets a new password; earlier ones are void.
pub(crate) async fn mail_reset(services: &Services, tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    let token = OpaqueToken::new()?;
    email_tokens::put(tx, to.id, EmailTokenPurpose::ResetPassword, &token.hash(), RESET_SECS).await?;
    let link = format!("{}/reset-password?token={}", services.site.public_url, token.reveal());
    mail(tx, to, MailTemplate::ResetPassword { link }).await
}

/// Tells the owner of an address that somebody registered with it.
pub(crate) async fn mail_already_registered(
    services: &Services,
    tx: &Tx,
    to: &MailableRow,
) -> Result<(), Problem> {
    let site = &services.site.public_url;
    let (login_link, reset_link) = (format!("{site}/login"), format!("{site}/forgot-password"));
    mail(tx, to, MailTemplate::AlreadyRegistered { login_link, reset_link }).await
}

/// Tells the owner of an account that its password was changed.
pub(crate) async fn mail_password_changed(tx: &Tx, to: &MailableRow) -> Result<(), Problem> {
    mail(tx, to, MailTemplate::PasswordChanged).await
}

/// What is said of a token that isn't good: the same whether it is unknown, used, expired or for something else.
pub(crate) fn no_such_link() -> Problem {
    Problem::field(
        "/token",
        "link_not_good",
        "this link was used, has expired or is not known: ask for a new one",
    )
}

async fn mail(tx: &Tx, to: &MailableRow, template: MailTemplate) -> Result<(), Problem> {
    outbox::send(tx, &SendEmail { to: to.email.clone(), template, locale: to.locale.clone() }).await?;
    Ok(())
}
