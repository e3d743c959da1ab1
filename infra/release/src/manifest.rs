//! What lies beside the packages: which commit they are, built by what, and their hashes.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::deployment::Architecture;
use crate::hash;

/// The manifest's name in the packages' folder.
pub const FILE: &str = "manifest.json";

/// All packages of one architecture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The commit, in full.
    pub commit: String,
    /// Whether the checkout held changes that the commit doesn't.
    pub dirty: bool,
    /// What they run on.
    pub architecture: Architecture,
    /// The compiler and what links, with their versions.
    pub built_by: Vec<String>,
    /// The packages in order of their names.
    pub functions: Vec<Package>,
}

/// One function's package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// The function: the crate's name.
    pub name: String,
    /// The zip beside the manifest.
    pub zip: String,
    /// The zip's size.
    pub zip_bytes: u64,
    /// The zip's hash in hexadecimal.
    pub zip_sha256: String,
    /// The program's size.
    pub program_bytes: u64,
    /// The program's hash in hexadecimal.
    pub program_sha256: String,
    /// The bill of materials beside the manifest.
    pub sbom: String,
}

impl Manifest {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// When there is none that can be read.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = std::fs::read(&path).with_context(|| {
            format!(
                "there are no packages: {} can't be read; make them with `cargo dev package`",
                path.display()
            )
        })?;
        serde_json::from_slice(&text).with_context(|| format!("{} is no manifest", path.display()))
    }

    /// Writes it into the folder.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(&path, text).with_context(|| format!("{} can't be written", path.display()))
    }

    /// The package of a function.
    ///
    /// # Errors
    /// When it isn't among them.
    pub fn package(&self, name: &str) -> Result<&Package> {
        self.functions
            .iter()
            .find(|package| package.name == name)
            .with_context(|| format!("{name} isn't packaged; make all packages with `cargo dev package`"))
    }
}

impl Package {
    /// Reads the zip, which must still be what the manifest says.
    ///
    /// # Errors
    /// When it is missing, or another one.
    pub fn zip(&self, folder: &Path) -> Result<Vec<u8>> {
        let path = folder.join(&self.zip);
        let bytes = std::fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
        if hash::hex(&bytes) != self.zip_sha256 {
            bail!("{} isn't what its manifest says: package it anew", path.display());
        }
        Ok(bytes)
    }
}
