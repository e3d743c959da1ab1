//! What a crate's manifest leaves to the workspace, and the README beside it.

use crate::tree::Tree;

/// Lines that every crate's manifest has.
const LINES: [&str; 5] = [
    "version.workspace = true",
    "edition.workspace = true",
    "license.workspace = true",
    "publish.workspace = true",
    "rust-version.workspace = true",
];

/// Manifests with versions or lints of their own, and crates without a README.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.ending("/Cargo.toml") {
        let folder = path.strip_suffix("Cargo.toml").unwrap_or_default();
        if !tree.has(&format!("{folder}README.md")) {
            faults.push(format!(
                "{folder} has no README.md: write what it is for, what not, its main door, how to test it"
            ));
        }
        for line in LINES.iter().filter(|line| !text.lines().any(|there| there == **line)) {
            faults.push(format!("{path}: add `{line}`"));
        }
        let mut section = "";
        let mut has_lints = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                section = line;
            } else if section == "[lints]" {
                has_lints |= line == "workspace = true";
            } else if section.contains("dependencies")
                && !line.is_empty()
                && !line.starts_with('#')
                && !line.contains("workspace = true")
            {
                faults.push(format!(
                    "{path}: `{line}` belongs into [workspace.dependencies] of the root manifest; write `workspace = true` here"
                ));
            }
        }
        if !has_lints {
            faults.push(format!("{path}: add `[lints]` with `workspace = true`"));
        }
    }
    faults
}

#[test]
fn a_version_of_its_own_and_missing_lints_are_told() {
    let fine = format!("[package]\n{}\n[lints]\nworkspace = true\n", LINES.join("\n"));
    let tree =
        |manifest: &str| faults(&Tree::of(&[("shared/a/Cargo.toml", manifest), ("shared/a/README.md", "")]));
    assert_eq!(tree(&fine), Vec::<String>::new());

    let own_version = tree(&format!("{fine}[dependencies]\nserde = \"1\"\nbytes.workspace = true\n"));
    assert!(own_version.len() == 1 && own_version[0].contains("`serde = \"1\"` belongs"), "{own_version:?}");
    assert_eq!(tree("[package]\n").len(), LINES.len() + 1);
    assert_eq!(faults(&Tree::of(&[("shared/a/Cargo.toml", &fine)])).len(), 1);
}
