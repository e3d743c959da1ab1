//! The migrations on a real Postgres: each test has an empty database of its own.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod admin;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod counters;
#[cfg(test)]
mod database;
#[cfg(test)]
mod history;
#[cfg(test)]
mod online;
#[cfg(test)]
mod partitions;
#[cfg(test)]
mod roles;
