//! How models look on the wire.

use jiff::Timestamp;
use jiff::civil::Date;
use neurmatic_core::ids::ModelId;
use neurmatic_core::words::ModelCategory;
use neurmatic_db::models::{BenchmarkRow, CardRow, ModelRow, VersionRow};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A list of models.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ModelsOut {
    /// The models, in the list's order.
    pub(crate) models: Vec<ModelCard>,
}

/// What a list shows of a model.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ModelCard {
    /// Its id.
    id: ModelId,
    /// Its slug, which may hold dots; the address is `/models/{slug}`.
    slug: String,
    /// Its name.
    name: String,
    /// Who makes it.
    provider: String,
    /// How one gets it.
    category: ModelCategory,
    /// How much it reads at once, in tokens.
    context_window: Option<i32>,
    /// What it reads and writes.
    modalities: Vec<String>,
    /// Since when it is there.
    release_date: Option<Date>,
    /// Whether it is kept up.
    status: Option<String>,
    /// US dollars for a million tokens read.
    pricing_input: Option<f64>,
    /// US dollars for a million tokens written.
    pricing_output: Option<f64>,
    /// Its logo.
    logo_url: Option<String>,
    /// Published articles that name it.
    article_count: i32,
    /// Active jobs that name it.
    job_count: i32,
    /// How many follow it; as old as the answer.
    follower_count: i32,
}

/// A model whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ModelOut {
    /// Its id.
    id: ModelId,
    /// Its slug, which may hold dots.
    slug: String,
    /// Its name.
    name: String,
    /// Who makes it.
    provider: String,
    /// How one gets it.
    category: ModelCategory,
    /// What it is, as it was written: escape it when you show it.
    description: Option<String>,
    /// How much it reads at once, in tokens.
    context_window: Option<i32>,
    /// Its size, such as `70B`.
    model_size: Option<String>,
    /// What it reads and writes.
    modalities: Vec<String>,
    /// Since when it is there.
    release_date: Option<Date>,
    /// The newest of its versions that is kept up.
    latest_version: Option<String>,
    /// Whether it is kept up.
    status: Option<String>,
    /// US dollars for a million tokens read.
    pricing_input: Option<f64>,
    /// US dollars for a million tokens written.
    pricing_output: Option<f64>,
    /// Its page.
    official_url: Option<String>,
    /// How to call it.
    api_docs_url: Option<String>,
    /// Its logo.
    logo_url: Option<String>,
    /// What it does well.
    best_for: Vec<String>,
    /// What it doesn't.
    not_ideal_for: Vec<String>,
    /// First steps: code by programming language.
    api_quickstart: Option<Value>,
    /// Published articles that name it.
    article_count: i32,
    /// Active jobs that name it.
    job_count: i32,
    /// How many follow it; as old as the answer.
    follower_count: i32,
    /// Grows with every edit; the `r…` of the ETag.
    revision: i64,
    /// Since when it is here.
    created_at: Timestamp,
    /// When it was last edited.
    updated_at: Timestamp,
}

/// A model's versions.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct VersionsOut {
    /// The newest first, those without a date last.
    pub(crate) versions: Vec<VersionOut>,
}

/// A version of a model.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VersionOut {
    /// What it is called.
    version: String,
    /// Since when it is there.
    release_date: Option<Date>,
    /// What changed.
    changelog: Option<String>,
    /// Whether it isn't kept up any more.
    is_deprecated: bool,
}

/// What a model scored.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BenchmarksOut {
    /// By their names.
    pub(crate) benchmarks: Vec<BenchmarkOut>,
}

/// What a model scored in a benchmark.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BenchmarkOut {
    /// The benchmark's name.
    name: String,
    /// The score.
    score: f64,
    /// The most that could be scored.
    max_score: Option<f64>,
    /// What the score counts, such as accuracy.
    metric: Option<String>,
    /// When it was tested.
    test_date: Option<Date>,
    /// Who says so.
    source_url: Option<String>,
}

/// Models side by side.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ComparisonOut {
    /// The models, in the order asked for.
    pub(crate) models: Vec<ModelOut>,
    /// Every benchmark that one of them has, by its name.
    pub(crate) benchmarks: Vec<ComparedBenchmark>,
}

/// What the models scored in a benchmark.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ComparedBenchmark {
    /// The benchmark's name.
    pub(crate) name: String,
    /// In the order of the models; null where one wasn't tested.
    pub(crate) scores: Vec<Option<BenchmarkOut>>,
}

impl From<CardRow> for ModelCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            provider: row.provider,
            category: row.category,
            context_window: row.context_window,
            modalities: row.modalities,
            release_date: row.release_date,
            status: row.status,
            pricing_input: row.pricing_input,
            pricing_output: row.pricing_output,
            logo_url: row.logo_url,
            article_count: row.article_count,
            job_count: row.job_count,
            follower_count: row.follower_count,
        }
    }
}

impl From<ModelRow> for ModelOut {
    fn from(row: ModelRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            provider: row.provider,
            category: row.category,
            description: row.description,
            context_window: row.context_window,
            model_size: row.model_size,
            modalities: row.modalities,
            release_date: row.release_date,
            latest_version: row.latest_version,
            status: row.status,
            pricing_input: row.pricing_input,
            pricing_output: row.pricing_output,
            official_url: row.official_url,
            api_docs_url: row.api_docs_url,
            logo_url: row.logo_url,
            best_for: row.best_for,
            not_ideal_for: row.not_ideal_for,
            api_quickstart: row.api_quickstart,
            article_count: row.article_count,
            job_count: row.job_count,
            follower_count: row.follower_count,
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<VersionRow> for VersionOut {
    fn from(row: VersionRow) -> Self {
        Self {
            version: row.version,
            release_date: row.release_date,
            changelog: row.changelog,
            is_deprecated: row.is_deprecated,
        }
    }
}

impl From<BenchmarkRow> for BenchmarkOut {
    fn from(row: BenchmarkRow) -> Self {
        Self {
            name: row.name,
            score: row.score,
            max_score: row.max_score,
            metric: row.metric,
            test_date: row.test_date,
            source_url: row.source_url,
        }
    }
}
