//! The CDN's interface on one machine: Cloudflare's `POST …/zones/{zone}/purge_cache` and `invalidate_cache`, in front of
//! the edge's cache. It takes what Cloudflare takes, refuses what Cloudflare refuses, and keeps to the limits of a plan, as
//! far as our client uses it; and it can be told to fail ([`SWITCH`]).
//!
//! Deliberately not in here: the cache ([`crate::edge_cache`]), and the rest of Cloudflare's interface.

mod accept;
mod switch;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use jiff::Timestamp;
use neurmatic_cdn::{Clock, Limits};
use neurmatic_config::Cdn;
use serde::Serialize;

pub use switch::{Fault, Wanted};

use crate::edge_cache::EdgeCache;

/// Where it is told to fail, and tells what it was asked.
pub const SWITCH: &str = "/cdn";

/// The base of the interface, as `CDN_API_URL` names it after the host.
pub const BASE: &str = "/client/v4";

/// The largest request, in bytes: a hundred URLs of 2 KiB.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// The interface. Cheap to clone.
#[derive(Clone)]
pub struct CdnApi(Arc<Inner>);

struct Inner {
    account: Cdn,
    limits: Limits,
    clock: Clock,
    edge: EdgeCache,
    state: Mutex<State>,
}

struct State {
    tokens: f64,
    counted_at: Timestamp,
    wanted: Wanted,
    counts: Counts,
}

/// What it was asked so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Calls that were done.
    pub done: u64,
    /// Tags, URLs and prefixes of these.
    pub operations: u64,
    /// Calls beyond the plan's limits.
    pub beyond_limits: u64,
    /// Calls that were refused for what they held, or by whom.
    pub refused: u64,
    /// Calls that failed because it was told to fail.
    pub failed: u64,
}

impl CdnApi {
    /// The interface of an account's zone, with a full bucket.
    #[must_use]
    pub fn new(account: Cdn, edge: EdgeCache, clock: Clock) -> Self {
        let limits = Limits::of(account.plan);
        let state = State {
            tokens: limits.calls.size,
            counted_at: clock.now(),
            wanted: Wanted::default(),
            counts: Counts::default(),
        };
        Self(Arc::new(Inner { account, limits, clock, edge, state: Mutex::new(state) }))
    }

    /// What it was asked so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Tells it to fail, or to do its work again.
    pub fn want(&self, wanted: Wanted) {
        self.state().wanted = wanted;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The interface's routes, and its switch.
pub fn router(api: CdnApi) -> Router {
    Router::new()
        .route(&format!("{BASE}/zones/{{zone}}/{{endpoint}}"), post(accept::purge))
        .route(SWITCH, get(switch::show).put(switch::set))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(api)
}
