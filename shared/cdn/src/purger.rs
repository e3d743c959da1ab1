//! One round: claim what is due, make the calls that the budget allows, keep what came of them.
//!
//! Nothing is lost: a row stays until the interface has confirmed it. A process that dies between the call and the receipt
//! leaves a lease that runs out, and the call is made again, which does no harm. Several processes may do rounds at once:
//! a row is claimed by one of them, and all spend the same budget.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use neurmatic_config::Cdn;
use neurmatic_core::ids::PurgeId;
use neurmatic_db::purges::{self, Claim};
use neurmatic_db::{Db, DbError};

use crate::answer::Outcome;
use crate::api::Api;
use crate::clock::Clock;
use crate::compile::{Call, Pending, REFUSED_ALONE, Room, Target, compile};
use crate::plan::Limits;

/// Purges of a round at most: twenty full calls.
const CLAIM_MAX: i64 = 2_000;

/// How long claimed purges are this process's own: much longer than a round, whose calls are made at once.
const LEASE: Duration = Duration::from_secs(60);

/// After the first round that failed; each further one doubles it.
const BACKOFF_FIRST: Duration = Duration::from_secs(1);

/// The longest wait after rounds that failed.
const BACKOFF_MAX: Duration = Duration::from_secs(30);

/// How long a wrong token or zone is left alone: a person has to mend it.
const DENIED_WAIT: Duration = Duration::from_secs(60);

/// How long an account that can't invalidate isn't asked to again.
const NOT_OFFERED_FOR: SignedDuration = SignedDuration::from_mins(10);

/// How long purges wait for a CDN where there is none.
const ABANDONED_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Rows that one round drops there.
const ABANDON_BATCH: i64 = 5_000;

/// How long nobody looks there.
const WITHOUT_CDN_WAIT: Duration = Duration::from_secs(60);

/// Has the edge forget what was written down.
pub struct Purger {
    cdn: Option<Connected>,
    clock: Clock,
}

struct Connected {
    api: Api,
    limits: Limits,
    host: String,
    soft_purge: bool,
    /// Until when softness isn't tried, because the interface doesn't know it.
    hard_until: Mutex<Timestamp>,
}

/// What a round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Purges that were claimed.
    pub claimed: usize,
    /// Calls that were made.
    pub calls: usize,
    /// Purges that the interface has confirmed.
    pub accepted: usize,
    /// Purges that are to be sent again.
    pub put_back: usize,
    /// Purges that the interface won't ever take.
    pub refused: usize,
}

impl Purger {
    /// A purger; nothing connects yet. Without settings it sends nothing.
    ///
    /// # Errors
    /// When the machine can't make HTTPS requests.
    pub fn new(settings: Option<Cdn>, clock: Clock) -> Result<Self, reqwest::Error> {
        let cdn = match settings {
            None => None,
            Some(settings) => Some(Connected {
                limits: Limits::of(settings.plan),
                host: settings.host.clone(),
                soft_purge: settings.soft_purge,
                hard_until: Mutex::new(Timestamp::MIN),
                api: Api::new(settings)?,
            }),
        };
        Ok(Self { cdn, clock })
    }

    /// Does a round. Without a CDN old purges are dropped. Nothing is claimed while nothing is due, the budget is spent, or the interface is left alone.
    ///
    /// # Errors
    /// [`DbError`]; what was claimed is claimed again when its lease has run out.
    pub async fn run_once(&self, db: &Db) -> Result<Report, DbError> {
        let Some(cdn) = &self.cdn else { return self.abandon(db).await };
        let now = self.clock.now();
        let (bucket, reserve) = (cdn.limits.calls, cdn.limits.reserve());
        let claim = Claim { limit: CLAIM_MAX, lease: LEASE, reserve, bucket };
        let rows = purges::claim(db, now, &claim).await?;
        let Some(first) = rows.first() else { return Ok(Report::default()) };
        let (tokens, failures) = (whole(first.tokens), first.failures);
        let pending: Vec<Pending> = rows.iter().filter_map(Pending::of).collect();

        let room = Room {
            calls: tokens,
            reserve: whole(reserve),
            operations_max: cdn.limits.operations_max,
            soft_offered: cdn.soft_offered(now),
            host: &cdn.host,
            now,
        };
        let mut calls = compile(&pending, &room);
        let wanted = i32::try_from(calls.len()).unwrap_or(i32::MAX);
        let granted = purges::spend(db, now, bucket, wanted).await?;
        let unsent = calls.split_off(calls.len().min(usize::try_from(granted).unwrap_or_default()));
        let mut report = Report { claimed: rows.len(), calls: calls.len(), ..Report::default() };
        for call in &unsent {
            report.put_back += call.purges.len();
            purges::put_back(db, &ids(call), now + cdn.limits.call_every(), None, 0).await?;
        }

        let outcomes = join_all(calls.iter().map(|call| cdn.api.send(call))).await;
        let round = Round { db, cdn, now: self.clock.now(), failures };
        round.settle(calls.iter().zip(outcomes), &mut report).await?;
        tracing::info!(?report, tokens, "the CDN was told what to forget");
        Ok(report)
    }

