//! The account's budget of calls.

use std::time::Instant;

use neurmatic_http::Invalidation;

use crate::edge::{Edge, of, tags};

#[tokio::test]
async fn a_burst_is_sent_as_the_bucket_allows_and_then_gathered() {
    let edge = Edge::new("free").await;
    let mut calls = Vec::new();
    for n in 0..40 {
        edge.change(Invalidation::Soft, &[format!("article:{n}")]).await;
        calls.push(edge.round().await.calls);
    }
    assert_eq!(calls.iter().sum::<usize>(), 25, "a bucket of 25: {calls:?}");
    assert_eq!(edge.count("waiting").await, 15);
    edge.pass(12);
    assert_eq!(edge.round().await.accepted, 15, "one call does what has gathered");
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    assert_eq!(edge.round().await.claimed, 0);
}

#[tokio::test]
async fn a_backlog_beyond_the_budget_forgets_kinds_in_place_of_things() {
    let edge = Edge::new("pro").await;
    for part in tags("topic", 3_600).chunks(900) {
        edge.change(Invalidation::Soft, part).await;
    }
    edge.change(Invalidation::Hard, &of(&["topic:gone"])).await;
    edge.world.sql("UPDATE purge_budget SET tokens = 4, counted_at = now()").await;
    edge.rounds().await;
    assert_eq!(edge.count("accepted").await, 3_601);
    let bodies = edge.interface.bodies();
    assert!(bodies.len() <= 5, "{}", bodies.len());
    let by_kind: i64 = edge.world.one("SELECT count(*) FROM purges WHERE sent_as = 'topic'", &[]).await;
    assert_eq!(by_kind, 3_600);
    assert!(
        bodies.iter().any(|(endpoint, body)| endpoint == "purge_cache" && body["tags"][0] == "topic:gone")
    );
}

/// 350 votes and replies a second, of which votes write nothing (`infra/platform` shows that), on 500 topics, for two
/// minutes, with an account of the smallest plan.
#[tokio::test]
async fn replies_at_the_highest_rate_leave_half_of_the_budget_to_edits() {
    let edge = Edge::new("free").await;
    let (topics, began) = (tags("topic", 500), Instant::now());
    for second in 0..120_usize {
        let replied: Vec<String> =
            topics.iter().cycle().skip(second * 350 % 500).take(350).cloned().collect();
        edge.frequent_change(&replied).await;
        edge.requested_now().await;
        edge.rounds().await;
        edge.pass(1);
    }
    let calls = edge.interface.calls().len();
    // A call every 12 seconds comes in: in these two minutes, and while the test takes its time.
    let filled = (120 + began.elapsed().as_secs()) / 12;
    assert!(
        calls as u64 <= 13 + filled,
        "{calls} calls: half of the bucket, and what {filled} calls fill in"
    );
    let tokens: f64 = edge.world.one("SELECT tokens FROM purge_budget", &[]).await;
    assert!(tokens >= 11.0, "{tokens} calls are left");

    edge.change(Invalidation::Soft, &of(&["article:1", "articles"])).await;
    assert_eq!(edge.round().await.calls, 1, "an edit need not wait");
    assert!(
        edge.interface.bodies().last().unwrap().1["tags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|tag| tag == "article:1")
    );
    edge.pass(300);
    for _ in 0..20 {
        edge.rounds().await;
        edge.pass(12);
    }
    assert_eq!(edge.count("waiting").await + edge.count("taken").await, 0, "and none of them is lost");
}
