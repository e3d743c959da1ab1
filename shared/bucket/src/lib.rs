//! A small client of Amazon S3: URLs by which others may upload, and the calls that looking at what came needs.
//!
//! Deliberately not in here: what a file is, whose it is, and trying again.

mod client;
mod error;

pub use client::{Bucket, Peek, SignedPut};
pub use error::BucketError;
