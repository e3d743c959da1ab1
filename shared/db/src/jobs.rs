//! Reading jobs. Only what everybody may see, unless a function says otherwise.

use jiff::Timestamp;
use neurmatic_core::ids::{CompanyId, JobId, ModelId};
use neurmatic_core::words::{ExperienceLevel, JobStatus, JobType, ModelStrategy, SkillType, WorkLocation};
use postgres_types::Json;
use serde::Deserialize;
use uuid::Uuid;

use crate::{DbError, Door, Statement, args, queries, rows};

pub use crate::articles::{COUNT_MAX, Window};

queries! { "jobs":
    CARDS = "cards",
    GET = "get",
    LIST = "list",
    SEARCH = "search",
    TOTAL = "total",
}

/// A model as a job shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelLink {
    /// Its id.
    pub id: ModelId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A skill that a job asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Skill {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub r#type: SkillType,
    /// How well, 1 to 5.
    pub level: i32,
    /// Whether it is needed, or only welcome.
    pub is_required: bool,
}

rows! {
    /// A job's place in a sorted list.
    pub struct PlaceRow {
        /// The job.
        pub id: JobId,
        /// Its sort key: microseconds since 1970, a salary, or its rank among the matches of a search.
        pub key: i64,
    }

    /// What a list shows of a job.
    pub struct CardRow {
        /// Its id.
        pub id: JobId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// The company.
        pub company_id: CompanyId,
        /// The company's slug.
        pub company_slug: String,
        /// The company's name.
        pub company_name: String,
        /// The company's logo.
        pub company_logo_url: Option<String>,
        /// Whether the company was checked.
        pub company_is_verified: bool,
        /// How one is employed.
        pub job_type: JobType,
        /// Where it is done.
        pub work_location: WorkLocation,
        /// How experienced somebody should be.
        pub experience_level: ExperienceLevel,
        /// The place.
        pub location: String,
        /// The least that is paid, if that is public.
        pub salary_min: Option<i32>,
        /// The most that is paid, if that is public.
        pub salary_max: Option<i32>,
        /// The currency of both.
        pub salary_currency: Option<String>,
        /// Whether a visa is sponsored.
        pub has_visa_sponsorship: bool,
        /// Programming languages and frameworks.
        pub tech: Vec<String>,
        /// Which models it works with.
        pub model_strategy: Option<ModelStrategy>,
        /// Its state; closed when it has expired.
        pub status: JobStatus,
        /// Since when it is public.
        pub published_at: Option<Timestamp>,
        /// When it ends.
        pub expires_at: Option<Timestamp>,
        /// How many have applied.
        pub application_count: i32,
        /// The models it names.
        pub models: Json<Vec<ModelLink>>,
    }

    /// A job whole.
    pub struct JobRow {
        /// Its id.
        pub id: JobId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// The company.
        pub company_id: CompanyId,
        /// The company's slug.
        pub company_slug: String,
        /// The company's name.
        pub company_name: String,
        /// The company's logo.
        pub company_logo_url: Option<String>,
        /// Whether the company was checked.
        pub company_is_verified: bool,
        /// What it is.
        pub description: String,
        /// What it asks for.
        pub requirements: String,
        /// What is to be done.
        pub responsibilities: Option<String>,
        /// What is offered.
        pub benefits: Option<String>,
        /// How one is employed.
        pub job_type: JobType,
        /// Where it is done.
        pub work_location: WorkLocation,
        /// How experienced somebody should be.
        pub experience_level: ExperienceLevel,
        /// The place.
        pub location: String,
        /// The least that is paid a year.
        pub salary_min: Option<i32>,
        /// The most that is paid a year.
        pub salary_max: Option<i32>,
        /// The currency of both.
        pub salary_currency: Option<String>,
        /// Whether everybody may see the salary.
        pub salary_is_public: bool,
        /// How many are wanted.
        pub positions_available: i32,
        /// Where else one can apply.
        pub apply_url: Option<String>,
        /// Whether a visa is sponsored.
        pub has_visa_sponsorship: bool,
        /// Frameworks.
        pub frameworks: Vec<String>,
        /// Vector databases.
        pub vector_databases: Vec<String>,
        /// Infrastructure.
        pub infrastructure: Vec<String>,
        /// Programming languages.
        pub programming_languages: Vec<String>,
        /// What the models are used for.
        pub use_case_type: Option<String>,
        /// Which models it works with.
        pub model_strategy: Option<ModelStrategy>,
        /// What applicants are asked.
        pub screening_questions: Vec<String>,
        /// Its state; closed when it has expired.
        pub status: JobStatus,
        /// Since when it is public.
        pub published_at: Option<Timestamp>,
        /// When it ends.
        pub expires_at: Option<Timestamp>,
        /// How many have applied.
        pub application_count: i32,
        /// Grows with every edit.
        pub revision: i64,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it was last edited.
        pub updated_at: Timestamp,
        /// The models it names.
        pub models: Json<Vec<ModelLink>>,
        /// The skills it asks for, the needed ones first.
        pub skills: Json<Vec<Skill>>,
    }
}

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The newest first.
    PublishedAt,
    /// The best paid first, those without a public salary last.
    Salary,
}

