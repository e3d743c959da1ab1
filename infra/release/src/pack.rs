//! From built programs to packages: a zip, a bill of materials and a line of the manifest for each.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::deployment::Architecture;
use crate::manifest::{Manifest, Package};
use crate::sbom::Crates;
use crate::words::Words;
use crate::zip::{Entry, zip};
use crate::{elf, hash, say};

/// What Lambda starts in a zip for `provided.al2023`.
const PROGRAM: &str = "bootstrap";

/// The folder of the checkout with the certificates that database and proxy are believed by, and what it is called in a zip:
/// Lambda unpacks it to `/var/task/roots`.
const ROOTS_OF_CHECKOUT: &str = "infra/aws/roots";
const ROOTS: &str = "roots";

/// A file that goes into every package: its name there, and what it holds.
type Root = (String, Vec<u8>);

/// What is to be packaged.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the programs run on.
    pub architecture: Architecture,
    /// Where the programs lie.
    pub programs: PathBuf,
    /// Where the packages go.
    pub out: PathBuf,
    /// The checkout that they were built of, for its lock file.
    pub checkout: PathBuf,
    /// The commit, in full.
    pub commit: String,
    /// Whether the checkout holds changes that the commit doesn't.
    pub dirty: bool,
    /// The compiler and what links, with their versions.
    pub built_by: Vec<String>,
    /// The functions.
    pub functions: Vec<String>,
}

impl Request {
    fn parse(words: &[String]) -> Result<Self> {
        let mut words = Words::of(words);
        Ok(Self {
            architecture: words.needed("--arch")?.parse()?,
            programs: words.needed("--programs")?.into(),
            out: words.needed("--out")?.into(),
            checkout: words.needed("--checkout")?.into(),
            commit: words.needed("--commit")?,
            dirty: words.flag("--dirty"),
            built_by: words.values("--built-by")?,
            functions: words.rest()?,
        })
    }
}

/// Packages what the words say, and prints a table of it.
///
/// # Errors
/// When a program isn't fit, or something can't be read or written.
pub fn run(words: &[String]) -> Result<()> {
    let request = Request::parse(words)?;
    let manifest = pack(&request)?;
    say(&format!("{:<20}{:>12}{:>12}  sha256 of the zip", manifest.architecture, "program", "zip"));
    for package in &manifest.functions {
        let Package { name, zip_bytes, zip_sha256, program_bytes, .. } = package;
        say(&format!("{name:<20}{program_bytes:>12}{zip_bytes:>12}  {zip_sha256}"));
    }
    say(&format!("packages and manifest are in {}", request.out.display()));
    Ok(())
}

/// Packages.
///
/// # Errors
/// As [`run`].
pub fn pack(request: &Request) -> Result<Manifest> {
    if request.functions.is_empty() {
        bail!("no function is named");
    }
    std::fs::create_dir_all(&request.out)
        .with_context(|| format!("{} can't be made", request.out.display()))?;
    let crates = Crates::of(&request.checkout, request.architecture)?;
    let roots = roots(&request.checkout)?;
    let mut functions = Vec::with_capacity(request.functions.len());
    for name in &request.functions {
        functions.push(
            pack_one(request, &crates, &roots, name).with_context(|| format!("{name} can't be packaged"))?,
        );
    }
    functions.sort_by(|one, other| one.name.cmp(&other.name));
    let manifest = Manifest {
        commit: request.commit.clone(),
        dirty: request.dirty,
        architecture: request.architecture,
        built_by: request.built_by.clone(),
        functions,
    };
    manifest.write(&request.out)?;
    Ok(manifest)
}

/// The certificates of the checkout. Without them no function reaches its database.
fn roots(checkout: &Path) -> Result<Vec<Root>> {
    let folder = checkout.join(ROOTS_OF_CHECKOUT);
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let mut roots = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "pem") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            roots.push((format!("{ROOTS}/{name}"), std::fs::read(&path)?));
        }
    }
    Ok(roots)
}

fn pack_one(request: &Request, crates: &Crates, roots: &[Root], name: &str) -> Result<Package> {
    let path = request.programs.join(name);
    let program = std::fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
    elf::check(&program, request.architecture, &request.checkout.to_string_lossy())?;
    let mut entries = vec![Entry { name: PROGRAM, mode: 0o755, bytes: &program }];
    entries.extend(roots.iter().map(|(name, bytes)| Entry { name, mode: 0o644, bytes }));
    let zipped = zip(&entries)?;
    let package = Package {
        name: name.to_owned(),
        zip: format!("{name}.zip"),
        zip_bytes: u64::try_from(zipped.len())?,
        zip_sha256: hash::hex(&zipped),
        program_bytes: u64::try_from(program.len())?,
        program_sha256: hash::hex(&program),
        sbom: format!("{name}.cdx.json"),
    };
    let materials = crates.materials(&package, &request.commit)?;
    write(&request.out.join(&package.zip), &zipped)?;
    write(&request.out.join(&package.sbom), format!("{materials:#}\n").as_bytes())?;
    Ok(package)
}

/// Takes the name over at once, so that nobody finds half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let fresh = path.with_extension("new");
    std::fs::write(&fresh, bytes).with_context(|| format!("{} can't be written", fresh.display()))?;
    std::fs::rename(&fresh, path).with_context(|| format!("{} can't be written", path.display()))
}
