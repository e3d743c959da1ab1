//! Bookmarking one article. Collections and the list of bookmarks belong to the users' area.

use axum::extract::State;
use neurmatic_core::ids::{ArticleId, CollectionId};
use neurmatic_db::{articles, bookmarks};
use neurmatic_http::{Answer, Caller, Faults, Input, Json, NoContent, Path, Problem, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::me::BookmarkOut;

/// Bookmarks of a user at most.
const BOOKMARKS_MAX: i32 = 500;

/// A bookmark to be set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BookmarkIn {
    /// The collection to put it in.
    collection_id: Option<CollectionId>,
    /// A note to oneself, at most 1000 characters.
    notes: Option<String>,
}

impl Input for BookmarkIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/notes", self.notes.as_deref(), 0..=1000);
    }
}

/// Bookmarks an article, or changes the bookmark that there is.
pub(crate) async fn set_bookmark(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    Json(wanted): Json<BookmarkIn>,
) -> Result<Answer<BookmarkOut>, Problem> {
    let tx = app.db.begin().await?;
    let held = bookmarks::lock_owner(&tx, caller.user).await?;
    let is_new = bookmarks::of_article(&tx, caller.user, id).await?.is_none();
    if is_new && !articles::is_published(&tx, id).await? {
        return Err(Problem::not_found("article"));
    }
    if is_new && held >= BOOKMARKS_MAX {
        let detail = format!("{BOOKMARKS_MAX} bookmarks are the most; remove one first");
        return Err(Problem::conflict("too_many_bookmarks", detail));
    }
    if let Some(collection) = wanted.collection_id
        && !bookmarks::owns_collection(&tx, caller.user, collection).await?
    {
        return Err(Problem::field("/collectionId", "unknown", "you have no such collection"));
    }
    let bookmark =
        bookmarks::put(&tx, caller.user, id, wanted.collection_id, wanted.notes.as_deref()).await?;
    tx.commit().await?;
    Answer::of(&BookmarkOut::from(bookmark))
}

/// Takes a bookmark away. Doing it twice is the same as once.
pub(crate) async fn remove_bookmark(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> Result<NoContent, Problem> {
    bookmarks::delete(&app.db, caller.user, id).await?;
    Ok(NoContent)
}