/// Which jobs a list holds; all filters must hold.
#[derive(Clone, Debug)]
pub struct Filter {
    /// In this state: active, closed or filled.
    pub status: JobStatus,
    /// Of this company.
    pub company: Option<CompanyId>,
    /// That name this model.
    pub model: Option<ModelId>,
    /// Of this type.
    pub job_type: Option<JobType>,
    /// Done there.
    pub work_location: Option<WorkLocation>,
    /// For this experience.
    pub experience: Option<ExperienceLevel>,
    /// At this place, whatever its case.
    pub location: Option<String>,
    /// That pay at least so much at most.
    pub salary_min: Option<i32>,
    /// With all of these technologies, whatever their case.
    pub tech: Vec<String>,
    /// That work with these models.
    pub strategy: Option<ModelStrategy>,
    /// Only those that sponsor a visa.
    pub visa: bool,
    /// Matching this text, in the language of web searches.
    pub q: Option<String>,
}

impl Filter {
    /// All jobs of a state.
    #[must_use]
    pub fn of(status: JobStatus) -> Self {
        Self {
            status,
            company: None,
            model: None,
            job_type: None,
            work_location: None,
            experience: None,
            location: None,
            salary_min: None,
            tech: Vec::new(),
            strategy: None,
            visa: false,
            q: None,
        }
    }

    /// Whether nothing but the state is asked for.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.flags().iter().all(|(flag, set)| *flag == "active" || !set)
    }

    fn flags(&self) -> [(&'static str, bool); 12] {
        [
            ("active", self.status == JobStatus::Active),
            ("company", self.company.is_some()),
            ("model", self.model.is_some()),
            ("job_type", self.job_type.is_some()),
            ("work_location", self.work_location.is_some()),
            ("experience", self.experience.is_some()),
            ("location", self.location.is_some()),
            ("salary", self.salary_min.is_some()),
            ("tech", !self.tech.is_empty()),
            ("strategy", self.strategy.is_some()),
            ("visa", self.visa),
            ("q", self.q.is_some()),
        ]
    }

    /// The index that gives the order: the model's for the newest active ones, or the jobs' own.
    fn order(&self, sort: Sort) -> &'static str {
        match sort {
            Sort::Salary => "salary",
            Sort::PublishedAt if self.model.is_some() && self.status == JobStatus::Active => "model",
            Sort::PublishedAt => "published",
        }
    }

    fn list_flags(&self, count: bool, order: Option<&str>, after: bool) -> Vec<(&'static str, bool)> {
        let mut flags = self.flags().to_vec();
        flags.push(("count", count));
        flags.push(("active_model", self.model.is_some() && self.status == JobStatus::Active));
        for (name, by, beyond) in ORDERS {
            let chosen = order == Some(name);
            flags.push((by, chosen));
            flags.push((beyond, chosen && after));
        }
        flags
    }
}

const ORDERS: [(&str, &str, &str); 3] = [
    ("published", "by_published", "after_published"),
    ("model", "by_model", "after_model"),
    ("salary", "by_salary", "after_salary"),
];

/// The statement of a list, for whoever runs, explains or measures it.
#[must_use]
pub fn list_statement(filter: &Filter, sort: Sort, after: bool) -> Statement {
    LIST.when(&filter.list_flags(false, Some(filter.order(sort)), after))
}

