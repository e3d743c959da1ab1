//! The tasks on a real Postgres and a real Redis: each test has a world of its own.
//!
//! `cfg(test)` is always on here; saying it lets the helpers unwrap like the tests.

#[cfg(test)]
mod analytics_days;
#[cfg(test)]
mod analytics_events;
#[cfg(test)]
mod articles;
#[cfg(test)]
mod badges;
#[cfg(test)]
mod cached;
#[cfg(test)]
mod cleanup;
#[cfg(test)]
mod counters;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod digests;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod incident;
#[cfg(test)]
mod insight_snapshot;
#[cfg(test)]
mod invalidation;
#[cfg(test)]
mod job_alerts;
#[cfg(test)]
mod job_match;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod leaderboards;
#[cfg(test)]
mod leases;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod media;
#[cfg(test)]
mod noted;
#[cfg(test)]
mod notification_mail;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod partitions;
#[cfg(test)]
mod people_notices;
#[cfg(test)]
mod platform_alerts;
#[cfg(test)]
mod probe;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod purging;
#[cfg(test)]
mod queued;
#[cfg(test)]
mod recount;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod sentry;
#[cfg(test)]
mod suspensions;
#[cfg(test)]
mod told;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod trending;
#[cfg(test)]
mod turns;
#[cfg(test)]
mod visits;
#[cfg(test)]
mod warming;
