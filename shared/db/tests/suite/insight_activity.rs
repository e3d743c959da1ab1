//! Insight into what sessions do: each fault is found, ended by its fix, and gone.

use neurmatic_db::insight::Limits;
use neurmatic_testing::{World, eventually};
use tokio_postgres::Client;

use crate::insight::{Insight, at_once, mend};

async fn session_of(client: &Client) -> String {
    let pid: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    format!("session {pid}")
}

async fn is_gone(insight: &Insight, check: &str, object: &str) {
    eventually("the finding is gone", || async { insight.find(check, object, &at_once()).await.is_none() })
        .await;
}

#[tokio::test]
async fn who_holds_up_a_chain_of_others_is_found_and_ended() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    world.sql("CREATE TABLE held (n integer); INSERT INTO held VALUES (1)").await;
    let holder = world.another_owner().await;
    holder.batch_execute("BEGIN; UPDATE held SET n = n + 1").await.unwrap();
    let session = session_of(&holder).await;
    let mut waiting = Vec::new();
    for _ in 0..2 {
        let client = world.another_owner().await;
        waiting.push(tokio::spawn(async move { client.batch_execute("UPDATE held SET n = n + 1").await }));
    }
    eventually("both wait", || async {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        world.one::<i64>(waiting, &[]).await == 2
    })
    .await;
    assert_eq!(
        insight.find("lock_chain", &session, &Limits::default()).await,
        None,
        "nobody has waited for long"
    );
    let finding = insight.found("lock_chain", &session, &at_once()).await;
    assert_eq!(finding.evidence["blockedSessions"], 2.0, "{finding:?}");
    mend(&world, &finding).await;
    for waiting in waiting {
        waiting.await.unwrap().unwrap();
    }
    is_gone(&insight, "lock_chain", &session).await;
    assert_eq!(world.one::<i32>("SELECT n FROM held", &[]).await, 3, "what the holder did is undone");
}

#[tokio::test]
async fn a_session_that_idles_in_a_transaction_is_found_and_ended() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let client = world.another_owner().await;
    let session = session_of(&client).await;
    client.batch_execute("BEGIN").await.unwrap();
    assert_eq!(insight.find("idle_in_transaction", &session, &Limits::default()).await, None);
    let finding = insight.found("idle_in_transaction", &session, &at_once()).await;
    mend(&world, &finding).await;
    is_gone(&insight, "idle_in_transaction", &session).await;
    client.batch_execute("SELECT 1").await.unwrap_err();
}

#[tokio::test]
async fn a_statement_that_runs_for_long_is_found_by_its_name_alone_and_cancelled() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let client = world.another_owner().await;
    let session = session_of(&client).await;
    let sleeping = tokio::spawn(async move {
        client.batch_execute("/* area.sleep */ SELECT pg_sleep(60), 'a secret value'").await
    });
    eventually("it runs", || async {
        let running = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '/* area.sleep%'";
        world.one::<i64>(running, &[]).await == 1
    })
    .await;
    assert_eq!(insight.find("long_query", &session, &Limits::default()).await, None);
    let finding = insight.found("long_query", &session, &at_once()).await;
    assert_eq!(finding.object, format!("{session}: area.sleep"));
    assert!(!format!("{finding:?}").contains("a secret value"));
    mend(&world, &finding).await;
    sleeping.await.unwrap().unwrap_err();
    is_gone(&insight, "long_query", &session).await;
}

#[tokio::test]
async fn connections_that_take_all_room_are_found_and_idle_ones_ended() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let name: String = world.one("SELECT current_database()::text", &[]).await;
    world.sql(&format!("ALTER DATABASE {name} CONNECTION LIMIT 15")).await;
    assert_eq!(insight.find("connection_storm", &name, &at_once()).await, None);
    let mut idle = Vec::new();
    for _ in 0..14 {
        idle.push(world.another_owner().await);
    }
    let finding = insight.found("connection_storm", &name, &at_once()).await;
    assert_eq!(finding.evidence["mostConnections"], 15.0);
    assert!(finding.evidence["connections"] >= 15.0, "{finding:?}");
    mend(&world, &finding).await;
    eventually("there is room", || async {
        insight.report(&at_once()).await.passed.contains(&"connection_storm")
    })
    .await;
    assert!(idle.iter().all(Client::is_closed));
}
