//! Memory and processor time of every instance, for admins: what each said of itself last, and this one says now.

use axum::extract::State;
use neurmatic_http::{Answer, Problem, Services};
use neurmatic_memory::{Report, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

/// What the instances take.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResourcesOut {
    /// Whether all instances that said something within 15 minutes are here; else only the one that answers, because
    /// Redis is away.
    is_complete: bool,
    /// The worst verdict of all.
    verdict: Verdict,
    /// Memory of all together, in bytes.
    rss_bytes: u64,
    /// The instances, the worst verdict first, then the one that takes the most memory.
    instances: Vec<Report>,
}

/// The instances.
pub(crate) async fn resources(State(app): State<Services>) -> Result<Answer<ResourcesOut>, Problem> {
    Answer::of(&taken(&app).await)
}

/// The same, for who shows them beside others.
pub(crate) async fn taken(app: &Services) -> ResourcesOut {
    let (is_complete, instances) = match app.instances.all().await {
        Ok(all) => (true, all),
        Err(error) => {
            tracing::debug!(%error, "only one instance is shown");
            (false, vec![app.memory.report()])
        }
    };
    shown(is_complete, instances)
}

fn shown(is_complete: bool, mut instances: Vec<Report>) -> ResourcesOut {
    instances.sort_by(|one, other| other.verdict.cmp(&one.verdict).then(other.rss_bytes.cmp(&one.rss_bytes)));
    ResourcesOut {
        is_complete,
        verdict: instances.first().map(|worst| worst.verdict).unwrap_or_default(),
        rss_bytes: instances.iter().map(|instance| instance.rss_bytes).sum(),
        instances,
    }
}
