//! The performance area through its router, on a real Postgres and a real Redis.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod client;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod database;
#[cfg(test)]
mod invalidate;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod page;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod resources;
