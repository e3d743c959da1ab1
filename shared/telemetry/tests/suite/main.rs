//! Telemetry on a real Redis, and at an emulator of CloudWatch where there is one.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod cloudwatch;
#[cfg(test)]
mod live;
#[cfg(test)]
mod support;
