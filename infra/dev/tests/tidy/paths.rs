//! Paths that documents name: links, and what stands in backticks and looks like a path of this repository.

use crate::tree::Tree;

/// Kinds of file whose mere name in backticks means a file of ours.
const OURS: [&str; 5] = [".rs", ".sql", ".toml", ".md", ".lua"];

/// Folders within a crate, as its README names them.
const IN_CRATE: [&str; 6] = ["src", "tests", "benches", "templates", "fixtures", "queries"];

/// Named in backticks, but not a path here: patterns, and files of other places.
const PLACEHOLDERS: [&str; 6] = ["<", "{", "*", "…", "NNNN", "mod.rs"];

/// Links and paths that lead nowhere, and decisions that the index doesn't list.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.ending(".md") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in links(text).into_iter().filter(|link| is_local(link)) {
            let target = resolved(folder, link.split('#').next().unwrap_or_default());
            if !target.as_deref().is_some_and(|target| tree.has(target)) {
                faults.push(format!("{path} links to {link}, which is not there: mend the link"));
            }
        }
        for named in code(text).into_iter().filter(|named| !exists(tree, folder, named)) {
            faults.push(format!("{path} names `{named}`, which is not there: name what is"));
        }
    }
    let index =
        tree.files().find(|(path, _)| *path == "docs/decisions/README.md").map_or("", |(_, text)| text);
    for (path, _) in tree.ending(".md") {
        if let Some(name) = path.strip_prefix("docs/decisions/").filter(|name| *name != "README.md")
            && !index.contains(&format!("({name})"))
        {
            faults.push(format!("{path} is not in the index: link it in docs/decisions/README.md"));
        }
    }
    faults
}

/// The lines outside of fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_fenced = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        !is_fenced && !is_fence
    })
}

fn links(text: &str) -> Vec<&str> {
    prose(text)
        .flat_map(|line| {
            line.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
        })
        .collect()
}

fn is_local(link: &str) -> bool {
    !link.contains("://") && !link.starts_with('#') && !link.starts_with("mailto:")
}

/// What stands in single backticks, if it is one word of a path's letters.
fn code(text: &str) -> Vec<&str> {
    let is_path = |span: &&str| {
        !span.is_empty() && span.chars().all(|c| c.is_ascii_alphanumeric() || "._-/<>{}*…".contains(c))
    };
    prose(text).flat_map(|line| line.split('`').skip(1).step_by(2)).filter(is_path).collect()
}

/// Whether a word is a path that is there, or no path of ours at all.
fn exists(tree: &Tree, folder: &str, word: &str) -> bool {
    if word.starts_with('/') || PLACEHOLDERS.iter().any(|part| word.contains(part)) {
        return true;
    }
    let (first, is_nested) = word.split_once('/').map_or((word, false), |(first, _)| (first, true));
    let in_crate = !folder.is_empty() && tree.has(&format!("{folder}/Cargo.toml"));
    if is_nested && in_crate && IN_CRATE.contains(&first) {
        return tree.has(&format!("{folder}/{word}"));
    }
    if is_nested && !first.is_empty() && tree.has(first) {
        return tree.has(word);
    }
    !OURS.iter().any(|kind| word.ends_with(kind) && word.len() > kind.len()) || tree.has_ending(word)
}

/// A link's target from the root; none when it leaves the checkout.
fn resolved(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        let there =
            [("shared/db/Cargo.toml", ""), ("shared/db/src/door.rs", ""), ("docs/api.md", ""), (path, text)];
        faults(&Tree::of(&there))
    }

    #[test]
    fn a_link_that_leads_nowhere_is_told() {
        assert!(told("shared/db/README.md", "[use](../../docs/api.md#paging)").is_empty());
        assert!(told("README.md", "[use](docs/apis.md)")[0].contains("links to docs/apis.md"));
        assert!(told("README.md", "[use](../docs/api.md)")[0].contains("links to ../docs/api.md"));
    }

    #[test]
    fn a_path_in_backticks_that_is_not_there_is_told() {
        for fine in ["`shared/db`", "`door.rs`", "`src/door.rs`", "`application/json`", "`shared/<room>`"] {
            assert!(told("docs/a.md", fine).is_empty(), "{fine}");
        }
        for bad in ["`shared/cdn`", "`doors.rs`", "`docs/api2.md`"] {
            assert_eq!(told("docs/a.md", bad).len(), 1, "{bad}");
        }
        assert_eq!(told("shared/db/README.md", "`src/doors/`").len(), 1);
        assert!(told("docs/a.md", "```\n`doors.rs`\n```").is_empty());
    }

    #[test]
    fn a_decision_that_the_index_misses_is_told() {
        let faults = told("docs/decisions/0001-a.md", "");
        assert!(faults[0].contains("link it in docs/decisions/README.md"), "{faults:?}");
    }
}
