//! What was done, and how long it took.

use std::time::Duration;

use jiff::civil::Date;

use crate::Size;

/// One table.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its name.
    pub table: &'static str,
    /// Rows that were copied into it.
    pub rows: u64,
    /// How long the copying took, without the indexes.
    pub time: Duration,
}

/// One run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What was asked for, and is there now.
    pub size: Size,
    /// The day the data end.
    pub as_of: Date,
    /// Whether it was there before: then only the logins' passwords were set.
    pub was_there: bool,
    /// The tables in the order of loading; none when the data were there.
    pub tables: Vec<Loaded>,
    /// From begin to end.
    pub time: Duration,
}
