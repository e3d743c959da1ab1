//! Rounds while all is well.

use std::time::Duration;

use neurmatic_cdn::{Clock, Purger};
use neurmatic_db::purges::{is_wanted, lag, order};
use neurmatic_http::Invalidation;
use serde_json::json;

use crate::edge::{Answer, Edge, ZONE, of, tags};

#[tokio::test]
async fn edits_invalidate_and_deletions_purge_with_the_token() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["article:1", "articles"])).await;
    edge.change(Invalidation::Hard, &of(&["topic:1"])).await;
    let report = edge.round().await;
    assert_eq!((report.claimed, report.calls, report.accepted), (3, 2, 3));
    let mut bodies = edge.interface.bodies();
    bodies.sort_by_key(|(endpoint, _)| endpoint.clone());
    let expected = [
        ("invalidate_cache".to_owned(), json!({"tags": ["article:1", "articles"]})),
        ("purge_cache".to_owned(), json!({"tags": ["topic:1"]})),
    ];
    assert_eq!(bodies, expected);
    for told in edge.interface.calls() {
        assert!(told.path.starts_with(&format!("/zones/{ZONE}/")));
        assert_eq!(told.authorization, "Bearer t0k3n");
    }
}

#[tokio::test]
async fn each_purge_gets_its_receipt_and_its_lag() {
    let edge = Edge::new("pro").await;
    let before = edge.now();
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    edge.pass(3);
    edge.round().await;
    let receipt: String = edge.world.one("SELECT receipt FROM purges", &[]).await;
    assert_eq!(receipt, "call-1");
    let attempts: i32 = edge.world.one("SELECT attempts FROM purges", &[]).await;
    let found = lag(&edge.services.db, before).await.unwrap();
    assert_eq!((attempts, found.receipts), (1, 1));
    assert!(found.p99_ms >= 3_000.0 && found.p50_ms <= found.max_ms, "{found:?}");
}

#[tokio::test]
async fn without_a_cdn_purges_are_recorded_and_not_sent() {
    let edge = Edge::new("pro").await;
    let nobody = Purger::new(None, Clock::system()).unwrap();
    edge.change(Invalidation::Hard, &of(&["articles"])).await;
    assert_eq!(nobody.run_once(&edge.services.db).await.unwrap().claimed, 0);
    assert_eq!(edge.rows().await, ["articles hard waiting"]);
    assert!(!is_wanted(&edge.services.db, "cdn:purge", "all").await.unwrap(), "nobody looks for a while");
    edge.world.sql("UPDATE purges SET due_at = now() - interval '8 days'").await;
    nobody.run_once(&edge.services.db).await.unwrap();
    assert!(edge.rows().await.is_empty(), "else they would pile up for ever");
    assert!(edge.interface.calls().is_empty());
}

#[tokio::test]
async fn urls_prefixes_and_everything_are_sent_by_order() {
    let edge = Edge::new("pro").await;
    let db = &edge.services.db;
    order(db, "url", "soft", &["https://neurmatic.example/a"], None).await.unwrap();
    order(db, "prefix", "hard", &["neurmatic.example/api"], None).await.unwrap();
    edge.rounds().await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    order(db, "everything", "hard", &[""], None).await.unwrap();
    edge.rounds().await;
    let bodies = edge.interface.bodies();
    let told = |endpoint: &str, body| bodies.contains(&(endpoint.to_owned(), body));
    assert!(told("invalidate_cache", json!({"files": ["https://neurmatic.example/a"]})), "{bodies:?}");
    assert!(told("purge_cache", json!({"prefixes": ["neurmatic.example/api"]})));
    assert!(told("purge_cache", json!({"purge_everything": true})));
    assert_eq!((bodies.len(), edge.count("accepted").await), (3, 4), "everything does the articles too");
}

#[tokio::test]
async fn two_processes_send_each_purge_once() {
    let edge = Edge::new("enterprise").await;
    edge.change(Invalidation::Soft, &tags("article", 900)).await;
    let (one, other) = (edge.another(), edge.another());
    let db = &edge.services.db;
    let (one, other) = tokio::join!(one.run_once(db), other.run_once(db));
    assert_eq!(one.unwrap().claimed + other.unwrap().claimed, 900);
    let named: usize =
        edge.interface.bodies().iter().map(|(_, body)| body["tags"].as_array().unwrap().len()).sum();
    assert_eq!((named, edge.count("accepted").await), (900, 900));
}

#[tokio::test]
async fn a_process_that_dies_between_call_and_receipt_leaves_a_call_to_be_made_again() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Hard, &of(&["article:1"])).await;
    edge.interface.answers([Answer::Hang]);
    let dying = tokio::time::timeout(Duration::from_secs(1), edge.round()).await;
    assert!(dying.is_err() && edge.interface.calls().len() == 1);
    assert_eq!(edge.round().await.claimed, 0, "its lease holds");
    edge.pass(61);
    assert_eq!(edge.round().await.accepted, 1);
    assert_eq!(edge.interface.calls()[0].body, edge.interface.calls()[1].body);
}
