//! A small client of Amazon SQS: the calls that tasks need, over its JSON protocol, each within a given time.
//!
//! Deliberately not in here: what a message means, and trying again.

mod client;
mod entries;

pub use client::Sqs;
pub use entries::{BATCH_MAX, Depth, MESSAGE_BYTES_MAX, Outgoing, Received, Visibility, batches};
pub use neurmatic_aws::CallError as SqsError;
