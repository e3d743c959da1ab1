//! What admins see of the database: its figures, its faults, its statements, and which part can't be had.

use axum::extract::State;
use neurmatic_core::words::Role;
use neurmatic_db::queues;
use neurmatic_http::{NoContent, Problem, Routes, Services, public};
use neurmatic_testing::{Client, World};
use serde_json::Value;

use crate::client;

const PATHS: [&str; 4] = [
    "/performance/database-stats",
    "/performance/database-checks",
    "/performance/missing-indexes",
    "/performance/slow-queries",
];

async fn client(world: &World, role: Role) -> Client {
    client::client(world, &world.services(), role).await
}

fn parts(answer: &Value) -> Vec<&str> {
    let unavailable = answer["unavailable"].as_array().unwrap().iter();
    unavailable.map(|part| part["part"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn only_admins_look_into_the_database() {
    let world = World::new().await;
    let (admin, moderator) = (client(&world, Role::Admin).await, client(&world, Role::Moderator).await);
    for path in PATHS {
        let reply = admin.get(path).await.expect(200);
        assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"), "{path}");
        moderator.get(path).await.expect(403);
    }
}

#[tokio::test]
async fn the_databases_figures_are_told() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    let stats = admin.get("/performance/database-stats").await.expect(200).data();
    assert_eq!(parts(&stats), Vec::<&str>::new());
    assert!(stats["database"]["sizeBytes"].as_i64().unwrap() > 1_000_000, "{stats}");
    assert!(stats["database"]["connectionsMax"].as_i64().unwrap() > 10, "{stats}");
    assert!(stats["connections"].as_array().unwrap().iter().any(|row| row["state"] == "active"), "{stats}");
    assert_eq!(stats["tables"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn a_fault_is_told_with_its_evidence_and_its_fix() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    let healthy = admin.get("/performance/database-checks").await.expect(200).data();
    assert_eq!(healthy["findings"].as_array().unwrap().len(), 0, "{healthy}");
    world.sql("SET ROLE neurmatic_owner; CREATE TABLE lonely (n int) WITH (autovacuum_enabled = false); RESET ROLE").await;
    let ill = admin.get("/performance/database-checks").await.expect(200).data();
    let finding = &ill["findings"][0];
    assert_eq!(finding["check"], "autovacuum_off");
    assert_eq!(finding["severity"], "warning");
    assert_eq!(finding["object"], "lonely");
    assert_eq!(finding["evidence"]["deadRows"], 0.0);
    assert_eq!(finding["fix"][1], "ALTER TABLE lonely RESET (autovacuum_enabled)");
    assert!(finding["noFix"].is_null() && finding["explanation"].is_string(), "{finding}");
}

#[tokio::test]
async fn what_cannot_be_had_is_told_and_the_rest_is_shown() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    world.sql("DROP EXTENSION IF EXISTS pg_stat_statements").await;
    let checks = admin.get("/performance/database-checks").await.expect(200).data();
    assert_eq!(parts(&checks), ["missing_index", "temporary_files"]);
    assert_eq!(checks["passed"].as_array().unwrap().len(), 18);
    let slow = admin.get("/performance/slow-queries").await.expect(200).data();
    assert_eq!(parts(&slow), ["server"]);
    assert!(slow["application"].is_array());
    let missing = admin.get("/performance/missing-indexes").await.expect(200).data();
    assert_eq!(parts(&missing), ["indexes"]);
}

#[tokio::test]
async fn without_the_monitors_login_the_answers_say_what_to_set() {
    let world = World::new().await;
    let services = Services::from_env(&world.env().with("DATABASE_MONITOR_URL", "")).unwrap();
    let admin = client::client(&world, &services, Role::Admin).await;
    let stats = admin.get("/performance/database-stats").await.expect(200).data();
    assert_eq!(parts(&stats), ["database", "connections", "tables"]);
    assert_eq!(stats["unavailable"][0]["reason"], "DATABASE_MONITOR_URL is not set");
    assert!(stats["database"].is_null());
    admin.get("/performance/slow-queries").await.expect(200);
}

async fn repeats(State(app): State<Services>) -> Result<NoContent, Problem> {
    for _ in 0..6 {
        queues::is_paused(&app.db, "email").await?;
    }
    Ok(NoContent)
}

#[tokio::test]
async fn a_request_that_repeats_a_statement_is_written_down_and_later_ones_with_the_next() {
    let world = World::new().await;
    let services = world.services();
    let routes =
        Routes::<Services>::new().get("test.repeats", "/repeats", repeats, public("Asks again and again"));
    let client = world.client(routes.into_router(services.clone(), &services));
    for _ in 0..3 {
        client.get("/repeats").await.expect(204);
    }
    let sql = "SELECT operation || ' ' || query || ' ' || times || ' ' || queries || ' ' || requests FROM repeated_queries";
    assert_eq!(world.one::<String>(sql, &[]).await, "test.repeats queues.is_paused 6 6 1");
}
