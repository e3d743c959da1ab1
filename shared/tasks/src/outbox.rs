//! The sending door: a task is a row, written in the transaction of its cause. It is delivered after the commit, and
//! only if there is one.

use jiff::Timestamp;
use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::{self, NewTask};
use neurmatic_db::{DbError, Tx};

use crate::cause;
use crate::payload::Payload;

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

async fn put<P: Payload>(
    tx: &Tx,
    payload: &P,
    unique_key: Option<&str>,
    run_at: Option<Timestamp>,
) -> Result<MessageId, DbError> {
    let request_id = cause::request_id();
    let task = NewTask {
        task: P::NAME,
        version: P::VERSION,
        queue: P::POLICY.queue.as_str(),
        payload,
        unique_key,
        run_at,
        request_id: request_id.as_deref(),
    };
    outbox::put(tx, &task).await
}
