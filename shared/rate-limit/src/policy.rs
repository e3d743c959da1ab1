//! What a limit consists of.

/// A limit: so many units in so many seconds for each subject. The table of all is [`crate::policies`].
///
/// GCRA: a rested subject may spend the whole quota at once and regains one unit every
/// `window_secs / quota` seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Its name in keys, headers and logs.
    pub name: &'static str,
    /// Units a window holds; at least 1.
    pub quota: u32,
    /// Length of the window in seconds; at least 1.
    pub window_secs: u32,
    /// Whom it counts.
    pub per: Per,
    /// What happens while Redis is away.
    pub on_redis_down: OnRedisDown,
    /// Whether charges may be given back. Denials of such a policy aren't remembered locally: a refund in
    /// another process may lift them before their time.
    pub refundable: bool,
}

/// Whom a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A client address.
    Ip,
    /// A signed-in user.
    User,
    /// An account by its e-mail address, signed in or not.
    Account,
    /// An account as tried from one address.
    AccountAndIp,
}

/// What a limit does while Redis is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRedisDown {
    /// Each process counts by itself: admits up to the quota times the processes.
    Approximate,
    /// Nobody is admitted.
    FailClosed,
}

impl Policy {
    /// A limit that counts locally while Redis is away.
    pub const fn new(name: &'static str, quota: u32, window_secs: u32, per: Per) -> Self {
        Self { name, quota, window_secs, per, on_redis_down: OnRedisDown::Approximate, refundable: false }
    }

    /// The same limit, admitting nobody while Redis is away.
    pub const fn fail_closed(mut self) -> Self {
        self.on_redis_down = OnRedisDown::FailClosed;
        self
    }

    /// The same limit, with charges that may be given back.
    pub const fn refundable(mut self) -> Self {
        self.refundable = true;
        self
    }

    /// Time in which one unit comes back, in microseconds.
    pub(crate) const fn interval_us(&self) -> u64 {
        (self.window_secs as u64 * 1_000_000).div_ceil(self.quota as u64)
    }
}
