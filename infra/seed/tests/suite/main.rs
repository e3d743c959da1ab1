//! The generator on a real Postgres: each test has a migrated database of its own.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod again;
#[cfg(test)]
mod database;
#[cfg(test)]
mod logins;
#[cfg(test)]
mod rows;
