//! End to end, by URL: a deployment from outside, through its API gateway to the real programs, the database and Redis, and by its
//! queues to the workers. `cargo dev aws up` runs it at the emulator of AWS; without a deployment each test says that it is left out.
//!
//! Deliberately not in here: what the areas answer beyond showing that the way is open. Their own suites test that.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod admin;
#[cfg(test)]
mod articles;
#[cfg(test)]
mod aws;
#[cfg(test)]
mod files;
#[cfg(test)]
mod forum;
#[cfg(test)]
mod health;
#[cfg(test)]
mod left;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod stage;
