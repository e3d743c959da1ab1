//! Lists of topics: filters, sorts, pages and searches; of all that is public, or of what the caller may see.

use axum::extract::State;
use neurmatic_core::ids::{TopicId, UserId};
use neurmatic_core::words::{TopicStatus, TopicType};
use neurmatic_db::forum_topics::{self, COUNT_MAX, TopicFilter, TopicPlaceRow, TopicSort, TopicWindow};
use neurmatic_db::{Db, forum_taxonomy};
use neurmatic_http::{Caller, Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::lists;
use crate::out::{TopicCard, TopicsOut};
use crate::reader::Reader;

/// Tags of one list at most.
const TAGS_MAX: usize = 5;

/// A search text's length at most, in characters.
const Q_CHARS_MAX: usize = 100;

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum TopicSortParam {
    CreatedAt,
    LastActivityAt,
    ReplyCount,
    VoteScore,
}

/// What a list of topics may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TopicsQuery {
    /// A category's slug; its children's topics are in the list too.
    category: Option<String>,
    /// What the topics are about.
    r#type: Option<TopicType>,
    /// Whether they go on.
    status: Option<TopicStatus>,
    /// Slugs of up to five tags with commas between; a topic has all of them.
    tag: Option<String>,
    /// An author's id.
    author: Option<UserId>,
    /// Words to look for, as in a web search: quotes, OR and - are understood. At most 100 characters.
    q: Option<String>,
    /// The order, downwards. When this is left out: the best matches with q, else the newest, and pinned topics before
    /// them in the list of all or of a category.
    sort: Option<TopicSortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// How unanswered questions are sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum UnansweredSortParam {
    CreatedAt,
    VoteScore,
}

/// What the unanswered questions may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UnansweredQuery {
    /// A category's slug; its children's questions are in the list too.
    category: Option<String>,
    /// Slugs of up to five tags with commas between; a question has all of them.
    tag: Option<String>,
    /// The order, downwards; the newest first when left out.
    sort: Option<UnansweredSortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

impl From<UnansweredQuery> for Wanted {
    fn from(query: UnansweredQuery) -> Self {
        let sort = match query.sort {
            None | Some(UnansweredSortParam::CreatedAt) => TopicSortParam::CreatedAt,
            Some(UnansweredSortParam::VoteScore) => TopicSortParam::VoteScore,
        };
        let UnansweredQuery { category, tag, limit, cursor, page, .. } = query;
        let query =
            TopicsQuery { category, tag, sort: Some(sort), limit, cursor, page, ..TopicsQuery::default() };
        Self { query, unanswered: true }
    }
}

/// A list, whichever route it was asked by.
struct Wanted {
    query: TopicsQuery,
    unanswered: bool,
}

/// Public topics.
pub(crate) async fn list_topics(
    State(app): State<Services>,
    Query(query): Query<TopicsQuery>,
) -> Result<Page<TopicsOut>, Problem> {
    answer(&app.db, &Wanted { query, unanswered: false }, Reader::PUBLIC).await
}

/// Public questions that nobody has answered yet.
pub(crate) async fn list_unanswered(
    State(app): State<Services>,
    Query(query): Query<UnansweredQuery>,
) -> Result<Page<TopicsOut>, Problem> {
    answer(&app.db, &query.into(), Reader::PUBLIC).await
}

/// Topics that the caller may see.
pub(crate) async fn list_member_topics(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<TopicsQuery>,
) -> Result<Page<TopicsOut>, Problem> {
    answer(&app.db, &Wanted { query, unanswered: false }, Reader::of(caller)).await
}

/// Unanswered questions that the caller may see.
pub(crate) async fn list_member_unanswered(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<UnansweredQuery>,
) -> Result<Page<TopicsOut>, Problem> {
    answer(&app.db, &query.into(), Reader::of(caller)).await
}

async fn answer(db: &Db, wanted: &Wanted, reader: Reader) -> Result<Page<TopicsOut>, Problem> {
    let query = &wanted.query;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &wanted.binding())?;
    let Some(found) = find(db, wanted, reader).await? else {
        let pagination = page.paginate(&mut Vec::<TopicPlaceRow>::new(), Some(0), position);
        return Ok(Page::of(&TopicsOut { topics: Vec::new() }, &pagination)?.tags([lists()]));
    };
    let window = TopicWindow {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut places = match found.sort {
        Some(sort) => forum_topics::list(db, &found.filter, sort, window).await?,
        None => {
            // Ranks are a match's place: what comes after a rank is what is skipped by it.
            let offset = window.after.map_or(window.offset, |(rank, _)| rank.clamp(0, COUNT_MAX));
            forum_topics::search(db, &found.filter, TopicWindow { offset, ..window }).await?
        }
    };
    let total = match found.total {
        Some(total) => Some(total),
        None => Some(forum_topics::count(db, &found.filter).await?).filter(|n| *n <= COUNT_MAX),
    };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<TopicId> = places.iter().map(|place| place.id).collect();
    let cards = forum_topics::cards(db, &ids, reader.seen).await?;
    let out = TopicsOut { topics: cards.into_iter().map(TopicCard::from).collect() };
    Ok(Page::of(&out, &pagination)?.tags([lists()]))
}

