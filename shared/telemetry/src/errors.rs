//! Errors on their way to whoever looks after them: counted out by one bounded queue, and sent before the answer where a
//! process may be frozen after it. What is told names no person: a text is shortened, and what could be a value is left out.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use neurmatic_config::AppEnv;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

/// Errors that wait at most; what is more is in the log.
const WAITING_MAX: usize = 32;

/// Errors of a process in a minute that are told at most.
const NOTED_PER_MINUTE_MAX: u32 = 60;

const MINUTE: Duration = Duration::from_secs(60);

/// Characters of a text at most.
const TEXT_CHARS_MAX: usize = 300;

/// Something that failed.
#[derive(Clone, Debug)]
pub struct ErrorEvent<'a> {
    /// What failed: an operation, or a task.
    pub operation: &'a str,
    /// A name of the kind of failure, the same for all of its kind.
    pub code: &'a str,
    /// What went wrong, as the log tells it.
    pub inside: &'a str,
    /// The id of the request.
    pub request_id: Option<&'a str>,
    /// The trace that it is a part of.
    pub trace_id: Option<&'a str>,
}

/// How much an alert matters where it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertLevel {
    /// Somebody looks now.
    Error,
    /// Somebody looks today.
    Warning,
    /// It is over.
    Info,
}

impl AlertLevel {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// An alert that opened, or is over.
#[derive(Clone, Debug)]
pub struct AlertEvent<'a> {
    /// The event's id: whoever is told of it twice takes it once.
    pub id: Uuid,
    /// How much it matters.
    pub level: AlertLevel,
    /// The rule.
    pub rule: &'a str,
    /// What it is about. It names no person.
    pub subject: &'a str,
    /// What it says, in a sentence.
    pub text: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Where errors are told.
pub(crate) trait Place: Send + Sync {
    /// Tells one, given as JSON with its id. Whether it arrived.
    fn tell<'a>(&'a self, id: Uuid, event: &'a Value, within: Duration) -> BoxFuture<'a, bool>;
}

/// What waits to be told.
#[derive(Debug, Default)]
struct Waiting {
    events: VecDeque<(Uuid, Value)>,
    /// When the minute began in which so many were put here.
    since: Option<Instant>,
    noted: u32,
}

impl Waiting {
    /// Whether another one may come: a storm of one fault is told by its first errors, and by the figures.
    fn has_room(&mut self, now: Instant) -> bool {
        if self.since.is_none_or(|since| now.duration_since(since) >= MINUTE) {
            (self.since, self.noted) = (Some(now), 0);
        }
        let has_room = self.noted < NOTED_PER_MINUTE_MAX && self.events.len() < WAITING_MAX;
        self.noted += u32::from(has_room);
        has_room
    }
}

/// The queue before that place.
pub(crate) struct Errors {
    place: Option<Box<dyn Place>>,
    release: String,
    environment: AppEnv,
    waiting: Mutex<Waiting>,
    /// Held by whoever tells: nobody else waits for that.
    telling: tokio::sync::Mutex<()>,
}

impl Errors {
    pub(crate) fn new(place: Option<Box<dyn Place>>, release: String, environment: AppEnv) -> Self {
        let telling = tokio::sync::Mutex::default();
        Self { place, release, environment, waiting: Mutex::default(), telling }
    }

    /// Puts an error into the queue.
    pub(crate) fn note(&self, event: &ErrorEvent<'_>, function: Option<&str>) {
        if self.place.is_none() {
            return;
        }
        let id = Uuid::now_v7();
        let event = self.written(id, event, function);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.has_room(Instant::now()) {
            waiting.events.push_back((id, event));
        }
    }

    /// Tells what waits, as far as the time allows, unless somebody does so already. What isn't told then is in the log.
    pub(crate) async fn flush(&self, within: Duration) {
        let Some(place) = &self.place else { return };
        let Ok(_alone) = self.telling.try_lock() else { return };
        let until = Instant::now() + within;
        while let Some((id, event)) = self.next() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || !place.tell(id, &event, left).await {
                tracing::debug!(%id, "an error could not be told");
                return;
            }
        }
    }

    /// Tells an alert at once, past the queue. Whether it arrived; where nobody is told of anything it has.
    pub(crate) async fn tell_alert(&self, event: &AlertEvent<'_>, within: Duration) -> bool {
        match &self.place {
            Some(place) => place.tell(event.id, &self.written_alert(event), within).await,
            None => true,
        }
    }

    fn next(&self) -> Option<(Uuid, Value)> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).events.pop_front()
    }

    fn environment(&self) -> &'static str {
        match self.environment {
            AppEnv::Development => "development",
            AppEnv::Staging => "staging",
            AppEnv::Production => "production",
        }
    }

    /// An alert's opening and its end have one fingerprint, so that they are one issue there.
    fn written_alert(&self, event: &AlertEvent<'_>) -> Value {
        json!({
            "event_id": event.id.simple().to_string(),
            "timestamp": event.at.as_second(),
            "platform": "native",
            "level": event.level.as_str(),
            "logger": "neurmatic.alerts",
            "release": self.release,
            "environment": self.environment(),
            "fingerprint": ["alert", event.rule, event.subject],
            "message": { "formatted": event.text },
            "tags": { "alert": event.rule, "subject": event.subject },
        })
    }

    fn written(&self, id: Uuid, event: &ErrorEvent<'_>, function: Option<&str>) -> Value {
        json!({
            "event_id": id.simple().to_string(),
            "timestamp": Timestamp::now().as_second(),
            "platform": "native",
            "level": "error",
            "logger": "neurmatic",
            "release": self.release,
            "environment": self.environment(),
            "transaction": event.operation,
            "fingerprint": [event.operation, event.code],
            "exception": { "values": [{ "type": event.code, "value": without_values(event.inside) }] },
            "tags": {
                "operation": event.operation,
                "function": function,
                "request_id": event.request_id,
                "trace_id": event.trace_id,
            },
        })
    }
}

