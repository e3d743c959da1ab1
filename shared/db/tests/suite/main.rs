//! The door on a real Postgres, and what the database says of itself.

#[cfg(test)]
mod door;
#[cfg(test)]
mod insight;
#[cfg(test)]
mod insight_activity;
#[cfg(test)]
mod insight_indexes;
#[cfg(test)]
mod insight_statements;
#[cfg(test)]
mod insight_tables;
#[cfg(test)]
mod warnings;
