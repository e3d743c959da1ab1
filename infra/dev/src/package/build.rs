//! How a function's program is built for Lambda, so that nothing of the machine comes into it: neither folders, nor the time, nor
//! what the machine's processor, C library or environment are like.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::binaries::add_target;
use crate::checkout::Layout;
use crate::install::{self, Zigbuild};
use crate::{step, terminal};

/// The profile of `Cargo.toml`.
const PROFILE: &str = "lambda";

/// The C library of `provided.al2023`. Programs are linked against it, whatever the machine has.
const GLIBC: &str = "2.34";

/// What programs say of the folders they were built in.
const SOURCE: &str = "/neurmatic";
const TARGET: &str = "/neurmatic/target";
const CARGO_HOME: &str = "/cargo";

/// 1 January 1980, the first day that a zip can name, for whatever asks for the time of a build. The commit's own time would have
/// two commits with the same code give two programs.
const SOURCE_DATE_EPOCH: &str = "315532800";

/// Pages of 4 KiB, which both of Lambda's architectures have. Without it jemalloc takes 64 KiB for arm64, to run everywhere, and
/// holds so much more of everything; on a kernel with larger pages it would refuse to start.
const LG_PAGE: &str = "12";

/// Addresses of 48 bits. Without it jemalloc asks the processor of the machine that it is built on.
const LG_VADDR: &str = "48";

/// Variables that would change what is built, and are not passed on.
const NOT_PASSED_ON: [&str; 17] = [
    "AWS_LC_",
    "CARGO_BUILD_",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "CFLAGS",
    "CMAKE_",
    "CPPFLAGS",
    "CXXFLAGS",
    "EXTRA_CFLAGS",
    "HOST_CFLAGS",
    "JEMALLOC_",
    "LDFLAGS",
    "RUSTFLAGS",
    "TARGET_CFLAGS",
];

/// What programs run on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Architecture {
    /// Graviton.
    Arm64,
    /// Intel and AMD.
    X86_64,
}

impl Architecture {
    /// The one of a word of the command line.
    pub(crate) fn named(word: Option<&str>) -> Result<Self> {
        match word {
            Some("arm64") => Ok(Self::Arm64),
            Some("x86-64") => Ok(Self::X86_64),
            _ => bail!("--arch is arm64 or x86-64"),
        }
    }

    /// This machine's own.
    pub(crate) fn of_this_machine() -> Self {
        if cfg!(target_arch = "aarch64") { Self::Arm64 } else { Self::X86_64 }
    }

    /// The command line's word, and the folder of its packages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86-64",
        }
    }

    /// Lambda's word.
    pub(crate) fn lambda(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    fn triple(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86_64 => "x86_64-unknown-linux-gnu",
        }
    }
}

/// Builds programs of some sources.
#[derive(Debug)]
pub(crate) struct Build {
    tools: Zigbuild,
    architecture: Architecture,
    source: PathBuf,
    target: PathBuf,
    rustflags: OsString,
    cflags: Option<String>,
    has_symbols: bool,
}

impl Build {
    /// Gets the tools. `source` is a checkout, `target` a folder of its own for what is built.
    pub(crate) fn prepare(
        layout: &Layout,
        architecture: Architecture,
        source: &Path,
        target: &Path,
    ) -> Result<Self> {
        let tools = install::zigbuild(layout)?;
        add_target(layout, architecture.triple())?;
        std::fs::create_dir_all(target)?;
        let (source, target) = (source.canonicalize()?, target.canonicalize()?);
        // The later of two that fit is the one that counts.
        let folders = [(source.clone(), SOURCE), (target.clone(), TARGET), (cargo_home()?, CARGO_HOME)];
        let rustflags = rustflags(&folders, &rustc(&source)?);
        let cflags = cflags(&folders);
        Ok(Self { tools, architecture, source, target, rustflags, cflags, has_symbols: false })
    }

    /// The same with the names of functions and lines left in, for who looks for a place in a deployed program.
    pub(crate) fn with_symbols(self) -> Self {
        Self { has_symbols: true, ..self }
    }

    /// Builds a function. Each by itself: what a crate is built with would else depend on what is built beside it.
    pub(crate) fn function(&self, name: &str) -> Result<()> {
        self.build(name, &["--package", name, "--bin", name])
    }

    /// Builds an example of a library.
    pub(crate) fn example(&self, package: &str, name: &str) -> Result<()> {
        self.build(name, &["--package", package, "--example", name])
    }

    /// Where built programs lie.
    pub(crate) fn programs(&self) -> PathBuf {
        self.target.join(self.architecture.triple()).join(PROFILE)
    }

    /// The sources.
    pub(crate) fn source(&self) -> &Path {
        &self.source
    }

