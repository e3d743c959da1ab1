//! Settings: the public ones for everybody, all of them for administrators.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::settings::{ALL, Setting, find};
use neurmatic_db::audit::{self, Deed};
use neurmatic_db::settings::{self as rows, ValueRow};
use neurmatic_db::{DbError, Door};
use neurmatic_http::{Answer, Caller, Faults, Input, Invalidation, Json, Problem, Services, Tag};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The settings that are for everybody.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PublicSettingsOut {
    /// Value by key.
    settings: BTreeMap<&'static str, Value>,
}

/// Every setting.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SettingsOut {
    /// By key.
    settings: Vec<SettingOut>,
}

/// A setting.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingOut {
    /// Its name.
    key: &'static str,
    /// What it is now.
    value: Value,
    /// What it is while it was never set.
    default: Value,
    /// string, number or json.
    r#type: &'static str,
    /// Whether everybody sees it.
    is_public: bool,
    /// What it is for.
    description: &'static str,
    /// When it was last set; null: never.
    updated_at: Option<Timestamp>,
}

/// Settings to be set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsIn {
    /// Value by key, at least one.
    settings: BTreeMap<String, Value>,
    /// Why, for the trail; at most 1000 characters.
    reason: Option<String>,
}

impl Input for SettingsIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/reason", self.reason.as_deref(), 1..=1000);
        if self.settings.is_empty() {
            faults.add("/settings", "empty", "name at least one setting");
        }
        for (key, value) in &self.settings {
            let pointer = format!("/settings/{}", key.replace('~', "~0").replace('/', "~1"));
            match find(key) {
                None => faults.add(&pointer, "unknown", "there is no such setting"),
                Some(setting) => {
                    if let Some((code, detail)) = setting.fault(value) {
                        faults.add(&pointer, code, detail);
                    }
                }
            }
        }
    }
}

/// The settings that are for everybody.
pub(crate) async fn public_settings(
    State(app): State<Services>,
) -> Result<Answer<PublicSettingsOut>, Problem> {
    let public: Vec<&'static Setting> = ALL.iter().copied().filter(|setting| setting.is_public).collect();
    let mut set = set_by_key(&app.db, &public).await?;
    let value = |setting: &'static Setting| {
        (setting.key, set.remove(setting.key).map_or_else(|| setting.default(), |row| row.value))
    };
    let settings = public.into_iter().map(value).collect();
    Ok(Answer::of(&PublicSettingsOut { settings })?.tags([tag()]))
}

/// Every setting.
pub(crate) async fn list_settings(State(app): State<Services>) -> Result<Answer<SettingsOut>, Problem> {
    Answer::of(&all(&app.db).await?)
}

/// Sets settings. What is left out stays, and what stays the same isn't noted.
pub(crate) async fn put_settings(
    State(app): State<Services>,
    caller: Caller,
    Json(input): Json<SettingsIn>,
) -> Result<Answer<SettingsOut>, Problem> {
    let wanted: Vec<(&Setting, &Value)> =
        input.settings.iter().filter_map(|(key, value)| Some((find(key)?, value))).collect();
    let tx = app.db.begin().await?;
    rows::lock(&tx).await?;
    let keys: Vec<&Setting> = wanted.iter().map(|(setting, _)| *setting).collect();
    let mut set = set_by_key(&tx, &keys).await?;
    let mut changed = Vec::new();
    for (setting, value) in wanted {
        let before = set.remove(setting.key).map_or_else(|| setting.default(), |row| row.value);
        if before != *value {
            note(&tx, caller, setting, &json!({"before": before, "after": value}), input.reason.as_deref())
                .await?;
            changed.push((setting, value));
        }
    }
    rows::put(&tx, &changed).await?;
    let is_seen = changed.iter().any(|(setting, _)| setting.is_public);
    let tags = if is_seen { vec![tag()] } else { Vec::new() };
    let out = all(&tx).await?;
    let change = app.change(&tx, Invalidation::Soft, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Answer::of(&out)
}

/// What the public settings carry in caches.
fn tag() -> Tag {
    Tag::all("settings")
}

async fn note(
    tx: &impl Door,
    caller: Caller,
    setting: &Setting,
    changes: &Value,
    reason: Option<&str>,
) -> Result<(), DbError> {
    let request_id = neurmatic_tasks::request_id();
    let deed = Deed {
        actor: Some(caller.user),
        action: "setting.edit",
        target_type: "setting",
        target: setting.key,
        changes,
        reason,
        request_id: request_id.as_deref(),
    };
    audit::record_deed(tx, deed).await
}

async fn set_by_key(db: &impl Door, settings: &[&Setting]) -> Result<HashMap<String, ValueRow>, DbError> {
    let set = rows::values(db, settings).await?;
    Ok(set.into_iter().map(|row| (row.key.clone(), row)).collect())
}

async fn all(db: &impl Door) -> Result<SettingsOut, DbError> {
    let mut set = set_by_key(db, ALL).await?;
    let out = |setting: &&'static Setting| {
        let row = set.remove(setting.key);
        let updated_at = row.as_ref().map(|row| row.updated_at);
        SettingOut {
            key: setting.key,
            value: row.map_or_else(|| setting.default(), |row| row.value),
            default: setting.default(),
            r#type: setting.type_name(),
            is_public: setting.is_public,
            description: setting.description,
            updated_at,
        }
    };
    Ok(SettingsOut { settings: ALL.iter().map(out).collect() })
}
