//! What is charged, denied and given back.

use std::time::Duration;

use neurmatic_rate_limit::{Asked, Check, Limiter, Per, Policy, Subject, Verdict};
use neurmatic_redis::{Redis, Trip};

use crate::redis;

/// Long windows: nothing comes back while a test runs.
const FEW: Policy = Policy::new("few", 3, 86_400, Per::User);
const MANY: Policy = Policy::new("many", 100, 86_400, Per::User);
const LOGIN: Policy = Policy::new("login", 2, 86_400, Per::Account).fail_closed().refundable();

const LONG: Duration = Duration::from_secs(60);

async fn ask(redis: &Redis, limiter: &Limiter, checks: &[Check]) -> Verdict {
    let mut trip = redis.trip();
    let asked = limiter.ask(&mut trip, checks);
    decide(limiter, asked, trip).await
}

async fn decide(limiter: &Limiter, asked: Asked, trip: Trip) -> Verdict {
    let mut answers = trip.send(LONG).await;
    limiter.decide(asked, answers.as_mut())
}

fn remaining(verdict: &Verdict) -> Vec<u32> {
    verdict.standings().iter().map(|standing| standing.remaining).collect()
}

#[tokio::test]
async fn the_quota_is_admitted_and_then_no_more() {
    let (redis, user) = (redis(), Subject::user(1));
    let limiter = Limiter::new(redis.clone());
    for left in [2, 1, 0] {
        let verdict = ask(&redis, &limiter, &[Check::new(&FEW, user.clone())]).await;
        assert_eq!((verdict.is_admitted(), remaining(&verdict)), (true, vec![left]));
    }
    let verdict = ask(&redis, &limiter, &[Check::new(&FEW, user)]).await;
    let Verdict::Denied { policy, retry_after_secs, .. } = verdict else { panic!("admitted") };
    assert_eq!(policy.name, "few");
    assert!((28_000..=28_800).contains(&retry_after_secs), "a third of a day: {retry_after_secs}");
}

#[tokio::test]
async fn if_one_limit_denies_none_is_charged() {
    let (redis, user) = (redis(), Subject::user(1));
    let both = [Check::new(&MANY, user.clone()), Check::new(&FEW, user.clone())];
    for _ in 0..20 {
        // A limiter without memory each time, so that Redis is asked.
        ask(&redis, &Limiter::new(redis.clone()), &both).await;
    }
    let limiter = Limiter::new(redis.clone());
    let verdict = ask(&redis, &limiter, &[Check::new(&MANY, user)]).await;
    assert_eq!(remaining(&verdict), [96], "three admitted by both, and this one");
}

#[tokio::test]
async fn a_cost_is_charged_whole_or_not_at_all() {
    let (redis, user) = (redis(), Subject::user(1));
    let limiter = Limiter::new(redis.clone());
    let costing = |units| [Check::new(&FEW, user.clone()).costing(units)];
    assert!(!ask(&redis, &limiter, &costing(4)).await.is_admitted(), "more than a whole quota never fits");
    assert_eq!(remaining(&ask(&redis, &limiter, &costing(2)).await), [1]);
    assert!(!ask(&redis, &limiter, &costing(2)).await.is_admitted());
    assert_eq!(remaining(&ask(&redis, &limiter, &costing(1)).await), [0]);
}

#[tokio::test]
async fn a_refund_gives_back_what_was_charged_and_no_more() {
    let (redis, account) = (redis(), Subject::account("someone@example.org"));
    let limiter = Limiter::new(redis.clone());
    let login = [Check::new(&LOGIN, account)];
    for _ in 0..2 {
        assert!(ask(&redis, &limiter, &login).await.is_admitted());
    }
    assert!(!ask(&redis, &limiter, &login).await.is_admitted());

    limiter.refund(&login).await.unwrap();
    assert_eq!(remaining(&ask(&redis, &limiter, &login).await), [0]);

    for _ in 0..5 {
        limiter.refund(&login).await.unwrap();
    }
    assert_eq!(remaining(&ask(&redis, &limiter, &login).await), [1], "refunds don't pile up");
}

