//! Searches for jobs that the caller wants to hear of. The mails are a task's business.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{AlertId, ModelId};
use neurmatic_core::words::{ExperienceLevel, JobType, WorkLocation};
use neurmatic_db::Door;
use neurmatic_db::alerts::{self, ALERTS_MAX, AlertRow};
use neurmatic_http::{
    Answer, Caller, Created, Faults, IdempotencyKey, Input, Json, NoContent, Path, Problem, Services,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Entries of a list of criteria at most.
const ENTRIES_MAX: usize = 10;

/// Which jobs an alert is for; all that is given must hold, and something is given.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Criteria {
    /// Words to look for, as in a web search; 2 to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    keywords: Option<String>,
    /// The place, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// Where it is done: one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    work_locations: Vec<WorkLocation>,
    /// How one is employed: one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    types: Vec<JobType>,
    /// How experienced somebody should be: one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    experience: Vec<ExperienceLevel>,
    /// Models: one of these, at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    model_ids: Vec<ModelId>,
    /// What is paid at most is at least so much.
    #[serde(skip_serializing_if = "Option::is_none")]
    salary_min: Option<i32>,
}

/// A new alert.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AlertIn {
    /// What to call it, 1 to 100 characters.
    name: String,
    /// Which jobs it is for.
    criteria: Criteria,
    /// Whether to hear of them now; yes when left out.
    is_active: Option<bool>,
}

/// A change of an alert; what is left out stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct AlertPatch {
    /// What to call it, 1 to 100 characters.
    name: Option<String>,
    /// Which jobs it is for: all of it.
    criteria: Option<Criteria>,
    /// Whether to hear of them now.
    is_active: Option<bool>,
}

/// The caller's alerts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AlertsOut {
    /// The newest first.
    alerts: Vec<AlertOut>,
}

/// An alert.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AlertOut {
    /// Its id.
    id: AlertId,
    /// What the caller calls it.
    name: String,
    /// Which jobs it is for.
    criteria: Criteria,
    /// Whether the caller wants to hear of them now.
    is_active: bool,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
}

impl AlertOut {
    fn of(row: AlertRow) -> Result<Self, Problem> {
        let criteria = serde_json::from_value(row.criteria).map_err(Problem::internal)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            criteria,
            is_active: row.is_active,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl Criteria {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/criteria/keywords", self.keywords.as_deref(), 2..=100);
        faults.length_if("/criteria/location", self.location.as_deref(), 1..=200);
        for (pointer, entries) in [
            ("/criteria/workLocations", self.work_locations.len()),
            ("/criteria/types", self.types.len()),
            ("/criteria/experience", self.experience.len()),
            ("/criteria/modelIds", self.model_ids.len()),
        ] {
            if entries > ENTRIES_MAX {
                faults.add(pointer, "too_many", format!("must hold at most {ENTRIES_MAX}"));
            }
        }
        if self.salary_min.is_some_and(|salary| salary < 1) {
            faults.add("/criteria/salaryMin", "out_of_range", "must be at least 1");
        }
        if self.is_empty() {
            faults.add("/criteria", "empty", "say at least one thing that a job must have");
        }
    }

    fn is_empty(&self) -> bool {
        self.keywords.is_none()
            && self.location.is_none()
            && self.work_locations.is_empty()
            && self.types.is_empty()
            && self.experience.is_empty()
            && self.model_ids.is_empty()
            && self.salary_min.is_none()
    }

    /// As it is kept, once its models are known to exist.
    async fn kept(&self, db: &impl Door) -> Result<Value, Problem> {
        let mut models = self.model_ids.clone();
        models.sort_unstable();
        models.dedup();
        let known = alerts::known_models(db, &models).await?;
        if usize::try_from(known) != Ok(models.len()) {
            return Err(Problem::field("/criteria/modelIds", "unknown", "one of the models does not exist"));
        }
        serde_json::to_value(self).map_err(Problem::internal)
    }
}

impl Input for AlertIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/name", &self.name, 1..=100);
        self.criteria.check(faults);
    }
}

impl Input for AlertPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/name", self.name.as_deref(), 1..=100);
        if let Some(criteria) = &self.criteria {
            criteria.check(faults);
        }
    }
}

/// The caller's alerts.
pub(crate) async fn list_alerts(
    State(app): State<Services>,
    caller: Caller,
) -> Result<Answer<AlertsOut>, Problem> {
    let rows = alerts::list(&app.db, caller.user).await?;
    let alerts = rows.into_iter().map(AlertOut::of).collect::<Result<_, _>>()?;
    Answer::of(&AlertsOut { alerts })
}

/// One of the caller's alerts.
pub(crate) async fn get_alert(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<AlertId>,
) -> Result<Answer<AlertOut>, Problem> {
    let alert = alerts::get(&app.db, id, caller.user).await?;
    Answer::of(&AlertOut::of(alert.ok_or_else(|| Problem::not_found("alert"))?)?)
}

/// Adds an alert.
pub(crate) async fn create_alert(
    State(app): State<Services>,
    caller: Caller,
    key: IdempotencyKey,
    Json(input): Json<AlertIn>,
) -> Result<Created<AlertOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let (id, criteria) = (AlertId::new(), input.criteria.kept(&tx).await?);
    let is_active = input.is_active.unwrap_or(true);
    let alert = alerts::insert(&tx, id, caller.user, &input.name, &criteria, is_active).await?;
    let alert = alert.ok_or_else(|| {
        let detail = format!("{ALERTS_MAX} alerts are the most; remove one first");
        Problem::conflict("too_many_alerts", detail)
    })?;
    let answer =
        Created::of(&AlertOut::of(alert)?)?.location(format!("/api/v1/jobs/alerts/{id}"));
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Changes an alert.
pub(crate) async fn edit_alert(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<AlertId>,
    Json(patch): Json<AlertPatch>,
) -> Result<Answer<AlertOut>, Problem> {
    let criteria = match &patch.criteria {
        Some(criteria) => Some(criteria.kept(&app.db).await?),
        None => None,
    };
    let name = patch.name.as_deref();
    let alert = alerts::update(&app.db, id, caller.user, name, criteria.as_ref(), patch.is_active).await?;
    Answer::of(&AlertOut::of(alert.ok_or_else(|| Problem::not_found("alert"))?)?)
}

/// Removes an alert. Doing it twice is the same as once.
pub(crate) async fn delete_alert(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<AlertId>,
) -> Result<NoContent, Problem> {
    alerts::delete(&app.db, id, caller.user).await?;
    Ok(NoContent)
}
