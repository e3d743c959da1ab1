//! Lists of jobs: filters, sorts, pages and searches.

use axum::extract::State;
use neurmatic_cards::{JobCard, JobsOut};
use neurmatic_core::ids::{CompanyId, JobId};
use neurmatic_core::words::{ExperienceLevel, JobStatus, JobType, ModelStrategy, WorkLocation};
use neurmatic_db::jobs::{self, COUNT_MAX, Filter, PlaceRow, Sort, Window};
use neurmatic_db::{Db, taxonomy};
use neurmatic_http::{Page, PageRequest, Pagination, Path, Position, Problem, Query, Services, Tag};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::{lists, model_names, of_company};
use crate::companies;

/// Technologies of one list at most.
const TECH_MAX: usize = 5;

/// A search text's length at most, in characters.
const Q_CHARS_MAX: usize = 100;

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "JobSortParam")]
pub(crate) enum SortParam {
    PublishedAt,
    Salary,
}

/// The states that everybody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StatusParam {
    Active,
    Closed,
    Filled,
}

/// What a list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// active (when left out), closed or filled. One that has expired isn't active.
    status: Option<StatusParam>,
    /// How one is employed.
    r#type: Option<JobType>,
    /// Where it is done.
    work_location: Option<WorkLocation>,
    /// The place as the job names it, whatever its case.
    location: Option<String>,
    /// How experienced somebody should be.
    experience: Option<ExperienceLevel>,
    /// A company's slug or id.
    company: Option<String>,
    /// What is paid at most is at least so much, in whole units a year, whatever the currency; those without a public
    /// salary are left out.
    salary_min: Option<i32>,
    /// Up to five technologies with commas between, whatever their case; a job has all of them.
    tech: Option<String>,
    /// A model's slug.
    model: Option<String>,
    /// Which models it works with.
    model_strategy: Option<ModelStrategy>,
    /// Only those that sponsor a visa.
    visa: Option<bool>,
    /// Words to look for, as in a web search: quotes, OR and - are understood. At most 100 characters.
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

/// What a company's list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CompanyJobsQuery {
    /// active (when left out), closed or filled.
    status: Option<StatusParam>,
    /// The order, downwards.
    sort: Option<SortParam>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Jobs, those that are open when nothing else is asked for.
pub(crate) async fn list_jobs(
    State(app): State<Services>,
    Query(query): Query<ListQuery>,
) -> Result<Page<JobsOut>, Problem> {
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &query.binding())?;
    let Some(filter) = find(&app.db, &query).await? else {
        let pagination = page.paginate(&mut Vec::<PlaceRow>::new(), Some(0), position);
        return tagged(JobsOut { jobs: Vec::new() }, &pagination, lists());
    };
    let (out, pagination) = page_of(&app.db, &page, &filter, query.sort).await?;
    tagged(out, &pagination, lists())
}

/// A company's jobs.
pub(crate) async fn list_company_jobs(
    State(app): State<Services>,
    Path(key): Path<String>,
    Query(query): Query<CompanyJobsQuery>,
) -> Result<Page<JobsOut>, Problem> {
    let binding = format!("{key} {:?} {:?}", query.status, query.sort);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let company = companies::find(&app.db, &key).await?.ok_or_else(|| Problem::not_found("company"))?;
    let filter = Filter { company: Some(company.id), ..Filter::of(status(query.status)) };
    let (out, pagination) = page_of(&app.db, &page, &filter, query.sort).await?;
    tagged(out, &pagination, of_company(company.id))
}

fn tagged(out: JobsOut, pagination: &Pagination, tag: Tag) -> Result<Page<JobsOut>, Problem> {
    Ok(Page::of(&out, pagination)?.tags([tag, model_names()]))
}

async fn page_of(
    db: &Db,
    page: &PageRequest,
    filter: &Filter,
    sort: Option<SortParam>,
) -> Result<(JobsOut, Pagination), Problem> {
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut places = match sort {
        None if filter.q.is_some() => {
            // Ranks are a match's place: what comes after a rank is what is skipped by it.
            let offset = window.after.map_or(window.offset, |(rank, _)| rank.clamp(0, COUNT_MAX));
            jobs::search(db, filter, Window { offset, ..window }).await?
        }
        None | Some(SortParam::PublishedAt) => jobs::list(db, filter, Sort::PublishedAt, window).await?,
        Some(SortParam::Salary) => jobs::list(db, filter, Sort::Salary, window).await?,
    };
    let total = if filter.is_plain() {
        Some(jobs::total(db, filter.status).await?)
    } else {
        Some(jobs::count(db, filter).await?).filter(|n| *n <= COUNT_MAX)
    };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<JobId> = places.iter().map(|place| place.id).collect();
    let cards = jobs::cards(db, &ids).await?;
    Ok((JobsOut { jobs: cards.into_iter().map(JobCard::from).collect() }, pagination))
}

fn position(place: &PlaceRow) -> Position {
    Position { key: place.key, id: place.id.0 }
}

fn status(wanted: Option<StatusParam>) -> JobStatus {
    match wanted {
        None | Some(StatusParam::Active) => JobStatus::Active,
        Some(StatusParam::Closed) => JobStatus::Closed,
        Some(StatusParam::Filled) => JobStatus::Filled,
    }
}

/// Turns slugs into ids. None when one of them doesn't exist: then nothing matches.
async fn find(db: &Db, query: &ListQuery) -> Result<Option<Filter>, Problem> {
    if query.salary_min.is_some_and(|salary| salary < 1) {
        return Err(Problem::parameter("/query/salaryMin", "out_of_range", "must be at least 1"));
    }
    let mut filter = Filter {
        job_type: query.r#type,
        work_location: query.work_location,
        experience: query.experience,
        location: query.location.clone(),
        salary_min: query.salary_min,
        tech: query.technologies()?,
        strategy: query.model_strategy,
        visa: query.visa == Some(true),
        q: search_text(query.q.as_deref())?,
        ..Filter::of(status(query.status))
    };
    if let Some(key) = &query.company {
        let Some(company) = companies::find(db, key).await? else { return Ok(None) };
        let id: CompanyId = company.id;
        filter.company = Some(id);
    }
    if let Some(slug) = &query.model {
        let Some(model) = taxonomy::model_by_slug(db, slug).await? else { return Ok(None) };
        filter.model = Some(model.id);
    }
    Ok(Some(filter))
}

/// A search text, with single spaces.
pub(crate) fn search_text(q: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(q) = q else { return Ok(None) };
    let words = q.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(2..=Q_CHARS_MAX).contains(&words.chars().count()) {
        let detail = format!("must be 2 to {Q_CHARS_MAX} characters long");
        return Err(Problem::parameter("/query/q", "length", detail));
    }
    Ok(Some(words))
}

impl ListQuery {
    /// The technologies asked for.
    fn technologies(&self) -> Result<Vec<String>, Problem> {
        let listed = self.tech.as_deref().unwrap_or_default();
        let tech: Vec<String> =
            listed.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect();
        if tech.len() > TECH_MAX {
            let detail = format!("must name at most {TECH_MAX} technologies");
            return Err(Problem::parameter("/query/tech", "too_many", detail));
        }
        Ok(tech)
    }

    /// The list's sort and filters in one text: a cursor holds for this list only.
    fn binding(&self) -> String {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            self.sort,
            self.status,
            self.r#type,
            self.work_location,
            self.location,
            self.experience,
            self.company,
            self.salary_min,
            self.tech,
            self.model,
            self.model_strategy,
            self.visa,
            self.q
        )
    }
}
