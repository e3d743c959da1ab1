//! A bill of materials for each function, in CycloneDX 1.5: every crate that is compiled into it, and the macros that write parts of
//! it, with licence and the hash of the archive.
//!
//! It comes from cargo and the lock file alone, and names no time and no number of its own, so that the same commit has the same bill.
//! Cargo tells the features of the whole workspace: a bill may list a crate that only another function's features bring, and never
//! lacks one. Deliberately not in here: what a crate named `-sys` brings in C, which is a part of that crate, and what only build
//! scripts use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::deployment::Architecture;
use crate::manifest::Package;

/// The crates of the workspace, as cargo resolved them for an architecture.
#[derive(Debug)]
pub struct Crates {
    packages: BTreeMap<String, CratePackage>,
    /// What each crate uses that comes into the product.
    uses: BTreeMap<String, Vec<String>>,
    /// The hashes of archives, by name and version.
    checksums: BTreeMap<(String, String), String>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<CratePackage>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct CratePackage {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    /// None for crates of the workspace.
    source: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    /// None for what comes into the product; `build` and `dev` for what doesn't.
    kind: Option<String>,
}

impl Crates {
    /// Asks cargo in a checkout.
    ///
    /// # Errors
    /// When cargo or the lock file can't be read.
    pub fn of(checkout: &Path, architecture: Architecture) -> Result<Self> {
        let mut cargo = Command::new("cargo");
        cargo.args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            architecture.triple(),
        ]);
        let asked = cargo.current_dir(checkout).output().context("cargo can't be asked")?;
        if !asked.status.success() {
            bail!("cargo metadata: {}", String::from_utf8_lossy(&asked.stderr).trim());
        }
        let lock = std::fs::read_to_string(checkout.join("Cargo.lock")).context("there is no Cargo.lock")?;
        Self::read(&asked.stdout, &lock)
    }

    fn read(metadata: &[u8], lock: &str) -> Result<Self> {
        let metadata: Metadata =
            serde_json::from_slice(metadata).context("cargo metadata is not understood")?;
        let is_product =
            |dependency: &Dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none());
        let uses = metadata.resolve.nodes.into_iter().map(|node| {
            let used = node.deps.into_iter().filter(is_product).map(|dependency| dependency.pkg);
            (node.id, used.collect())
        });
        let packages = metadata.packages.into_iter().map(|package| (package.id.clone(), package));
        Ok(Self { packages: packages.collect(), uses: uses.collect(), checksums: checksums(lock) })
    }

    /// The bill of a function's package.
    ///
    /// # Errors
    /// When no crate of the workspace has its name.
    pub fn materials(&self, package: &Package, commit: &str) -> Result<Value> {
        let mut of_ours = self.packages.values().filter(|found| found.source.is_none());
        let root = of_ours.find(|found| found.name == package.name);
        let root = root.with_context(|| format!("the workspace has no crate {}", package.name))?;
        let reached = self.reached(&root.id);
        let components: Vec<Value> =
            reached.iter().filter(|id| **id != root.id).filter_map(|id| self.component(id)).collect();
        let dependencies: Vec<Value> = reached
            .iter()
            .filter_map(|id| {
                let used = self.uses.get(*id)?.iter().filter_map(|used| self.reference(used));
                // Cargo lists a crate once for each kind of use.
                let used: BTreeSet<String> = used.collect();
                Some(json!({ "ref": self.reference(id)?, "dependsOn": used }))
            })
            .collect();
        Ok(json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {
                "component": {
                    "type": "application",
                    "bom-ref": reference(root),
                    "name": root.name,
                    "version": root.version,
                    "hashes": [{"alg": "SHA-256", "content": package.zip_sha256}],
                    "properties": [{"name": "neurmatic:commit", "value": commit}],
                },
            },
            "components": components,
            "dependencies": dependencies,
        }))
    }

    /// Every crate that a crate uses, and itself.
    fn reached<'a>(&'a self, root: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::from([root]);
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            for used in self.uses.get(id).into_iter().flatten() {
                if reached.insert(used) {
                    open.push(used);
                }
            }
        }
        reached
    }

    fn component(&self, id: &str) -> Option<Value> {
        let package = self.packages.get(id)?;
        let mut component = json!({
            "type": "library",
            "bom-ref": reference(package),
            "name": package.name,
            "version": package.version,
            "purl": reference(package),
        });
        let fields = component.as_object_mut()?;
        if let Some(license) = &package.license {
            // Some still write a slash for "or", as was usual before SPDX.
            let expression = license.replace('/', " OR ");
            fields.insert("licenses".to_owned(), json!([{ "expression": expression }]));
        }
        if let Some(checksum) = self.checksums.get(&(package.name.clone(), package.version.clone())) {
            fields.insert("hashes".to_owned(), json!([{ "alg": "SHA-256", "content": checksum }]));
        }
        Some(component)
    }

    fn reference(&self, id: &str) -> Option<String> {
        self.packages.get(id).map(reference)
    }
}

