//! The embedded files.

use aws_lc_rs::digest;

/// One numbered pair of files.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The number that its name begins with; the order of application.
    pub version: i32,
    /// `NNNN_name`.
    pub name: &'static str,
    /// The text of `NNNN_name.up.sql`.
    pub up: &'static str,
    /// The text of `NNNN_name.down.sql`.
    pub down: &'static str,
}

/// All migrations, in order.
pub const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// Roles, extensions and default rights: run before every `up`.
pub(crate) const BOOTSTRAP: &str = include_str!("../../../migrations/bootstrap.sql");

impl Migration {
    /// SHA-256 of the up file: an applied file must stay as it is.
    pub(crate) fn checksum(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, self.up.as_bytes()).as_ref().to_vec()
    }
}

/// A hash over all files, 16 hex digits: names a template database that holds exactly this schema.
#[must_use]
pub fn checksum() -> String {
    let mut all = digest::Context::new(&digest::SHA256);
    all.update(BOOTSTRAP.as_bytes());
    for migration in MIGRATIONS {
        all.update(migration.name.as_bytes());
        all.update(&migration.checksum());
    }
    all.finish().as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_from_one() {
        // Gaps are allowed: areas that are written side by side take ranges.
        let numbers: Vec<i32> = MIGRATIONS.iter().map(|m| m.version).collect();
        assert_eq!(numbers.first(), Some(&1));
        assert!(numbers.is_sorted_by(|earlier, later| earlier < later), "{numbers:?}");
    }

    #[test]
    fn no_file_reads_the_clock_in_an_index() {
        for migration in MIGRATIONS {
            for statement in migration.up.split(';').filter(|s| s.contains(" INDEX ")) {
                assert!(!statement.contains("now()"), "{}: {statement}", migration.name);
            }
        }
    }
}
