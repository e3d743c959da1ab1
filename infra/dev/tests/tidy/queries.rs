//! Query files: each begins with its name, and is listed where its area's queries are.

use std::collections::BTreeSet;

use crate::tree::Tree;

const FOLDER: &str = "shared/db/queries/";

/// The list of all areas.
const REGISTRY: &str = "shared/db/src/registry.rs";

/// Query files that are not listed by a `queries!`, or whose first line isn't their name.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let listed: BTreeSet<String> = tree
        .ending(".rs")
        .filter(|(path, _)| path.starts_with("shared/db/src/"))
        .flat_map(|(_, text)| names(text))
        .collect();
    let mut faults = Vec::new();
    for (path, text) in tree.ending(".sql").filter(|(path, _)| path.starts_with(FOLDER)) {
        let name = path.trim_start_matches(FOLDER).trim_end_matches(".sql").replace('/', ".");
        if !text.starts_with(&format!("-- {name}: ")) {
            faults.push(format!(
                "{path}: begin it with `-- {name}: ` and what it is for, which indexes it uses"
            ));
        }
        if !listed.contains(&name) {
            faults.push(format!(
                "{path}: list it by `queries!` in its area's file in shared/db/src, or delete it"
            ));
        }
    }
    faults.extend(unregistered(tree));
    faults
}

/// Areas that the list of all queries misses: nobody would prove that their queries use an index.
fn unregistered(tree: &Tree) -> Vec<String> {
    let registry = tree.files().find(|(path, _)| *path == REGISTRY).map_or("", |(_, text)| text);
    tree.ending(".rs")
        .filter(|(path, text)| path.starts_with("shared/db/src/") && text.contains("\nqueries! {"))
        .filter_map(|(path, _)| path.rsplit_once('/')?.1.strip_suffix(".rs"))
        .filter(|area| !registry.contains(&format!("    {area}::ALL,\n")))
        .map(|area| format!("{REGISTRY}: add `{area}::ALL`, so that its queries are proven to use an index"))
        .collect()
}

/// The names that a source's `queries! { "area": NAME = "file", … }` list.
fn names(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for list in source.split("queries! {").skip(1) {
        let list = list.split('}').next().unwrap_or_default();
        let words: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        if let Some((area, files)) = words.split_first() {
            names.extend(files.iter().map(|file| format!("{area}.{file}")));
        }
    }
    names
}

#[test]
fn an_unlisted_query_and_a_wrong_name_are_told() {
    let source = (
        "shared/db/src/things.rs",
        "//! Things.\n\nqueries! { \"things\":\n    GET = \"get\",\n    PUT = \"put\",\n}\n",
    );
    let tree = Tree::of(&[
        source,
        (REGISTRY, "static AREAS: &[&[&Query]] = &[\n    things::ALL,\n];\n"),
        ("shared/db/queries/things/get.sql", "-- things.get: one thing.\nSELECT 1\n"),
        ("shared/db/queries/things/put.sql", "-- things.set: one thing.\nSELECT 1\n"),
        ("shared/db/queries/things/old.sql", "-- things.old: unused.\nSELECT 1\n"),
    ]);
    let faults = faults(&tree);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].starts_with("shared/db/queries/things/old.sql: list it"), "{faults:?}");
    assert!(faults[1].contains("begin it with `-- things.put: `"), "{faults:?}");
}

#[test]
fn an_area_that_is_not_in_the_list_of_all_is_told() {
    let source =
        ("shared/db/src/things.rs", "//! Things.\n\nqueries! { \"things\":\n    GET = \"get\",\n}\n");
    let query = ("shared/db/queries/things/get.sql", "-- things.get: one thing.\nSELECT 1\n");
    let faults = faults(&Tree::of(&[source, query, (REGISTRY, "")]));
    assert!(faults.len() == 1 && faults[0].contains("add `things::ALL`"), "{faults:?}");
}
