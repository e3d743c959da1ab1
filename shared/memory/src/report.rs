//! What one process says of its memory.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::profile::Site;
use crate::verdict::Verdict;

/// From this share of its limit on a process uses much memory, in percent: as in the source document.
pub const HIGH_PERCENT: u64 = 85;

/// The memory of one instance of a function. Sizes are in bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "InstanceOut")]
pub struct Report {
    /// Which instance; a new one has another name.
    pub instance: String,
    /// The function that it is of.
    pub function: String,
    /// When this was so, in seconds since 1970.
    pub at_secs: u64,
    /// How long it has been there, in seconds.
    pub uptime_secs: u64,
    /// Requests that it answered.
    pub requests: u64,
    /// Processor time that it took, in milliseconds.
    pub cpu_ms: u64,
    /// What its memory does.
    pub verdict: Verdict,
    /// Why that is thought.
    pub reason: String,
    /// Whether it uses more than 85 % of what it may.
    pub is_high: bool,
    /// What it may use; null where nothing bounds it.
    pub limit_bytes: Option<u64>,
    /// What the program holds beyond its bounded caches.
    pub live_bytes: u64,
    /// What its bounded caches hold.
    pub kept_bytes: u64,
    /// Pages that hold something.
    pub active_bytes: u64,
    /// Pages of the allocator in memory.
    pub resident_bytes: u64,
    /// Memory of the process.
    pub rss_bytes: u64,
    /// The most of it ever.
    pub peak_bytes: u64,
    /// The mean of `liveBytes` over what was watched.
    pub mean_live_bytes: u64,
    /// The mean of `rssBytes` over what was watched.
    pub mean_rss_bytes: u64,
    /// By how much `liveBytes` grows with a request.
    pub growth_per_request: f64,
    /// By how much it grows in a minute.
    pub growth_per_minute: f64,
    /// On a leak: where what nobody freed was allocated, the most first.
    pub sites: Vec<Site>,
}
