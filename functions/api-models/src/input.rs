//! What administrators send of models.

use std::collections::BTreeMap;

use jiff::civil::Date;
use neurmatic_core::ids::ModelId;
use neurmatic_core::rules::is_model_slug;
use neurmatic_core::words::ModelCategory;
use neurmatic_db::models::{BenchmarkRow, FieldsRow, VersionRow};
use neurmatic_http::{Faults, Input, given};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// The highest price, in US dollars for a million tokens: what the column holds.
const PRICE_MAX: f64 = 9_999.0;

/// The highest score, either way: what the column holds.
const SCORE_MAX: f64 = 99_999_999.0;

/// Versions and benchmarks of a model at most.
const ROWS_MAX: usize = 100;

/// A new model.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ModelIn {
    /// 1 to 100 of a-z, 0-9 and single inner hyphens and dots, such as `gpt-4.1`.
    pub(crate) slug: String,
    /// 1 to 100 characters.
    pub(crate) name: String,
    /// Who makes it, 1 to 100 characters.
    pub(crate) provider: String,
    /// How one gets it.
    pub(crate) category: ModelCategory,
    /// At most 5000 characters.
    pub(crate) description: Option<String>,
    /// How much it reads at once, in tokens.
    pub(crate) context_window: Option<i32>,
    /// Its size, such as `70B`; at most 50 characters.
    pub(crate) model_size: Option<String>,
    /// What it reads and writes, at most 10.
    #[serde(default)]
    pub(crate) modalities: Vec<String>,
    /// Since when it is there.
    pub(crate) release_date: Option<Date>,
    /// Whether it is kept up, in at most 50 characters.
    pub(crate) status: Option<String>,
    /// US dollars for a million tokens read.
    pub(crate) pricing_input: Option<f64>,
    /// US dollars for a million tokens written.
    pub(crate) pricing_output: Option<f64>,
    /// Its page.
    pub(crate) official_url: Option<String>,
    /// How to call it.
    pub(crate) api_docs_url: Option<String>,
    /// Its logo.
    pub(crate) logo_url: Option<String>,
    /// What it does well, at most 20.
    #[serde(default)]
    pub(crate) best_for: Vec<String>,
    /// What it doesn't, at most 20.
    #[serde(default)]
    pub(crate) not_ideal_for: Vec<String>,
    /// First steps: code by programming language, at most 10.
    pub(crate) api_quickstart: Option<BTreeMap<String, String>>,
    /// Its versions, at most 100.
    #[serde(default)]
    pub(crate) versions: Vec<VersionIn>,
    /// What it scored, at most 100.
    #[serde(default)]
    pub(crate) benchmarks: Vec<BenchmarkIn>,
}

/// A change of a model; what is left out stays, what is null is emptied.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct ModelPatch {
    /// Another slug; the old one is unknown from then on.
    pub(crate) slug: Option<String>,
    /// 1 to 100 characters.
    pub(crate) name: Option<String>,
    /// Who makes it, 1 to 100 characters.
    pub(crate) provider: Option<String>,
    /// How one gets it.
    pub(crate) category: Option<ModelCategory>,
    /// At most 5000 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) description: Option<Option<String>>,
    /// How much it reads at once, in tokens.
    #[serde(deserialize_with = "given")]
    pub(crate) context_window: Option<Option<i32>>,
    /// Its size, such as `70B`; at most 50 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) model_size: Option<Option<String>>,
    /// All that it reads and writes, at most 10.
    pub(crate) modalities: Option<Vec<String>>,
    /// Since when it is there.
    #[serde(deserialize_with = "given")]
    pub(crate) release_date: Option<Option<Date>>,
    /// Whether it is kept up, in at most 50 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) status: Option<Option<String>>,
    /// US dollars for a million tokens read.
    #[serde(deserialize_with = "given")]
    pub(crate) pricing_input: Option<Option<f64>>,
    /// US dollars for a million tokens written.
    #[serde(deserialize_with = "given")]
    pub(crate) pricing_output: Option<Option<f64>>,
    /// Its page.
    #[serde(deserialize_with = "given")]
    pub(crate) official_url: Option<Option<String>>,
    /// How to call it.
    #[serde(deserialize_with = "given")]
    pub(crate) api_docs_url: Option<Option<String>>,
    /// Its logo.
    #[serde(deserialize_with = "given")]
    pub(crate) logo_url: Option<Option<String>>,
    /// All that it does well, at most 20.
    pub(crate) best_for: Option<Vec<String>>,
    /// All that it doesn't, at most 20.
    pub(crate) not_ideal_for: Option<Vec<String>>,
    /// First steps: code by programming language, at most 10.
    #[serde(deserialize_with = "given")]
    pub(crate) api_quickstart: Option<Option<BTreeMap<String, String>>>,
    /// All its versions, at most 100.
    pub(crate) versions: Option<Vec<VersionIn>>,
    /// All that it scored, at most 100.
    pub(crate) benchmarks: Option<Vec<BenchmarkIn>>,
}

