//! The directory of models: reading it, and writing what administrators say of a model.

use jiff::Timestamp;
use jiff::civil::Date;
use neurmatic_core::ids::ModelId;
use neurmatic_core::words::ModelCategory;
use serde_json::Value;

use crate::{DbError, Door, Statement, args, queries, rows};

pub use crate::articles::{COUNT_MAX, Window};

queries! { "models":
    ADD_BENCHMARKS = "add_benchmarks",
    ADD_VERSIONS = "add_versions",
    BENCHMARKS = "benchmarks",
    CARDS = "cards",
    CLEAR_BENCHMARKS = "clear_benchmarks",
    CLEAR_VERSIONS = "clear_versions",
    FIELDS = "fields",
    GET = "get",
    INSERT = "insert",
    LIST = "list",
    LOCK = "lock",
    UPDATE = "update",
    VERSIONS = "versions",
}

rows! {
    /// A model's place in a sorted list.
    pub struct PlaceRow {
        /// The model.
        pub id: ModelId,
        /// Its sort key: days since 1970, a count, or its rank among the matches of a search.
        pub key: i64,
    }

    /// What a list shows of a model.
    pub struct CardRow {
        /// Its id.
        pub id: ModelId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// Who makes it.
        pub provider: String,
        /// How one gets it.
        pub category: ModelCategory,
        /// How much it reads at once, in tokens.
        pub context_window: Option<i32>,
        /// What it reads and writes.
        pub modalities: Vec<String>,
        /// Since when it is there.
        pub release_date: Option<Date>,
        /// Whether it is kept up.
        pub status: Option<String>,
        /// US dollars for a million tokens read.
        pub pricing_input: Option<f64>,
        /// US dollars for a million tokens written.
        pub pricing_output: Option<f64>,
        /// Its logo.
        pub logo_url: Option<String>,
        /// Published articles that name it.
        pub article_count: i32,
        /// Active jobs that name it.
        pub job_count: i32,
        /// How many follow it.
        pub follower_count: i32,
    }

    /// A model whole.
    pub struct ModelRow {
        /// Its id.
        pub id: ModelId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// Who makes it.
        pub provider: String,
        /// How one gets it.
        pub category: ModelCategory,
        /// What it is.
        pub description: Option<String>,
        /// How much it reads at once, in tokens.
        pub context_window: Option<i32>,
        /// Its size, such as `70B`.
        pub model_size: Option<String>,
        /// What it reads and writes.
        pub modalities: Vec<String>,
        /// Since when it is there.
        pub release_date: Option<Date>,
        /// The newest of its versions that is kept up.
        pub latest_version: Option<String>,
        /// Whether it is kept up.
        pub status: Option<String>,
        /// US dollars for a million tokens read.
        pub pricing_input: Option<f64>,
        /// US dollars for a million tokens written.
        pub pricing_output: Option<f64>,
        /// Its page.
        pub official_url: Option<String>,
        /// How to call it.
        pub api_docs_url: Option<String>,
        /// Its logo.
        pub logo_url: Option<String>,
        /// What it does well.
        pub best_for: Vec<String>,
        /// What it doesn't.
        pub not_ideal_for: Vec<String>,
        /// First steps by programming language.
        pub api_quickstart: Option<Value>,
        /// Published articles that name it.
        pub article_count: i32,
        /// Active jobs that name it.
        pub job_count: i32,
        /// How many follow it.
        pub follower_count: i32,
        /// Grows with every edit.
        pub revision: i64,
        /// Since when it is here.
        pub created_at: Timestamp,
        /// When it was last edited.
        pub updated_at: Timestamp,
    }

    /// A version of a model.
    pub struct VersionRow {
        /// What it is called.
        pub version: String,
        /// Since when it is there.
        pub release_date: Option<Date>,
        /// What changed.
        pub changelog: Option<String>,
        /// Whether it isn't kept up any more.
        pub is_deprecated: bool,
    }

    /// What a model scored.
    pub struct BenchmarkRow {
        /// The model.
        pub model_id: ModelId,
        /// The benchmark's name.
        pub name: String,
        /// The score.
        pub score: f64,
        /// The most that could be scored.
        pub max_score: Option<f64>,
        /// What the score counts.
        pub metric: Option<String>,
        /// When it was tested.
        pub test_date: Option<Date>,
        /// Who says so.
        pub source_url: Option<String>,
    }

    /// What a model is called.
    pub struct LockedRow {
        /// Its id.
        pub id: ModelId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// Grows with every edit.
        pub revision: i64,
    }

    /// What is written of a model.
    pub struct FieldsRow {
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// Who makes it.
        pub provider: String,
        /// How one gets it.
        pub category: ModelCategory,
        /// What it is.
        pub description: Option<String>,
        /// How much it reads at once, in tokens.
        pub context_window: Option<i32>,
        /// Its size, such as `70B`.
        pub model_size: Option<String>,
        /// What it reads and writes.
        pub modalities: Vec<String>,
        /// Since when it is there.
        pub release_date: Option<Date>,
        /// Whether it is kept up.
        pub status: Option<String>,
        /// US dollars for a million tokens read.
        pub pricing_input: Option<f64>,
        /// US dollars for a million tokens written.
        pub pricing_output: Option<f64>,
        /// Its page.
        pub official_url: Option<String>,
        /// How to call it.
        pub api_docs_url: Option<String>,
        /// Its logo.
        pub logo_url: Option<String>,
        /// What it does well.
        pub best_for: Vec<String>,
        /// What it doesn't.
        pub not_ideal_for: Vec<String>,
        /// First steps by programming language.
        pub api_quickstart: Option<Value>,
    }
}

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The newest first; those without a date last.
    ReleaseDate,
    /// Those that most articles name first.
    ArticleCount,
    /// Those that most jobs name first.
    JobCount,
    /// Those that most follow first.
    FollowerCount,
    /// The best matches of the filter's text first. Knows no `after`: ranks move.
    Rank,
}

