//! One's collections of bookmarks.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{CollectionId, UserId};
use neurmatic_db::collections::{self, COLLECTIONS_MAX, CollectionRow};
use neurmatic_db::{DbError, Door, bookmarks};
use neurmatic_http::{
    Answer, Caller, Created, Faults, IdempotencyKey, Input, Json, NoContent, Path, Problem, given,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Users;

/// A new collection.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollectionIn {
    /// 1 to 100 characters; each name once, whatever the case.
    name: String,
    /// What it is for, 1 to 500 characters.
    description: Option<String>,
}

/// A change of a collection; what is left out stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CollectionPatch {
    /// 1 to 100 characters; the default collection keeps its name.
    name: Option<String>,
    /// What it is for, 1 to 500 characters; null: nothing is said.
    #[serde(deserialize_with = "given")]
    description: Option<Option<String>>,
}

/// One's collections.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CollectionsOut {
    /// The default one first, the others by name.
    collections: Vec<CollectionOut>,
}

/// A collection.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CollectionOut {
    /// Its id.
    id: CollectionId,
    /// Its name.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Whether it is the default one, which keeps its name and stays.
    is_default: bool,
    /// How many bookmarks lie in it.
    bookmark_count: i64,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
}

impl Input for CollectionIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/name", &self.name, 1..=100);
        faults.length_if("/description", self.description.as_deref(), 1..=500);
    }
}

impl Input for CollectionPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/name", self.name.as_deref(), 1..=100);
        faults.length_if("/description", self.description.as_ref().and_then(Option::as_deref), 1..=500);
    }
}

/// The caller's collections. The default one is made when it is first looked for.
pub(crate) async fn list_collections(
    State(app): State<Users>,
    caller: Caller,
) -> Result<Answer<CollectionsOut>, Problem> {
    let db = &app.services.db;
    let mut rows = collections::list(db, caller.user).await?;
    if !rows.iter().any(|row| row.is_default) {
        collections::ensure_default(db, caller.user).await?;
        rows = collections::list(db, caller.user).await?;
    }
    let collections = rows.into_iter().map(CollectionOut::from).collect();
    Answer::of(&CollectionsOut { collections })
}

/// One of the caller's collections.
pub(crate) async fn get_collection(
    State(app): State<Users>,
    caller: Caller,
    Path(id): Path<CollectionId>,
) -> Result<Answer<CollectionOut>, Problem> {
    Answer::of(&whole(&app.services.db, caller.user, id).await?)
}

/// Adds a collection.
pub(crate) async fn create_collection(
    State(app): State<Users>,
    caller: Caller,
    key: IdempotencyKey,
    Json(new): Json<CollectionIn>,
) -> Result<Created<CollectionOut>, Problem> {
    let tx = app.services.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let _bookmarks = bookmarks::lock_owner(&tx, caller.user).await?;
    // The default one counts too, and has its name before anybody else takes it.
    collections::ensure_default(&tx, caller.user).await?;
    let id = CollectionId::new();
    let made = collections::insert(&tx, id, caller.user, &new.name, new.description.as_deref());
    if !made.await.map_err(naming_field)? {
        let detail = format!("{COLLECTIONS_MAX} collections are the most; remove one first");
        return Err(Problem::conflict("too_many_collections", detail));
    }
    let location = format!("/api/v1/users/me/bookmark-collections/{id}");
    let answer = Created::of(&whole(&tx, caller.user, id).await?)?.location(location);
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Changes a collection.
pub(crate) async fn edit_collection(
    State(app): State<Users>,
    caller: Caller,
    Path(id): Path<CollectionId>,
    Json(patch): Json<CollectionPatch>,
) -> Result<Answer<CollectionOut>, Problem> {
    let tx = app.services.db.begin().await?;
    let description = patch.description.as_ref().map(Option::as_deref);
    let changed = collections::update(&tx, caller.user, id, patch.name.as_deref(), description).await;
    if !changed.map_err(naming_field)? {
        return Err(default_or_gone(&tx, caller.user, id).await?);
    }
    let collection = whole(&tx, caller.user, id).await?;
    tx.commit().await?;
    Answer::of(&collection)
}

/// Takes a collection away; its bookmarks stay, and lie in none.
pub(crate) async fn delete_collection(
    State(app): State<Users>,
    caller: Caller,
    Path(id): Path<CollectionId>,
) -> Result<NoContent, Problem> {
    let db = &app.services.db;
    if collections::delete(db, caller.user, id).await? {
        return Ok(NoContent);
    }
    Err(default_or_gone(db, caller.user, id).await?)
}

async fn whole(db: &impl Door, user: UserId, id: CollectionId) -> Result<CollectionOut, Problem> {
    let row = collections::get(db, user, id).await?;
    Ok(row.ok_or_else(|| Problem::not_found("collection"))?.into())
}

/// Why a collection was neither changed nor taken away.
async fn default_or_gone(db: &impl Door, user: UserId, id: CollectionId) -> Result<Problem, Problem> {
    Ok(match collections::is_default(db, user, id).await? {
        Some(true) => {
            Problem::conflict("default_collection", "the default collection keeps its name and stays")
        }
        Some(false) | None => Problem::not_found("collection"),
    })
}

/// Names what met a constraint.
fn naming_field(error: DbError) -> Problem {
    match error.taken() {
        Some(_) => Problem::conflict_on("/name", "name_taken", "you have a collection of this name"),
        None => error.into(),
    }
}

impl From<CollectionRow> for CollectionOut {
    fn from(row: CollectionRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            description: row.description,
            is_default: row.is_default,
            bookmark_count: row.bookmark_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
