//! Which crate may use which: the picture of `docs/architecture.md` as a table.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::tree::root;

/// A crate and the crates of ours that it may use.
type Row = (&'static str, &'static [&'static str]);

/// Everything below HTTP that a function may use beside it.
const FUNCTION: &[&str] = &[
    "neurmatic-accounts",
    "neurmatic-alerts",
    "neurmatic-bucket",
    "neurmatic-cache",
    "neurmatic-cache-policy",
    "neurmatic-cards",
    "neurmatic-cdn",
    "neurmatic-config",
    "neurmatic-core",
    "neurmatic-db",
    "neurmatic-http",
    "neurmatic-memory",
    "neurmatic-rate-limit",
    "neurmatic-redis",
    "neurmatic-secrets",
    "neurmatic-sqs",
    "neurmatic-tasks",
    "neurmatic-telemetry",
];

/// The whole picture. No function uses another; rules and policies use nothing.
const ARROWS: &[Row] = &[
    ("neurmatic-core", &[]),
    ("neurmatic-cache-policy", &[]),
    ("neurmatic-config", &[]),
    ("neurmatic-memory", &[]),
    ("neurmatic-redis", &[]),
    ("neurmatic-sigv4", &[]),
    ("neurmatic-aws", &["neurmatic-sigv4"]),
    ("neurmatic-secrets", &["neurmatic-aws", "neurmatic-config"]),
    ("neurmatic-sqs", &["neurmatic-aws", "neurmatic-config"]),
    ("neurmatic-bucket", &["neurmatic-config", "neurmatic-sigv4"]),
    ("neurmatic-cache", &["neurmatic-cache-policy", "neurmatic-redis"]),
    ("neurmatic-rate-limit", &["neurmatic-redis"]),
    ("neurmatic-telemetry", &["neurmatic-aws", "neurmatic-config", "neurmatic-memory", "neurmatic-redis"]),
    ("neurmatic-alerts", &["neurmatic-core", "neurmatic-telemetry"]),
    ("neurmatic-db", &["neurmatic-config", "neurmatic-core"]),
    ("neurmatic-cards", &["neurmatic-core", "neurmatic-db"]),
    ("neurmatic-cdn", &["neurmatic-cache-policy", "neurmatic-config", "neurmatic-core", "neurmatic-db"]),
    (
        "neurmatic-tasks",
        &[
            "neurmatic-cache-policy",
            "neurmatic-config",
            "neurmatic-core",
            "neurmatic-db",
            "neurmatic-sqs",
            "neurmatic-telemetry",
        ],
    ),
    (
        "neurmatic-http",
        &[
            "neurmatic-cache",
            "neurmatic-cache-policy",
            "neurmatic-config",
            "neurmatic-core",
            "neurmatic-db",
            "neurmatic-memory",
            "neurmatic-rate-limit",
            "neurmatic-redis",
            "neurmatic-secrets",
            "neurmatic-tasks",
            "neurmatic-telemetry",
        ],
    ),
    ("neurmatic-accounts", &["neurmatic-core", "neurmatic-db", "neurmatic-http", "neurmatic-tasks"]),
    ("api-admin", FUNCTION),
    ("api-analytics", FUNCTION),
    ("api-articles", FUNCTION),
    ("api-auth", FUNCTION),
    ("api-community", FUNCTION),
    ("api-forum", FUNCTION),
    ("api-jobs", FUNCTION),
    ("api-messages", FUNCTION),
    ("api-models", FUNCTION),
    ("api-notifications", FUNCTION),
    ("api-performance", FUNCTION),
    ("api-users", FUNCTION),
    ("relay", FUNCTION),
    ("api-search", FUNCTION),
    ("tasks", FUNCTION),
    ("migrate", &["neurmatic-config", "neurmatic-core", "neurmatic-db", "neurmatic-secrets"]),
    ("neurmatic-testing", &["migrate", "neurmatic-config", "neurmatic-core", "neurmatic-http"]),
    ("neurmatic-dev", &[]),
    ("neurmatic-seed", &["neurmatic-config", "neurmatic-core", "neurmatic-db"]),
    ("neurmatic-indexes", &["neurmatic-db"]),
    ("neurmatic-edge", &["neurmatic-cache-policy"]),
    ("neurmatic-release", &["neurmatic-aws", "neurmatic-config", "neurmatic-sigv4"]),
    ("neurmatic-local-bucket", &["neurmatic-config", "neurmatic-sigv4"]),
    (
        "neurmatic-platform",
        &[
            "api-admin",
            "api-analytics",
            "api-articles",
            "api-auth",
            "api-community",
            "api-forum",
            "api-jobs",
            "api-messages",
            "api-models",
            "api-notifications",
            "api-performance",
            "api-users",
            "api-search",
            "neurmatic-alerts",
            "neurmatic-cache-policy",
            "neurmatic-cdn",
            "neurmatic-config",
            "neurmatic-core",
            "neurmatic-db",
            "neurmatic-http",
            "neurmatic-local-bucket",
            "neurmatic-tasks",
            "neurmatic-telemetry",
            "tasks",
        ],
    ),
    (
        "neurmatic-loadtests",
        &[
            "neurmatic-config",
            "neurmatic-core",
            "neurmatic-http",
            "neurmatic-platform",
            "neurmatic-seed",
            "neurmatic-testing",
        ],
    ),
];

/// What tests and benchmarks of crates that need services may use beside that: the harness, a bucket, and generated data.
const IN_TESTS: &[&str] = &["migrate", "neurmatic-local-bucket", "neurmatic-seed", "neurmatic-testing"];

/// Crates that are tested without any service.
const WITHOUT_SERVICES: &[&str] = &[
    "neurmatic-alerts",
    "neurmatic-cache-policy",
    "neurmatic-config",
    "neurmatic-core",
    "neurmatic-dev",
    "neurmatic-memory",
];

/// Crates of others that a crate must do without, so that it stays what it is.
const WITHOUT: &[(Row, &str)] = &[
    (("neurmatic-core", &["tokio", "axum", "redis", "tokio-postgres", "reqwest"]), "does no input or output"),
    (("neurmatic-cache-policy", &["tokio", "axum", "redis", "serde"]), "decides and does nothing else"),
    (("neurmatic-edge", &["tokio", "axum", "redis", "reqwest"]), "is compiled to wasm and stays small"),
    (("neurmatic-db", &["axum", "lambda_http", "redis", "reqwest"]), "knows no HTTP and no cache"),
    (("neurmatic-cache", &["axum", "tokio-postgres", "deadpool-postgres"]), "knows no HTTP and no SQL"),
    (("neurmatic-rate-limit", &["axum", "tokio-postgres", "deadpool-postgres"]), "knows no HTTP and no SQL"),
    (("neurmatic-alerts", &["tokio", "axum", "redis", "tokio-postgres"]), "judges and does nothing else"),
    (("neurmatic-memory", &["tokio", "axum", "redis"]), "watches a process and tells nobody"),
    (("neurmatic-redis", &["axum", "tokio-postgres", "deadpool-postgres"]), "knows no HTTP and no SQL"),
    (("neurmatic-sigv4", &["tokio", "axum", "reqwest"]), "signs and does nothing else"),
    (("neurmatic-aws", &["axum", "redis", "tokio-postgres"]), "is a way to call and nothing else"),
    (("neurmatic-telemetry", &["axum", "tokio-postgres", "deadpool-postgres"]), "knows no HTTP and no SQL"),
    (("neurmatic-secrets", &["axum", "redis", "tokio-postgres"]), "reads one secret and nothing else"),
    (("neurmatic-sqs", &["axum", "redis", "tokio-postgres"]), "is a client of queues and nothing else"),
    (("neurmatic-bucket", &["axum", "redis", "tokio-postgres"]), "is a client of a bucket and nothing else"),
    (
        ("neurmatic-cdn", &["axum", "redis", "tokio-postgres", "deadpool-postgres"]),
        "leaves SQL to neurmatic-db",
    ),
    (("neurmatic-cards", &["axum", "redis", "tokio-postgres"]), "only says how things look"),
    (("neurmatic-http", &["tokio-postgres", "deadpool-postgres"]), "leaves SQL to neurmatic-db"),
    (("neurmatic-http", &["neurmatic-cdn", "reqwest"]), "only writes down what the edge is to forget"),
    (("neurmatic-release", &["axum", "redis", "tokio-postgres"]), "reaches the database by a function alone"),
    (("neurmatic-dev", &["tokio", "axum", "tokio-postgres", "redis", "reqwest"]), "stays a light launcher"),
];

/// What cargo knows of the workspace.
pub(crate) fn workspace() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(asked.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&asked.stderr));
    serde_json::from_slice(&asked.stdout).unwrap()
}

