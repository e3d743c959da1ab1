//! The Cloudflare Worker: what stands between visitors and the functions. It gives every URL its one spelling, passes
//! personal requests on, answers public ones from the cache, and serves what is stale when the origin is away.
//!
//! Thin: what may be cached, by whom and how long is decided in `neurmatic-cache-policy`, which the functions read too.
//! Deliberately not in here: any knowledge of what the functions answer.

#![cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the Worker itself runs on wasm32 only"))]

mod address;
mod encoding;
mod etag;
mod lines;
mod problem;
mod seen;
mod settings;
mod status;
mod trouble;

#[cfg(target_arch = "wasm32")]
mod bypass;
#[cfg(target_arch = "wasm32")]
mod glue;
#[cfg(target_arch = "wasm32")]
mod handler;
#[cfg(target_arch = "wasm32")]
mod local;
#[cfg(target_arch = "wasm32")]
mod shared;
#[cfg(target_arch = "wasm32")]
mod visit;
#[cfg(target_arch = "wasm32")]
mod zone;
