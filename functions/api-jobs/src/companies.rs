//! Reading companies.

use axum::extract::State;
use neurmatic_core::ids::CompanyId;
use neurmatic_core::rules::is_slug;
use neurmatic_core::words::CompanySize;
use neurmatic_db::Db;
use neurmatic_db::companies::{self, COUNT_MAX, CompanyRow, Filter, PlaceRow, Sort, Window};
use neurmatic_http::{Answer, Page, PageRequest, Path, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::{lists, of_company};
use crate::company_out::{CompaniesOut, CompanyCard, CompanyOut};
use crate::list::search_text;

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CompanySortParam")]
pub(crate) enum SortParam {
    CreatedAt,
    JobCount,
}

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CompaniesQuery {
    /// An industry, whatever its case.
    industry: Option<String>,
    /// How many work there.
    size: Option<CompanySize>,
    /// Only those that were checked, or only those that weren't.
    verified: Option<bool>,
    /// Words to look for, as in a web search: quotes, OR and - are understood. At most 100 characters.
    q: Option<String>,
    /// The order, downwards: createdAt when left out; with q the best matches come first then.
    sort: Option<SortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Companies.
pub(crate) async fn list_companies(
    State(app): State<Services>,
    Query(query): Query<CompaniesQuery>,
) -> Result<Page<CompaniesOut>, Problem> {
    let binding =
        format!("{:?} {:?} {:?} {:?} {:?}", query.sort, query.industry, query.size, query.verified, query.q);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let filter = Filter {
        q: search_text(query.q.as_deref())?,
        industry: query.industry,
        size: query.size,
        verified: query.verified,
    };
    let sort = match query.sort {
        None if filter.q.is_some() => None,
        None | Some(SortParam::CreatedAt) => Some(Sort::CreatedAt),
        Some(SortParam::JobCount) => Some(Sort::JobCount),
    };
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut places = match sort {
        Some(sort) => companies::list(&app.db, &filter, sort, window).await?,
        None => {
            // Ranks are a match's place: what comes after a rank is what is skipped by it.
            let offset = window.after.map_or(window.offset, |(rank, _)| rank.clamp(0, COUNT_MAX));
            companies::search(&app.db, &filter, Window { offset, ..window }).await?
        }
    };
    let total = Some(companies::count(&app.db, &filter).await?).filter(|n| *n <= COUNT_MAX);
    let position = |place: &PlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<CompanyId> = places.iter().map(|place| place.id).collect();
    let cards = companies::cards(&app.db, &ids).await?;
    let out = CompaniesOut { companies: cards.into_iter().map(CompanyCard::from).collect() };
    Ok(Page::of(&out, &pagination)?.tags([lists()]))
}

/// A company, by its slug or its id.
pub(crate) async fn get_company(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<CompanyOut>, Problem> {
    let company = find(&app.db, &key).await?.ok_or_else(|| Problem::not_found("company"))?;
    let (revision, tag) = (company.revision, of_company(company.id));
    Ok(Answer::of(&CompanyOut::from(company))?.revision(revision).tags([tag]))
}

/// A company, by its slug or its id.
pub(crate) async fn find(db: &Db, key: &str) -> Result<Option<CompanyRow>, Problem> {
    Ok(match key.parse::<CompanyId>() {
        Ok(id) => companies::by_id(db, id).await?,
        Err(_) if is_slug(key) => companies::by_slug(db, key).await?,
        Err(_) => None,
    })
}
