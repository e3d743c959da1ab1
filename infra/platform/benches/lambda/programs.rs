//! The programs, each with what it is asked.

use std::path::PathBuf;

use neurmatic_config::Env;
use neurmatic_testing::{World, in_a_secret};
use serde_json::{Value, json};

/// The least program that Lambda's runtime allows.
pub(crate) const MINIMAL: &str = "minimal";
/// The function on Node.js.
pub(crate) const NODE: &str = "node";
/// The function that answers the list which the one on Node.js answers too.
pub(crate) const LISTING: &str = "api-articles";
/// The row of that function whose start has a call to Secrets Manager, as a deployed one's has.
pub(crate) const WITH_SECRET: &str = "articles, secret";
/// The list.
pub(crate) const LIST: &str = "/api/v1/articles";

/// A program.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) path: PathBuf,
    /// The size of its package; none where it has none.
    pub(crate) zip_bytes: Option<u64>,
    pub(crate) env: Env,
    pub(crate) asked: Asked,
}

/// What a program is asked.
pub(crate) enum Asked {
    /// Nothing: it has no event without an effect.
    Nothing,
    /// Always this event.
    Event(Value),
    /// A read, which is answered with this status: 401 is an answer too, from the first token check.
    Read { path: &'static str, status: u16 },
}

/// Every API function and its read.
const FUNCTIONS: [(&str, &str, u16); 13] = [
    ("api-admin", "/api/v1/settings", 200),
    ("api-analytics", "/api/v1/analytics/platform", 401),
    (LISTING, LIST, 200),
    ("api-auth", "/api/v1/auth/me", 401),
    ("api-community", "/api/v1/badges", 200),
    ("api-forum", "/api/v1/forum/topics", 200),
    ("api-jobs", "/api/v1/jobs", 200),
    ("api-messages", "/api/v1/conversations", 401),
    ("api-models", "/api/v1/models", 200),
    ("api-notifications", "/api/v1/notifications", 401),
    ("api-performance", "/api/v1/performance/health", 200),
    ("api-search", "/api/v1/search?q=context", 200),
    ("api-users", "/api/v1/users/me", 401),
];

/// All programs of ours, the least one first.
pub(crate) async fn all(world: &World) -> Vec<Program> {
    let folder = |name: &str| {
        let set = std::env::var_os(name);
        PathBuf::from(set.unwrap_or_else(|| panic!("{name} is not set: call `cargo dev bench lambda`")))
    };
    let (programs, packages) = (folder("LAMBDA_PROGRAMS"), folder("LAMBDA_PACKAGES"));
    let program = |name: &'static str, asked: Asked| Program {
        name,
        path: programs.join(name),
        zip_bytes: std::fs::metadata(packages.join(format!("{name}.zip"))).ok().map(|zip| zip.len()),
        env: env(world),
        asked,
    };
    let mut minimal = program(MINIMAL, Asked::Event(json!({})));
    minimal.path = programs.join("examples").join(MINIMAL);
    let mut all = vec![minimal];
    all.extend(FUNCTIONS.map(|(name, path, status)| program(name, Asked::Read { path, status })));
    let mut with_secret = program(LISTING, Asked::Read { path: LIST, status: 200 });
    with_secret.name = WITH_SECRET;
    with_secret.env = in_a_secret(env(world), &["DATABASE_URL", "HASH_SECRET", "REDIS_URL"]).await;
    all.push(with_secret);
    all.push(program("tasks", Asked::Event(json!({"Records": []}))));
    all.push(program("relay", Asked::Nothing));
    all.push(program("migrate", Asked::Nothing));
    all
}

/// The world's variables as on Lambda: two connections a process, and queues somewhere, which nobody asks here.
fn env(world: &World) -> Env {
    let queues = "http://127.0.0.1:9/000000000000/neurmatic-";
    world.env().with("DATABASE_POOL_SIZE", "2").with("SQS_QUEUE_URL_PREFIX", queues)
}
