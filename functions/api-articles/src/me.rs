//! What an article is to the caller: the personal part, so that the article itself is the same for everybody.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, BookmarkId, CollectionId};
use neurmatic_db::bookmarks::BookmarkRow;
use neurmatic_db::{articles, bookmarks};
use neurmatic_http::{Answer, Caller, Path, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

/// What an article is to the caller.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MyArticleOut {
    /// Whether the caller has bookmarked it.
    is_bookmarked: bool,
    /// The bookmark.
    bookmark: Option<BookmarkOut>,
}

/// A bookmark.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BookmarkOut {
    /// Its id.
    id: BookmarkId,
    /// The collection it lies in.
    collection_id: Option<CollectionId>,
    /// What the caller wrote to it.
    notes: Option<String>,
    /// When it was set.
    created_at: Timestamp,
}

impl From<BookmarkRow> for BookmarkOut {
    fn from(row: BookmarkRow) -> Self {
        Self { id: row.id, collection_id: row.collection_id, notes: row.notes, created_at: row.created_at }
    }
}

/// Whether the caller has bookmarked the article, and how.
pub(crate) async fn my_article(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> Result<Answer<MyArticleOut>, Problem> {
    let bookmark = bookmarks::of_article(&app.db, caller.user, id).await?;
    if bookmark.is_none() && !articles::is_published(&app.db, id).await? {
        return Err(Problem::not_found("article"));
    }
    Answer::of(&MyArticleOut { is_bookmarked: bookmark.is_some(), bookmark: bookmark.map(BookmarkOut::from) })
}
