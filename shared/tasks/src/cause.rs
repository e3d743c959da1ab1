//! Which request a task was caused by: carried from the request to the outbox row, and on to the tasks that it sends.

use std::future::Future;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The longest id that an outbox row holds, in characters.
const REQUEST_ID_CHARS_MAX: usize = 128;

/// Runs `work` as caused by this request: the tasks that it sends carry the id.
pub fn within_request<F: Future>(request_id: String, work: F) -> impl Future<Output = F::Output> {
    // Not an `async fn`: that would hold the work twice, before and while it runs.
    REQUEST_ID.scope(request_id, work)
}

/// The id of the request that is being served, or that caused the task that is running.
#[must_use]
pub fn request_id() -> Option<String> {
    let id = REQUEST_ID.try_with(Clone::clone).ok()?;
    (!id.is_empty() && id.chars().count() <= REQUEST_ID_CHARS_MAX).then_some(id)
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
}
