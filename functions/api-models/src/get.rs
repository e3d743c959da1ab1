//! One model, and what hangs on it.

use axum::extract::State;
use neurmatic_core::ids::ModelId;
use neurmatic_core::rules::is_model_slug;
use neurmatic_db::Db;
use neurmatic_db::models::{self, ModelRow};
use neurmatic_http::{Answer, Path, Problem, Services};

use crate::change::{of_details, of_model};
use crate::out::{BenchmarkOut, BenchmarksOut, ModelOut, VersionOut, VersionsOut};

/// A model, by its slug or its id.
pub(crate) async fn get_model(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<ModelOut>, Problem> {
    let model = find(&app.db, &key).await?;
    let (revision, tags) = (model.revision, of_details(model.id));
    Ok(Answer::of(&ModelOut::from(model))?.revision(revision).tags(tags))
}

/// A model's versions, the newest first.
pub(crate) async fn list_versions(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<VersionsOut>, Problem> {
    let model = find(&app.db, &key).await?;
    let versions = models::versions(&app.db, model.id).await?.into_iter().map(VersionOut::from).collect();
    Ok(Answer::of(&VersionsOut { versions })?.tags([of_model(model.id)]))
}

/// What a model scored, by the benchmark's name.
pub(crate) async fn list_benchmarks(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<BenchmarksOut>, Problem> {
    let model = find(&app.db, &key).await?;
    let scores = models::benchmarks(&app.db, &[model.id]).await?;
    let benchmarks = scores.into_iter().map(BenchmarkOut::from).collect();
    Ok(Answer::of(&BenchmarksOut { benchmarks })?.tags([of_model(model.id)]))
}

/// A model, by its slug or its id.
pub(crate) async fn find(db: &Db, key: &str) -> Result<ModelRow, Problem> {
    let found = match key.parse::<ModelId>() {
        Ok(id) => models::by_id(db, id).await?,
        Err(_) if is_model_slug(key) => models::by_slug(db, key).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| Problem::not_found("model"))
}
