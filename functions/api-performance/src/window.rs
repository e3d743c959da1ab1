//! A window of time as it is asked for: `15m`, `24h`, `7d`.

use std::time::Duration;

use neurmatic_http::Problem;
use neurmatic_telemetry::{HISTORY_WINDOW_MAX, KEPT_MINUTES};

/// Minutes of a window when none is asked for.
const MINUTES_DEFAULT: i64 = 15;

/// A window of whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    minutes: i64,
}

impl Window {
    /// Reads it.
    ///
    /// # Errors
    /// 400 when it is no window, or one that nothing is known of.
    pub(crate) fn of(asked: Option<&str>) -> Result<Self, Problem> {
        let Some(text) = asked else { return Ok(Self { minutes: MINUTES_DEFAULT }) };
        let unit = text.chars().next_back();
        let per_unit = match unit {
            Some('m') => 1,
            Some('h') => 60,
            Some('d') => 24 * 60,
            _ => return Err(no_window()),
        };
        let digits = text.get(..text.len() - 1).unwrap_or_default();
        if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no_window());
        }
        let minutes = digits.parse::<i64>().map_or(0, |number| number * per_unit);
        if !(1..=minutes_max()).contains(&minutes) {
            let detail = format!("must be from 1m to {}d", minutes_max() / (24 * 60));
            return Err(Problem::parameter("/query/window", "out_of_range", detail));
        }
        Ok(Self { minutes })
    }

    /// Its whole minutes.
    pub(crate) fn minutes(self) -> i64 {
        self.minutes
    }

    /// Whether Redis remembers all of it.
    pub(crate) fn is_live(self) -> bool {
        self.minutes < KEPT_MINUTES
    }
}

fn minutes_max() -> i64 {
    i64::try_from(HISTORY_WINDOW_MAX.as_secs() / Duration::from_secs(60).as_secs()).unwrap_or(i64::MAX)
}

fn no_window() -> Problem {
    Problem::parameter(
        "/query/window",
        "invalid",
        "must be a number of minutes, hours or days, like 15m, 24h or 7d",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_minutes_hours_or_days() {
        let minutes = |text| Window::of(Some(text)).unwrap().minutes();
        assert_eq!((minutes("1m"), minutes("15m"), minutes("24h"), minutes("15d")), (1, 15, 1_440, 21_600));
        assert_eq!(Window::of(None).unwrap().minutes(), 15);
        assert!(Window::of(Some("15m")).unwrap().is_live() && !Window::of(Some("16m")).unwrap().is_live());
    }

    #[test]
    fn an_absurd_window_is_refused() {
        for text in ["", "m", "15", "-1m", "1.5h", "15 m", "15s", "ü", "9999999999m", "0m", "16d", "361h"] {
            let problem = Window::of(Some(text)).unwrap_err();
            assert_eq!(problem.status.as_u16(), 400, "{text}");
            assert_eq!(problem.errors[0].pointer, "/query/window", "{text}");
        }
    }
}
