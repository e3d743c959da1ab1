//! Which cached answers a change of a model makes stale.

use neurmatic_core::ids::ModelId;
use neurmatic_db::models::LockedRow;
use neurmatic_http::Tag;

/// What a list of models carries: how many articles and jobs name each moves with those.
pub(crate) fn of_lists() -> [Tag; 3] {
    [Tag::all("models"), Tag::all("articles"), Tag::all("jobs")]
}

/// What a model's own answer carries; it says the same numbers.
pub(crate) fn of_details(model: ModelId) -> [Tag; 3] {
    [of_model(model), Tag::all("articles"), Tag::all("jobs")]
}

/// What everything of a model carries.
pub(crate) fn of_model(model: ModelId) -> Tag {
    Tag::of("model", &model.to_string())
}

/// What a new model makes stale: the lists, and that there was no such model.
pub(crate) fn invalidated_by_new() -> Vec<Tag> {
    vec![Tag::all("models")]
}

/// What an edit makes stale. Articles and jobs show a model's name and slug, and nothing else of it.
pub(crate) fn invalidated_by_edit(before: &LockedRow, slug: &str, name: &str) -> Vec<Tag> {
    let mut tags = vec![Tag::all("models"), of_model(before.id)];
    if (before.slug.as_str(), before.name.as_str()) != (slug, name) {
        tags.push(Tag::of("model-name", &before.id.to_string()));
        tags.push(Tag::all("model-names"));
    }
    tags
}
