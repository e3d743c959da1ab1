//! One's bookmarks. Setting one is the articles' area's business.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, BookmarkId, CollectionId};
use neurmatic_db::articles::Window;
use neurmatic_db::bookmarks::{self, BookmarkFilter, BookmarkRow, BookmarkSort, ListedRow};
use neurmatic_http::{
    Answer, Caller, Faults, Input, Json, NoContent, Page, PageRequest, Path, Position, Problem, Query, given,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Users;
use crate::window::window_of;

/// A search text's length at most, in characters.
const Q_CHARS_MAX: usize = 200;

/// How bookmarks are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum BookmarkSortParam {
    /// The newest first.
    CreatedAt,
    /// By title.
    Title,
}

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct BookmarksQuery {
    /// Only those in this collection.
    collection_id: Option<CollectionId>,
    /// Only those with these characters in the title, whatever their case; 1 to 200.
    q: Option<String>,
    /// The order; the newest first when left out.
    sort: Option<BookmarkSortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// One's bookmarks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BookmarksOut {
    /// In the list's order.
    bookmarks: Vec<BookmarkCard>,
}

/// What the list shows of a bookmark.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BookmarkCard {
    /// Its id.
    id: BookmarkId,
    /// The article's id.
    article_id: ArticleId,
    /// The article; null when it isn't public any more.
    article: Option<BookmarkedArticleOut>,
    /// The collection it lies in.
    collection_id: Option<CollectionId>,
    /// A note to oneself.
    notes: Option<String>,
    /// When it was set.
    created_at: Timestamp,
}

/// An article that is bookmarked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BookmarkedArticleOut {
    /// Its slug; the address is `/articles/{slug}`.
    slug: String,
    /// Its title.
    title: String,
    /// Its summary, as it was written: escape it when you show it.
    summary: Option<String>,
    /// Its picture.
    featured_image_url: Option<String>,
    /// Since when it is public.
    published_at: Option<Timestamp>,
}

/// A bookmark that was changed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeptBookmarkOut {
    /// Its id.
    id: BookmarkId,
    /// The collection it lies in.
    collection_id: Option<CollectionId>,
    /// A note to oneself.
    notes: Option<String>,
    /// When it was set.
    created_at: Timestamp,
}

/// A change of a bookmark; what is left out stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct BookmarkPatch {
    /// The collection to put it in; null: none.
    #[serde(deserialize_with = "given")]
    collection_id: Option<Option<CollectionId>>,
    /// A note to oneself, at most 1000 characters; null: none.
    #[serde(deserialize_with = "given")]
    notes: Option<Option<String>>,
}

impl Input for BookmarkPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/notes", self.notes.as_ref().and_then(Option::as_deref), 0..=1000);
    }
}

/// The caller's bookmarks.
pub(crate) async fn list_bookmarks(
    State(app): State<Users>,
    caller: Caller,
    Query(query): Query<BookmarksQuery>,
) -> Result<Page<BookmarksOut>, Problem> {
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &query.binding(caller))?;
    let filter = BookmarkFilter { user: caller.user, collection: query.collection_id, q: query.q()? };
    let (sort, window) = match query.sort {
        None | Some(BookmarkSortParam::CreatedAt) => (BookmarkSort::CreatedAt, window_of(&page)),
        // By title the key is a bookmark's place: what comes after it is what is skipped by it.
        Some(BookmarkSortParam::Title) => {
            let window = window_of(&page);
            let offset = window.after.map_or(window.offset, |(place, _)| place.clamp(0, 500));
            (BookmarkSort::Title, Window { after: None, offset, ..window })
        }
    };
    let mut rows = bookmarks::list(&app.services.db, &filter, sort, window).await?;
    let total = bookmarks::count(&app.services.db, &filter).await?;
    let position = |row: &ListedRow| Position { key: row.key, id: row.id.0 };
    let pagination = page.paginate(&mut rows, Some(total), position);
    let bookmarks = rows.into_iter().map(BookmarkCard::from).collect();
    Page::of(&BookmarksOut { bookmarks }, &pagination)
}

/// Changes where a bookmark lies, or its note.
pub(crate) async fn edit_bookmark(
    State(app): State<Users>,
    caller: Caller,
    Path(id): Path<BookmarkId>,
    Json(patch): Json<BookmarkPatch>,
) -> Result<Answer<KeptBookmarkOut>, Problem> {
    let tx = app.services.db.begin().await?;
    let before = bookmarks::lock(&tx, caller.user, id).await?;
    let before = before.ok_or_else(|| Problem::not_found("bookmark"))?;
    if let Some(Some(collection)) = patch.collection_id
        && !bookmarks::owns_collection(&tx, caller.user, collection).await?
    {
        return Err(Problem::field("/collectionId", "unknown", "you have no such collection"));
    }
    let collection = patch.collection_id.unwrap_or(before.collection_id);
    let notes = patch.notes.unwrap_or(before.notes);
    let after = bookmarks::update(&tx, id, collection, notes.as_deref()).await?;
    tx.commit().await?;
    Answer::of(&KeptBookmarkOut::from(after))
}

/// Takes a bookmark away. Doing it twice is the same as once.
pub(crate) async fn delete_bookmark(
    State(app): State<Users>,
    caller: Caller,
    Path(id): Path<BookmarkId>,
) -> Result<NoContent, Problem> {
    bookmarks::delete_one(&app.services.db, caller.user, id).await?;
    Ok(NoContent)
}

impl BookmarksQuery {
    /// The list's sort and filters in one text: a cursor holds for this list only.
    fn binding(&self, caller: Caller) -> String {
        format!("{} {:?} {:?} {:?}", caller.user, self.sort, self.collection_id, self.q)
    }

    fn q(&self) -> Result<Option<String>, Problem> {
        let Some(q) = &self.q else { return Ok(None) };
        let q = q.trim();
        if !(1..=Q_CHARS_MAX).contains(&q.chars().count()) {
            let detail = format!("must be 1 to {Q_CHARS_MAX} characters long");
            return Err(Problem::parameter("/query/q", "length", detail));
        }
        Ok(Some(q.to_owned()))
    }
}

impl From<BookmarkRow> for KeptBookmarkOut {
    fn from(row: BookmarkRow) -> Self {
        Self { id: row.id, collection_id: row.collection_id, notes: row.notes, created_at: row.created_at }
    }
}

impl From<ListedRow> for BookmarkCard {
    fn from(row: ListedRow) -> Self {
        let article = row.slug.zip(row.title).map(|(slug, title)| BookmarkedArticleOut {
            slug,
            title,
            summary: row.summary,
            featured_image_url: row.featured_image_url,
            published_at: row.published_at,
        });
        Self {
            id: row.id,
            article_id: row.article_id,
            article,
            collection_id: row.collection_id,
            notes: row.notes,
            created_at: row.created_at,
        }
    }
}
