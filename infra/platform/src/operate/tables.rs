//! How the answers look. No I/O.

use std::fmt::Write as _;

use jiff::Timestamp;
use neurmatic_core::ids::MessageId;
use neurmatic_db::audit::EntryRow;
use neurmatic_db::queues::{FailedRow, QueueRow, TaskRow};

/// Characters of an error in a list.
const ERROR_CHARS_MAX: usize = 80;

/// The queues, a line each.
pub(super) fn queues(rows: &[QueueRow]) -> String {
    let mut table = format!(
        "{:<14}{:>9}{:>11}{:>8}{:>9}{:>7}{:>10}\n",
        "queue", "waiting", "in flight", "sent", "delayed", "dead", "oldest"
    );
    for row in rows {
        let QueueRow { name, paused_at, waiting, in_flight, sent, delayed, dead, oldest_secs } = row;
        let oldest = if waiting + in_flight + sent > 0 { age(*oldest_secs) } else { "-".to_owned() };
        let paused = paused_at.map(|since| format!("   paused since {}", at(since))).unwrap_or_default();
        let line = format!(
            "{name:<14}{waiting:>9}{in_flight:>11}{sent:>8}{delayed:>9}{dead:>7}{oldest:>10}{paused}"
        );
        table.push_str(&line);
        table.push('\n');
    }
    table
}

/// Failed tasks, a line each and one for the error.
pub(super) fn dead(rows: &[FailedRow]) -> String {
    if rows.is_empty() {
        return "Nothing of that was given up or refused.".to_owned();
    }
    let mut list = String::new();
    for row in rows {
        let FailedRow { id, producer, task, queue, attempts, last_error, failed_at } = row;
        let tried = if *attempts == 0 { "refused".to_owned() } else { format!("{attempts} attempts") };
        let sender = if producer == "platform" { String::new() } else { format!(", from {producer}") };
        let line = format!("{id}  {}  {queue}  {task}  {tried}{sender}", at(*failed_at));
        let _infallible = writeln!(list, "{}", plain(&line));
        let _infallible = writeln!(list, "    {}", first_of(last_error));
    }
    list
}

/// What became of a task, in the order of time.
pub(super) fn history(id: MessageId, task: &TaskRow, trail: &[EntryRow]) -> String {
    let queue = task.queue.as_ref().map(|queue| format!(", queue {queue}")).unwrap_or_default();
    let head = format!("{} {id} of {}{queue}: {}", task.task, task.producer, state(task));
    let mut text = plain(&head) + "\n";
    let mut events: Vec<(Timestamp, String)> = Vec::new();
    let mut add = |time: Option<Timestamp>, what: String| events.extend(time.map(|time| (time, what)));
    add(task.written_at, format!("written{}", by_request(task)));
    add(task.sent_at, "given to its queue".to_owned());
    add(task.received_at, "its first attempt that was written down".to_owned());
    add(task.done_at, "done, or forgotten by an operator".to_owned());
    let attempts = task.attempts;
    let end =
        if attempts == 0 { "refused".to_owned() } else { format!("given up after {attempts} attempts") };
    add(task.failed_at.or(task.given_up_at), end);
    let due = if task.sent_at.is_some() { "sent again, if it isn't done by then" } else { "due" };
    add(task.run_at, due.to_owned());
    add(task.locked_until, "the end of its claim".to_owned());
    for entry in trail {
        let who =
            entry.actor_id.map_or_else(|| entry.reason.clone().unwrap_or_default(), |user| user.to_string());
        add(Some(entry.created_at), format!("{} by {who}", entry.action));
    }
    events.sort();
    for (time, what) in events {
        let _infallible = writeln!(text, "  {}  {}", at(time), plain(&what));
    }
    if let Some(error) = &task.last_error {
        let _infallible =
            writeln!(text, "  after {attempts} failed attempts, the last error: {}", plain(error));
    }
    text
}

fn state(task: &TaskRow) -> &'static str {
    let is_claimed = task.locked_until.is_some_and(|until| until > Timestamp::now());
    let is_due = task.run_at.is_some_and(|at| at <= Timestamp::now());
    match task {
        TaskRow { done_at: Some(_), .. } => "over",
        TaskRow { written_at: None, failed_at: Some(_), attempts: 0, .. } => "refused",
        TaskRow { written_at: None, .. } => "given up",
        TaskRow { sent_at: Some(_), .. } => "in its queue",
        _ if is_claimed => "being worked on, or being sent",
        _ if is_due => "waiting",
        _ => "delayed",
    }
}

fn by_request(task: &TaskRow) -> String {
    task.request_id.as_ref().map(|id| format!(", by the request {id}")).unwrap_or_default()
}

/// To the second.
fn at(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn age(secs: i64) -> String {
    match secs {
        ..120 => format!("{secs} s"),
        120..7_200 => format!("{} min", secs / 60),
        7_200..172_800 => format!("{} h", secs / 3_600),
        _ => format!("{} days", secs / 86_400),
    }
}

/// On one line, and nothing in it that a terminal would obey: other producers chose these words.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn first_of(error: &str) -> String {
    let line = plain(error);
    let first: String = line.chars().take(ERROR_CHARS_MAX).collect();
    if first.len() < line.len() { first + " …" } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_error_is_cut_and_stays_on_its_line() {
        assert_eq!(first_of("two\nlines"), "two lines");
        assert_eq!(first_of(&"é".repeat(100)), "é".repeat(ERROR_CHARS_MAX) + " …");
    }

    #[test]
    fn what_others_wrote_moves_no_cursor() {
        assert_eq!(plain("a\u{1b}[2Jb\r\nc\u{9b}d"), "a [2Jb  c d");
    }

    #[test]
    fn an_age_is_told_in_the_unit_that_says_most() {
        let ages: Vec<String> = [0, 119, 120, 7_200, 200_000].into_iter().map(age).collect();
        assert_eq!(ages, ["0 s", "119 s", "2 min", "2 h", "2 days"]);
    }
}
