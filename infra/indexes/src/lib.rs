//! Every query uses an index, every index is used: shown by the plans that Postgres makes for each named query, with
//! typical and worst parameters, on generated data. And how the queries' cost grows with their tables.
//!
//! Deliberately not in here: the queries (`shared/db`), the data (`infra/seed`), and the servers (`cargo dev`).

mod cases;
mod catalogue;
mod fill;
mod growth;
mod plan;
mod proof;
mod report;
mod run;
mod values;

pub use cases::Cases;
pub use fill::fill;
pub use growth::{Growth, measure};
pub use proof::{Proof, prove};