/// Which models a list holds; all filters must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this provider, whatever its case.
    pub provider: Option<String>,
    /// Of this category.
    pub category: Option<ModelCategory>,
    /// Matching this text, in the language of web searches.
    pub q: Option<String>,
}

const ORDERS: [(Sort, &str, &str); 4] = [
    (Sort::ReleaseDate, "by_released", "after_released"),
    (Sort::ArticleCount, "by_articles", "after_articles"),
    (Sort::JobCount, "by_jobs", "after_jobs"),
    (Sort::FollowerCount, "by_followers", "after_followers"),
];

impl Filter {
    fn flags(&self, sort: Option<Sort>, after: bool) -> Vec<(&'static str, bool)> {
        let by_rank = sort == Some(Sort::Rank);
        let mut flags = vec![
            ("provider", self.provider.is_some()),
            ("category", self.category.is_some()),
            ("q", self.q.is_some()),
            ("count", sort.is_none()),
            ("by_rank", by_rank),
            ("sorted", sort.is_some() && !by_rank),
        ];
        for (order, by, beyond) in ORDERS {
            flags.push((by, sort == Some(order)));
            flags.push((beyond, sort == Some(order) && after));
        }
        flags
    }
}

/// The statement of a list, for whoever runs, explains or measures it.
#[must_use]
pub fn list_statement(filter: &Filter, sort: Option<Sort>, after: bool) -> Statement {
    LIST.when(&filter.flags(sort, after))
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
    let statement = list_statement(filter, Some(sort), window.after.is_some());
    let (key, id) = window.after.unwrap_or_default();
    db.rows(
        statement,
        args![
            window.limit => INT8, window.offset => INT8, filter.q => TEXT, filter.provider => TEXT,
            filter.category => TEXT, key => INT8, id => UUID,
        ],
    )
    .await
}

/// How many models a filter finds, at most [`COUNT_MAX`] + 1.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, filter: &Filter) -> Result<i64, DbError> {
    let (limit, offset, key, id) = (COUNT_MAX + 1, 0_i64, 0_i64, uuid::Uuid::nil());
    db.one(
        list_statement(filter, None, false),
        args![
            limit => INT8, offset => INT8, filter.q => TEXT, filter.provider => TEXT, filter.category => TEXT,
            key => INT8, id => UUID,
        ],
    )
    .await
}

/// What lists show of these models, in this order. Ids that aren't there any more are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(db: &impl Door, ids: &[ModelId]) -> Result<Vec<CardRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY]).await
}

/// A model, by its id.
///
/// # Errors
/// [`DbError`].
pub async fn by_id(db: &impl Door, id: ModelId) -> Result<Option<ModelRow>, DbError> {
    db.maybe(get_statement("by_id"), args![id => UUID]).await
}

/// A model, by its slug.
///
/// # Errors
/// [`DbError`].
pub async fn by_slug(db: &impl Door, slug: &str) -> Result<Option<ModelRow>, DbError> {
    let none: Option<ModelId> = None;
    db.maybe(get_statement("by_slug"), args![none => UUID, slug => TEXT]).await
}

/// Models, by their slugs, in no order. Those that don't exist are left out.
///
/// # Errors
/// [`DbError`].
pub async fn by_slugs(db: &impl Door, slugs: &[String]) -> Result<Vec<ModelRow>, DbError> {
    let (id, slug): (Option<ModelId>, Option<&str>) = (None, None);
    db.rows(get_statement("by_slugs"), args![id => UUID, slug => TEXT, slugs => TEXT_ARRAY]).await
}

