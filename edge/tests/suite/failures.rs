//! The origin slow, failing or away: what is kept is served within its time, and nothing is made up.

use std::time::Duration;

use crate::client::Connection;
use crate::origin::Mood;
use crate::stand::Stand;

const LIST: &str = "/api/v1/articles";

#[tokio::test]
async fn what_is_stale_is_served_while_a_new_one_is_fetched() {
    let Some(stand) = Stand::start().await else { return };
    let old = stand.fill(LIST).await;
    stand.cache.grow_older(Duration::from_secs(310));
    let stale = stand.get(LIST).await;
    assert_eq!(stale.body, old.body);
    assert!(stale.header("cache-status").starts_with("neurmatic-edge; hit; ttl=-"));
    let new = stand.get_until(LIST, |reply| reply.body != old.body).await;
    assert_eq!(new.text(), "answer 2 to /api/v1/articles");
    assert_eq!(stand.origin.asked().len(), 2);
}

#[tokio::test]
async fn beyond_that_time_a_new_one_is_waited_for() {
    let Some(stand) = Stand::start().await else { return };
    stand.fill(LIST).await;
    stand.cache.grow_older(Duration::from_secs(400));
    assert_eq!(stand.get(LIST).await.text(), "answer 2 to /api/v1/articles");
}

#[tokio::test]
async fn what_is_stale_is_served_while_the_origin_fails() {
    let Some(stand) = Stand::start().await else { return };
    let old = stand.fill(LIST).await;
    stand.cache.grow_older(Duration::from_secs(3_600));
    for status in [500, 502, 503, 504] {
        stand.origin.be(Mood::Failing(status));
        stand.cache.grow_older(Duration::from_secs(10));
        let reply = stand.get(LIST).await;
        assert_eq!((reply.status, &reply.body), (200, &old.body));
        let expected = format!("neurmatic-edge; fwd=stale; fwd-status={status}; detail=stale-if-error");
        assert_eq!(reply.header("cache-status"), expected);
    }
    stand.origin.be(Mood::Well);
    stand.cache.grow_older(Duration::from_secs(10));
    assert_ne!(stand.get(LIST).await.body, old.body);
}

#[tokio::test]
async fn with_the_origin_away_what_is_kept_is_served_for_a_day_and_then_nothing() {
    let Some(stand) = Stand::start().await else { return };
    let old = stand.fill(LIST).await;
    stand.origin.stop();
    stand.cache.grow_older(Duration::from_secs(3_600));
    let reply = stand.get(LIST).await;
    assert_eq!((reply.status, &reply.body), (200, &old.body));
    assert_eq!(reply.header("cache-status"), "neurmatic-edge; fwd=stale; detail=stale-if-error");
    stand.cache.grow_older(Duration::from_secs(86_400));
    let reply = stand.get(LIST).await;
    assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("origin_unavailable")));
}

#[tokio::test]
async fn with_the_origin_away_personal_requests_are_told_to_come_again() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.stop();
    for (method, target) in
        [("GET", "/api/v1/auth/me"), ("POST", "/api/v1/auth/login"), ("GET", LIST), ("HEAD", LIST)]
    {
        let reply = stand.ask(method, target, &[("content-length", "0")]).await;
        assert_eq!(reply.status, 503, "{method} {target}");
        assert_eq!(
            (reply.header("retry-after"), reply.header("cache-control")),
            ("2".into(), "private, no-cache, no-store".into())
        );
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn a_write_that_the_origin_did_not_take_leaves_the_connection_in_order() {
    let Some(mut stand) = Stand::start().await else { return };
    stand.fill(LIST).await;
    stand.origin.hang_up().await;
    for length in [0, 10, 5_000] {
        let (headers, body) = ([("content-length", &*length.to_string())], vec![b'x'; length]);
        for _ in 0..50 {
            let mut visitor = Connection::to(stand.edge).await;
            let reply = visitor.send("PUT", "/api/v1/auth/me", &headers, &body).await.expect("no answer");
            assert_eq!(reply.status, 503);
            let reply = visitor.ask("GET", LIST, &[]).await.expect("the connection was closed");
            assert_eq!(reply.status, 200);
        }
    }
}

#[tokio::test]
async fn a_visitor_who_does_not_send_the_body_is_not_waited_for() {
    let Some(stand) = Stand::start().await else { return };
    let headers = [("authorization", "Bearer t"), ("content-length", "100")];
    let mut visitor = Connection::to(stand.edge).await;
    let reply = visitor.send("PUT", "/api/v1/auth/me", &headers, b"the beginning").await.expect("no answer");
    assert_eq!((reply.status, reply.json()["code"].as_str()), (408, Some("body_timeout")));
    assert!(stand.origin.asked().is_empty(), "the origin was asked without the body");
    assert_eq!(stand.get(LIST).await.status, 200);
}

#[tokio::test]
async fn a_failure_is_kept_for_nobody() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Failing(503));
    let reply = stand.get(LIST).await;
    assert_eq!((reply.status, reply.text()), (503, "failure 1"));
    stand.origin.be(Mood::Well);
    assert_eq!(stand.get(LIST).await.status, 200);
}
