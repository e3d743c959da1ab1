//! Models side by side.

use axum::extract::State;
use neurmatic_core::ids::ModelId;
use neurmatic_db::models::{self, BenchmarkRow, ModelRow};
use neurmatic_http::{Answer, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::of_details;
use crate::out::{BenchmarkOut, ComparedBenchmark, ComparisonOut, ModelOut};

/// How many models are compared.
const COMPARED: std::ops::RangeInclusive<usize> = 2..=5;

/// What a comparison is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompareQuery {
    /// Slugs of two to five different models, with commas between.
    slugs: String,
}

/// Models in the order asked for, and what each of them scored in every benchmark that one of them has.
pub(crate) async fn compare_models(
    State(app): State<Services>,
    Query(query): Query<CompareQuery>,
) -> Result<Answer<ComparisonOut>, Problem> {
    let slugs = query.slugs()?;
    let mut found = models::by_slugs(&app.db, &slugs).await?;
    if let Some(missing) = slugs.iter().find(|slug| !found.iter().any(|model| model.slug == **slug)) {
        return Err(Problem::parameter(
            "/query/slugs",
            "unknown_model",
            format!("there is no model {missing}"),
        ));
    }
    found.sort_by_key(|model| slugs.iter().position(|slug| *slug == model.slug));
    let ids: Vec<ModelId> = found.iter().map(|model| model.id).collect();
    let scores = models::benchmarks(&app.db, &ids).await?;
    let tags: Vec<_> = ids.iter().flat_map(|id| of_details(*id)).collect();
    let benchmarks = side_by_side(scores, &found);
    let models = found.into_iter().map(ModelOut::from).collect();
    Ok(Answer::of(&ComparisonOut { models, benchmarks })?.tags(tags))
}

/// Scores, which come by their benchmarks' names, as a row for each benchmark with a place for each model.
fn side_by_side(scores: Vec<BenchmarkRow>, models: &[ModelRow]) -> Vec<ComparedBenchmark> {
    let mut rows: Vec<ComparedBenchmark> = Vec::new();
    for score in scores {
        if rows.last().is_none_or(|row| row.name != score.name) {
            let scores = models.iter().map(|_| None).collect();
            rows.push(ComparedBenchmark { name: score.name.clone(), scores });
        }
        let place = models.iter().position(|model| model.id == score.model_id);
        let cell = rows.last_mut().zip(place).and_then(|(row, place)| row.scores.get_mut(place));
        if let Some(cell) = cell {
            *cell = Some(BenchmarkOut::from(score));
        }
    }
    rows
}

impl CompareQuery {
    fn slugs(&self) -> Result<Vec<String>, Problem> {
        let slugs: Vec<String> = self.slugs.split(',').map(|slug| slug.trim().to_owned()).collect();
        if !COMPARED.contains(&slugs.len()) {
            return Err(Problem::parameter("/query/slugs", "out_of_range", "must name two to five models"));
        }
        let is_repeated =
            |(place, slug): (usize, &String)| slugs.iter().take(place).any(|before| before == slug);
        if slugs.iter().enumerate().any(is_repeated) {
            return Err(Problem::parameter("/query/slugs", "repeated", "must name different models"));
        }
        Ok(slugs)
    }
}
