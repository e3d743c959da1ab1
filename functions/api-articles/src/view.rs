//! Telling that an article was looked at.

use axum::Extension;
use axum::extract::State;
use neurmatic_core::ids::ArticleId;
use neurmatic_db::articles;
use neurmatic_db::views::{self, Viewer};
use neurmatic_http::{Accepted, ClientAddress, MaybeCaller, Path, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

/// What is said to a view.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ViewOut {
    /// Always true: whether it counts is found out by whoever reads the count, later.
    accepted: bool,
}

/// Notes a view. It counts once in 24 hours for a user, or for an address of somebody who isn't signed in.
pub(crate) async fn record_view(
    State(app): State<Services>,
    MaybeCaller(caller): MaybeCaller,
    Extension(address): Extension<ClientAddress>,
    Path(id): Path<ArticleId>,
) -> Result<Accepted<ViewOut>, Problem> {
    if !articles::is_published(&app.db, id).await? {
        return Err(Problem::not_found("article"));
    }
    let hash = app.visitor_hash(caller, address);
    views::count(&app.db, id, Viewer { user: caller.map(|c| c.user), hash: &hash, referrer: None }).await?;
    Accepted::of(&ViewOut { accepted: true })
}
