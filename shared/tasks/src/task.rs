//! What a task does.

use std::future::Future;

use neurmatic_core::ids::MessageId;
use neurmatic_db::Tx;

use crate::error::TaskError;
use crate::payload::Payload;

/// One delivery, as far as a task may want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The message: the same over all its deliveries. An effect outside of Postgres carries it as its idempotency key.
    pub message: MessageId,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// What is done with a payload. What it writes through `tx` happens once, however often the message is delivered, or
/// not at all when it fails: the worker owns the inbox row, the commit, the timeout, the retry and the measuring.
pub trait Task: Send + Sync + 'static {
    /// What it works on.
    type Payload: Payload;

    /// Does it.
    ///
    /// # Errors
    /// [`TaskError`]: whether another attempt makes sense.
    fn run(
        &self,
        payload: Self::Payload,
        tx: &Tx,
        context: &Context,
    ) -> impl Future<Output = Result<(), TaskError>> + Send;
}
