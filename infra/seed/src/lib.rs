//! Generated data for a database on this machine: the same rows for the same size and day, wherever it runs.
//!
//! Every row is a pure function of its number (see `world`), so an area can ask for any row of another without
//! keeping it. Rows go in by COPY in one transaction, all or nothing, and every counter is recounted before the commit.
//!
//! Deliberately not in here: the schema (`migrations/`), servers to load into (`cargo dev`), and names of real persons,
//! products or companies.

pub mod address;
mod areas;
mod calendar;
mod copy;
mod error;
mod ledger;
pub mod logins;
mod options;
mod passwords;
mod prose;
mod rng;
mod scaffold;
mod seeding;
mod size;
mod summary;
mod tally;
mod vocabulary;
mod world;

pub use areas::wrong_counters;
pub use error::SeedError;
pub use options::{Options, today};
pub use seeding::seed;
pub use size::Size;
pub use summary::{Loaded, Summary};
