//! Leaks in a real process: a router of its own, so that the whole heap is what this one holds.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod leak;
