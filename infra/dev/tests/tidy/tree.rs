//! The checkout's files as a map, so that a rule can be tried on a few lines of text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is no part of the project: git's own folder, what is built, what runs.
const SKIPPED: [&str; 4] = [".git", ".dev", "target", "node_modules"];

/// Files by their path from the checkout's root, with their text; a picture has none.
pub(crate) struct Tree(BTreeMap<String, String>);

impl Tree {
    /// All files of this checkout.
    pub(crate) fn of_checkout() -> Self {
        let root = root();
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                    continue;
                }
                if entry.file_type().unwrap().is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, std::fs::read_to_string(&path).unwrap_or_default());
                }
            }
        }
        Self(files)
    }

    /// A few files, for trying a rule.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// Every path with its text.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files whose name ends so.
    pub(crate) fn ending(&self, end: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(move |(path, _)| path.ends_with(end))
    }

    /// Whether there is such a file or folder.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        path.is_empty() || self.0.keys().any(|file| file == path || file.starts_with(&folder))
    }

    /// Whether some file's path ends with these whole segments.
    pub(crate) fn has_ending(&self, end: &str) -> bool {
        let end = format!("/{end}");
        self.0.keys().any(|file| format!("/{file}").ends_with(&end))
    }
}

/// The checkout's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

#[test]
fn a_tree_knows_its_files_folders_and_endings() {
    let tree = Tree::of(&[("shared/db/src/door.rs", "")]);
    assert!(tree.has("shared/db") && tree.has("shared/db/") && tree.has("shared/db/src/door.rs"));
    assert!(!tree.has("shared/d") && !tree.has("shared/db/src/doors.rs"));
    assert!(tree.has_ending("src/door.rs") && !tree.has_ending("oor.rs"));
}
