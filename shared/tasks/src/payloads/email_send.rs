//! `email:send`

use std::fmt;

use neurmatic_core::words::DigestType;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Sends one mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendEmail {
    /// The receiver's address.
    pub to: String,
    /// What it says.
    pub template: MailTemplate,
    /// The receiver's language, like `en`; a language without texts gets the English ones.
    pub locale: String,
}

/// What a mail says. A link is complete and signed: it is all that the receiver needs, and a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum MailTemplate {
    /// Somebody registered with this address: is it theirs?
    VerifyEmail {
        /// Confirms the address.
        link: String,
    },
    /// Somebody forgot the password.
    ResetPassword {
        /// Sets a new one.
        link: String,
    },
    /// Somebody registered with the address of an account that exists.
    AlreadyRegistered {
        /// Where to sign in.
        login_link: String,
        /// Where to ask for a new password.
        reset_link: String,
    },
    /// The password was changed.
    PasswordChanged,
    /// Somebody who knows the account's password wants it to have this address: is it theirs?
    ConfirmNewEmail {
        /// Confirms the address.
        link: String,
    },
    /// Somebody who knows the account's password asked for another address.
    EmailChangeAsked,
    /// The account has another address.
    EmailChanged,
    /// The account was deleted.
    AccountDeleted {
        /// Restores it.
        link: String,
    },
    /// There are new jobs for somebody's alerts.
    JobAlert {
        /// The newest first.
        jobs: Vec<MailItem>,
        /// Where alerts are changed.
        alerts_link: String,
    },
    /// Things that the receiver is told of.
    Notifications {
        /// The oldest first; one at least.
        items: Vec<MailItem>,
        /// Where to say what to hear of.
        settings_link: String,
        /// Ends such mails with one request and without signing in.
        unsubscribe_link: String,
    },
    /// What a day or a week brought.
    Digest {
        /// Which.
        kind: DigestType,
        /// In their order; one at least.
        sections: Vec<MailSection>,
        /// Where to say what to hear of.
        settings_link: String,
        /// Ends such mails with one request and without signing in.
        unsubscribe_link: String,
    },
}

/// A part of a mail with a title of its own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSection {
    /// What the items are.
    pub title: String,
    /// One at least.
    pub items: Vec<MailItem>,
}

/// A line of a mail that leads somewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailItem {
    /// What it is.
    pub title: String,
    /// What there is to say of it; empty when that is all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Where it leads.
    pub link: String,
}

impl MailTemplate {
    /// The template's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::PasswordChanged => "password_changed",
            Self::ConfirmNewEmail { .. } => "confirm_new_email",
            Self::EmailChangeAsked => "email_change_asked",
            Self::EmailChanged => "email_changed",
            Self::AccountDeleted { .. } => "account_deleted",
            Self::JobAlert { .. } => "job_alert",
            Self::Notifications { .. } => "notifications",
            Self::Digest { .. } => "digest",
        }
    }

    /// Where the receiver can end such mails with one request; none where a mail is needed.
    #[must_use]
    pub fn unsubscribe_link(&self) -> Option<&str> {
        match self {
            Self::Notifications { unsubscribe_link, .. } | Self::Digest { unsubscribe_link, .. } => {
                Some(unsubscribe_link)
            }
            Self::VerifyEmail { .. }
            | Self::ResetPassword { .. }
            | Self::AlreadyRegistered { .. }
            | Self::PasswordChanged
            | Self::ConfirmNewEmail { .. }
            | Self::EmailChangeAsked
            | Self::EmailChanged
            | Self::AccountDeleted { .. }
            | Self::JobAlert { .. } => None,
        }
    }
}

impl fmt::Debug for MailTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Shows neither the address nor the links.
impl fmt::Debug for SendEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendEmail").field("template", &self.template).finish_non_exhaustive()
    }
}

impl Payload for SendEmail {
    const POLICY: Policy = policies::EMAIL_SEND;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_reads_back_as_itself_and_shows_no_secret() {
        let template = MailTemplate::ResetPassword { link: "https://example.org/r?t=secret".to_owned() };
        let mail = SendEmail { to: "someone@example.org".to_owned(), template, locale: "en".to_owned() };
        let json = serde_json::to_value(&mail).unwrap();
        assert_eq!(json["template"]["name"], mail.template.name());
        assert_eq!(serde_json::from_value::<SendEmail>(json).unwrap(), mail);
        let shown = format!("{mail:?}");
        assert!(!shown.contains("secret") && !shown.contains("someone"), "{shown}");
    }
}
