//! One login per role, with a random password. Their file outlives the database: after a reset they are the same.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use neurmatic_core::words::Role;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::{SeedError, passwords};

/// The roles that get a login, in the order of their accounts.
pub const ROLES: [Role; 5] = [Role::User, Role::Premium, Role::Company, Role::Moderator, Role::Admin];

/// The address of a role's login.
#[must_use]
pub fn email(role: Role) -> String {
    format!("{role}@demo.example")
}

/// A password for each of [`ROLES`].
#[derive(Clone, Debug)]
pub struct Logins(Vec<(Role, SecretString)>);

/// One entry of the file.
#[derive(Serialize, Deserialize)]
struct Entry {
    email: String,
    password: String,
}

impl Logins {
    /// Fresh passwords.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn generate() -> Result<Self, SeedError> {
        let logins = ROLES.iter().map(|&role| Ok((role, passwords::generate()?)));
        logins.collect::<Result<_, SeedError>>().map(Self)
    }

    /// The passwords of a file, `{"<role>": {"email", "password"}}`; those it lacks are made and added to it.
    /// Only its owner may read the file.
    ///
    /// # Errors
    /// When it can't be read or written, or holds something else.
    pub fn keep_in(file: &Path) -> Result<Self, SeedError> {
        let failed = |why: String| SeedError::LoginsFile { file: file.to_owned(), why };
        let mut kept: BTreeMap<String, Entry> = match File::open(file) {
            Ok(open) => serde_json::from_reader(open)
                .map_err(|error| failed(format!("holds no logins ({error}); delete it")))?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(failed(error.to_string())),
        };
        let mut logins = Vec::new();
        for role in ROLES {
            let password = match kept.get(role.as_str()) {
                Some(entry) => SecretString::from(entry.password.clone()),
                None => passwords::generate()?,
            };
            let entry = Entry { email: email(role), password: password.expose_secret().to_owned() };
            kept.insert(role.to_string(), entry);
            logins.push((role, password));
        }
        write_private(file, &kept).map_err(|error| failed(error.to_string()))?;
        Ok(Self(logins))
    }

    /// The password of a role's login.
    pub fn password(&self, role: Role) -> Option<&SecretString> {
        self.0.iter().find(|(of, _)| *of == role).map(|(_, password)| password)
    }

    /// Their hashes, in the order of [`ROLES`].
    pub(crate) fn hashes(&self) -> Result<Vec<String>, SeedError> {
        self.0.iter().map(|(_, password)| passwords::hash(password)).collect()
    }
}

/// Replaces the file in one step, so that nobody ever reads half of it.
fn write_private(file: &Path, entries: &BTreeMap<String, Entry>) -> std::io::Result<()> {
    let new = file.with_extension("new");
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    serde_json::to_writer_pretty(&out, entries)?;
    out.write_all(b"\n")?;
    std::fs::rename(&new, file)
}
