//! Source files: short, explained and finished; one of them reads the environment, and one holds unsafe code.

use crate::tree::Tree;

/// Lines of a Rust file at most.
const LINES_MAX: usize = 500;

/// Kinds of file that people write.
const WRITTEN: [&str; 8] = [".rs", ".sql", ".md", ".toml", ".lua", ".html", ".txt", ".ci/run"];

/// Words of unfinished work; in two halves, so that this file doesn't hold them.
const UNFINISHED: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimpl", "emented!"), concat!("to", "do!(")];

/// Who may ask the environment beside `shared/config`: the launcher, the harness, tests, benchmarks, build scripts.
const MAY_ASK: [&str; 3] = ["shared/config/src/", "shared/testing/src/", "infra/dev/"];

/// The one file that may hold unsafe code, which `shared/memory` needs to talk to its allocator.
const MAY_BE_UNSAFE: &str = "shared/memory/src/jemalloc.rs";

/// What lets a file hold unsafe code; in two halves, so that this file doesn't hold it.
const UNSAFE: &str = concat!("expect(unsafe", "_code");

/// Rust files that are too long, unexplained or oddly named, what is unfinished, and who else reads the environment.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            faults.push(format!(
                "{path} has {lines} lines: {LINES_MAX} are the most, split it by what it does"
            ));
        }
        if !text.starts_with("//!") {
            faults.push(format!(
                "{path}: begin it with `//!`: what it is for, and what is deliberately not in it"
            ));
        }
        if path.ends_with("/mod.rs") {
            faults.push(format!(
                "{path}: name it after its folder and put it beside that (foo.rs beside foo/)"
            ));
        }
        if text.lines().any(is_fence_of_documentation) {
            faults.push(format!(
                "{path} has an example in its documentation, which no run of the tests tries: make it a test"
            ));
        }
        if text.contains(UNSAFE) && path != MAY_BE_UNSAFE {
            faults.push(format!("{path} holds unsafe code: only {MAY_BE_UNSAFE} may, find another way"));
        }
        if text.contains("env::var") && !may_ask(path) {
            faults.push(format!(
                "{path} reads the environment: add a setting to shared/config and take it from there"
            ));
        }
    }
    for (path, text) in tree.files().filter(|(path, _)| WRITTEN.iter().any(|kind| path.ends_with(kind))) {
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(word) = UNFINISHED.iter().find(|word| holds(line, word)) {
                faults.push(format!(
                    "{path}:{number} says {word}: finish it, or take it out and open an issue"
                ));
            }
        }
    }
    faults
}

fn is_fence_of_documentation(line: &str) -> bool {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
    text.is_some_and(|text| text.trim_start().starts_with("```"))
}

fn may_ask(path: &str) -> bool {
    MAY_ASK.iter().any(|folder| path.starts_with(folder))
        || path.ends_with("/build.rs")
        || path.contains("/tests/")
        || path.contains("/benches/")
}

/// Whether the line holds the word by itself, not as a part of another.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let is_part = |neighbour: Option<char>| neighbour.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !is_part(before) && (!is_part(after) || word.ends_with('('))
    })
}

mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        faults(&Tree::of(&[(path, text)]))
    }

    #[test]
    fn a_long_file_is_told() {
        let text = |lines: usize| "//! What for.\n".repeat(lines);
        assert!(told("shared/a/src/lib.rs", &text(LINES_MAX)).is_empty());
        assert!(told("shared/a/src/lib.rs", &text(LINES_MAX + 1))[0].contains("has 501 lines"));
    }

    #[test]
    fn an_unexplained_file_and_one_named_mod_are_told() {
        assert!(told("shared/a/src/lib.rs", "mod b;\n")[0].contains("begin it with `//!`"));
        assert!(told("shared/a/src/b/mod.rs", "//! What for.\n")[0].contains("foo.rs beside foo/"));
    }

    #[test]
    fn an_example_that_nobody_runs_is_told() {
        let text = "//! What for.\n\n/// Adds.\n    /// ```\n    /// assert_eq!(add(1, 1), 2);\n    /// ```\nfn add() {}\n";
        assert!(told("shared/a/src/lib.rs", text)[0].contains("make it a test"));
        assert!(told("shared/a/src/lib.rs", "//! What for.\nconst FENCE: &str = \"```\";\n").is_empty());
    }

    #[test]
    fn unfinished_work_is_told_with_its_line() {
        let text = format!("//! What for.\n// {} later\n", UNFINISHED[0]);
        assert!(told("shared/a/src/lib.rs", &text)[0].starts_with("shared/a/src/lib.rs:2 says"));
        assert!(told("a.md", &format!("{}S of a list", UNFINISHED[0])).is_empty());
    }

    #[test]
    fn unsafe_code_is_told_but_at_the_allocators_door() {
        let text = format!("//! What for.\n#![{UNSAFE}, reason = \"speed\")]\n");
        assert!(told("shared/db/src/pool.rs", &text)[0].contains("holds unsafe code"));
        assert!(told(MAY_BE_UNSAFE, &text).is_empty());
    }

    #[test]
    fn a_second_reader_of_the_environment_is_told() {
        let text = "//! What for.\nfn a() { std::env::var(\"A\"); }\n";
        assert!(told("shared/db/src/pool.rs", text)[0].contains("add a setting to shared/config"));
        for allowed in
            ["shared/config/src/env.rs", "shared/db/tests/suite/main.rs", "functions/migrate/build.rs"]
        {
            assert!(told(allowed, text).is_empty(), "{allowed}");
        }
    }
}