impl std::fmt::Debug for Errors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Errors").field("is_told", &self.place.is_some()).finish_non_exhaustive()
    }
}

/// A text without what could be a user's: quoted words, whatever has an at sign, brackets or equals sign in it, and numbers; and
/// without its further lines, in which the database shows the row that it refused.
fn without_values(text: &str) -> String {
    let text = text.lines().next().unwrap_or_default();
    let mut is_quoted = false;
    let mut clean = String::with_capacity(text.len().min(TEXT_CHARS_MAX));
    for word in text.split_whitespace() {
        let quotes = word.chars().filter(|c| matches!(c, '"' | '\'' | '`')).count();
        let is_value = is_quoted
            || quotes > 0
            || word.contains(['@', '(', ')', '=', '[', '{'])
            || word.chars().filter(char::is_ascii_digit).count() > 3;
        is_quoted ^= quotes % 2 == 1;
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(if is_value { "?" } else { word });
    }
    clean.chars().take(TEXT_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Takes some, and then none.
    #[derive(Clone, Default)]
    struct Fake {
        told: Arc<Mutex<Vec<Value>>>,
        takes: usize,
    }

    impl Place for Fake {
        fn tell<'a>(&'a self, _id: Uuid, event: &'a Value, _within: Duration) -> BoxFuture<'a, bool> {
            Box::pin(async move {
                let mut told = self.told.lock().unwrap();
                if told.len() >= self.takes {
                    return false;
                }
                told.push(event.clone());
                true
            })
        }
    }

    const EVENT: ErrorEvent<'_> = ErrorEvent {
        operation: "articles.get",
        code: "internal",
        inside: "duplicate key: Key (email)=(someone@example.org) 'a b' exists",
        request_id: Some("r-1"),
        trace_id: None,
    };

    #[tokio::test]
    async fn an_error_is_told_with_release_operation_and_request_and_names_nobody() {
        let fake = Fake { takes: 9, ..Fake::default() };
        let errors = Errors::new(Some(Box::new(fake.clone())), "1.2.3".to_owned(), AppEnv::Production);
        errors.note(&EVENT, Some("api-articles"));
        errors.flush(Duration::from_secs(1)).await;
        let told = fake.told.lock().unwrap().remove(0);
        assert_eq!((&told["release"], &told["environment"]), (&json!("1.2.3"), &json!("production")));
        assert_eq!(told["tags"]["request_id"], "r-1");
        assert_eq!(told["transaction"], "articles.get");
        assert_eq!(told["exception"]["values"][0]["value"], "duplicate key: Key ? ? ? exists");
    }

    #[test]
    fn a_storm_is_told_by_its_first_errors() {
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        let taken = (0..1_000).filter(|_| waiting.has_room(now)).count();
        assert_eq!(taken, NOTED_PER_MINUTE_MAX as usize);
        assert!(!waiting.has_room(now + MINUTE / 2) && waiting.has_room(now + MINUTE));
    }

    #[test]
    fn a_row_that_the_database_refused_is_not_told() {
        let inside =
            "users.edit failed: db error: ERROR: null value\nDETAIL: Failing row contains (7, Jane Doe, x).";
        assert_eq!(without_values(inside), "users.edit failed: db error: ERROR: null value");
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_a_place_that_is_away_is_not_waited_for() {
        let fake = Fake { takes: 1, ..Fake::default() };
        let errors = Errors::new(Some(Box::new(fake.clone())), String::new(), AppEnv::Staging);
        for _ in 0..100 {
            errors.note(&EVENT, None);
        }
        assert_eq!(errors.waiting.lock().unwrap().events.len(), WAITING_MAX);
        errors.flush(Duration::from_secs(1)).await;
        assert_eq!(fake.told.lock().unwrap().len(), 1);
        assert_eq!(errors.waiting.lock().unwrap().events.len(), WAITING_MAX - 2);
    }

    #[tokio::test]
    async fn an_alert_is_told_at_once_and_says_whether_it_arrived() {
        let fake = Fake { takes: 1, ..Fake::default() };
        let errors = Errors::new(Some(Box::new(fake.clone())), "1.2.3".to_owned(), AppEnv::Production);
        let event = AlertEvent {
            id: Uuid::nil(),
            level: AlertLevel::Warning,
            rule: "tasks_dead",
            subject: "bulk",
            text: "tasks_dead of bulk",
            at: Timestamp::UNIX_EPOCH,
        };
        assert!(errors.tell_alert(&event, Duration::from_secs(1)).await);
        assert!(!errors.tell_alert(&event, Duration::from_secs(1)).await);
        let told = fake.told.lock().unwrap().remove(0);
        assert_eq!((&told["level"], &told["environment"]), (&json!("warning"), &json!("production")));
        assert_eq!(told["fingerprint"], json!(["alert", "tasks_dead", "bulk"]));
        let nowhere = Errors::new(None, String::new(), AppEnv::Development);
        assert!(nowhere.tell_alert(&event, Duration::from_secs(1)).await);
    }

    #[tokio::test]
    async fn without_a_place_nothing_waits() {
        let errors = Errors::new(None, String::new(), AppEnv::Development);
        errors.note(&EVENT, None);
        assert!(errors.waiting.lock().unwrap().events.is_empty());
    }
}
