//! One request's, or one task's, account with the database: its deadline, and what it has asked so far.

use std::borrow::Cow;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// More queries than this in one request are reported as N+1.
const QUERIES_PER_REQUEST_MAX: u32 = 20;

/// The same query this often in one request is reported as N+1.
const SAME_QUERY_MAX: u32 = 5;

/// The time of a wait that no scope bounds: a task's or a tool's.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// The longest request id that statements say, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 128;

tokio::task_local! {
    static CURRENT: Scope;
}

/// What bounds and measures the statements of one unit of work.
#[derive(Clone, Debug)]
pub struct Scope {
    operation: &'static str,
    deadline: Instant,
    request_id: Option<Arc<str>>,
    spent: Arc<Mutex<Spent>>,
}

#[derive(Debug, Default)]
struct Spent {
    total: Duration,
    queries: u32,
    by_name: HashMap<&'static str, u32>,
}

/// What a unit of work has asked of the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Statements sent.
    pub queries: u32,
    /// Time spent waiting for them, connections included.
    pub total: Duration,
    /// Whether the number of statements grows with the data: more than 20, or one of them five times.
    pub n_plus_one: bool,
}

impl Scope {
    /// A scope for `operation` that ends at `deadline`.
    #[must_use]
    pub fn new(operation: &'static str, deadline: Instant) -> Self {
        Self { operation, deadline, request_id: None, spent: Arc::default() }
    }

    /// The same for a request, or for what one has caused: its statements say its id where that costs no plan. An id that
    /// could end a comment is none.
    #[must_use]
    pub fn within_request(self, id: &str) -> Self {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let is_sound = (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(is_plain);
        Self { request_id: is_sound.then(|| id.into()), ..self }
    }

    /// Runs `work` within this scope: its statements are bounded and counted by it.
    pub fn run<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        // Not an `async fn`: that would hold the work twice, before and while it runs.
        CURRENT.scope(self.clone(), work)
    }

    /// What has been asked so far.
    #[must_use]
    pub fn account(&self) -> Account {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let repeated = spent.by_name.values().any(|count| *count >= SAME_QUERY_MAX);
        Account {
            queries: spent.queries,
            total: spent.total,
            n_plus_one: repeated || spent.queries > QUERIES_PER_REQUEST_MAX,
        }
    }

    /// The statement that was sent most often, and how often.
    #[must_use]
    pub fn most_repeated(&self) -> Option<(&'static str, u32)> {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent
            .by_name
            .iter()
            .map(|(query, times)| (*query, *times))
            .max_by_key(|(query, times)| (*times, *query))
    }

    /// The operation that asks.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    fn waited(&self, took: Duration) {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).total += took;
    }

    fn note(&self, query: &'static str, took: Duration) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.total += took;
        spent.queries += 1;
        *spent.by_name.entry(query).or_default() += 1;
    }
}

/// The time that is left to the current unit of work.
pub(crate) fn remaining() -> Duration {
    CURRENT.try_with(|scope| scope.deadline.saturating_duration_since(Instant::now())).unwrap_or(WAIT_MAX)
}

/// The operation that asks.
pub(crate) fn operation() -> &'static str {
    CURRENT.try_with(|scope| scope.operation).unwrap_or("-")
}

/// The request that asks, or that caused what asks.
pub(crate) fn request_id() -> Option<Arc<str>> {
    CURRENT.try_with(|scope| scope.request_id.clone()).ok().flatten()
}

/// A statement with the id of the request that asks in a comment at its end.
pub(crate) fn commented(sql: &str) -> Cow<'_, str> {
    request_id().map_or(Cow::Borrowed(sql), |id| Cow::Owned(format!("{sql} /* request {id} */")))
}

/// Counts a statement to the current unit of work.
pub(crate) fn note(query: &'static str, took: Duration) {
    // Outside of a unit of work (a tool, a health check) there is no account to keep.
    let _unscoped = CURRENT.try_with(|scope| scope.note(query, took));
}

/// Adds the wait for a connection to the current unit of work.
pub(crate) fn waited(took: Duration) {
    let _unscoped = CURRENT.try_with(|scope| scope.waited(took));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_query_sent_five_times_is_n_plus_one() {
        let scope = Scope::new("articles.list", Instant::now() + Duration::from_secs(1));
        scope.run(async { (0..4).for_each(|_| note("articles.get", Duration::from_millis(2))) }).await;
        assert!(!scope.account().n_plus_one);
        scope.run(async { note("articles.list", Duration::ZERO) }).await;
        assert_eq!(scope.most_repeated(), Some(("articles.get", 4)));
        scope.run(async { note("articles.get", Duration::from_millis(2)) }).await;
        scope.run(async { waited(Duration::from_millis(7)) }).await;
        assert_eq!(
            scope.account(),
            Account { queries: 6, total: Duration::from_millis(17), n_plus_one: true }
        );
    }

    #[tokio::test]
    async fn a_statement_says_which_request_asks_and_nothing_that_could_end_the_comment() {
        let scope = |id: &str| Scope::new("x", Instant::now()).within_request(id);
        let sent = scope("0198-abc.DEF_1").run(async { commented("SELECT 1").into_owned() }).await;
        assert_eq!(sent, "SELECT 1 /* request 0198-abc.DEF_1 */");
        for bad in ["", "a */ DROP", &"x".repeat(129)] {
            assert_eq!(scope(bad).run(async { commented("SELECT 1").into_owned() }).await, "SELECT 1");
        }
        assert_eq!(commented("SELECT 1"), "SELECT 1");
    }

    #[tokio::test]
    async fn past_its_deadline_no_time_is_left() {
        let scope = Scope::new("x", Instant::now());
        assert_eq!(scope.run(async { remaining() }).await, Duration::ZERO);
    }
}
