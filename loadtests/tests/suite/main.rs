//! The load test's own promises, against a server that does what the test wants; and the smoke scenario.

#[cfg(test)]
mod open_model;
#[cfg(test)]
mod smoke;
#[cfg(test)]
mod stub;
