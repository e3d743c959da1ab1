//! What the user sees. A closed pipe (`cargo dev logs | head`) is not an error, so nothing here panics or fails.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::Result;

/// Prints a line of an answer to stdout.
pub(crate) fn say(line: &str) {
    let _closed_pipe = writeln!(io::stdout(), "{line}");
}

/// Prints a line about what goes wrong to stderr.
pub(crate) fn complain(line: &str) {
    let _closed_pipe = writeln!(io::stderr(), "{line}");
}

/// Runs a part of the start, saying what it is before and how long it took after.
pub(crate) fn timed<T>(what: &str, part: impl FnOnce() -> Result<T>) -> Result<T> {
    complain(&format!("· {what}"));
    let start = Instant::now();
    let done = part()?;
    complain(&format!("✓ {what} ({})", seconds(start.elapsed())));
    Ok(done)
}

/// Whether a line can be rewritten in place.
pub(crate) fn is_live() -> bool {
    io::stdout().is_terminal()
}

/// Rewrites the current line; the cursor stays on it.
pub(crate) fn rewrite(line: &str) {
    let mut out = io::stdout();
    let _closed_pipe = write!(out, "\r\x1b[2K{line}").and_then(|()| out.flush());
}

/// `0.4 s`, `2 min 05 s`.
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_over_a_minute_is_told_in_minutes() {
        assert_eq!(seconds(Duration::from_millis(400)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
