//! The rows that changes leave.

use neurmatic_db::Scope;
use neurmatic_db::purges::{backlog, order};
use neurmatic_http::{Invalidation, Tag};
use tokio::time::{Duration, Instant};

use crate::edge::{Edge, of};

#[tokio::test]
async fn a_tag_waits_once_and_the_harder_one_wins() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["article:1", "articles"])).await;
    edge.change(Invalidation::Hard, &of(&["article:1"])).await;
    edge.change(Invalidation::Soft, &of(&["articles", "article:1", "article:1"])).await;
    assert_eq!(edge.rows().await, ["article:1 hard waiting", "articles soft waiting"]);
}

#[tokio::test]
async fn what_no_answer_at_the_edge_carries_leaves_no_row() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Hard, &of(&["user:1", "companies", "docs"])).await;
    assert_eq!(edge.rows().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_change_that_is_rolled_back_leaves_no_row() {
    let edge = Edge::new("pro").await;
    let tx = edge.services.db.begin().await.unwrap();
    let change = edge.services.change(&tx, Invalidation::Hard, vec![Tag::all("articles")], Vec::new()).await;
    drop(change.unwrap());
    drop(tx);
    assert_eq!(edge.rows().await, Vec::<String>::new());
    let waiting: i64 = edge.world.one("SELECT count(*) FROM outbox", &[]).await;
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn a_change_and_its_purges_are_one_statement() {
    let edge = Edge::new("pro").await;
    let scope = Scope::new("test", Instant::now() + Duration::from_secs(10));
    scope.run(edge.change(Invalidation::Soft, &of(&["article:1", "articles", "category:2"]))).await;
    assert_eq!(scope.account().queries, 2, "the statement and the commit");
    assert_eq!(edge.rows().await.len(), 3);
}

#[tokio::test]
async fn nobody_sends_for_a_change_that_is_not_committed_yet() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    let tx = edge.services.db.begin().await.unwrap();
    let tags = vec![Tag::all("articles")];
    let _change = edge.services.change(&tx, Invalidation::Soft, tags, Vec::new()).await.unwrap();
    assert_eq!(edge.round().await.claimed, 0, "it would be sent before the second change is there");
    tx.commit().await.unwrap();
    assert_eq!(edge.round().await.accepted, 1);
}

#[tokio::test]
async fn a_change_during_the_call_is_sent_by_a_call_of_its_own() {
    let edge = Edge::new("pro").await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    edge.world.sql("UPDATE purges SET state = 'taken', due_at = now() + interval '1 minute'").await;
    edge.change(Invalidation::Soft, &of(&["articles"])).await;
    assert_eq!(edge.rows().await, ["articles soft taken", "articles soft waiting"]);
    assert_eq!(edge.rounds().await.accepted, 1);
}

#[tokio::test]
async fn what_changes_often_is_sent_at_once_and_then_once_in_ten_seconds() {
    let edge = Edge::new("pro").await;
    let topic = of(&["topic:1"]);
    for (pass, expected) in [(0, 1), (0, 0), (5, 0), (6, 1), (0, 0), (11, 1), (20, 1)] {
        edge.pass(pass);
        edge.frequent_change(&topic).await;
        edge.frequent_change(&topic).await;
        assert_eq!(edge.rounds().await.accepted, expected, "{pass}");
    }
    edge.frequent_change(&topic).await;
    edge.change(Invalidation::Hard, &topic).await;
    assert_eq!(edge.rounds().await.accepted, 1, "a deletion does not wait");
}

#[tokio::test]
async fn changes_of_the_same_tags_at_once_do_not_lock_each_other_out() {
    let edge = Edge::new("pro").await;
    let changes = (0..40).map(|n| {
        let mut tags = of(&["articles", "category:1", "author:1", "tag:1", "article:1"]);
        tags.rotate_left(n % 5);
        let edge = &edge;
        async move { edge.change(Invalidation::Soft, &tags).await }
    });
    futures::future::join_all(changes).await;
    assert_eq!(edge.rows().await.len(), 5);
}

#[tokio::test]
async fn an_order_names_what_it_likes_within_bounds() {
    let edge = Edge::new("pro").await;
    let db = &edge.services.db;
    order(db, "url", "hard", &["https://neurmatic.example/api/v1/articles"], Some("r-1")).await.unwrap();
    order(db, "everything", "hard", &[""], None).await.unwrap();
    assert!(order(db, "tag", "soft", &[""], None).await.is_err());
    assert!(order(db, "url", "soft", &[&"x".repeat(3_000)], None).await.is_err());
    let found = backlog(db).await.unwrap();
    assert_eq!((found.pending, found.refused), (2, 0));
}
