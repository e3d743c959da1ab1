//! The load that the platform must bear, and the report of how it did.
//!
//! Two models. Closed: so many users who wait for their answers and think, by Goose; their number bounds the load. Open:
//! requests at a fixed rate, whatever the answers, latency counted from when each was due. Deliberately not in here:
//! anything of the platform itself, which runs as a process of its own.

#![expect(clippy::print_stdout, reason = "a load test tells how it goes")]

pub mod ask;
pub mod catalogue;
pub mod closed;
pub mod edge;
pub mod fuzz;
pub mod kind;
pub mod machine;
pub mod mix;
pub mod open;
pub mod people;
pub mod progress;
pub mod redis_trouble;
pub mod report;
pub mod run;
pub mod scenario;
pub mod stage;
pub mod tally;
pub mod verdict;
pub mod wire;

/// The word that makes this program the platform instead of the load.
pub const SERVE: &str = "serve";

/// The word that makes it generate requests instead.
pub const FUZZ: &str = "fuzz";
