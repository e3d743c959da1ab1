//! `email:send`

use std::fmt;

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
    /// There are new jobs for somebody's alerts.
    JobAlert {
        /// The newest first.
        jobs: Vec<AlertedJob>,
        /// Where alerts are changed.
        alerts_link: String,
    },
}

/// A job in a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertedJob {
    /// Its title.
    pub title: String,
    /// Whose job it is.
    pub company: String,
    /// Where it is done.
    pub place: String,
    /// Its page.
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
            Self::JobAlert { .. } => "job_alert",
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
