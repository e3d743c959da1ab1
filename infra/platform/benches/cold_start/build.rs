//! The programs whose starts are measured, built in the profile that is deployed.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The baseline's name.
pub(crate) const MINIMAL: &str = "minimal";

/// The name of the row whose start has a call to Secrets Manager, as a deployed function's has.
const WITH_SECRET: &str = "articles, secret";

/// A program and its first request.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) path: PathBuf,
    /// What its first request reads.
    pub(crate) read: &'static str,
    /// Whether it reads a secret at its start.
    pub(crate) has_secret: bool,
    /// What it answers: 401 is an answer too, from the first token check.
    pub(crate) status: u16,
}

/// Every function and its first request.
const FUNCTIONS: [(&str, &str, u16); 13] = [
    ("api-admin", "/api/v1/settings", 200),
    ("api-analytics", "/api/v1/analytics/platform", 401),
    ("api-articles", "/api/v1/articles", 200),
    ("api-auth", "/api/v1/auth/me", 401),
    ("api-community", "/api/v1/badges", 200),
    ("api-forum", "/api/v1/forum/topics", 200),
    ("api-jobs", "/api/v1/jobs", 200),
    ("api-messages", "/api/v1/conversations", 401),
    ("api-models", "/api/v1/models", 200),
    ("api-notifications", "/api/v1/notifications", 401),
    ("api-performance", "/api/v1/performance/health", 200),
    ("api-users", "/api/v1/users/me", 401),
    ("api-search", "/api/v1/search?q=anything", 200),
];

/// Builds all programs, the baseline first; cargo shows its progress.
pub(crate) fn programs(profile: &str) -> Vec<Program> {
    let folder = target_folder().join(if profile == "dev" { "debug" } else { profile });
    build(profile, &["--package", "neurmatic-http", "--example", MINIMAL]);
    let packages = FUNCTIONS.iter().flat_map(|(name, ..)| ["--package", *name]);
    build(profile, &packages.chain(["--bins"]).collect::<Vec<_>>());
    let path = folder.join("examples").join(MINIMAL);
    let minimal = Program { name: MINIMAL, path, read: "/", has_secret: false, status: 200 };
    let function = |name, of: &str, read, has_secret, status| Program {
        name,
        path: folder.join(of),
        read,
        has_secret,
        status,
    };
    let functions = FUNCTIONS.map(|(name, read, status)| function(name, name, read, false, status));
    let deployed = function(WITH_SECRET, "api-articles", "/api/v1/articles", true, 200);
    std::iter::once(minimal).chain(functions).chain([deployed]).collect()
}

fn build(profile: &str, what: &[&str]) {
    println!("building {} in the profile {profile} …", what.join(" "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(cargo);
    command.current_dir(workspace).args(["build", "--profile", profile]).args(what);
    // What the cargo around us says of this package, build scripts would take for a change.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    assert!(command.status().unwrap().success(), "the build failed; what the compiler said is above");
}

/// Cargo's target folder: this program lies in `<target>/<profile>/deps`.
fn target_folder() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}
