//! Language models: eight families in five sizes, of providers that have numbers.

use uuid::Uuid;

use super::{Area, Table};
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::{MODELS, World};

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "llm_models",
            columns: "id, name, slug, provider, category, description, context_window, model_size, modalities, \
                  release_date, status, pricing_input, pricing_output, official_url, best_for, not_ideal_for, \
                  article_count, job_count, created_at, updated_at",
            units: |_| MODELS,
            write,
        },
        Table {
            name: "model_versions",
            columns: "model_id, version, release_date, changelog, is_deprecated",
            units: |_| MODELS,
            write: write_versions,
        },
        Table {
            name: "model_benchmarks",
            columns: "model_id, name, score, max_score, metric, test_date, source_url",
            units: |_| MODELS,
            write: write_benchmarks,
        },
    ],
    recount: "
        SELECT 'article_count of model ' || m.slug FROM llm_models m
        LEFT JOIN (
            SELECT x.model_id, count(*) AS n FROM article_models x JOIN articles a ON a.id = x.article_id
            WHERE a.status = 'published' GROUP BY 1
        ) AS named ON named.model_id = m.id
        WHERE m.article_count <> coalesce(named.n, 0)
        UNION ALL
        SELECT 'job_count of model ' || m.slug FROM llm_models m
        LEFT JOIN (
            SELECT x.model_id, count(*) AS n FROM job_models x JOIN jobs j ON j.id = x.job_id
            WHERE j.status = 'active' GROUP BY 1
        ) AS asked ON asked.model_id = m.id
        WHERE m.job_count <> coalesce(asked.n, 0)",
    ..Area::EMPTY
};

const FAMILIES: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];
const BILLIONS: [&str; 5] = ["7", "70", "1.5", "13", "400"];
const CATEGORIES: [&str; 3] = ["commercial", "open_source", "specialized"];
const MODALITIES: [&str; 4] = ["{text}", "{text,image}", "{text,code}", "{text,image,audio}"];
const BENCHMARKS: [&str; 4] = ["Coding", "Knowledge", "Mathematics", "Reasoning"];
/// Versions of a model at most.
const VERSIONS_MAX: u64 = 4;
const USES: [&str; 5] = ["{chat}", "{chat,code}", "{extraction}", "{summaries,translation}", "{agents,code}"];

/// The id of a model.
pub(super) fn id(world: &World, model: u64) -> Uuid {
    Rng::of("models.id", model).id(world.beginning())
}

/// The day of a version, as a date; the first version's is the model's own.
fn released(world: &World, model: u64, version: u64) -> String {
    let first = Rng::of("models.released", model).unit();
    let share = first + (1.0 - first) * version as f64 / VERSIONS_MAX as f64;
    world.beginning().towards(world.now, share).timestamp().to_string().chars().take(10).collect()
}

/// One to four versions, all but the last one deprecated in every third model.
fn write_versions(world: &World, model: u64, rows: &mut Rows) {
    let mut rng = Rng::of("models.versions", model);
    let count = rng.between(1, VERSIONS_MAX);
    let forgets = rng.permille(333);
    for version in 0..count {
        rows.add(&[
            &id(world, model),
            &format!("{}.{}", 1 + version, rng.below(10)),
            &released(world, model, version),
            &rng.permille(700).then(|| prose::title(&mut rng)),
            &(forgets && version + 1 < count),
        ]);
    }
}

/// What a model scored in some of the benchmarks.
fn write_benchmarks(world: &World, model: u64, rows: &mut Rows) {
    let mut rng = Rng::of("models.benchmarks", model);
    for benchmark in BENCHMARKS {
        let score = rng.between(300, 950);
        if rng.permille(800) {
            rows.add(&[
                &id(world, model),
                &benchmark,
                &format!("{}.{}", score / 10, score % 10),
                &"100",
                &"accuracy",
                &released(world, model, 0),
                &format!("https://benchmarks.example/{}", benchmark.to_ascii_lowercase()),
            ]);
        }
    }
}

fn write(world: &World, model: u64, rows: &mut Rows) {
    let mut rng = Rng::of("models.row", model);
    let word = |words: &[&'static str], index: u64| words.get(index as usize).copied().unwrap_or_default();
    let family = model % FAMILIES.len() as u64;
    let billions = word(&BILLIONS, model / FAMILIES.len() as u64);
    let name = format!("Model {}-{billions}B", word(&FAMILIES, family));
    let slug = name.to_ascii_lowercase().replace(' ', "-");
    let released = released(world, model, 0);
    let price = rng.between(50, 9_000);
    let at = world.beginning();
    rows.add(&[
        &id(world, model),
        &name,
        &slug,
        &format!("Provider {}", 1 + family / 2),
        &word(&CATEGORIES, family % 3),
        &format!("A generated entry with {billions} billion parameters."),
        &(4_096_u64 << rng.below(6)),
        &format!("{billions}B"),
        &rng.pick_skewed(&MODALITIES),
        &released,
        &if rng.permille(150) { "deprecated" } else { "active" },
        &format!("{}.{:03}", price / 1000, price % 1000),
        &format!("{}.{:03}", price * 4 / 1000, price * 4 % 1000),
        &format!("https://models.example/{slug}"),
        &rng.pick(&USES),
        &rng.pick(&USES),
        &world.tally.articles_of_model(model),
        &world.tally.jobs_of_model(model),
        &at,
        &at,
    ]);
}
