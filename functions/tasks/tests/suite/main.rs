//! The tasks on a real Postgres and a real Redis: each test has a world of its own.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod articles;
#[cfg(test)]
mod cached;
#[cfg(test)]
mod counters;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod invalidation;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod leases;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod probe;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod suspensions;
