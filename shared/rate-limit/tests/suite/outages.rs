//! Limits while Redis is away: approximate or closed, never open.

use neurmatic_rate_limit::{Check, Limiter, Per, Policy, Subject, Verdict};
use neurmatic_redis::Redis;

use crate::own_server::{OwnServer, until};

const READ: Policy = Policy::new("read", 10, 86_400, Per::User);
const LOGIN: Policy = Policy::new("login", 10, 86_400, Per::User).fail_closed();

fn check(policy: &'static Policy) -> [Check; 1] {
    [Check::new(policy, Subject::user(1))]
}

#[tokio::test]
async fn without_redis_reads_are_limited_locally_and_logins_are_closed_until_it_is_back() {
    let mut server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let limiter = Limiter::new(redis.clone());
    until(async || limiter.check(&check(&LOGIN)).await.is_admitted()).await;

    server.kill();
    until(async || matches!(limiter.check(&check(&LOGIN)).await, Verdict::Closed { .. })).await;

    let mut admitted = 0;
    for _ in 0..100 {
        admitted += u32::from(limiter.check(&check(&READ)).await.is_admitted());
    }
    assert_eq!(admitted, READ.quota, "approximate, never unlimited");

    let both = [check(&READ), check(&LOGIN)].concat();
    let verdict = limiter.check(&both).await;
    assert!(matches!(verdict, Verdict::Closed { policy, retry_after_secs: 1.. } if policy.name == "login"));
    assert!(limiter.refund(&check(&LOGIN)).await.is_err(), "a lost refund is told");

    server.start().await;
    until(async || limiter.check(&check(&LOGIN)).await.is_admitted()).await;
}

#[tokio::test]
async fn a_mute_redis_holds_nobody_up_and_opens_nothing() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let limiter = Limiter::new(redis.clone());
    until(async || limiter.check(&check(&LOGIN)).await.is_admitted()).await;

    server.freeze();
    let mut admitted = 0;
    for _ in 0..100 {
        assert!(matches!(limiter.check(&check(&LOGIN)).await, Verdict::Closed { .. }));
        admitted += u32::from(limiter.check(&check(&READ)).await.is_admitted());
    }
    assert_eq!(admitted, READ.quota);

    server.thaw();
    until(async || !matches!(limiter.check(&check(&LOGIN)).await, Verdict::Closed { .. })).await;
}
