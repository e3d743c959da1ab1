//! Changing one's profile.

use axum::extract::State;
use neurmatic_core::ids::UserId;
use neurmatic_db::{DbError, Tx, profiles, users};
use neurmatic_http::{Answer, Caller, Invalidation, Json, Problem, Tag};

use crate::Users;
use crate::change::by_edit;
use crate::input::ProfilePatch;
use crate::me::{AccountOut, own};

/// Changes the caller's profile. Two changes at once happen one after the other: neither undoes what the other doesn't name.
pub(crate) async fn edit_me(
    State(app): State<Users>,
    caller: Caller,
    Json(patch): Json<ProfilePatch>,
) -> Result<Answer<AccountOut>, Problem> {
    let tx = app.services.db.begin().await?;
    if !profiles::lock(&tx, caller.user).await? {
        return Err(Problem::not_found("user"));
    }
    let stale = write_fields(&tx, caller.user, &patch).await?;
    write_lists(&tx, caller.user, patch).await?;
    let account = own(&tx, caller.user).await?;
    let change = app.services.change(&tx, Invalidation::Soft, stale, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Answer::of(&account)
}

/// Writes words, links and settings; returns what is stale by that: nothing but the name is shown elsewhere.
async fn write_fields(tx: &Tx, user: UserId, patch: &ProfilePatch) -> Result<Vec<Tag>, Problem> {
    let before = profiles::fields(tx, user).await?;
    let after = patch.fields_of(&before);
    profiles::put(tx, user, &after).await?;
    if patch.timezone.is_some() || patch.locale.is_some() {
        users::set_preferences(tx, user, patch.timezone.as_deref(), patch.locale.as_deref()).await?;
    }
    if let Some(privacy) = &patch.privacy {
        profiles::put_privacy(tx, user, privacy).await?;
    }
    if after.display_name == before.display_name {
        return Ok(Vec::new());
    }
    Ok(by_edit(user, &users::shown(tx, user).await?))
}

async fn write_lists(tx: &Tx, user: UserId, patch: ProfilePatch) -> Result<(), Problem> {
    if let Some(skills) = patch.skills {
        let skills: Vec<_> = skills.into_iter().map(Into::into).collect();
        profiles::set_skills(tx, user, &skills).await?;
    }
    if let Some(models) = patch.models {
        let models: Vec<_> = models.into_iter().map(Into::into).collect();
        profiles::set_models(tx, user, &models).await.map_err(|error| match error {
            DbError::Missing(_) => Problem::field("/models", "unknown", "one of the models does not exist"),
            _ => error.into(),
        })?;
    }
    if let Some(work) = patch.work_experience {
        let work: Vec<_> = work.into_iter().map(Into::into).collect();
        profiles::set_experience(tx, user, &work).await?;
    }
    if let Some(preferences) = patch.job_preferences {
        profiles::put_job_preferences(tx, user, &preferences.into()).await?;
    }
    Ok(())
}
