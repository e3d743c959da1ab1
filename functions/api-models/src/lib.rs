//! The directory of models: lists, details, comparisons, what names a model, and administrators' writes.

mod change;
mod compare;
mod edit;
mod get;
mod input;
mod list;
mod mentions;
mod out;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, admin, public};
use neurmatic_rate_limit::policies::{MODEL_EDIT, READ};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let read = |summary| public(summary).limits(&[&READ]);
    let write = |summary| admin(summary).limits(&[&MODEL_EDIT]);
    Routes::new()
        .get("models.list", "/models", list::list_models, read("Models, the newest first; with q the best matches first").cached(&policy::MODEL_LIST))
        .get("models.compare", "/models/compare", compare::compare_models, read("Two to five models side by side").cached(&policy::MODEL_COMPARISON))
        .get("models.get", "/models/{id}", get::get_model, read("One model, by its slug or its id").cached(&policy::MODEL))
        .get("models.versions", "/models/{id}/versions", get::list_versions, read("A model's versions, the newest first").cached(&policy::MODEL))
        .get("models.benchmarks", "/models/{id}/benchmarks", get::list_benchmarks, read("What a model scored, by the benchmark's name").cached(&policy::MODEL))
        .get("models.articles", "/models/{id}/articles", mentions::list_articles, read("Articles that name a model, the newest first").cached(&policy::MODEL_MENTIONS))
        .get("models.jobs", "/models/{id}/jobs", mentions::list_jobs, read("Open jobs that name a model, the newest first").cached(&policy::MODEL_MENTIONS))
        .post("models.create", "/models", edit::create_model, write("Adds a model"))
        .patch("models.edit", "/models/{id}", edit::edit_model, write("Changes a model; what is left out stays"))
}