fn get_statement(by: &str) -> Statement {
    GET.when(&[("by_id", by == "by_id"), ("by_slug", by == "by_slug"), ("by_slugs", by == "by_slugs")])
}

/// A model's versions, the newest first.
///
/// # Errors
/// [`DbError`].
pub async fn versions(db: &impl Door, id: ModelId) -> Result<Vec<VersionRow>, DbError> {
    db.rows(&VERSIONS, args![id => UUID]).await
}

/// What models scored, by the benchmark's name.
///
/// # Errors
/// [`DbError`].
pub async fn benchmarks(db: &impl Door, ids: &[ModelId]) -> Result<Vec<BenchmarkRow>, DbError> {
    db.rows(&BENCHMARKS, args![ids => UUID_ARRAY]).await
}

/// Locks a model until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: ModelId) -> Result<Option<LockedRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// What is written of a model that is there.
///
/// # Errors
/// [`DbError`].
pub async fn fields(tx: &impl Door, id: ModelId) -> Result<FieldsRow, DbError> {
    tx.one(&FIELDS, args![id => UUID]).await
}

/// Adds a model.
///
/// # Errors
/// [`DbError::Taken`] with `llm_models_slug_key`.
pub async fn insert(tx: &impl Door, id: ModelId, new: &FieldsRow) -> Result<(), DbError> {
    write(tx, INSERT.when(&[]), id, new).await
}

/// Edits a model.
///
/// # Errors
/// As [`insert`].
pub async fn update(tx: &impl Door, id: ModelId, new: &FieldsRow) -> Result<(), DbError> {
    write(tx, UPDATE.when(&[]), id, new).await
}

async fn write(tx: &impl Door, statement: Statement, id: ModelId, new: &FieldsRow) -> Result<(), DbError> {
    tx.run(
        statement,
        args![
            id => UUID, new.slug => TEXT, new.name => TEXT, new.provider => TEXT, new.category => TEXT,
            new.description => TEXT, new.context_window => INT4, new.model_size => TEXT,
            new.modalities => TEXT_ARRAY, new.release_date => DATE, new.status => TEXT,
            new.pricing_input => FLOAT8, new.pricing_output => FLOAT8, new.official_url => TEXT,
            new.api_docs_url => TEXT, new.logo_url => TEXT, new.best_for => TEXT_ARRAY,
            new.not_ideal_for => TEXT_ARRAY, new.api_quickstart => JSONB,
        ],
    )
    .await
}

/// Gives a model exactly these versions. The caller holds its lock.
///
/// # Errors
/// [`DbError`].
pub async fn set_versions(tx: &impl Door, id: ModelId, versions: &[VersionRow]) -> Result<(), DbError> {
    let names: Vec<&str> = versions.iter().map(|version| version.version.as_str()).collect();
    let dates: Vec<Option<Date>> = versions.iter().map(|version| version.release_date).collect();
    let changes: Vec<Option<&str>> = versions.iter().map(|version| version.changelog.as_deref()).collect();
    let deprecated: Vec<bool> = versions.iter().map(|version| version.is_deprecated).collect();
    tx.run(&CLEAR_VERSIONS, args![id => UUID]).await?;
    tx.run(
        &ADD_VERSIONS,
        args![
            id => UUID, names => TEXT_ARRAY, dates => DATE_ARRAY, changes => TEXT_ARRAY, deprecated => BOOL_ARRAY,
        ],
    )
    .await
}

/// Gives a model exactly these scores. The caller holds its lock.
///
/// # Errors
/// [`DbError`].
pub async fn set_benchmarks(tx: &impl Door, id: ModelId, scores: &[BenchmarkRow]) -> Result<(), DbError> {
    let names: Vec<&str> = scores.iter().map(|of| of.name.as_str()).collect();
    let values: Vec<f64> = scores.iter().map(|of| of.score).collect();
    let most: Vec<Option<f64>> = scores.iter().map(|of| of.max_score).collect();
    let metrics: Vec<Option<&str>> = scores.iter().map(|of| of.metric.as_deref()).collect();
    let dates: Vec<Option<Date>> = scores.iter().map(|of| of.test_date).collect();
    let sources: Vec<Option<&str>> = scores.iter().map(|of| of.source_url.as_deref()).collect();
    tx.run(&CLEAR_BENCHMARKS, args![id => UUID]).await?;
    tx.run(
        &ADD_BENCHMARKS,
        args![
            id => UUID, names => TEXT_ARRAY, values => FLOAT8_ARRAY, most => FLOAT8_ARRAY, metrics => TEXT_ARRAY,
            dates => DATE_ARRAY, sources => TEXT_ARRAY,
        ],
    )
    .await
}