/// A version of a model.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct VersionIn {
    /// What it is called, 1 to 100 characters.
    version: String,
    /// Since when it is there.
    release_date: Option<Date>,
    /// What changed, at most 10,000 characters.
    changelog: Option<String>,
    /// Whether it isn't kept up any more.
    #[serde(default)]
    is_deprecated: bool,
}

/// What a model scored in a benchmark.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BenchmarkIn {
    /// The benchmark's name, 1 to 100 characters.
    name: String,
    /// The score; four digits behind the point are kept.
    score: f64,
    /// The most that could be scored.
    max_score: Option<f64>,
    /// What the score counts, in at most 50 characters.
    metric: Option<String>,
    /// When it was tested.
    test_date: Option<Date>,
    /// Who says so.
    source_url: Option<String>,
}

impl Input for ModelIn {
    fn check(&self, faults: &mut Faults) {
        Given {
            slug: Some(&self.slug),
            texts: [
                ("/name", Some(&self.name), 100),
                ("/provider", Some(&self.provider), 100),
                ("/description", self.description.as_deref(), 5000),
                ("/modelSize", self.model_size.as_deref(), 50),
                ("/status", self.status.as_deref(), 50),
            ],
            addresses: [
                ("/officialUrl", self.official_url.as_deref()),
                ("/apiDocsUrl", self.api_docs_url.as_deref()),
                ("/logoUrl", self.logo_url.as_deref()),
            ],
            lists: [
                ("/modalities", &self.modalities, 10),
                ("/bestFor", &self.best_for, 20),
                ("/notIdealFor", &self.not_ideal_for, 20),
            ],
            prices: [("/pricingInput", self.pricing_input), ("/pricingOutput", self.pricing_output)],
            context_window: self.context_window,
            quickstart: self.api_quickstart.as_ref(),
            versions: &self.versions,
            benchmarks: &self.benchmarks,
        }
        .check(faults);
    }
}

impl Input for ModelPatch {
    fn check(&self, faults: &mut Faults) {
        fn text(field: &Option<Option<String>>) -> Option<&str> {
            field.as_ref().and_then(Option::as_deref)
        }
        Given {
            slug: self.slug.as_deref(),
            texts: [
                ("/name", self.name.as_deref(), 100),
                ("/provider", self.provider.as_deref(), 100),
                ("/description", text(&self.description), 5000),
                ("/modelSize", text(&self.model_size), 50),
                ("/status", text(&self.status), 50),
            ],
            addresses: [
                ("/officialUrl", text(&self.official_url)),
                ("/apiDocsUrl", text(&self.api_docs_url)),
                ("/logoUrl", text(&self.logo_url)),
            ],
            lists: [
                ("/modalities", self.modalities.as_deref().unwrap_or_default(), 10),
                ("/bestFor", self.best_for.as_deref().unwrap_or_default(), 20),
                ("/notIdealFor", self.not_ideal_for.as_deref().unwrap_or_default(), 20),
            ],
            prices: [
                ("/pricingInput", self.pricing_input.flatten()),
                ("/pricingOutput", self.pricing_output.flatten()),
            ],
            context_window: self.context_window.flatten(),
            quickstart: self.api_quickstart.as_ref().and_then(Option::as_ref),
            versions: self.versions.as_deref().unwrap_or_default(),
            benchmarks: self.benchmarks.as_deref().unwrap_or_default(),
        }
        .check(faults);
    }
}

