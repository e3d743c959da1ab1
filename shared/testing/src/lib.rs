//! The harness of the integration tests: a world of its own for each, real services behind it.
//!
//! Deliberately not in here: anything of an area.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test harness fails by panicking"
)]

mod client;
mod corpus;
mod database;
mod event;
mod gate;
mod runtime;
mod secret;
mod user;
mod world;

pub use client::{Client, Reply};
pub use corpus::{Corpus, Mix};
pub use event::Event;
pub use gate::Gate;
pub use runtime::{Ended, GatewayAnswer, Outcome, RuntimeStub, recorded};
pub use secret::in_a_secret;
pub use user::{TestUser, UserBuilder};
pub use world::{World, eventually};
