//! Background tasks: what they are, how they are sent, and how they are delivered.
//!
//! A task is a row in the outbox, written in the transaction of its cause. It is delivered at least once; its effect and
//! its inbox row are one transaction, so that it has its effect once. Deliberately not in here: what any task does
//! (`functions/tasks`), and HTTP.

mod batch;
mod cause;
mod door;
pub mod embedded;
mod error;
mod figures;
mod message;
pub mod operate;
pub mod outbox;
mod payload;
pub mod payloads;
pub mod policies;
mod policy;
pub mod polled;
mod registry;
pub mod relay;
pub mod retention;
mod schedule;
pub mod schedules;
mod sender;
mod task;
mod ticker;
mod times;
mod worker;

pub use batch::{Batch, QueueWorker, Settled, dead_letters};
pub use cause::{Cause, asked_by, request_id, within_request};
pub use error::TaskError;
pub use figures::bound_ms;
pub use payload::Payload;
pub use policy::{Backoff, Policy, Queue};
pub use registry::Registry;
pub use schedule::Schedule;
pub use sender::{Sender, Swept};
pub use task::{Context, Task};
pub use times::Times;
pub use worker::{Delivery, Outcome, Worker};

/// A message as a queue delivers it.
pub use neurmatic_sqs::Received;