    /// The architecture's word.
    pub(crate) fn word(&self) -> &'static str {
        self.architecture.word()
    }

    /// The compiler and what links, with their versions. What the compiler itself runs on is a part of the hashes by which it
    /// tells crates apart, and so comes into what it makes.
    pub(crate) fn built_by(&self) -> Result<Vec<String>> {
        let told = rustc(&self.source)?;
        let version = told.lines().next().context("rustc doesn't tell its version")?;
        let host = told.lines().find_map(|line| line.strip_prefix("host: "));
        let host = host.context("rustc doesn't tell what it runs on")?;
        Ok(std::iter::once(format!("{version} on {host}")).chain(Zigbuild::versions()).collect())
    }

    fn build(&self, name: &str, what: &[&str]) -> Result<()> {
        terminal::timed(&format!("Building {name} for {}", self.word()), || {
            let mut command = Command::new(&self.tools.program);
            command.args(["zigbuild", "--quiet", "--locked", "--profile", PROFILE]).args(what);
            command.arg("--target").arg(format!("{}.{GLIBC}", self.architecture.triple()));
            command.arg("--target-dir").arg(&self.target).current_dir(&self.source);
            self.set_environment(&mut command);
            step::must(&mut command)
        })
    }

    fn set_environment(&self, command: &mut Command) {
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if NOT_PASSED_ON.iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        let triple = self.architecture.triple();
        if let Some(cflags) = &self.cflags {
            command.env(format!("CFLAGS_{}", triple.replace('-', "_")), cflags);
        }
        if self.has_symbols {
            command.env("CARGO_PROFILE_LAMBDA_STRIP", "false");
        }
        command
            .env("CARGO_ENCODED_RUSTFLAGS", &self.rustflags)
            .env("CARGO_INCREMENTAL", "0")
            // It would prefer a zig among Python's own packages, of whatever version: with this for Python it finds none.
            .env("CARGO_ZIGBUILD_PYTHON_PATH", "false")
            .env("CARGO_ZIGBUILD_ZIG_PATH", &self.tools.zig)
            .env("CARGO_ZIGBUILD_CACHE_DIR", &self.tools.cache)
            .env("ZIG_GLOBAL_CACHE_DIR", &self.tools.cache)
            .env("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
            .env("JEMALLOC_SYS_WITH_LG_PAGE", LG_PAGE)
            .env("JEMALLOC_SYS_WITH_LG_VADDR", LG_VADDR)
            // jemalloc's profiler walks the stack by libunwind. Without the word its configuration, which finds no libgcc
            // with zig, takes frame pointers, which our programs don't have: a profile would be the end of the process.
            .env(format!("{}_LDFLAGS", triple.to_uppercase().replace('-', "_")), "-lunwind");
    }
}

/// The compiler's flags, as cargo takes them from one variable.
fn rustflags(folders: &[(PathBuf, &str)], rustc: &str) -> OsString {
    let mut flags = vec![OsString::from("-Clink-arg=-Wl,--build-id=none")];
    for (folder, name) in folders {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(folder);
        flag.push("=");
        flag.push(name);
        flags.push(flag);
    }
    flags.extend(standard_library(rustc));
    let mut encoded = OsString::new();
    for flag in flags {
        if !encoded.is_empty() {
            encoded.push("\u{1f}");
        }
        encoded.push(flag);
    }
    encoded
}

/// Where its sources are installed, the compiler names them by their folder; elsewhere by its own commit.
fn standard_library(rustc: &str) -> Option<OsString> {
    let field = |name: &str| rustc.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let (sysroot, commit) = (field("sysroot: ")?, field("commit-hash: ")?);
    Some(format!("--remap-path-prefix={sysroot}/lib/rustlib/src/rust=/rustc/{commit}").into())
}

/// The same for what is written in C. There a folder with a space can't be named; its name then stays, which is noticed when the
/// program is packaged.
fn cflags(folders: &[(PathBuf, &str)]) -> Option<String> {
    let texts: Option<Vec<(&str, &str)>> =
        folders.iter().map(|(folder, name)| Some((folder.to_str()?, *name))).collect();
    let texts = texts.filter(|all| !all.iter().any(|(folder, _)| folder.contains(char::is_whitespace)))?;
    // Here too the later of two that fit is the one that counts.
    let flags = texts.iter().map(|(folder, name)| format!("-ffile-prefix-map={folder}={name}"));
    Some(flags.collect::<Vec<_>>().join(" "))
}

/// What the compiler of these sources says of itself: its version, its commit, and where it is.
fn rustc(source: &Path) -> Result<String> {
    let told = |arguments: &[&str]| -> Result<String> {
        let told = step::output(Command::new("rustc").args(arguments).current_dir(source))?;
        Ok(String::from_utf8(told)?)
    };
    Ok(format!("{}sysroot: {}", told(&["--version", "--verbose"])?, told(&["--print", "sysroot"])?))
}

fn cargo_home() -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let home = home.context("neither CARGO_HOME nor HOME says where cargo keeps crates")?;
    Ok(home.canonicalize().unwrap_or(home))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSTC: &str =
        "rustc 1.95.0 (abc 2026-01-01)\ncommit-hash: abcdef\nsysroot: /src/me/.rustup/toolchains/1.95\n";

    #[test]
    fn every_folder_gets_another_name() {
        let folders = [(PathBuf::from("/src/me/x y"), SOURCE), (PathBuf::from("/src/me/.cargo"), CARGO_HOME)];
        let flags = rustflags(&folders, RUSTC).into_string().unwrap();
        let flags: Vec<&str> = flags.split('\u{1f}').collect();
        assert_eq!(
            flags,
            [
                "-Clink-arg=-Wl,--build-id=none",
                "--remap-path-prefix=/src/me/x y=/neurmatic",
                "--remap-path-prefix=/src/me/.cargo=/cargo",
                "--remap-path-prefix=/src/me/.rustup/toolchains/1.95/lib/rustlib/src/rust=/rustc/abcdef",
            ]
        );
        assert_eq!(cflags(&folders), None, "a space would make two flags of one");
        assert_eq!(cflags(&folders[1..]).as_deref(), Some("-ffile-prefix-map=/src/me/.cargo=/cargo"));
    }
}
