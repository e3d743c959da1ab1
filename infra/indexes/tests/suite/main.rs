//! The proof on a tenth of the realistic data, and that it bites.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod proof;
