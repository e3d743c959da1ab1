//! The words after `cargo dev tasks`. No I/O.

use jiff::{SignedDuration, Timestamp};
use neurmatic_core::ids::MessageId;
use neurmatic_db::queues::Failed;
use neurmatic_tasks::Queue;

/// What a wrong call, or `help`, is answered with.
pub(super) const HELP: &str = "\
cargo dev tasks [command]

  (nothing)                 each queue: what waits, is being worked on, sent, delayed, dead; the oldest's age
  dead [filters]            what was given up or refused, the latest first; with --queue of one queue, --limit 50
  redrive <queue> [filters] has what was given up done again, with all its attempts
  pause <queue>             nothing of it is begun any more
  resume <queue>            it goes on
  purge <queue>             what waits in it is forgotten
  cancel <id>               one task that waits is forgotten
  show <id>                 what became of a task; with --producer <name> of another's than the platform's

Filters: --type <task>, --error <a part of it>, --since <time>, --until <time>
Times are like 2026-03-01T08:00:00Z, or so long ago: 90s, 15m, 2h, 3d
Queues: priority, realtime, default, email, rate-limited, bulk";

/// Failed tasks that are listed unless told otherwise, and at most.
const LISTED: i64 = 50;
const LISTED_MAX: i64 = 1_000;

/// A call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Call {
    Help,
    List,
    Dead { queue: Option<Queue>, filters: Filters, limit: i64 },
    Redrive { queue: Queue, filters: Filters },
    Pause { queue: Queue, is_paused: bool },
    Purge { queue: Queue },
    Cancel { id: MessageId },
    Show { id: MessageId, producer: String },
}

/// Which failed tasks are meant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    task: Option<String>,
    error: Option<String>,
    since: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
}

impl Filters {
    pub(super) fn failed(&self) -> Failed<'_> {
        let Self { task, error, since, until } = self;
        Failed { task: task.as_deref(), error: error.as_deref(), since: *since, until: *until }
    }
}

/// Reads the words; the error is the sentence to print.
pub(super) fn parse(words: &[String], now: Timestamp) -> Result<Call, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        [] | ["list"] => Call::List,
        ["help" | "-h" | "--help"] => Call::Help,
        ["dead", flags @ ..] => {
            let mut options = Options::read(flags, &["--queue", "--limit"], now)?;
            let limit = options.take("--limit").map_or(Ok(LISTED), |text| limit(&text))?;
            let queue = options.take("--queue").map(|name| known(&name)).transpose()?;
            Call::Dead { queue, filters: options.filters, limit }
        }
        ["redrive", name, flags @ ..] if !name.starts_with('-') => {
            Call::Redrive { queue: known(name)?, filters: Options::read(flags, &[], now)?.filters }
        }
        ["pause", name] => Call::Pause { queue: known(name)?, is_paused: true },
        ["resume", name] => Call::Pause { queue: known(name)?, is_paused: false },
        ["purge", name] => Call::Purge { queue: known(name)? },
        ["cancel", id] => Call::Cancel { id: message(id)? },
        ["show", id] => Call::Show { id: message(id)?, producer: "platform".to_owned() },
        ["show", id, "--producer", name] => Call::Show { id: message(id)?, producer: (*name).to_owned() },
        [what @ ("redrive" | "pause" | "resume" | "purge"), ..] => {
            return Err(format!("`tasks {what}` takes the name of a queue"));
        }
        [what @ ("cancel" | "show"), ..] => return Err(format!("`tasks {what}` takes the id of a task")),
        [other, ..] => return Err(format!("`tasks {other}` is not a command")),
    })
}

/// Flags with their values.
struct Options {
    filters: Filters,
    others: Vec<(String, String)>,
}

impl Options {
    fn read(flags: &[&str], more: &[&str], now: Timestamp) -> Result<Self, String> {
        let mut options = Self { filters: Filters::default(), others: Vec::new() };
        for pair in flags.chunks(2) {
            let &[flag, value] = pair else { return Err(format!("{} needs a value", pair.concat())) };
            let filters = &mut options.filters;
            match flag {
                "--type" => filters.task = Some(value.to_owned()),
                "--error" => filters.error = Some(value.to_owned()),
                "--since" => filters.since = Some(time(value, now)?),
                "--until" => filters.until = Some(time(value, now)?),
                _ if more.contains(&flag) => options.others.push((flag.to_owned(), value.to_owned())),
                _ => return Err(format!("{flag} is not a filter here")),
            }
        }
        Ok(options)
    }

    fn take(&mut self, flag: &str) -> Option<String> {
        let at = self.others.iter().position(|(name, _)| name == flag)?;
        Some(self.others.swap_remove(at).1)
    }
}

fn known(name: &str) -> Result<Queue, String> {
    Queue::of(name).ok_or_else(|| {
        let names: Vec<&str> = Queue::ALL.iter().map(|queue| queue.as_str()).collect();
        format!("there is no queue `{name}`; there are: {}", names.join(", "))
    })
}

fn message(id: &str) -> Result<MessageId, String> {
    id.parse().ok().ok_or_else(|| format!("`{id}` is not the id of a task, which is a UUID"))
}

fn limit(text: &str) -> Result<i64, String> {
    let limit = text.parse().ok().filter(|limit| (1..=LISTED_MAX).contains(limit));
    limit.ok_or_else(|| format!("--limit is a number from 1 to {LISTED_MAX}"))
}

/// A time, or how long ago it was.
fn time(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let ago = || {
        let unit = text.chars().last()?;
        let secs = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        let n: u32 = text.strip_suffix(unit)?.parse().ok()?;
        now.checked_sub(SignedDuration::from_secs(i64::from(n) * secs)).ok()
    };
    let time = text.parse().ok().or_else(ago);
    time.ok_or_else(|| {
        format!("`{text}` is no time: say it like 2026-03-01T08:00:00Z, or 15m for so long ago")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Call, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words, "2026-03-02T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn filters_are_read_in_any_order_and_times_may_be_ages() {
        let call =
            parsed("redrive email --error 503 --since 2h --type email:send --until 2026-03-02T11:30:00Z");
        let filters = Filters {
            task: Some("email:send".to_owned()),
            error: Some("503".to_owned()),
            since: Some("2026-03-02T10:00:00Z".parse().unwrap()),
            until: Some("2026-03-02T11:30:00Z".parse().unwrap()),
        };
        assert_eq!(call, Ok(Call::Redrive { queue: Queue::Email, filters }));
        let all = Call::Dead { queue: None, filters: Filters::default(), limit: LISTED };
        assert_eq!(parsed("dead"), Ok(all));
        let some = Call::Dead { queue: Some(Queue::Bulk), filters: Filters::default(), limit: 7 };
        assert_eq!(parsed("dead --limit 7 --queue bulk"), Ok(some));
    }

    #[test]
    fn a_wrong_word_is_told_with_what_would_be_right() {
        for (line, told) in [
            ("pause slow", "there are: priority"),
            ("redrive", "the name of a queue"),
            ("redrive email --queue bulk", "--queue is not a filter here"),
            ("dead --since", "--since needs a value"),
            ("dead --since yesterday", "2026-03-01T08:00:00Z"),
            ("dead --limit 0", "from 1 to 1000"),
            ("cancel 7", "is a UUID"),
            ("restart", "`tasks restart` is not a command"),
        ] {
            let fault = parsed(line).unwrap_err();
            assert!(fault.contains(told), "{line}: {fault}");
        }
    }
}
