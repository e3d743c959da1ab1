//! The one Redis connection of a process: its round trips, its scripts and its breaker.
//!
//! Rooms that need Redis in a request each contribute a part to one [`Trip`], so that a request pays one
//! round trip whatever it asks. Deliberately not here: what a key means. Caching, rate limits and login
//! state know that, and decide themselves what they do when the answer is [`Unavailable`].

mod breaker;
mod error;
mod link;
mod script;
mod server;
#[cfg(feature = "stand-in")]
mod stand_in;
mod trip;

pub use error::{OpenError, PartError, Unavailable};
pub use redis::{Cmd, FromRedisValue, RedisWrite, ToRedisArgs, Value, cmd};
pub use script::Script;
pub use server::Redis;
#[cfg(feature = "stand-in")]
pub use stand_in::StandIn;
pub use trip::{Answers, Part, Trip};
