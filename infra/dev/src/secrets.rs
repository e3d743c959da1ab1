//! The passwords and keys of this state folder, made once and kept in `env` (mode 0600) as `NAME=value` lines.
//! They outlive `reset`, so that logins and links a developer saved stay good.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::state::write_private;

/// Postgres's own superuser.
pub(crate) const SUPERUSER_PASSWORD: &str = "DATABASE_SUPERUSER_PASSWORD";
/// The login of the role `neurmatic_app`.
pub(crate) const APP_PASSWORD: &str = "DATABASE_APP_PASSWORD";
/// The login of the role `neurmatic_monitor`.
pub(crate) const MONITOR_PASSWORD: &str = "DATABASE_MONITOR_PASSWORD";
/// What proves to the platform that the edge asks.
pub(crate) const ORIGIN_SECRET: &str = "ORIGIN_SECRET";
/// Who knows it may tell the local edge an address.
pub(crate) const TRUSTED_CLIENT_SECRET: &str = "TRUSTED_CLIENT_SECRET";
/// What the platform itself reads.
pub(crate) const PLATFORM: [&str; 7] = [
    "HASH_SECRET",
    ORIGIN_SECRET,
    "MAIL_API_KEY",
    "CLOUDFLARE_API_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "ACCESS_TOKEN_PRIVATE_KEY",
    "ACCESS_TOKEN_PUBLIC_KEYS",
];

/// 32 random bytes each. The access token's keys are a pair, which `migrate create-keys` makes.
const RANDOM: [&str; 9] = [
    SUPERUSER_PASSWORD,
    APP_PASSWORD,
    MONITOR_PASSWORD,
    "HASH_SECRET",
    ORIGIN_SECRET,
    TRUSTED_CLIENT_SECRET,
    "MAIL_API_KEY",
    "CLOUDFLARE_API_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
];

/// The file's lines.
#[derive(Debug)]
pub(crate) struct Secrets {
    file: PathBuf,
    values: BTreeMap<String, String>,
}

impl Secrets {
    /// Reads the file and makes what is missing.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let file = root.join("env");
        let values = parse(&std::fs::read_to_string(&file).unwrap_or_default());
        let mut secrets = Self { file, values };
        let missing: Vec<&str> = RANDOM.into_iter().filter(|name| !secrets.has(name)).collect();
        if !missing.is_empty() {
            for name in missing {
                secrets.values.insert(name.to_owned(), random()?);
            }
            secrets.save()?;
        }
        Ok(secrets)
    }

    /// Whether the superuser's password was made here before: a database without it cannot be used any more.
    pub(crate) fn exist(root: &Path) -> bool {
        parse(&std::fs::read_to_string(root.join("env")).unwrap_or_default()).contains_key(SUPERUSER_PASSWORD)
    }

    /// Whether there is such a secret.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The secret of this name.
    pub(crate) fn get(&self, name: &str) -> Result<&str> {
        let value = self.values.get(name).map(String::as_str);
        value.with_context(|| format!("{} has no {name}", self.file.display()))
    }

    /// Keeps `NAME=value` lines made elsewhere.
    pub(crate) fn keep(&mut self, lines: &str) -> Result<()> {
        self.values.extend(parse(lines));
        self.save()
    }

    fn save(&self) -> Result<()> {
        let lines: String = self.values.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        write_private(&self.file, &lines)
    }
}

fn parse(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.trim().split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn random() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("no random bytes")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_own_equals_signs() {
        assert_eq!(
            parse("A=b=c\n\nnonsense\n").into_iter().collect::<Vec<_>>(),
            [("A".into(), "b=c".into())]
        );
    }

    #[test]
    fn two_secrets_differ_and_fit_into_a_url() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 43);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    }
}
