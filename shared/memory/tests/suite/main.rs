//! What memory does, from generated series of snapshots: which are leaks, and which only look like one.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod controls;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod noise;
#[cfg(test)]
mod series;
