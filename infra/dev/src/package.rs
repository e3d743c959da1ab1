//! `package`: each function's program as it is deployed, in a zip that is the same wherever and whenever it is built of a commit
//! by the same compiler.
//!
//! Zips, hashes and bills of materials are written by `infra/release`; here is how the programs are built.

mod build;
mod next;
mod source;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::binaries::cargo;
use crate::checkout::{Layout, remove_folder};
use crate::{release, step, terminal};
use build::{Architecture, Build};
pub(crate) use next::next;
use source::Commit;

/// What the words ask for.
#[derive(Debug, PartialEq)]
struct Options {
    architecture: Architecture,
    allow_dirty: bool,
    check: bool,
    /// Programs with their symbols, in place of packages.
    symbols: bool,
    /// None named: all.
    functions: Vec<String>,
}

/// As much of a manifest as two builds are compared by.
#[derive(Deserialize)]
struct Manifest {
    functions: Vec<Packed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Packed {
    name: String,
    zip_sha256: String,
}

/// Programs as they are deployed, and their packages.
#[derive(Debug)]
pub(crate) struct Packages {
    /// The folder of the programs.
    pub(crate) programs: PathBuf,
    /// The folder of manifest and zips.
    pub(crate) zips: PathBuf,
}

/// Packages what the words say.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let options = Options::parse(words)?;
    let layout = Layout::open()?;
    let commit = Commit::of(&layout.checkout)?;
    if commit.is_dirty && !options.allow_dirty {
        bail!(
            "the checkout has changes that no commit holds; commit them, or say --allow-dirty and don't deploy it"
        );
    }
    let functions = chosen(&layout.checkout, &options.functions)?;
    if options.check {
        return check(&layout, &commit, options.architecture, &functions);
    }
    let folder = layout.checkout.join("target/package");
    let target = folder.join(if options.symbols { "symbols" } else { "build" });
    let mut build = Build::prepare(&layout, options.architecture, &layout.checkout, &target)?;
    if options.symbols {
        build = build.with_symbols();
    }
    functions.iter().try_for_each(|name| build.function(name))?;
    if options.symbols {
        terminal::say(&format!("programs with their symbols are in {}", build.programs().display()));
        return Ok(ExitCode::SUCCESS);
    }
    // That takes minutes, in which somebody may go on working.
    if Commit::of(&layout.checkout)? != commit {
        bail!("the checkout was changed while it was built: package it anew");
    }
    let zips = folder.join(options.architecture.word());
    pack(&layout, &build, &build.programs(), &commit, &functions, &zips)?;
    Ok(ExitCode::SUCCESS)
}

/// Every function's program and package for this machine.
pub(crate) fn for_this_machine(layout: &Layout) -> Result<Packages> {
    all_packed(layout).map(|(_, packages)| packages)
}

/// The same for the benchmark of them, and the least program that Lambda's runtime allows beside them.
pub(crate) fn with_least_program(layout: &Layout) -> Result<Packages> {
    let (build, packages) = all_packed(layout)?;
    build.example("neurmatic-http", "minimal")?;
    Ok(packages)
}

fn all_packed(layout: &Layout) -> Result<(Build, Packages)> {
    let architecture = Architecture::of_this_machine();
    let target = layout.checkout.join("target/package/build");
    let build = Build::prepare(layout, architecture, &layout.checkout, &target)?;
    let functions = chosen(&layout.checkout, &[])?;
    functions.iter().try_for_each(|name| build.function(name))?;
    let packages = Packages { programs: build.programs(), zips: zips_of_this_machine(layout) };
    let commit = Commit::of(&layout.checkout)?;
    pack(layout, &build, &packages.programs, &commit, &functions, &packages.zips)?;
    Ok((build, packages))
}

/// Where packages for this machine lie, whether or not they are there.
pub(crate) fn zips_of_this_machine(layout: &Layout) -> PathBuf {
    layout.checkout.join("target/package").join(Architecture::of_this_machine().word())
}

/// What they run on, in the word of Lambda and of Terraform.
pub(crate) fn architecture_of_this_machine() -> &'static str {
    Architecture::of_this_machine().lambda()
}

impl Options {
    fn parse(words: &[String]) -> Result<Self> {
        let mut options = Self {
            architecture: Architecture::Arm64,
            allow_dirty: false,
            check: false,
            symbols: false,
            functions: Vec::new(),
        };
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "--arch" => options.architecture = Architecture::named(words.next())?,
                "--allow-dirty" => options.allow_dirty = true,
                "--check" => options.check = true,
                "--symbols" => options.symbols = true,
                flag if flag.starts_with('-') => {
                    bail!("`package` knows --arch, --allow-dirty, --check and --symbols, not {flag}")
                }
                function => options.functions.push(function.to_owned()),
            }
        }
        if options.check && (options.allow_dirty || options.symbols) {
            bail!(
                "--check compares packages of what is committed: it has no use for --allow-dirty or --symbols"
            );
        }
        Ok(options)
    }
}