/// The statement of a search, for whoever runs, explains or measures it.
#[must_use]
pub fn search_statement(filter: &Filter) -> Statement {
    SEARCH.when(&filter.flags())
}

/// The ids of a list's page.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    filter: &Filter,
    sort: Sort,
    window: Window,
) -> Result<Vec<PlaceRow>, DbError> {
    let statement = list_statement(filter, sort, window.after.is_some());
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(statement, args![
        window.limit => INT8, window.offset => INT8, filter.q => TEXT, filter.model => UUID, filter.status => TEXT,
        filter.company => UUID, filter.job_type => TEXT, filter.work_location => TEXT, filter.experience => TEXT,
        filter.location => TEXT, filter.salary_min => INT4, filter.tech => TEXT_ARRAY, filter.strategy => TEXT,
        time => TIMESTAMPTZ, key => INT8, id => UUID,
    ])
    .await
}

/// How many jobs a filter finds, at most [`COUNT_MAX`] + 1: for totals that no counter keeps.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, filter: &Filter) -> Result<i64, DbError> {
    let statement = LIST.when(&filter.list_flags(true, None, false));
    let (limit, offset, key, id) = (COUNT_MAX + 1, 0_i64, 0_i64, Uuid::nil());
    db.one(statement, args![
        limit => INT8, offset => INT8, filter.q => TEXT, filter.model => UUID, filter.status => TEXT,
        filter.company => UUID, filter.job_type => TEXT, filter.work_location => TEXT, filter.experience => TEXT,
        filter.location => TEXT, filter.salary_min => INT4, filter.tech => TEXT_ARRAY, filter.strategy => TEXT,
        Timestamp::UNIX_EPOCH => TIMESTAMPTZ, key => INT8, id => UUID,
    ])
    .await
}

/// The ids of a page of what matches the filter's text, best first. Knows no `after`: ranks move.
///
/// # Errors
/// [`DbError`].
pub async fn search(db: &impl Door, filter: &Filter, window: Window) -> Result<Vec<PlaceRow>, DbError> {
    db.rows(search_statement(filter), args![
        window.limit => INT8, window.offset => INT8, filter.q => TEXT, filter.model => UUID, filter.status => TEXT,
        filter.company => UUID, filter.job_type => TEXT, filter.work_location => TEXT, filter.experience => TEXT,
        filter.location => TEXT, filter.salary_min => INT4, filter.tech => TEXT_ARRAY, filter.strategy => TEXT,
    ])
    .await
}

/// How many jobs are in a state; those that have expired aren't active.
///
/// # Errors
/// [`DbError`].
pub async fn total(db: &impl Door, status: JobStatus) -> Result<i64, DbError> {
    db.one(TOTAL.when(&[("active", status == JobStatus::Active)]), args![status => TEXT]).await
}

/// What lists show of these jobs, in this order. Ids that aren't there any more are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(db: &impl Door, ids: &[JobId]) -> Result<Vec<CardRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY]).await
}

/// A job as everybody may see it, by its id.
///
/// # Errors
/// [`DbError`].
pub async fn shown_by_id(db: &impl Door, id: JobId) -> Result<Option<JobRow>, DbError> {
    get(db, Some(id), None, true).await
}

/// A job as everybody may see it, by its slug.
///
/// # Errors
/// [`DbError`].
pub async fn shown_by_slug(db: &impl Door, slug: &str) -> Result<Option<JobRow>, DbError> {
    get(db, None, Some(slug), true).await
}

/// A job in any state, with its salary.
///
/// # Errors
/// [`DbError`].
pub async fn any_by_id(db: &impl Door, id: JobId) -> Result<Option<JobRow>, DbError> {
    get(db, Some(id), None, false).await
}

/// The statement of one job, for whoever runs, explains or measures it.
#[must_use]
pub fn get_statement(by_id: bool, shown: bool) -> Statement {
    GET.when(&[("by_id", by_id), ("by_slug", !by_id), ("shown", shown)])
}

async fn get(
    db: &impl Door,
    id: Option<JobId>,
    slug: Option<&str>,
    shown: bool,
) -> Result<Option<JobRow>, DbError> {
    db.maybe(get_statement(id.is_some(), shown), args![id => UUID, slug => TEXT]).await
}