    /// Where there is no CDN, what was recorded a week ago is dropped: what it would have had forgotten is long over. Nobody
    /// looks again for a minute.
    async fn abandon(&self, db: &Db) -> Result<Report, DbError> {
        let now = self.clock.now();
        let gone = purges::abandon(db, now - ABANDONED_AFTER, ABANDON_BATCH).await?;
        if gone > 0 {
            tracing::info!(gone, "purges that nobody sends were dropped");
        }
        purges::rest(db, 0, now + WITHOUT_CDN_WAIT, Some("no CDN is set up: CDN_ENABLED")).await?;
        Ok(Report::default())
    }
}

impl Connected {
    fn soft_offered(&self, now: Timestamp) -> bool {
        self.soft_purge && *self.hard_until.lock().unwrap_or_else(PoisonError::into_inner) <= now
    }

    fn note_not_offered(&self, now: Timestamp) {
        *self.hard_until.lock().unwrap_or_else(PoisonError::into_inner) = now + NOT_OFFERED_FOR;
        tracing::warn!("the CDN's account can't invalidate: edits purge; set CDN_SOFT_PURGE=0 to say so");
    }
}

/// What is known while the outcomes of a round are kept.
struct Round<'a> {
    db: &'a Db,
    cdn: &'a Connected,
    now: Timestamp,
    /// Rounds before this one that failed in a row.
    failures: i32,
}

impl Round<'_> {
    async fn settle(
        &self,
        outcomes: impl Iterator<Item = (&Call, Outcome)>,
        report: &mut Report,
    ) -> Result<(), DbError> {
        let (mut rest, mut succeeded): (Option<(Duration, String)>, bool) = (None, false);
        for (call, outcome) in outcomes {
            match outcome {
                Outcome::Accepted { receipt } => {
                    purges::accept(self.db, self.now, &receipt, &call.purges).await?;
                    report.accepted += call.purges.len();
                    succeeded = true;
                }
                Outcome::Refused { error } => {
                    self.keep_refusal(call, &error, report).await?;
                    succeeded = true;
                }
                Outcome::NotOffered => {
                    self.cdn.note_not_offered(self.now);
                    self.put_back(call, "the CDN's account can't invalidate", 0, report).await?;
                }
                Outcome::Busy { error, wait } => {
                    self.put_back(call, &error, 0, report).await?;
                    let wait = wait.unwrap_or_default().max(backoff(self.failures + 1, rand::random()));
                    rest = rest.max(Some((wait, error)));
                }
                Outcome::Denied { error } => {
                    self.put_back(call, &error, 0, report).await?;
                    tracing::error!(error, "the CDN denies: mend CLOUDFLARE_API_TOKEN or CLOUDFLARE_ZONE_ID");
                    rest = rest.max(Some((DENIED_WAIT, error)));
                }
            }
        }
        if let Some((wait, error)) = rest {
            tracing::warn!(error, ?wait, failures = self.failures + 1, "purges wait for the CDN");
            purges::rest(self.db, self.failures + 1, self.now + wait, Some(&error)).await?;
        } else if succeeded && self.failures > 0 {
            purges::rest(self.db, 0, self.now, None).await?;
        }
        Ok(())
    }

    /// Refused purges come again in smaller calls, so that the one at fault is found; that one is given up at last.
    async fn keep_refusal(&self, call: &Call, error: &str, report: &mut Report) -> Result<(), DbError> {
        let was_alone = call.values.len() <= 1 || call.target == Target::Everything;
        let is_last = call.refusals >= REFUSED_ALONE || was_alone && call.target != Target::Tag;
        if is_last {
            tracing::error!(error, values = ?call.values, "the CDN won't ever forget this");
            report.refused += call.purges.len();
            return purges::refuse(self.db, &ids(call), self.now, error).await;
        }
        let more = if was_alone { REFUSED_ALONE - call.refusals } else { 1 };
        self.put_back(call, error, more, report).await
    }

    async fn put_back(
        &self,
        call: &Call,
        error: &str,
        refusals: i16,
        report: &mut Report,
    ) -> Result<(), DbError> {
        report.put_back += call.purges.len();
        purges::put_back(self.db, &ids(call), self.now, Some(error), refusals).await
    }
}

fn ids(call: &Call) -> Vec<PurgeId> {
    call.purges.iter().map(|(id, _)| *id).collect()
}

/// Whole calls of a bucket.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bucket holds 0 to 500")]
fn whole(tokens: f64) -> usize {
    tokens.max(0.0) as usize
}

/// The wait after so many rounds that failed in a row. `chance`, from 0 to 1, takes up to a quarter off, so that processes
/// that failed together don't come back together.
fn backoff(failures: i32, chance: f64) -> Duration {
    let doublings = u32::try_from(failures - 1).unwrap_or_default().min(31);
    let wait = BACKOFF_FIRST.saturating_mul(1 << doublings).min(BACKOFF_MAX);
    wait.mul_f64(1.0 - 0.25 * chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::TIMEOUT;

    #[test]
    fn waits_double_up_to_the_longest_and_chance_shortens_them() {
        let waits: Vec<u64> = (1..=7).map(|failures| backoff(failures, 0.0).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(backoff(i32::MAX, 0.0), BACKOFF_MAX);
        assert_eq!(backoff(6, 1.0), BACKOFF_MAX.mul_f64(0.75));
    }

    #[test]
    fn a_lease_outlasts_a_round() {
        assert!(LEASE >= TIMEOUT * 3);
    }
}
