//! Words of a command line: flags with and without a value, and the rest in order.

use std::str::FromStr;

use anyhow::{Context as _, Result, bail};

/// The words that were not taken yet.
#[derive(Clone, Debug)]
pub struct Words(Vec<String>);

impl Words {
    /// All words.
    #[must_use]
    pub fn of(words: &[String]) -> Self {
        Self(words.to_vec())
    }

    /// Takes a flag that has no value.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// Takes a flag with its value; the first when it is there more than once.
    ///
    /// # Errors
    /// When the value is missing.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|word| word == name) else { return Ok(None) };
        if self.0.get(at + 1).is_none_or(|value| value.starts_with("--")) {
            bail!("{name} needs a value");
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    /// The same for a flag that must be there.
    ///
    /// # Errors
    /// When it or its value is missing.
    pub fn needed(&mut self, name: &str) -> Result<String> {
        self.value(name)?.with_context(|| format!("{name} is missing"))
    }

    /// The same for a number, or what else a value may mean.
    ///
    /// # Errors
    /// When its value is missing or isn't one.
    pub fn parsed<T: FromStr>(&mut self, name: &str, default: T) -> Result<T> {
        let Some(text) = self.value(name)? else { return Ok(default) };
        text.parse().ok().with_context(|| format!("{name} can't be {text}"))
    }

    /// All values of a flag that may be there more than once.
    ///
    /// # Errors
    /// When a value is missing.
    pub fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        while let Some(value) = self.value(name)? {
            values.push(value);
        }
        Ok(values)
    }

    /// What is left, none of which may be a flag.
    ///
    /// # Errors
    /// When a flag is left, which nobody knows.
    pub fn rest(self) -> Result<Vec<String>> {
        match self.0.iter().find(|word| word.starts_with("--")) {
            Some(unknown) => bail!("{unknown} is not known here"),
            None => Ok(self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Words {
        Words::of(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn flags_come_in_any_order_and_leave_the_rest() {
        let mut words = words("one --hold-secs 5 --allow-dirty two --ignore-alarm a --ignore-alarm b");
        assert!(words.flag("--allow-dirty") && !words.flag("--allow-dirty"));
        assert_eq!(words.parsed("--hold-secs", 1_u64).unwrap(), 5);
        assert_eq!(words.parsed("--steps", 1_u64).unwrap(), 1);
        assert_eq!(words.values("--ignore-alarm").unwrap(), ["a", "b"]);
        assert_eq!(words.rest().unwrap(), ["one", "two"]);
    }

    #[test]
    fn what_is_missing_wrong_or_unknown_is_named() {
        assert!(words("--steps").value("--steps").unwrap_err().to_string().contains("--steps needs a value"));
        assert!(words("--steps --hold").value("--steps").is_err());
        assert!(words("--hold x").parsed("--hold", 1_u64).unwrap_err().to_string().contains("can't be x"));
        assert!(words("").needed("--out").unwrap_err().to_string().contains("--out is missing"));
        assert!(words("a --b").rest().unwrap_err().to_string().contains("--b"));
    }
}
