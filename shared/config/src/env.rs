//! Where settings come from, and what is said of one that is missing or wrong.

use std::collections::HashMap;
use std::str::FromStr;

use secrecy::SecretString;

/// A variable that stops the start. Its text is one line that says what to set.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// A variable that is needed and not set.
    #[error("{name} is not set; it should be {expected}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// What it should hold.
        expected: String,
    },
    /// A variable whose value can't be used. The value itself is not repeated: it may be a secret.
    #[error("{name} is set to something that cannot be used; it should be {expected}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What it should hold.
        expected: String,
    },
}

/// A set of variables. An empty value counts as not set.
#[derive(Clone, Debug)]
pub struct Env(HashMap<String, String>);

impl Env {
    /// The variables of this process. A value that isn't UTF-8 counts as not set.
    #[must_use]
    pub fn process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
        )
    }

    /// The given variables and no others.
    #[must_use]
    pub fn of<K: Into<String>, V: Into<String>>(vars: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(vars.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }

    /// The same variables with one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A variable that may be left out.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// The variables that are set, to hand them to another process.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(_, value)| !value.is_empty())
    }

    /// A variable that must be set.
    ///
    /// # Errors
    /// [`ConfigError::Missing`].
    pub fn required(&self, name: &'static str, expected: &str) -> Result<String, ConfigError> {
        self.optional(name).ok_or_else(|| ConfigError::Missing { name, expected: expected.to_owned() })
    }

    /// A secret that must be set.
    ///
    /// # Errors
    /// [`ConfigError::Missing`].
    pub fn secret(&self, name: &'static str, expected: &str) -> Result<SecretString, ConfigError> {
        self.required(name, expected).map(SecretString::from)
    }

    /// A variable that is parsed, or `default` when it isn't set.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] when it is set and doesn't parse.
    pub fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        default: T,
        expected: &str,
    ) -> Result<T, ConfigError> {
        match self.optional(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_invalid| invalid(name, expected)),
        }
    }

    /// A switch: `1` or `true`, `0` or `false`.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for any other word.
    pub fn switch(&self, name: &'static str, default: bool) -> Result<bool, ConfigError> {
        match self.optional(name).as_deref() {
            None => Ok(default),
            Some("1" | "true") => Ok(true),
            Some("0" | "false") => Ok(false),
            Some(_) => Err(invalid(name, "1 or 0")),
        }
    }
}

pub(crate) fn invalid(name: &'static str, expected: &str) -> ConfigError {
    ConfigError::Invalid { name, expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_variable_is_named_with_what_it_should_be() {
        let none = Env::of::<&str, &str>([]);
        let error = none.required("REDIS_URL", "like redis://host:6379").unwrap_err();
        assert_eq!(error.to_string(), "REDIS_URL is not set; it should be like redis://host:6379");
    }

    #[test]
    fn an_empty_value_counts_as_not_set() {
        assert_eq!(Env::of([("A", "")]).optional("A"), None);
        assert_eq!(Env::of([("A", "")]).parsed("A", 7, "a number"), Ok(7));
    }

    #[test]
    fn a_value_that_does_not_parse_is_not_repeated() {
        let error = Env::of([("A", "hunter2")]).parsed("A", 7_u32, "a number").unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
        assert!(Env::of([("A", "yes")]).switch("A", false).is_err());
    }
}
