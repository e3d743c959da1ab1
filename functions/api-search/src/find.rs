//! The search: each type's best matches, merged; then the page's hits with their matches marked.

use std::collections::HashMap;

use axum::extract::State;
use neurmatic_db::search::{self, HitRow, Kind};
use neurmatic_db::{Db, DbError};
use neurmatic_http::{Page, PageRequest, Position, Problem, Query, Services, Tag};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use crate::merge::{Match, merged, total};
use crate::out::{FacetOut, HitOut, SearchOut, SearchType};

/// A search text's length at most, in characters.
const Q_CHARS_MAX: usize = 100;

/// Hits of a page at most: each is read and marked.
const LIMIT_MAX: u32 = 50;

/// What is sought.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchQuery {
    /// Words to look for, as in a web search: quotes, OR and - are understood. 2 to 100 characters.
    q: String,
    /// What to look through, with commas between: articles, topics, replies, jobs, companies, users, models; all when left
    /// out.
    types: Option<String>,
    /// Hits of a page, 1 to 50; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Everything that matches, the best first.
pub(crate) async fn search(
    State(app): State<Services>,
    Query(query): Query<SearchQuery>,
) -> Result<Page<SearchOut>, Problem> {
    let (q, types) = (search_text(&query.q)?, query.types()?);
    if query.limit.is_some_and(|limit| limit > LIMIT_MAX) {
        let detail = format!("must be 1 to {LIMIT_MAX}");
        return Err(Problem::parameter("/query/limit", "out_of_range", detail));
    }
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &format!("{q} {types:?}"))?;
    // Ranks are a match's place: what comes after a rank is what is skipped by it.
    let skipped = page.after().map_or(page.offset(), |after| after.key.clamp(0, search::MATCHES_MAX));
    let mut found = Vec::with_capacity(types.len());
    for kind in types.iter().map(|of| of.kind()) {
        found.push((kind, search::find(&app.db, kind, &q, skipped + page.rows_wanted()).await?));
    }
    let (mut matches, counts) = merged(found);
    matches.drain(..matches.len().min(usize::try_from(skipped).unwrap_or(usize::MAX)));
    let position = |found: &Match| Position { key: found.rank, id: found.id };
    let pagination = page.paginate(&mut matches, total(&counts), position);
    let mut rows = shown(&app.db, &matches, &q).await?;
    let tags: Vec<Tag> =
        matches.iter().filter_map(|of| tag_of(of.kind, of.id, rows.get(&of.id)?.within_id)).collect();
    let hits =
        matches.into_iter().filter_map(|found| Some(HitOut::new(found, rows.remove(&found.id)?))).collect();
    let facets = counts.into_iter().map(FacetOut::from).collect();
    Ok(Page::of(&SearchOut { hits, facets }, &pagination)?.tags(tags))
}

/// A page's matches as they are shown, by their ids: a statement for each type that is among them.
async fn shown(db: &Db, matches: &[Match], q: &str) -> Result<HashMap<Uuid, HitRow>, DbError> {
    let mut by_kind: HashMap<Kind, Vec<Uuid>> = HashMap::new();
    for found in matches {
        by_kind.entry(found.kind).or_default().push(found.id);
    }
    let mut rows = HashMap::with_capacity(matches.len());
    for (kind, ids) in by_kind {
        rows.extend(search::show(db, kind, &ids, q).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(rows)
}

/// What takes a thing away, takes an answer that shows it with it at the edge: its own tag, or that of a reply's topic.
pub(crate) fn tag_of(kind: Kind, id: Uuid, within: Option<Uuid>) -> Option<Tag> {
    let (tag, id) = match kind {
        Kind::Articles => ("article", id),
        Kind::Topics => ("topic", id),
        Kind::Replies => ("topic", within?),
        Kind::Jobs => ("job", id),
        Kind::Companies => ("company", id),
        Kind::Users => ("author", id),
        Kind::Models => ("model", id),
    };
    Some(Tag::of(tag, &id.to_string()))
}

/// A search text, with single spaces.
pub(crate) fn search_text(q: &str) -> Result<String, Problem> {
    let words = q.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(2..=Q_CHARS_MAX).contains(&words.chars().count()) {
        let detail = format!("must be 2 to {Q_CHARS_MAX} characters long");
        return Err(Problem::parameter("/query/q", "length", detail));
    }
    Ok(words)
}

impl SearchQuery {
    /// The types to look through, each once, in the order of facets.
    fn types(&self) -> Result<Vec<SearchType>, Problem> {
        let Some(listed) = &self.types else { return Ok(SearchType::all().collect()) };
        let mut wanted = Vec::new();
        for name in listed.split(',').map(str::trim) {
            wanted.push(SearchType::named(name).ok_or_else(|| {
                let known = "must be of articles, topics, replies, jobs, companies, users, models";
                Problem::parameter("/query/types", "unknown_type", known)
            })?);
        }
        Ok(SearchType::all().filter(|of| wanted.contains(of)).collect())
    }
}