#[tokio::test]
async fn a_denied_key_is_denied_again_without_a_question() {
    let (redis, user) = (redis(), Subject::user(1));
    let limiter = Limiter::new(redis.clone());
    let checks = [Check::new(&FEW, user)];
    while ask(&redis, &limiter, &checks).await.is_admitted() {}

    let mut trip = redis.trip();
    let asked = limiter.ask(&mut trip, &checks);
    assert!(trip.is_empty());
    assert!(matches!(decide(&limiter, asked, trip).await, Verdict::Denied { .. }));
}

#[tokio::test]
async fn subjects_and_policies_do_not_meet() {
    let redis = redis();
    let limiter = Limiter::new(redis.clone());
    for user in 0..20 {
        for policy in [&FEW, &MANY] {
            let verdict = ask(&redis, &limiter, &[Check::new(policy, Subject::user(user))]).await;
            assert_eq!(remaining(&verdict), [policy.quota - 1]);
        }
    }
}

#[tokio::test]
async fn a_unit_comes_back_with_time_and_a_key_leaves_when_its_debt_is_paid() {
    const QUICK: Policy = Policy::new("quick", 10, 1, Per::User);
    let (redis, user) = (redis(), Subject::user(1));
    let check = [Check::new(&QUICK, user)];
    while ask(&redis, &Limiter::new(redis.clone()), &check).await.is_admitted() {}
    crate::own_server::until(async || ask(&redis, &Limiter::new(redis.clone()), &check).await.is_admitted())
        .await;
}

#[tokio::test]
async fn a_short_limit_does_not_end_a_long_one_of_the_same_subject() {
    const QUICK: Policy = Policy::new("quick", 1_000, 1, Per::User);
    let (redis, user) = (redis(), Subject::user(1));
    let limiter = Limiter::new(redis.clone());
    ask(&redis, &limiter, &[Check::new(&FEW, user.clone())]).await;
    ask(&redis, &limiter, &[Check::new(&QUICK, user.clone())]).await;

    let mut trip = redis.trip();
    let mut keys = neurmatic_redis::cmd("KEYS");
    keys.arg(redis.key("rl:*"));
    let part = trip.command(keys);
    let keys: Vec<String> = trip.send(LONG).await.unwrap().take(part).unwrap();
    let [key] = keys.as_slice() else { panic!("one key holds all of a subject: {keys:?}") };
    let mut trip = redis.trip();
    let mut expiry = neurmatic_redis::cmd("TTL");
    expiry.arg(key);
    let part = trip.command(expiry);
    let secs: i64 = trip.send(LONG).await.unwrap().take(part).unwrap();
    assert!((28_000..=28_801).contains(&secs), "a third of a day: {secs}");
}

#[tokio::test]
async fn subjects_may_come_in_any_order() {
    let (redis, user, other) = (redis(), Subject::user(1), Subject::user(2));
    let limiter = Limiter::new(redis.clone());
    let checks = [
        Check::new(&FEW, user.clone()),
        Check::new(&MANY, other.clone()).costing(10),
        Check::new(&MANY, user.clone()),
    ];
    let verdict = ask(&redis, &limiter, &checks).await;
    let mut left: Vec<_> = verdict.standings().iter().map(|of| (of.policy.name, of.remaining)).collect();
    left.sort_unstable();
    assert_eq!(left, [("few", 2), ("many", 90), ("many", 99)]);
    assert_eq!(remaining(&ask(&redis, &limiter, &[Check::new(&MANY, other)]).await), [89]);
}

#[tokio::test]
async fn what_is_no_time_counts_as_rested() {
    let (redis, user) = (redis(), Subject::user(1));
    let limiter = Limiter::new(redis.clone());
    ask(&redis, &limiter, &[Check::new(&FEW, user.clone())]).await;
    let mut trip = redis.trip();
    let mut spoil = neurmatic_redis::cmd("EVAL");
    spoil.arg("return redis.call('HSET', redis.call('KEYS', ARGV[1])[1], 'few', 'nonsense')").arg(0);
    spoil.arg(redis.key("rl:*"));
    let part = trip.command(spoil);
    trip.send(LONG).await.unwrap().take::<i64>(part).unwrap();
    assert_eq!(remaining(&ask(&redis, &limiter, &[Check::new(&FEW, user)]).await), [2]);
}
