//! What `infra/aws` says of functions and queues is what they are in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use neurmatic_tasks::{Policy, Queue, policies};

/// What begins every path.
const BASE: &str = "/api/v1/";

/// Receives beyond the attempts, and the most that SQS allows.
const SPARE_RECEIVES: u32 = 5;
const RECEIVES_MAX: u32 = 1_000;

/// Seconds of a batch beyond two rounds of its longest task.
const SPARE_SECS: u64 = 10;

/// The entries of a map in a file of `infra/aws`: their names, and their lines.
fn entries(file: &str, map: &str) -> BTreeMap<String, Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../aws").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(&format!("\n  {map} = {{\n")).unwrap();
    let (body, _) = rest.split_once("\n  }\n").unwrap();
    let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in body.lines() {
        let inner = line.trim_start();
        match inner.strip_suffix(" = {") {
            Some(name) if line.len() - inner.len() == 4 => current = name.to_owned(),
            _ => entries.entry(current.clone()).or_default().push(inner.to_owned()),
        }
    }
    entries
}

/// What an entry says of something.
fn said<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| {
        let (before, after) = line.split_once('=')?;
        (before.trim() == name).then(|| after.trim())
    })
}

#[test]
fn each_function_serves_the_paths_that_its_routes_have() {
    let entries = entries("functions.tf", "functions");
    let functions = neurmatic_platform::functions();
    for (name, routes) in &functions {
        let wanted: BTreeSet<&str> =
            routes.iter().filter_map(|route| route.path.strip_prefix(BASE)?.split('/').next()).collect();
        let paths = said(&entries[*name], "paths").unwrap_or_default();
        let paths: BTreeSet<&str> = paths.split('"').skip(1).step_by(2).collect();
        assert_eq!(paths, wanted, "{name} in infra/aws/functions.tf");
    }
    let others: Vec<&str> = entries
        .keys()
        .map(String::as_str)
        .filter(|name| !functions.iter().any(|(of, _)| of == name))
        .collect();
    assert_eq!(others, ["clock", "migrate", "relay"]);
}

#[test]
fn each_queue_has_the_time_and_the_receives_that_its_tasks_need() {
    let entries = entries("queues.tf", "queues");
    assert_eq!(entries.len(), Queue::ALL.len());
    for queue in Queue::ALL {
        let lines = &entries[queue.as_str()];
        let number = |name: &str| said(lines, name).and_then(|text| text.parse::<u64>().ok()).unwrap();
        let tasks: Vec<&Policy> = policies::ALL.iter().filter(|policy| policy.queue == *queue).collect();
        let attempts = tasks.iter().map(|policy| policy.attempts).max().unwrap_or_default();
        let receives = attempts.saturating_add(SPARE_RECEIVES).min(RECEIVES_MAX);
        let longest = tasks.iter().map(|policy| policy.timeout.as_secs()).max().unwrap_or_default();
        let name = queue.as_str();
        assert!(
            number("max_receives") >= u64::from(receives),
            "{name} in infra/aws/queues.tf: max_receives {receives}"
        );
        let timeout = 2 * longest + SPARE_SECS;
        assert!(number("timeout_secs") >= timeout, "{name} in infra/aws/queues.tf: timeout_secs {timeout}");
        let takes_others = tasks.iter().any(|policy| policy.from_outside);
        assert_eq!(said(lines, "from_outside") == Some("true"), takes_others, "{name}: from_outside");
        assert_eq!(said(lines, "paced") == Some("true"), queue.per_sec().is_some(), "{name}: paced");
    }
}
