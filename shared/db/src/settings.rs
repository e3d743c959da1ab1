//! Settings that administrators change at run time. Which there are says `neurmatic_core::settings`.

use jiff::Timestamp;
use neurmatic_core::settings::Setting;
use serde_json::Value;

use crate::{DbError, Door, args, queries, rows};

queries! { "settings":
    LOCK = "lock",
    PUT = "put",
    VALUES = "values",
}

rows! {
    /// A setting that was set.
    pub struct ValueRow {
        /// Its key.
        pub key: String,
        /// Its value.
        pub value: Value,
        /// When it was last set.
        pub updated_at: Timestamp,
    }
}

/// What was set of these.
///
/// # Errors
/// [`DbError`].
pub async fn values(db: &impl Door, settings: &[&Setting]) -> Result<Vec<ValueRow>, DbError> {
    let keys: Vec<&str> = settings.iter().map(|setting| setting.key).collect();
    db.rows(&VALUES, args![keys => TEXT_ARRAY]).await
}

/// A number that is set, or its default; 0 for a setting that isn't a number.
///
/// # Errors
/// [`DbError`].
pub async fn number(db: &impl Door, setting: &Setting) -> Result<i64, DbError> {
    let set = values(db, &[setting]).await?.into_iter().next();
    let value = set.map_or_else(|| setting.default(), |row| row.value);
    Ok(value.as_i64().or_else(|| setting.default().as_i64()).unwrap_or_default())
}

/// Waits until no other transaction changes settings, and keeps others from it until this one ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door) -> Result<(), DbError> {
    tx.one::<bool>(&LOCK, args![]).await.map(drop)
}

/// Sets settings; each at most once.
///
/// # Errors
/// [`DbError`].
pub async fn put(tx: &impl Door, settings: &[(&Setting, &Value)]) -> Result<(), DbError> {
    let keys: Vec<&str> = settings.iter().map(|(setting, _)| setting.key).collect();
    let values: Vec<&Value> = settings.iter().map(|(_, value)| *value).collect();
    let categories: Vec<&str> = settings.iter().map(|(setting, _)| setting.category()).collect();
    let types: Vec<&str> = settings.iter().map(|(setting, _)| setting.type_name()).collect();
    let descriptions: Vec<&str> = settings.iter().map(|(setting, _)| setting.description).collect();
    let public: Vec<bool> = settings.iter().map(|(setting, _)| setting.is_public).collect();
    tx.run(
        &PUT,
        args![
            keys => TEXT_ARRAY, values => JSONB_ARRAY, categories => TEXT_ARRAY, types => TEXT_ARRAY,
            descriptions => TEXT_ARRAY, public => BOOL_ARRAY,
        ],
    )
    .await
}
