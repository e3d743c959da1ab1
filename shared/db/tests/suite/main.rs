//! The door on a real Postgres.

#[cfg(test)]
mod door;
#[cfg(test)]
mod warnings;
