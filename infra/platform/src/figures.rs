//! What the local host's process counted so far, for whoever measures it: beside the mailbox, never a part of the API.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use neurmatic_db::StatementStats;
use neurmatic_http::Services;
use serde::Serialize;

/// Where the figures are answered.
pub const PATH: &str = "/figures";

/// The counts of a process.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Each named query, the costliest first.
    pub statements: Vec<StatementStats>,
    /// Each namespace of the application cache that was used.
    pub cache: Vec<Namespace>,
    /// The database pool's connections.
    pub connections: Connections,
}

/// A namespace's counts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Namespace {
    /// Its name: the operation's.
    pub name: &'static str,
    /// Look-ups that were answered.
    pub hits: u64,
    /// Look-ups that found nothing valid.
    pub misses: u64,
    /// Loads that ran.
    pub loads: u64,
}

/// The pool's connections.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connections {
    /// At work now.
    pub active: usize,
    /// Open.
    pub open: usize,
    /// How long they were waited for.
    pub wait: StatementStats,
}

/// Answers the figures at [`PATH`]; `DELETE` begins the statements' counts anew.
pub fn router(services: Services) -> Router {
    Router::new().route(PATH, get(figures).delete(forget)).with_state(services)
}

async fn forget(State(services): State<Services>) -> StatusCode {
    services.db.forget_statements();
    StatusCode::NO_CONTENT
}

async fn figures(State(services): State<Services>) -> Json<Figures> {
    let (active, open) = services.db.connections();
    let cache = services.cache.stats().into_iter().map(|of| Namespace {
        name: of.namespace,
        hits: of.hits,
        misses: of.misses,
        loads: of.loads,
    });
    Json(Figures {
        statements: services.db.statements(),
        cache: cache.collect(),
        connections: Connections { active, open, wait: services.db.connection_waits() },
    })
}