/// What a new model and a change have in common: pointer, value and the most that it may hold.
struct Given<'a> {
    slug: Option<&'a str>,
    texts: [(&'static str, Option<&'a str>, usize); 5],
    addresses: [(&'static str, Option<&'a str>); 3],
    lists: [(&'static str, &'a [String], usize); 3],
    prices: [(&'static str, Option<f64>); 2],
    context_window: Option<i32>,
    quickstart: Option<&'a BTreeMap<String, String>>,
    versions: &'a [VersionIn],
    benchmarks: &'a [BenchmarkIn],
}

impl Given<'_> {
    fn check(&self, faults: &mut Faults) {
        if self.slug.is_some_and(|slug| !is_model_slug(slug)) {
            let detail = "must be 1 to 100 of a-z, 0-9 and single inner hyphens and dots";
            faults.add("/slug", "invalid", detail);
        }
        for (pointer, text, max) in self.texts {
            faults.length_if(pointer, text, 1..=max);
        }
        for (pointer, address) in self.addresses {
            faults.web_address(pointer, address, 500);
        }
        for (pointer, words, max) in self.lists {
            count(faults, pointer, words.len(), max);
            for (place, word) in words.iter().enumerate() {
                faults.length(&format!("{pointer}/{place}"), word, 1..=100);
            }
        }
        for (pointer, price) in self.prices {
            within(faults, pointer, price, 0.0..=PRICE_MAX);
        }
        if self.context_window.is_some_and(|tokens| tokens < 1) {
            faults.add("/contextWindow", "out_of_range", "must be at least 1");
        }
        if let Some(quickstart) = self.quickstart {
            count(faults, "/apiQuickstart", quickstart.len(), 10);
            for (language, code) in quickstart {
                faults.length("/apiQuickstart", language, 1..=50);
                faults.length(&format!("/apiQuickstart/{language}"), code, 1..=10_000);
            }
        }
        check_versions(faults, self.versions);
        check_benchmarks(faults, self.benchmarks);
    }
}

fn check_versions(faults: &mut Faults, versions: &[VersionIn]) {
    count(faults, "/versions", versions.len(), ROWS_MAX);
    different(faults, "/versions", versions.iter().map(|version| version.version.as_str()));
    for (place, version) in versions.iter().enumerate() {
        faults.length(&format!("/versions/{place}/version"), &version.version, 1..=100);
        faults.length_if(&format!("/versions/{place}/changelog"), version.changelog.as_ref(), 1..=10_000);
    }
}

fn check_benchmarks(faults: &mut Faults, benchmarks: &[BenchmarkIn]) {
    count(faults, "/benchmarks", benchmarks.len(), ROWS_MAX);
    different(faults, "/benchmarks", benchmarks.iter().map(|benchmark| benchmark.name.as_str()));
    for (place, benchmark) in benchmarks.iter().enumerate() {
        let at = |field: &str| format!("/benchmarks/{place}/{field}");
        faults.length(&at("name"), &benchmark.name, 1..=100);
        faults.length_if(&at("metric"), benchmark.metric.as_ref(), 1..=50);
        faults.web_address(&at("sourceUrl"), benchmark.source_url.as_deref(), 500);
        within(faults, &at("score"), Some(benchmark.score), -SCORE_MAX..=SCORE_MAX);
        within(faults, &at("maxScore"), benchmark.max_score, 0.0001..=SCORE_MAX);
    }
}

