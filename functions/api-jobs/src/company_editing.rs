//! Adding and changing companies.

use axum::extract::State;
use neurmatic_core::ids::CompanyId;
use neurmatic_core::rules::slug_of;
use neurmatic_core::words::Role;
use neurmatic_db::companies::{self, CompanyRow, FieldsRow};
use neurmatic_db::{DbError, Tx};
use neurmatic_http::{
    Answer, Caller, Created, IdempotencyKey, IfMatch, Invalidation, Json, Path, Problem, Services,
};
use serde_json::json;

use crate::access::{must_edit, note};
use crate::change::invalidated_by_company;
use crate::company_input::{CompanyIn, CompanyPatch};
use crate::company_out::CompanyOut;

/// Adds the caller's company; each account has one.
pub(crate) async fn create_company(
    State(app): State<Services>,
    caller: Caller,
    key: IdempotencyKey,
    Json(input): Json<CompanyIn>,
) -> Result<Created<CompanyOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let id = CompanyId::new();
    let slug = input.slug.clone().unwrap_or_else(|| made_slug(&input.name, id));
    companies::insert(&tx, id, caller.user, &slug, &FieldsRow::from(input)).await.map_err(naming_field)?;
    let company = whole(&tx, id).await?;
    let change = app.change(&tx, Invalidation::Soft, invalidated_by_company(id), Vec::new()).await?;
    let (revision, location) = (company.revision, format!("/api/v1/companies/{id}"));
    let answer = Created::of(&CompanyOut::from(company))?.revision(revision).location(location);
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Changes a company. Moderators alone say whether it was checked. A stale `If-Match` changes nothing.
pub(crate) async fn edit_company(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<CompanyId>,
    seen: IfMatch,
    Json(patch): Json<CompanyPatch>,
) -> Result<Answer<CompanyOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = companies::lock(&tx, id).await?.ok_or_else(|| Problem::not_found("company"))?;
    must_edit(caller, before.owner_user_id)?;
    if patch.is_verified.is_some() && !caller.role.reaches(Role::Moderator) {
        let detail = "isVerified is set by moderators";
        return Err(Problem::forbidden("moderator_needed", detail));
    }
    seen.must_include(before.revision)?;
    let verified = patch.is_verified;
    companies::update(&tx, id, &patch.applied_to(companies::fields(&tx, id).await?)).await?;
    let changes = json!({"revision": before.revision + 1, "isVerified": verified});
    note(&tx, caller, before.owner_user_id, "company.edit", id.0, &changes).await?;
    let company = whole(&tx, id).await?;
    let change = app.change(&tx, Invalidation::Soft, invalidated_by_company(id), Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    let revision = company.revision;
    Ok(Answer::of(&CompanyOut::from(company))?.revision(revision))
}

async fn whole(tx: &Tx, id: CompanyId) -> Result<CompanyRow, Problem> {
    companies::by_id(tx, id).await?.ok_or_else(|| Problem::not_found("company"))
}

/// A slug from the name, made unique by the end of the id.
fn made_slug(name: &str, id: CompanyId) -> String {
    let (words, id) = (slug_of(name), id.0.simple().to_string());
    let end = id.get(20..).unwrap_or_default();
    if words.is_empty() { format!("company-{end}") } else { format!("{words}-{end}") }
}

/// Names what met a constraint.
fn naming_field(error: DbError) -> Problem {
    match error.taken() {
        Some("companies_slug_key") => {
            Problem::conflict_on("/slug", "slug_taken", "another company has this slug")
        }
        Some("companies_owner_user_id_key") => {
            Problem::conflict("company_exists", "you have a company already; change that one")
        }
        _ => error.into(),
    }
}
