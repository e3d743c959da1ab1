//! `leaderboard:update`: who has earned most, of late and ever.

use jiff::{SignedDuration, Timestamp};
use neurmatic_core::words::LeaderboardPeriod;
use neurmatic_db::Tx;
use neurmatic_db::leaderboards::{self, Span};
use neurmatic_tasks::payloads::{Invalidate, UpdateLeaderboards};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// 1 January 2020: nothing of the platform is older.
const ALL_TIME_BEGINS: Timestamp = Timestamp::constant(1_577_836_800, 0);

/// Writes every leaderboard anew, and has what shows them dropped.
pub(crate) struct LeaderboardUpdate;

impl Task for LeaderboardUpdate {
    type Payload = UpdateLeaderboards;

    async fn run(&self, _: UpdateLeaderboards, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let now = Timestamp::now();
        for period in LeaderboardPeriod::ALL {
            leaderboards::write(tx, &span(*period, now)).await?;
        }
        let invalidate =
            Invalidate { tags: vec!["leaderboards".to_owned()], soft: true, ..Invalidate::default() };
        outbox::send(tx, &invalidate).await?;
        Ok(())
    }
}

/// What a leaderboard is to hold: the last seven days, the last thirty, or everything.
fn span(period: LeaderboardPeriod, now: Timestamp) -> Span {
    let days = |days: i64| now - SignedDuration::from_hours(24 * days);
    let (begins_at, places) = match period {
        LeaderboardPeriod::Weekly => (days(7), 50),
        LeaderboardPeriod::Monthly => (days(30), 50),
        LeaderboardPeriod::AllTime => (ALL_TIME_BEGINS, 100),
    };
    let is_everything = period == LeaderboardPeriod::AllTime;
    Span { period, begins_at, ends_at: now, is_everything, places }
}
