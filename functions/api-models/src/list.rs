//! The list of models: filters, sorts, pages and searches.

use axum::extract::State;
use neurmatic_core::ids::ModelId;
use neurmatic_core::words::ModelCategory;
use neurmatic_db::models::{self, COUNT_MAX, Filter, PlaceRow, Sort, Window};
use neurmatic_http::{Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::of_lists;
use crate::out::{ModelCard, ModelsOut};

/// A search text's length at most, in characters.
const Q_CHARS_MAX: usize = 100;

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ModelSortParam")]
pub(crate) enum SortParam {
    ReleaseDate,
    ArticleCount,
    JobCount,
    FollowerCount,
}

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ModelsQuery {
    /// Who makes them, whatever its case.
    provider: Option<String>,
    /// How one gets them.
    category: Option<ModelCategory>,
    /// Words to look for, as in a web search: quotes, OR and - are understood. At most 100 characters.
    q: Option<String>,
    /// The order, downwards: releaseDate when left out; with q the best matches come first then.
    sort: Option<SortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Models.
pub(crate) async fn list_models(
    State(app): State<Services>,
    Query(query): Query<ModelsQuery>,
) -> Result<Page<ModelsOut>, Problem> {
    let binding = format!("{:?} {:?} {:?} {:?}", query.sort, query.provider, query.category, query.q);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let sort = match query.sort {
        None if query.q.is_some() => Sort::Rank,
        None | Some(SortParam::ReleaseDate) => Sort::ReleaseDate,
        Some(SortParam::ArticleCount) => Sort::ArticleCount,
        Some(SortParam::JobCount) => Sort::JobCount,
        Some(SortParam::FollowerCount) => Sort::FollowerCount,
    };
    let q = search_text(query.q.as_deref())?;
    let filter = Filter { provider: query.provider, category: query.category, q };
    let mut places = models::list(&app.db, &filter, sort, window(&page, sort)).await?;
    let total = Some(models::count(&app.db, &filter).await?).filter(|n| *n <= COUNT_MAX);
    let position = |place: &PlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<ModelId> = places.iter().map(|place| place.id).collect();
    let cards = models::cards(&app.db, &ids).await?;
    let out = ModelsOut { models: cards.into_iter().map(ModelCard::from).collect() };
    Ok(Page::of(&out, &pagination)?.tags(of_lists()))
}

/// Ranks are a match's place: what comes after a rank is what is skipped by it.
fn window(page: &PageRequest, sort: Sort) -> Window {
    let after = page.after().map(|p| (p.key, p.id));
    let (limit, offset) = (page.rows_wanted(), page.offset());
    match (sort, after) {
        (Sort::Rank, Some((rank, _))) => Window { after: None, offset: rank.clamp(0, COUNT_MAX), limit },
        _ => Window { after, offset, limit },
    }
}

/// A search text, with single spaces.
fn search_text(q: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(q) = q else { return Ok(None) };
    let words = q.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(2..=Q_CHARS_MAX).contains(&words.chars().count()) {
        let detail = format!("must be 2 to {Q_CHARS_MAX} characters long");
        return Err(Problem::parameter("/query/q", "length", detail));
    }
    Ok(Some(words))
}