/// The crate's package URL. A `+` of a version is written as it must be in one.
fn reference(package: &CratePackage) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version.replace('+', "%2B"))
}

/// The hashes of the lock file; crates of the workspace have none.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut checksums = BTreeMap::new();
    for entry in lock.split("[[package]]") {
        let field = |name: &str| {
            let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
            line.map(|value| value.trim_end_matches('"').to_owned())
        };
        if let (Some(name), Some(version), Some(checksum)) =
            (field("name"), field("version"), field("checksum"))
        {
            checksums.insert((name, version), checksum);
        }
    }
    checksums
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"api-auth\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"serde\"\n\
        version = \"1.0.1+x\"\nsource = \"registry\"\nchecksum = \"abc\"\n";

    fn crates() -> Crates {
        let dependency =
            |pkg: &str, kind: Value| json!({"pkg": pkg, "dep_kinds": [{"kind": kind, "target": null}]});
        let metadata = json!({
            "packages": [
                {"id": "auth", "name": "api-auth", "version": "0.1.0", "license": "Apache-2.0", "source": null},
                {"id": "serde", "name": "serde", "version": "1.0.1+x", "license": "MIT/Apache-2.0", "source": "registry"},
                {"id": "cc", "name": "cc", "version": "1.0.0", "license": null, "source": "registry"},
            ],
            "resolve": {"nodes": [
                {"id": "auth", "deps": [dependency("serde", Value::Null), dependency("cc", json!("build"))]},
                {"id": "serde", "deps": []},
                {"id": "cc", "deps": []},
            ]},
        });
        Crates::read(metadata.to_string().as_bytes(), LOCK).unwrap()
    }

    fn package(name: &str) -> Package {
        let text = String::new;
        Package {
            name: name.to_owned(),
            zip: text(),
            zip_bytes: 0,
            zip_sha256: "fade".to_owned(),
            program_bytes: 0,
            program_sha256: text(),
            sbom: text(),
        }
    }

    #[test]
    fn what_comes_into_the_product_is_listed_with_licence_and_hash() {
        let bill = crates().materials(&package("api-auth"), "0123").unwrap();
        assert_eq!(
            bill["components"],
            json!([{
                "type": "library",
                "bom-ref": "pkg:cargo/serde@1.0.1%2Bx",
                "name": "serde",
                "version": "1.0.1+x",
                "purl": "pkg:cargo/serde@1.0.1%2Bx",
                "licenses": [{"expression": "MIT OR Apache-2.0"}],
                "hashes": [{"alg": "SHA-256", "content": "abc"}],
            }])
        );
        assert_eq!(bill["metadata"]["component"]["hashes"][0]["content"], "fade");
        let uses = json!({"ref": "pkg:cargo/api-auth@0.1.0", "dependsOn": ["pkg:cargo/serde@1.0.1%2Bx"]});
        assert_eq!(bill["dependencies"][0], uses);
    }

    #[test]
    fn a_function_that_is_no_crate_is_told() {
        assert!(
            crates()
                .materials(&package("api-nothing"), "0123")
                .unwrap_err()
                .to_string()
                .contains("api-nothing")
        );
    }
}
