//! Reads major versions out of what servers say about themselves.

use std::process::Command;

/// Runs a program and reads its version; `None` when it does not run.
pub(super) fn told_by(command: &mut Command, read: fn(&str) -> Option<u32>) -> Option<u32> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    read(&String::from_utf8_lossy(&output.stdout))
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`
pub(super) fn postgres(text: &str) -> Option<u32> {
    leading_number(text.split_once("(PostgreSQL) ")?.1)
}

/// `Redis server v=7.0.15 sha=…`, `Valkey server v=8.1.1 sha=…`
pub(super) fn redis(text: &str) -> Option<u32> {
    leading_number(text.split_once("server v=")?.1)
}

/// `v20.20.2`
pub(super) fn node(text: &str) -> Option<u32> {
    leading_number(text.strip_prefix('v')?)
}

fn leading_number(text: &str) -> Option<u32> {
    text.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_are_read() {
        assert_eq!(postgres("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(postgres("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(redis("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"), Some(7));
        assert_eq!(redis("Valkey server v=8.1.1 sha=0"), Some(8));
        assert_eq!(redis("usage: server"), None);
        assert_eq!((node("v20.20.2"), node("20")), (Some(20), None));
    }
}
