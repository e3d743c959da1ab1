//! Times of a day as clients write them: `09:00`.

use jiff::civil::Time;

/// The time of `HH:MM`.
pub(crate) fn read(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A time as `HH:MM`.
pub(crate) fn write(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back_as_itself() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(read(text).map(write).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "9:00", "24:00", "12:60", "12:00:00", "+1:00", "12-00", "ab:cd"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