/// The functions that are named, or all.
fn chosen(checkout: &Path, named: &[String]) -> Result<Vec<String>> {
    let folder = checkout.join("functions");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let with_program = entries.flatten().filter(|entry| entry.path().join("src/main.rs").is_file());
    let mut all: Vec<String> =
        with_program.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    all.sort();
    if let Some(unknown) = named.iter().find(|name| !all.contains(name)) {
        bail!("there is no function {unknown}; there are: {}", all.join(", "));
    }
    all.retain(|name| named.is_empty() || named.contains(name));
    Ok(all)
}

/// Has zips, bills of materials and a manifest written of programs that a build made.
fn pack(
    layout: &Layout,
    build: &Build,
    programs: &Path,
    commit: &Commit,
    functions: &[String],
    out: &Path,
) -> Result<()> {
    let mut command = cargo(layout);
    command.args(["run", "--quiet", "--package", release::PROGRAM, "--", "pack", "--arch", build.word()]);
    command.arg("--programs").arg(programs).arg("--out").arg(out);
    command.arg("--checkout").arg(build.source()).args(["--commit", &commit.id]);
    command.args(commit.is_dirty.then_some("--dirty"));
    command.args(build.built_by()?.iter().flat_map(|tool| ["--built-by", tool]));
    step::must(command.args(functions))
}

/// Builds the commit twice, in folders of other names and depths, and compares the packages.
fn check(
    layout: &Layout,
    commit: &Commit,
    architecture: Architecture,
    functions: &[String],
) -> Result<ExitCode> {
    let root = layout.root.join("package-check");
    remove_folder(&root)?;
    let places = [root.join("one"), root.join("another/that/lies/deeper")];
    let mut manifests = Vec::with_capacity(places.len());
    for place in &places {
        let (source, zips) = (place.join("source"), place.join("packages"));
        source::export(&layout.checkout, commit, &source)?;
        let build = Build::prepare(layout, architecture, &source, &place.join("build"))?;
        functions.iter().try_for_each(|name| build.function(name))?;
        pack(layout, &build, &build.programs(), commit, functions, &zips)?;
        manifests.push(read_manifest(&zips)?);
    }
    remove_folder(&root)?;
    let [one, other] = manifests.as_slice() else { bail!("it was not built twice") };
    Ok(if compare(one, other) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_manifest(folder: &Path) -> Result<Manifest> {
    let text = std::fs::read(folder.join("manifest.json")).context("no manifest was written")?;
    serde_json::from_slice(&text).context("the manifest is not understood")
}

/// Prints how both stand; whether all are the same.
fn compare(one: &Manifest, other: &Manifest) -> bool {
    let mut are_same = one.functions.len() == other.functions.len();
    for (one, other) in one.functions.iter().zip(&other.functions) {
        let is_same = one.name == other.name && one.zip_sha256 == other.zip_sha256;
        are_same &= is_same;
        let outcome = if is_same { "the same" } else { "DIFFERS" };
        terminal::say(&format!("{:<20}{:<10}{}  {}", one.name, outcome, one.zip_sha256, other.zip_sha256));
    }
    are_same
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn all_functions_for_graviton_are_packaged_unless_told_otherwise() {
        let all = Options {
            architecture: Architecture::Arm64,
            allow_dirty: false,
            check: false,
            symbols: false,
            functions: vec![],
        };
        assert_eq!(parsed("").unwrap(), all);
        let told = parsed("api-auth --arch x86-64 --allow-dirty tasks").unwrap();
        assert_eq!((told.architecture, told.allow_dirty), (Architecture::X86_64, true));
        assert_eq!(told.functions, ["api-auth", "tasks"]);
    }

    #[test]
    fn what_is_wrong_in_a_call_is_said() {
        let fault = |line: &str| parsed(line).unwrap_err().to_string();
        assert!(fault("--arch riscv").contains("arm64 or x86-64"));
        assert!(fault("--arch").contains("arm64 or x86-64"));
        assert!(fault("--fast").contains("--fast"));
        assert!(fault("--check --allow-dirty").contains("committed"));
    }

    #[test]
    fn every_function_of_the_checkout_is_found_and_no_other() {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let all = chosen(&checkout, &[]).unwrap();
        assert!(
            ["api-articles", "migrate", "relay", "tasks"].iter().all(|name| all.iter().any(|is| is == name))
        );
        assert_eq!(chosen(&checkout, &["tasks".to_owned()]).unwrap(), ["tasks"]);
        assert!(
            chosen(&checkout, &["task".to_owned()]).unwrap_err().to_string().contains("there is no function")
        );
    }

    #[test]
    fn one_other_hash_is_a_difference() {
        let manifest = |hash: &str| Manifest {
            functions: vec![Packed { name: "tasks".to_owned(), zip_sha256: hash.to_owned() }],
        };
        assert!(compare(&manifest("a"), &manifest("a")));
        assert!(!compare(&manifest("a"), &manifest("b")));
        assert!(!compare(&manifest("a"), &Manifest { functions: vec![] }));
    }
}
