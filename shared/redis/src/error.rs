//! What can go wrong on the way to Redis.

use redis::{ParsingError, RedisError, ServerError};

/// The settings can't describe a Redis server.
#[derive(Debug, thiserror::Error)]
#[error("the Redis URL can't be used")]
pub struct OpenError(#[from] RedisError);

/// Redis can't be asked now: every caller has something sensible to do without it.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// No connection, and the last attempt to make one failed.
    #[error("Redis is not connected")]
    Disconnected,
    /// Enough trips in a row failed: it is left alone until a probe succeeds.
    #[error("Redis failed repeatedly and is left alone for a moment")]
    BreakerOpen,
    /// The answer did not come within the trip's budget. What was asked may have been done.
    #[error("Redis did not answer in time")]
    TimedOut,
    /// The connection broke under the trip. What was asked may have been done.
    #[error("the connection to Redis broke")]
    Lost(#[source] RedisError),
    /// The server answered that it can't serve: it loads its data, or is a replica since a failover.
    #[error("Redis refuses to serve: {0}")]
    Refusing(ServerError),
}

/// One part of a trip failed though Redis answered: a wrong command, or an answer of another shape.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The server refused this part.
    #[error("Redis answered with an error: {0}")]
    Server(ServerError),
    /// The answer isn't of the type that was asked for.
    #[error("Redis answered with another type than expected")]
    Unexpected(#[from] ParsingError),
    /// The part belongs to another trip, or was taken before.
    #[error("this part has no answer in this trip")]
    Absent,
}
