//! The door: ask within a trip, decide by its answers.

use std::time::{Duration, Instant};

use neurmatic_redis::{Answers, Part, Redis, RedisWrite, Script, ToRedisArgs, Trip, Unavailable};

use crate::ask::{Asked, Check, State};
use crate::denied::Denied;
use crate::gcra::{capacity_us, secs_up, standing};
use crate::local::Local;
use crate::policy::OnRedisDown;
use crate::verdict::{Standing, Verdict};

/// How long a question may take before the local limiter answers it, and a refund before it is lost, which makes a limit
/// stricter than it says. As long as a request's shared trip: in a busy process the time passes in its own queues.
const BUDGET: Duration = Duration::from_millis(250);

/// When to come back while Redis is away: its connection heals within a second or so.
const CLOSED_RETRY_SECS: u32 = 5;

static CHARGE: Script = Script::new(include_str!("charge.lua"));
static REFUND: Script = Script::new(include_str!("refund.lua"));

/// The limiter of a process. Holds what this process remembers; share it in an `Arc`.
#[derive(Debug)]
pub struct Limiter {
    redis: Redis,
    born: Instant,
    denied: Denied,
    local: Local,
}

impl Limiter {
    /// A limiter on this Redis.
    pub fn new(redis: Redis) -> Self {
        Self { redis, born: Instant::now(), denied: Denied::default(), local: Local::default() }
    }

    /// Asks for all checks at once, as a part of `trip`. Whoever was denied a moment ago is denied again
    /// without adding to it.
    pub fn ask(&self, trip: &mut Trip, checks: &[Check]) -> Asked {
        if let Some(verdict) = self.denied_again(checks) {
            return Asked(State::Decided(verdict));
        }
        if checks.is_empty() {
            return Asked(State::Decided(Verdict::Admitted { standings: Vec::new() }));
        }
        let checks = by_subject(checks);
        let (mut keys, mut charges) = (Vec::with_capacity(1), Vec::with_capacity(1 + 4 * checks.len()));
        for of_subject in checks.chunk_by(|one, next| one.subject == next.subject) {
            keys.extend(of_subject.first().map(|check| self.redis.key(&check.subject.key())));
            charges.push(Argument::Number(of_subject.len() as u64));
            charges.extend(of_subject.iter().map(|check| Argument::Name(check.policy.name)));
            charges.extend(of_subject.iter().flat_map(|check| {
                [check.policy.interval_us(), capacity_us(check.policy), u64::from(check.cost)]
                    .map(Argument::Number)
            }));
        }
        let part = trip.script(&CHARGE, &keys, charges);
        Asked(State::Sent { part, checks })
    }

    /// The verdict, from the answers of the trip that was asked in. Without answers the local limiter decides,
    /// or the verdict is [`Verdict::Closed`].
    pub fn decide(&self, asked: Asked, answers: Result<&mut Answers, &mut Unavailable>) -> Verdict {
        let (part, checks) = match asked.0 {
            State::Decided(verdict) => return verdict,
            State::Sent { part, checks } => (part, checks),
        };
        let Ok(answers) = answers else {
            return self.without_redis(&checks);
        };
        match charged(answers, part, &checks) {
            Some(reply) => self.judge(&checks, &reply),
            None => self.without_redis(&checks),
        }
    }

    /// Asks in a trip of its own.
    pub async fn check(&self, checks: &[Check]) -> Verdict {
        let mut trip = self.redis.trip();
        let asked = self.ask(&mut trip, checks);
        let mut answers = trip.send(BUDGET).await;
        self.decide(asked, answers.as_mut())
    }

    /// Gives back what these checks were charged; for policies that are refundable. When Redis is away the
    /// charge stays, which errs on the strict side.
    pub async fn refund(&self, checks: &[Check]) -> Result<(), Unavailable> {
        let keys: Vec<String> = checks.iter().map(|check| self.redis.key(&check.subject.key())).collect();
        let debts: Vec<Argument> = checks
            .iter()
            .flat_map(|check| {
                let debt_us = check.policy.interval_us() * u64::from(check.cost);
                [Argument::Name(check.policy.name), Argument::Number(debt_us)]
            })
            .collect();
        if keys.is_empty() {
            return Ok(());
        }
        let mut trip = self.redis.trip();
        trip.script(&REFUND, &keys, debts);
        trip.send(BUDGET).await?;
        Ok(())
    }

    fn denied_again(&self, checks: &[Check]) -> Option<Verdict> {
        if self.denied.is_empty() {
            return None;
        }
        let now_us = self.now_us();
        checks.iter().find_map(|check| {
            let wait_us = self.denied.wait_us(&check.name(), check.cost, now_us)?;
            Some(denied_again(check, wait_us))
        })
    }

    fn judge(&self, checks: &[Check], reply: &[(u64, u64)]) -> Verdict {
        let now_us = self.now_us();
        let mut standings = Vec::with_capacity(checks.len());
        let mut denial: Option<(u64, &Check)> = None;
        for (check, &(debt_us, wait_us)) in checks.iter().zip(reply) {
            standings.push(standing(check.policy, debt_us));
            if wait_us == 0 {
                continue;
            }
            if !check.policy.refundable {
                self.denied.remember(check.name(), check.cost, now_us + wait_us, now_us);
            }
            if denial.is_none_or(|(longest_us, _)| wait_us > longest_us) {
                denial = Some((wait_us, check));
            }
        }
        match denial {
            None => Verdict::Admitted { standings },
            Some((wait_us, check)) => {
                Verdict::Denied { policy: check.policy, retry_after_secs: secs_up(wait_us), standings }
            }
        }
    }

    fn without_redis(&self, checks: &[Check]) -> Verdict {
        match checks.iter().find(|check| check.policy.on_redis_down == OnRedisDown::FailClosed) {
            Some(check) => Verdict::Closed { policy: check.policy, retry_after_secs: CLOSED_RETRY_SECS },
            None => self.local.check(checks, self.now_us()),
        }
    }

    fn now_us(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_micros()).unwrap_or(u64::MAX / 2)
    }
}

/// The checks with those of one subject beside each other, as the script takes them; else in their order.
fn by_subject(checks: &[Check]) -> Vec<Check> {
    let place = |check: &Check| checks.iter().position(|first| first.subject == check.subject);
    let mut checks = checks.to_vec();
    checks.sort_by_key(place);
    checks
}

/// An argument of a script.
enum Argument {
    Name(&'static str),
    Number(u64),
}

impl ToRedisArgs for Argument {
    fn write_redis_args<W: ?Sized + RedisWrite>(&self, out: &mut W) {
        match self {
            Self::Name(name) => name.write_redis_args(out),
            Self::Number(number) => number.write_redis_args(out),
        }
    }
}

/// Debt and wait of each check, in microseconds. `None` when the script failed, which counts as no Redis.
fn charged(answers: &mut Answers, part: Part, checks: &[Check]) -> Option<Vec<(u64, u64)>> {
    match answers.take::<Vec<u64>>(part) {
        Ok(reply) if reply.len() == 2 * checks.len() => {
            Some(reply.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect())
        }
        Ok(reply) => {
            tracing::error!(length = reply.len(), "the rate limit script answered in another shape");
            None
        }
        Err(error) => {
            tracing::error!(%error, "the rate limit script failed");
            None
        }
    }
}

fn denied_again(check: &Check, wait_us: u64) -> Verdict {
    let secs = secs_up(wait_us);
    Verdict::Denied {
        policy: check.policy,
        retry_after_secs: secs,
        standings: vec![Standing { policy: check.policy, remaining: 0, reset_secs: secs }],
    }
}
