//! The sending door: a task is a row, written in the transaction of its cause. It is delivered after the commit, and
//! only if there is one.

use jiff::Timestamp;
use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::{self, NewTask};
use neurmatic_db::purges::{self, TagPurges};
use neurmatic_db::{DbError, Tx};

use crate::cause;
use crate::payload::Payload;
use crate::payloads::Invalidate;

/// When the edge forgets what an announced change made stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgePace {
    /// As soon as the change is committed.
    AtOnce,
    /// At most once in ten seconds for each tag: what changes often would use up the CDN's budget of calls.
    Gathered,
}

/// Sends a task, due as soon as the transaction is committed.
///
/// # Errors
/// [`DbError`].
pub async fn send<P: Payload>(tx: &Tx, payload: &P) -> Result<MessageId, DbError> {
    put(tx, payload, None, None).await
}

/// Sends a task that is due at a time.
///
/// # Errors
/// [`DbError`].
pub async fn send_at<P: Payload>(tx: &Tx, payload: &P, at: Timestamp) -> Result<MessageId, DbError> {
    put(tx, payload, None, Some(at)).await
}

/// Sends a task unless one with the same key (at most 200 characters) is waiting; then returns that one's message.
///
/// # Errors
/// [`DbError`].
pub async fn send_once<P: Payload>(tx: &Tx, payload: &P, unique_key: &str) -> Result<MessageId, DbError> {
    put(tx, payload, Some(unique_key), None).await
}

/// The same for a task that is due at a time; one that waits keeps its own.
///
/// # Errors
/// [`DbError`].
pub async fn send_once_at<P: Payload>(
    tx: &Tx,
    payload: &P,
    unique_key: &str,
    at: Timestamp,
) -> Result<MessageId, DbError> {
    put(tx, payload, Some(unique_key), Some(at)).await
}

/// Sends the invalidation of a change that is announced right after its commit, due at a time by which it should have been;
/// and by the same statement has the edge forget at once. What nobody announces goes by [`send`]: then the edge forgets only
/// after the task's drop, so that it can't fill itself from what is to go.
///
/// # Errors
/// [`DbError`].
pub async fn invalidate(
    tx: &Tx,
    payload: &Invalidate,
    pace: EdgePace,
    at: Timestamp,
) -> Result<MessageId, DbError> {
    let tags = payload.at_edge();
    if tags.is_empty() {
        return put(tx, payload, None, Some(at)).await;
    }
    let is_frequent = pace == EdgePace::Gathered;
    let purges = TagPurges { tags: &tags, kind: payload.edge_kind(), is_frequent };
    let request_id = cause::request_id();
    purges::change(tx, &task(payload, None, Some(at), request_id.as_deref(), None), &purges).await
}

async fn put<P: Payload>(
    tx: &Tx,
    payload: &P,
    unique_key: Option<&str>,
    run_at: Option<Timestamp>,
) -> Result<MessageId, DbError> {
    let (request_id, tenant) = (cause::request_id(), payload.tenant().or_else(cause::tenant));
    let task = task(payload, unique_key, run_at, request_id.as_deref(), tenant.as_deref());
    let message = outbox::put(tx, &task).await?;
    note(message, run_at);
    Ok(message)
}

/// What is due at once can be sent as soon as it is committed.
fn note(message: MessageId, run_at: Option<Timestamp>) {
    if run_at.is_none() {
        cause::note(message);
    }
}

fn task<'a, P: Payload>(
    payload: &'a P,
    unique_key: Option<&'a str>,
    run_at: Option<Timestamp>,
    request_id: Option<&'a str>,
    tenant: Option<&'a str>,
) -> NewTask<'a, P> {
    NewTask {
        task: P::NAME,
        version: P::VERSION,
        queue: P::POLICY.queue.as_str(),
        payload,
        unique_key,
        run_at,
        request_id,
        tenant,
    }
}
