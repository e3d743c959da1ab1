//! An interface that can't, in every way.

use neurmatic_http::Invalidation;

use crate::edge::{Answer, Edge, of};

#[tokio::test]
async fn ten_minutes_of_failures_lose_nothing_and_the_backlog_goes_by_itself() {
    let edge = Edge::new("free").await;
    let failures = [
        Answer::Status(500, "{}"),
        Answer::Later(5),
        Answer::Status(503, "<html>"),
        Answer::Status(200, "so"),
    ];
    edge.interface.always(Answer::Status(502, ""));
    for minute in 0..10 {
        for n in 0..6 {
            let kind = if n % 3 == 0 { Invalidation::Hard } else { Invalidation::Soft };
            edge.change(kind, &[format!("article:{minute}-{n}"), "articles".to_owned()]).await;
            edge.interface.answers(failures.clone());
            edge.rounds().await;
            edge.pass(10);
        }
    }
    let calls = edge.interface.calls().len();
    assert!((10..=75).contains(&calls), "{calls} calls: at most 25, and 5 a minute");
    assert_eq!(edge.count("accepted").await + edge.count("refused").await, 0);

    edge.interface.always(Answer::Yes);
    for _ in 0..30 {
        edge.pass(12);
        edge.rounds().await;
    }
    assert_eq!(edge.count("waiting").await + edge.count("taken").await, 0);
    let lost: i64 = edge
        .world
        .one("SELECT count(*) FROM purges WHERE state <> 'accepted' OR receipt IS NULL OR last_error IS NOT NULL", &[])
        .await;
    let tags: i64 = edge.world.one("SELECT count(DISTINCT value) FROM purges", &[]).await;
    assert_eq!((lost, tags), (0, 61));
}

#[tokio::test]
async fn the_interface_is_left_alone_for_as_long_as_it_says() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    edge.interface.answers([Answer::Later(40)]);
    assert_eq!(edge.round().await.put_back, 1);
    edge.change(Invalidation::Hard, &of(&["topics"])).await;
    edge.pass(38);
    assert_eq!(edge.round().await.claimed, 0);
    edge.pass(3);
    assert_eq!(edge.rounds().await.accepted, 2);
    let failures: i32 = edge.world.one("SELECT failures FROM purge_budget", &[]).await;
    assert_eq!(failures, 0, "it has healed");
}

#[tokio::test]
async fn what_is_no_plain_yes_is_asked_again() {
    for answer in [
        Answer::Status(200, "<html>"),
        Answer::Status(200, r#"{"success":false,"errors":[]}"#),
        Answer::Status(200, r#"{"success":true,"errors":[{"code":1,"message":"half"}],"result":{"id":"1"}}"#),
        Answer::Status(204, ""),
        Answer::Status(301, ""),
        Answer::Status(500, ""),
        Answer::Status(401, ""),
        Answer::Status(
            403,
            r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#,
        ),
        Answer::Status(404, ""),
    ] {
        let edge = Edge::new("pro").await;
        edge.change(Invalidation::Hard, &of(&["articles"])).await;
        edge.interface.answers([answer.clone()]);
        assert_eq!(edge.round().await.put_back, 1, "{answer:?}");
        let error: String = edge.world.one("SELECT last_error FROM purge_budget", &[]).await;
        assert!(error.starts_with("the CDN answered "), "{error}");
        edge.pass(61);
        assert_eq!(edge.round().await.accepted, 1, "{answer:?}");
    }
}

#[tokio::test]
async fn one_half_of_a_round_may_succeed_while_the_other_fails() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Hard, &of(&["topic:1"])).await;
    edge.change(Invalidation::Soft, &of(&["article:1"])).await;
    edge.interface.answers([Answer::Yes, Answer::Status(503, "")]);
    let report = edge.round().await;
    assert_eq!((report.accepted, report.put_back), (1, 1));
    edge.pass(2);
    assert_eq!(edge.round().await.accepted, 1);
    assert_eq!(edge.interface.calls().len(), 3);
}

#[tokio::test]
async fn a_connection_that_hangs_is_given_up_and_tried_again() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    edge.interface.answers([Answer::Hang]);
    assert_eq!(edge.round().await.put_back, 1);
    let error: String = edge.world.one("SELECT last_error FROM purges", &[]).await;
    assert!(error.starts_with("the CDN was not reached") && !error.contains("127.0.0.1"), "{error}");
    edge.pass(2);
    assert_eq!(edge.round().await.accepted, 1);
}

#[tokio::test]
async fn an_account_that_cannot_invalidate_purges() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    edge.interface.answers([Answer::Status(404, "")]);
    assert_eq!(edge.round().await.put_back, 1);
    assert_eq!(edge.round().await.accepted, 1, "at once");
    edge.change(Invalidation::Soft, &of(&["topics"])).await;
    edge.round().await;
    let endpoints: Vec<String> = edge.interface.bodies().into_iter().map(|(endpoint, _)| endpoint).collect();
    assert_eq!(endpoints, ["invalidate_cache", "purge_cache", "purge_cache"]);
}
