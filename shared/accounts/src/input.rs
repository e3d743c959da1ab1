//! The fields that several bodies share. What a client sends as a secret is never shown, nor repeated in a fault.

use std::borrow::Cow;

use neurmatic_core::rules::{email_fault, password_fault};
use neurmatic_http::Faults;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// The longest address, in characters.
const EMAIL_CHARS_MAX: usize = 255;

/// The longest password, in characters.
const PASSWORD_CHARS_MAX: usize = 128;

/// The longest token that is looked up, in characters; ours have 43.
const TOKEN_CHARS_MAX: usize = 200;

/// An e-mail address, without the space around it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "String")]
#[schemars(inline)]
pub struct Email(String);

impl From<String> for Email {
    fn from(sent: String) -> Self {
        Self(sent.trim().to_owned())
    }
}

impl Email {
    /// As it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the address of an account, as the limits see it. Postgres may lower `İ` to `i`, which would be
    /// one account under many names, each with tries of its own.
    #[must_use]
    pub fn is(&self, registered: &str) -> bool {
        self.0.to_lowercase() == registered.to_lowercase()
    }

    /// It must be an address.
    pub fn check(&self, pointer: &str, faults: &mut Faults) {
        faults.judge(pointer, "invalid_email", email_fault(&self.0));
    }

    /// Anything that an account could have been made with.
    pub fn check_known(&self, pointer: &str, faults: &mut Faults) {
        faults.length(pointer, &self.0, 1..=EMAIL_CHARS_MAX);
    }
}

/// A password or a token.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer);
        // The error of a number would repeat it.
        text.map(|text| Self(text.into())).map_err(|_repeats| D::Error::custom("must be a string"))
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "writeOnly": true})
    }
}

impl Secret {
    /// The secret, which stays hidden in logs.
    #[must_use]
    pub fn into_inner(self) -> SecretString {
        self.0
    }

    /// As a new password.
    pub fn check_new_password(&self, pointer: &str, faults: &mut Faults) {
        faults.judge(pointer, "weak_password", password_fault(self.0.expose_secret()));
    }

    /// As a password that somebody may have.
    pub fn check_password(&self, pointer: &str, faults: &mut Faults) {
        faults.length(pointer, self.0.expose_secret(), 1..=PASSWORD_CHARS_MAX);
    }

    /// As a token.
    pub fn check_token(&self, pointer: &str, faults: &mut Faults) {
        faults.length(pointer, self.0.expose_secret(), 1..=TOKEN_CHARS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_without_the_space_around_it() {
        let email: Email = serde_json::from_str("\" someone@example.org \"").unwrap();
        assert_eq!(email.as_str(), "someone@example.org");
    }

    #[test]
    fn an_address_is_the_same_in_another_case_and_not_in_other_letters() {
        let email = Email::from("Someone.i@example.org".to_owned());
        assert!(email.is("someone.I@Example.org"));
        assert!(!email.is("someone.İ@example.org"));
    }

    #[test]
    fn a_secret_is_neither_shown_nor_repeated() {
        let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert!(!format!("{secret:?}").contains("hunter2"));
        let error = serde_json::from_str::<Secret>("1234567890").unwrap_err();
        assert!(!error.to_string().contains("1234567890"), "{error}");
    }
}