fn count(faults: &mut Faults, pointer: &str, items: usize, max: usize) {
    if items > max {
        faults.add(pointer, "too_many", format!("must hold at most {max}"));
    }
}

fn different<'a>(faults: &mut Faults, pointer: &str, names: impl Iterator<Item = &'a str>) {
    let mut names: Vec<&str> = names.collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() < all {
        faults.add(pointer, "repeated", "must name each once");
    }
}

fn within(faults: &mut Faults, pointer: &str, value: Option<f64>, allowed: std::ops::RangeInclusive<f64>) {
    if value.is_some_and(|value| !allowed.contains(&value)) {
        faults.add(pointer, "out_of_range", format!("must be {} to {}", allowed.start(), allowed.end()));
    }
}

/// Versions as rows.
pub(crate) fn rows_of_versions(given: Vec<VersionIn>) -> Vec<VersionRow> {
    let row = |of: VersionIn| VersionRow {
        version: of.version,
        release_date: of.release_date,
        changelog: of.changelog,
        is_deprecated: of.is_deprecated,
    };
    given.into_iter().map(row).collect()
}

/// Scores as rows.
pub(crate) fn rows_of_benchmarks(model_id: ModelId, given: Vec<BenchmarkIn>) -> Vec<BenchmarkRow> {
    let row = |of: BenchmarkIn| BenchmarkRow {
        model_id,
        name: of.name,
        score: of.score,
        max_score: of.max_score,
        metric: of.metric,
        test_date: of.test_date,
        source_url: of.source_url,
    };
    given.into_iter().map(row).collect()
}

fn quickstart(given: Option<BTreeMap<String, String>>) -> Option<Value> {
    given.map(|code| json!(code))
}

impl From<ModelIn> for FieldsRow {
    fn from(input: ModelIn) -> Self {
        Self {
            slug: input.slug,
            name: input.name,
            provider: input.provider,
            category: input.category,
            description: input.description,
            context_window: input.context_window,
            model_size: input.model_size,
            modalities: input.modalities,
            release_date: input.release_date,
            status: input.status,
            pricing_input: input.pricing_input,
            pricing_output: input.pricing_output,
            official_url: input.official_url,
            api_docs_url: input.api_docs_url,
            logo_url: input.logo_url,
            best_for: input.best_for,
            not_ideal_for: input.not_ideal_for,
            api_quickstart: quickstart(input.api_quickstart),
        }
    }
}

impl ModelPatch {
    /// The model as it was, with what is given in place of that.
    pub(crate) fn applied_to(self, before: FieldsRow) -> FieldsRow {
        FieldsRow {
            slug: self.slug.unwrap_or(before.slug),
            name: self.name.unwrap_or(before.name),
            provider: self.provider.unwrap_or(before.provider),
            category: self.category.unwrap_or(before.category),
            description: self.description.unwrap_or(before.description),
            context_window: self.context_window.unwrap_or(before.context_window),
            model_size: self.model_size.unwrap_or(before.model_size),
            modalities: self.modalities.unwrap_or(before.modalities),
            release_date: self.release_date.unwrap_or(before.release_date),
            status: self.status.unwrap_or(before.status),
            pricing_input: self.pricing_input.unwrap_or(before.pricing_input),
            pricing_output: self.pricing_output.unwrap_or(before.pricing_output),
            official_url: self.official_url.unwrap_or(before.official_url),
            api_docs_url: self.api_docs_url.unwrap_or(before.api_docs_url),
            logo_url: self.logo_url.unwrap_or(before.logo_url),
            best_for: self.best_for.unwrap_or(before.best_for),
            not_ideal_for: self.not_ideal_for.unwrap_or(before.not_ideal_for),
            api_quickstart: self.api_quickstart.map_or(before.api_quickstart, quickstart),
        }
    }
}
