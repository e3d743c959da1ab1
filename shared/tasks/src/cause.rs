//! What a task was caused by: the request's id, and who asked, are carried to the outbox row, and on to the tasks that it
//! sends. And which tasks it has written, so that they can be sent right after the commit.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use neurmatic_core::ids::MessageId;

tokio::task_local! {
    static CAUSE: Cause;
}

/// The longest id that an outbox row holds, in characters.
const REQUEST_ID_CHARS_MAX: usize = 128;

/// Messages that are remembered; what is more, the relay sends.
const WRITTEN_MAX: usize = 100;

/// A request, or a task, that may cause tasks. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Cause {
    request_id: String,
    tenant: Arc<OnceLock<String>>,
    written: Arc<Mutex<Vec<MessageId>>>,
}

impl Cause {
    /// A request that has caused nothing yet.
    #[must_use]
    pub fn request(id: String) -> Self {
        Self { request_id: id, ..Self::default() }
    }

    /// The same, for a tenant (128 characters at most), if it is known whose tasks these are.
    #[must_use]
    pub fn of(self, tenant: Option<String>) -> Self {
        let known = tenant.map_or_else(OnceLock::new, OnceLock::from);
        Self { tenant: Arc::new(known), ..self }
    }

    /// Runs `work` as caused by this: the tasks that it sends carry the request's id, and are remembered.
    pub fn run<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        // Not an `async fn`: that would hold the work twice, before and while it runs.
        CAUSE.scope(self.clone(), work)
    }

    /// The tasks that were written since the last call and are due at once. Whether they are committed isn't known here.
    #[must_use]
    pub fn take_written(&self) -> Vec<MessageId> {
        std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs `work` as caused by this request: the tasks that it sends carry the id.
pub fn within_request<F: Future>(request_id: String, work: F) -> impl Future<Output = F::Output> {
    Cause::request(request_id).run(work)
}

/// The id of the request that is being served, or that caused the task that is running.
#[must_use]
pub fn request_id() -> Option<String> {
    let id = CAUSE.try_with(|cause| cause.request_id.clone()).ok()?;
    (!id.is_empty() && id.chars().count() <= REQUEST_ID_CHARS_MAX).then_some(id)
}

/// Says who asked, once that is known: what is sent from now on is this tenant's.
pub fn asked_by(tenant: impl ToString) {
    // The first to be known stays. Outside of a request nobody is anybody's.
    let _nobody_asks = CAUSE.try_with(|cause| cause.tenant.set(tenant.to_string()));
}

/// Whose the tasks are that are sent here.
pub(crate) fn tenant() -> Option<String> {
    CAUSE.try_with(|cause| cause.tenant.get().cloned()).ok()?
}

/// Remembers a task that was written.
pub(crate) fn note(message: MessageId) {
    // Outside of a request (a schedule, a tool) nobody asks.
    let _nobody_asks = CAUSE.try_with(|cause| {
        let mut written = cause.written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.len() < WRITTEN_MAX {
            written.push(message);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_id_is_known_within_its_request_only() {
        assert_eq!(within_request("r-1".to_owned(), async { request_id() }).await.as_deref(), Some("r-1"));
        assert_eq!(within_request("x".repeat(200), async { request_id() }).await, None);
        assert_eq!(request_id(), None);
    }

    #[tokio::test]
    async fn who_asked_is_known_within_the_request_only_and_stays_the_same() {
        let cause = Cause::request("r-1".to_owned());
        cause.run(async { asked_by("one") }).await;
        cause.run(async { asked_by("another") }).await;
        assert_eq!(cause.run(async { tenant() }).await.as_deref(), Some("one"));
        assert_eq!(tenant(), None);
        let task = Cause::request("r-1".to_owned()).of(Some("one".to_owned()));
        assert_eq!(task.run(async { tenant() }).await.as_deref(), Some("one"));
    }

    #[tokio::test]
    async fn what_a_request_writes_is_remembered_once() {
        let (cause, message) = (Cause::request("r-1".to_owned()), MessageId::new());
        cause.run(async { note(message) }).await;
        note(MessageId::new());
        assert_eq!(cause.take_written(), [message]);
        assert!(cause.take_written().is_empty());
    }
}
