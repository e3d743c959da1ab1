//! The areas, in the order of their loading, and what each of them says.

mod analytics;
pub(crate) mod applications;
mod articles;
pub(crate) mod bookmarks;
mod candidates;
mod categories;
mod companies;
mod follows;
pub(crate) mod forum;
pub(crate) mod jobs;
mod messages;
mod models;
mod notifications;
mod settings;
mod tags;
mod users;
pub(crate) mod views;

use tokio_postgres::GenericClient;

use crate::SeedError;
use crate::copy::Rows;
use crate::world::World;

pub(crate) use categories::CATEGORIES;

/// A table and its rows.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// As they stand in the COPY statement.
    pub(crate) columns: &'static str,
    /// How many numbers there are.
    pub(crate) units: fn(&World) -> u64,
    /// Writes what belongs to a number: a row, some rows or none.
    pub(crate) write: fn(&World, u64, &mut Rows),
}

/// What belongs together.
pub(crate) struct Area {
    pub(crate) tables: &'static [Table],
    /// Statements before the loading.
    pub(crate) prepare: fn(&World) -> String,
    /// Statements after it.
    pub(crate) finish: &'static str,
    /// A query for the names of counters that differ from a recount; empty when there are none to check.
    pub(crate) recount: &'static str,
}

impl Area {
    /// An area without tables, to be completed.
    const EMPTY: Self = Self { tables: &[], prepare: |_| String::new(), finish: "", recount: "" };
}

/// Every area.
pub(crate) const ALL: [Area; 21] = [
    settings::AREA,
    users::AREA,
    categories::AREA,
    tags::AREA,
    models::AREA,
    articles::AREA,
    bookmarks::AREA,
    views::AREA,
    forum::TAXONOMY,
    forum::TOPICS,
    forum::REPLIES,
    forum::VOTES,
    forum::REPORTS,
    companies::AREA,
    jobs::AREA,
    applications::AREA,
    candidates::AREA,
    messages::AREA,
    follows::AREA,
    notifications::AREA,
    analytics::AREA,
];

/// Counters that differ from a recount: none, right after the seeding. At most 20 are named.
///
/// # Errors
/// When the database can't be asked.
pub async fn wrong_counters(client: &impl GenericClient) -> Result<Vec<String>, SeedError> {
    let mut wrong = Vec::new();
    for area in ALL.iter().filter(|area| !area.recount.is_empty()) {
        let rows = client.query(&format!("{} LIMIT 20", area.recount), &[]).await?;
        wrong.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    }
    wrong.truncate(20);
    Ok(wrong)
}
