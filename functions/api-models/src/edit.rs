//! Adding and changing models: administrators only, each write noted in the trail.

use axum::extract::State;
use neurmatic_core::ids::ModelId;
use neurmatic_db::models::{self, FieldsRow, ModelRow};
use neurmatic_db::{DbError, Tx, audit};
use neurmatic_http::{
    Answer, Caller, Created, IdempotencyKey, IfMatch, Invalidation, Json, Path, Problem, Services,
};
use serde_json::json;

use crate::change::{invalidated_by_edit, invalidated_by_new};
use crate::input::{ModelIn, ModelPatch, rows_of_benchmarks, rows_of_versions};
use crate::out::ModelOut;

/// Adds a model, with its versions and scores.
pub(crate) async fn create_model(
    State(app): State<Services>,
    admin: Caller,
    key: IdempotencyKey,
    Json(mut input): Json<ModelIn>,
) -> Result<Created<ModelOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, admin.user).await? {
        return Ok(before);
    }
    let id = ModelId::new();
    let versions = rows_of_versions(std::mem::take(&mut input.versions));
    let benchmarks = rows_of_benchmarks(id, std::mem::take(&mut input.benchmarks));
    models::insert(&tx, id, &FieldsRow::from(input)).await.map_err(naming_field)?;
    models::set_versions(&tx, id, &versions).await?;
    models::set_benchmarks(&tx, id, &benchmarks).await?;
    note(&tx, admin, "model.create", id, 1).await?;
    let model = whole(&tx, id).await?;
    let change = app.change(&tx, Invalidation::Soft, invalidated_by_new(), Vec::new()).await?;
    let (revision, location) = (model.revision, format!("/api/v1/models/{}", model.slug));
    let answer = Created::of(&ModelOut::from(model))?.revision(revision).location(location);
    key.keep(&tx, admin.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Changes a model. A stale `If-Match` changes nothing.
pub(crate) async fn edit_model(
    State(app): State<Services>,
    admin: Caller,
    Path(id): Path<ModelId>,
    seen: IfMatch,
    Json(mut patch): Json<ModelPatch>,
) -> Result<Answer<ModelOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = models::lock(&tx, id).await?.ok_or_else(|| Problem::not_found("model"))?;
    seen.must_include(before.revision)?;
    if let Some(versions) = patch.versions.take() {
        models::set_versions(&tx, id, &rows_of_versions(versions)).await?;
    }
    if let Some(benchmarks) = patch.benchmarks.take() {
        models::set_benchmarks(&tx, id, &rows_of_benchmarks(id, benchmarks)).await?;
    }
    let fields = patch.applied_to(models::fields(&tx, id).await?);
    models::update(&tx, id, &fields).await.map_err(naming_field)?;
    note(&tx, admin, "model.edit", id, before.revision + 1).await?;
    let model = whole(&tx, id).await?;
    let tags = invalidated_by_edit(&before, &model.slug, &model.name);
    let change = app.change(&tx, Invalidation::Soft, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    let revision = model.revision;
    Ok(Answer::of(&ModelOut::from(model))?.revision(revision))
}

async fn whole(tx: &Tx, id: ModelId) -> Result<ModelRow, Problem> {
    models::by_id(tx, id).await?.ok_or_else(|| Problem::not_found("model"))
}

/// Notes in the trail what an administrator did.
async fn note(tx: &Tx, admin: Caller, action: &str, id: ModelId, revision: i64) -> Result<(), Problem> {
    let request_id = neurmatic_tasks::request_id();
    let entry = audit::Entry {
        actor: admin.user,
        action,
        target_type: "model",
        target: id.0,
        changes: &json!({ "revision": revision }),
        request_id: request_id.as_deref(),
    };
    Ok(audit::record(tx, entry).await?)
}

/// Names what met a constraint.
fn naming_field(error: DbError) -> Problem {
    match error.taken() {
        Some("llm_models_slug_key") => {
            Problem::conflict_on("/slug", "slug_taken", "another model has this slug")
        }
        _ => error.into(),
    }
}
