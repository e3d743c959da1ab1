//! Lists of articles: filters, sorts, pages and searches.

use axum::extract::State;
use neurmatic_cards::{ArticleCard, ArticlesOut};
use neurmatic_core::ids::{ArticleId, UserId};
use neurmatic_core::words::Difficulty;
use neurmatic_db::articles::{self, COUNT_MAX, Filter, PlaceRow, Sort, Window};
use neurmatic_db::{Db, taxonomy};
use neurmatic_http::{Page, PageRequest, Position, Problem, Query, Services, Tag};
use schemars::JsonSchema;
use serde::Deserialize;

/// Tags of one list at most.
const TAGS_MAX: usize = 5;

/// A search text's length at most, in characters.
const Q_CHARS_MAX: usize = 100;

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SortParam {
    PublishedAt,
    ViewCount,
    BookmarkCount,
}

/// What a list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// A category's slug; its children's articles are in the list too.
    category: Option<String>,
    /// Slugs of up to five tags with commas between; an article has all of them.
    tag: Option<String>,
    /// An author's id.
    author: Option<UserId>,
    /// Who the articles are for.
    difficulty: Option<Difficulty>,
    /// A model's slug.
    model: Option<String>,
    /// Only those chosen by editors.
    featured: Option<bool>,
    /// Only those read much this week.
    trending: Option<bool>,
    /// Words to look for as in a web search, with quotes, OR and -, at least one to be found; at most 100 characters.
    q: Option<String>,
    /// The order, downwards; with q the best matches come first when this is left out.
    sort: Option<SortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Published articles.
pub(crate) async fn list_articles(
    State(app): State<Services>,
    Query(query): Query<ListQuery>,
) -> Result<Page<ArticlesOut>, Problem> {
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &query.binding())?;
    let Some(found) = find(&app.db, &query).await? else {
        let pagination = page.paginate(&mut Vec::<PlaceRow>::new(), Some(0), position);
        return Ok(Page::of(&ArticlesOut { articles: Vec::new() }, &pagination)?.tags([Tag::all("articles")]));
    };
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut places = match found.sort {
        Some(sort) => articles::list(&app.db, &found.filter, sort, window).await?,
        None => {
            // Ranks are a match's place: what comes after a rank is what is skipped by it.
            let offset = window.after.map_or(window.offset, |(rank, _)| rank.clamp(0, COUNT_MAX));
            articles::search(&app.db, &found.filter, Window { offset, ..window }).await?
        }
    };
    let total = match found.total {
        Some(total) => Some(total),
        None => Some(articles::count(&app.db, &found.filter).await?).filter(|n| *n <= COUNT_MAX),
    };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<ArticleId> = places.iter().map(|place| place.id).collect();
    let cards = articles::cards(&app.db, &ids).await?;
    let out = ArticlesOut { articles: cards.into_iter().map(ArticleCard::from).collect() };
    Ok(Page::of(&out, &pagination)?.tags([Tag::all("articles")]))
}

fn position(place: &PlaceRow) -> Position {
    Position { key: place.key, id: place.id.0 }
}

/// A list's filter, with slugs turned into ids.
struct Found {
    filter: Filter,
    /// None: the best matches first.
    sort: Option<Sort>,
    /// The total, if a counter keeps it.
    total: Option<i64>,
}

/// Turns slugs into ids. None when one of them doesn't exist: then nothing matches.
async fn find(db: &Db, query: &ListQuery) -> Result<Option<Found>, Problem> {
    let mut filter = Filter {
        author: query.author,
        difficulty: query.difficulty,
        featured: query.featured == Some(true),
        trending: query.trending == Some(true),
        q: query.q()?,
        ..Filter::default()
    };
    let mut counters = Vec::new();
    if let Some(slug) = &query.category {
        let categories = taxonomy::category_with_children(db, slug).await?;
        if categories.is_empty() {
            return Ok(None);
        }
        counters.push(categories.iter().map(|category| i64::from(category.article_count)).sum());
        filter.categories = categories.iter().map(|category| category.id).collect();
    }
    let slugs = query.tags()?;
    if !slugs.is_empty() {
        let tags = taxonomy::tags_by_slugs(db, &slugs).await?;
        if tags.len() < slugs.len() {
            return Ok(None);
        }
        counters.extend(tags.iter().map(|tag| i64::from(tag.usage_count)));
        filter.tags = tags.iter().map(|tag| tag.id).collect();
    }
    if let Some(slug) = &query.model {
        let Some(model) = taxonomy::model_by_slug(db, slug).await? else { return Ok(None) };
        counters.push(i64::from(model.article_count));
        filter.model = Some(model.id);
    }
    let sort = match query.sort {
        None if filter.q.is_some() => None,
        None | Some(SortParam::PublishedAt) => Some(Sort::PublishedAt),
        Some(SortParam::ViewCount) => Some(Sort::ViewCount),
        Some(SortParam::BookmarkCount) => Some(Sort::BookmarkCount),
    };
    let total = total(db, &filter, &counters).await?;
    Ok(Some(Found { filter, sort, total }))
}

/// The counter that keeps a list's total, when one does: that of the only filter, or of all articles.
async fn total(db: &Db, filter: &Filter, counters: &[i64]) -> Result<Option<i64>, Problem> {
    let uncounted = filter.author.is_some()
        || filter.difficulty.is_some()
        || filter.featured
        || filter.trending
        || filter.q.is_some();
    match counters {
        _ if uncounted => Ok(None),
        [] => Ok(Some(articles::total(db).await?)),
        [only] => Ok(Some(*only)),
        _ => Ok(None),
    }
}

impl ListQuery {
    /// The tags' slugs, each once.
    fn tags(&self) -> Result<Vec<String>, Problem> {
        let listed = self.tag.as_deref().unwrap_or_default();
        let mut slugs: Vec<String> =
            listed.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect();
        slugs.sort_unstable();
        slugs.dedup();
        if slugs.len() > TAGS_MAX {
            return Err(Problem::parameter(
                "/query/tag",
                "too_many",
                format!("must name at most {TAGS_MAX} tags"),
            ));
        }
        Ok(slugs)
    }

    /// The search text, with single spaces.
    fn q(&self) -> Result<Option<String>, Problem> {
        let Some(q) = &self.q else { return Ok(None) };
        let words = q.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = words.chars().count();
        if !(2..=Q_CHARS_MAX).contains(&length) {
            return Err(Problem::parameter(
                "/query/q",
                "length",
                format!("must be 2 to {Q_CHARS_MAX} characters long"),
            ));
        }
        Ok(Some(words))
    }

    /// The list's sort and filters in one text: a cursor holds for this list only.
    fn binding(&self) -> String {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            self.sort,
            self.category,
            self.tag,
            self.author,
            self.difficulty,
            self.model,
            self.featured,
            self.trending,
            self.q
        )
    }
}
