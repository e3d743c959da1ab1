//! Which data set a database holds: remembered in its settings, so that a second run knows.

use serde_json::{Value, json};
use tokio_postgres::Transaction;

use crate::{Options, SeedError, Size};

const KEY: &str = "other.generated_data";
/// Tables whose rows would mix with generated ones. Accounts may be there before, such as a first administrator.
const MUST_BE_EMPTY: [&str; 9] = [
    "articles",
    "news_categories",
    "news_tags",
    "llm_models",
    "bookmarks",
    "companies",
    "topics",
    "forum_categories",
    "forum_tags",
];

/// Whether this size is there already.
pub(crate) async fn holds(tx: &Transaction<'_>, size: Size) -> Result<bool, SeedError> {
    let row = tx.query_opt("SELECT value FROM platform_settings WHERE key = $1", &[&KEY]).await?;
    if let Some(row) = row {
        let present = row.get::<_, Value>(0);
        let present = present.get("size").and_then(Value::as_str).unwrap_or("unknown");
        let same = present == size.as_str();
        return if same { Ok(true) } else { Err(SeedError::OtherSize { present: present.to_owned() }) };
    }
    for table in MUST_BE_EMPTY {
        let sql = format!("SELECT EXISTS (SELECT FROM {table})");
        if tx.query_one(&sql, &[]).await?.get(0) {
            return Err(SeedError::NotEmpty { table });
        }
    }
    Ok(false)
}

/// Remembers what was loaded.
pub(crate) async fn remember(tx: &Transaction<'_>, size: Size, options: &Options) -> Result<(), SeedError> {
    let value = json!({ "size": size.as_str(), "asOf": options.as_of.to_string() });
    tx.execute(
        "INSERT INTO platform_settings (key, value, category, type, description)
         VALUES ($1, $2, 'other', 'json', 'Which generated data this database holds')",
        &[&KEY, &value],
    )
    .await?;
    Ok(())
}