/// Arrows that the tables don't allow, and rows for crates that are not there.
pub(crate) fn faults(metadata: &Value) -> Vec<String> {
    let packages: BTreeMap<&str, &Value> =
        metadata["packages"].as_array().unwrap().iter().map(|p| (p["name"].as_str().unwrap(), p)).collect();
    let mut faults = Vec::new();
    for (name, package) in &packages {
        let Some(allowed) = row(ARROWS, name) else {
            faults.push(format!(
                "{name} has no row among the arrows: draw it into docs/architecture.md and infra/dev/tests/tidy/arrows.rs"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let in_tests = dependency["kind"] == "dev";
            if packages.contains_key(used) {
                let is_allowed = allowed.contains(&used) || in_tests && may_test_with(name, used);
                if !is_allowed {
                    faults.push(format!(
                        "{name} must not use {used}: move what it needs to a room that both may use, or change the picture in docs/architecture.md"
                    ));
                }
            } else if !in_tests {
                let banned =
                    WITHOUT.iter().find(|((who, without), _)| who == name && without.contains(&used));
                if let Some((_, reason)) = banned {
                    faults.push(format!("{name} must do without {used}: it {reason}"));
                }
            }
        }
    }
    let gone = ARROWS.iter().filter(|(name, _)| !packages.contains_key(name));
    faults.extend(
        gone.map(|(name, _)| format!("{name} is gone: remove its row from infra/dev/tests/tidy/arrows.rs")),
    );
    faults
}

/// Tests may look from below HTTP too, at what their crate reaches only through it.
fn may_test_with(name: &str, used: &str) -> bool {
    // The Worker is tried before the cache that it has on one machine.
    if name == "neurmatic-edge" {
        return used == "neurmatic-platform";
    }
    !WITHOUT_SERVICES.contains(&name) && (IN_TESTS.contains(&used) || FUNCTION.contains(&used))
}

fn row(table: &[Row], name: &str) -> Option<&'static [&'static str]> {
    table.iter().find(|(who, _)| *who == name).map(|(_, used)| *used)
}

mod tests {
    use serde_json::json;

    use super::*;

    /// What is told beyond what is told of the real workspace.
    fn new_faults(metadata: &Value) -> Vec<String> {
        let known = faults(&workspace());
        faults(metadata).into_iter().filter(|fault| !known.contains(fault)).collect()
    }

    /// The real workspace, with one more line in a crate's manifest.
    fn with(name: &str, used: &str, kind: Value) -> Vec<String> {
        let mut metadata = workspace();
        let packages = metadata["packages"].as_array_mut().unwrap();
        let package = packages.iter_mut().find(|package| package["name"] == name).unwrap();
        package["dependencies"].as_array_mut().unwrap().push(json!({"name": used, "kind": kind}));
        new_faults(&metadata)
    }

    #[test]
    fn a_function_that_uses_another_is_told() {
        let faults = with("api-auth", "api-articles", Value::Null);
        assert!(faults[0].starts_with("api-auth must not use api-articles"), "{faults:?}");
    }

    #[test]
    fn the_harness_is_for_tests_only() {
        assert_eq!(with("tasks", "neurmatic-testing", Value::Null).len(), 1);
        assert!(with("tasks", "neurmatic-testing", json!("dev")).is_empty());
        assert_eq!(with("neurmatic-core", "neurmatic-testing", json!("dev")).len(), 1);
    }

    #[test]
    fn a_database_room_that_learns_http_is_told() {
        let faults = with("neurmatic-db", "axum", Value::Null);
        assert_eq!(faults, ["neurmatic-db must do without axum: it knows no HTTP and no cache"]);
    }

    #[test]
    fn a_crate_that_nobody_drew_is_told() {
        let mut metadata = workspace();
        metadata["packages"].as_array_mut().unwrap().push(json!({"name": "utils", "dependencies": []}));
        assert!(new_faults(&metadata)[0].starts_with("utils has no row among the arrows"));
    }
}