fn position(place: &TopicPlaceRow) -> Position {
    Position { key: place.key, id: place.id.0 }
}

/// A list's filter, with slugs turned into ids.
struct Found {
    filter: TopicFilter,
    /// None: the best matches first.
    sort: Option<TopicSort>,
    /// The total, if a counter keeps it.
    total: Option<i64>,
}

/// Turns slugs into ids. None when one of them doesn't exist, or not for this reader: then nothing matches.
async fn find(db: &Db, wanted: &Wanted, reader: Reader) -> Result<Option<Found>, Problem> {
    let query = &wanted.query;
    let mut filter = TopicFilter {
        author: query.author,
        kind: query.r#type,
        status: query.status,
        unanswered: wanted.unanswered,
        q: query.q()?,
        ..TopicFilter::seeing(reader.seen)
    };
    let slugs = query.tags()?;
    let mut counters = Vec::new();
    if let Some(slug) = &query.category {
        let categories = forum_taxonomy::category_with_children(db, slug, reader.seen).await?;
        if categories.is_empty() {
            return Ok(None);
        }
        counters.push(Some(categories.iter().map(|category| i64::from(category.topic_count)).sum()));
        filter.categories = categories.iter().map(|category| category.id).collect();
    }
    if !slugs.is_empty() {
        let tags = forum_taxonomy::tags_by_slugs(db, &slugs).await?;
        if tags.len() < slugs.len() {
            return Ok(None);
        }
        // A tag counts public topics: no total for those who see more.
        let is_public = reader.seen == Reader::PUBLIC.seen;
        counters.extend(tags.iter().map(|tag| is_public.then_some(i64::from(tag.usage_count))));
        filter.tags = tags.iter().map(|tag| tag.id).collect();
    }
    let sort = query.sort(&filter);
    let total = total(db, &filter, &counters).await?;
    Ok(Some(Found { filter, sort, total }))
}

/// The counter that keeps a list's total, when one does: that of the only filter, or of all that may be seen.
async fn total(db: &Db, filter: &TopicFilter, counters: &[Option<i64>]) -> Result<Option<i64>, Problem> {
    match counters {
        _ if is_narrowed(filter) => Ok(None),
        [] => Ok(Some(forum_topics::total(db, filter.seen).await?)),
        [only] => Ok(*only),
        _ => Ok(None),
    }
}

/// Whether a filter asks for more than a category or tags.
fn is_narrowed(filter: &TopicFilter) -> bool {
    filter.author.is_some()
        || filter.kind.is_some()
        || filter.status.is_some()
        || filter.unanswered
        || filter.q.is_some()
}

impl TopicsQuery {
    fn sort(&self, filter: &TopicFilter) -> Option<TopicSort> {
        match self.sort {
            None if filter.q.is_some() => None,
            None if filter.tags.is_empty() && !is_narrowed(filter) => Some(TopicSort::Pinned),
            None | Some(TopicSortParam::CreatedAt) => Some(TopicSort::CreatedAt),
            Some(TopicSortParam::LastActivityAt) => Some(TopicSort::LastActivityAt),
            Some(TopicSortParam::ReplyCount) => Some(TopicSort::ReplyCount),
            Some(TopicSortParam::VoteScore) => Some(TopicSort::VoteScore),
        }
    }

    /// The tags' slugs, each once.
    fn tags(&self) -> Result<Vec<String>, Problem> {
        let listed = self.tag.as_deref().unwrap_or_default();
        let mut slugs: Vec<String> =
            listed.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect();
        slugs.sort_unstable();
        slugs.dedup();
        if slugs.len() > TAGS_MAX {
            let detail = format!("must name at most {TAGS_MAX} tags");
            return Err(Problem::parameter("/query/tag", "too_many", detail));
        }
        Ok(slugs)
    }

    /// The search text, with single spaces.
    fn q(&self) -> Result<Option<String>, Problem> {
        let Some(q) = &self.q else { return Ok(None) };
        let words = q.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(2..=Q_CHARS_MAX).contains(&words.chars().count()) {
            let detail = format!("must be 2 to {Q_CHARS_MAX} characters long");
            return Err(Problem::parameter("/query/q", "length", detail));
        }
        Ok(Some(words))
    }
}

impl Wanted {
    /// The list's sort and filters in one text: a cursor holds for this list only.
    fn binding(&self) -> String {
        let query = &self.query;
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            query.sort,
            query.category,
            query.r#type,
            query.status,
            query.tag,
            query.author,
            query.q,
            self.unanswered
        )
    }
}
