//! Saving jobs.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, path};

#[tokio::test]
async fn a_job_saved_twice_is_saved_once_with_the_newer_note() {
    let board = Board::new().await;
    let job = board.open("A job worth keeping").await;
    let target = format!("{}/save", path(&job));
    let reader = board.somebody(Role::User).await;
    let first = reader.put(&target, json!({"notes": "Look again"})).await.data();
    let second = reader.put(&target, json!({"notes": "Apply soon"})).await.data();
    assert_eq!((&second["notes"], &second["savedAt"]), (&json!("Apply soon"), &first["savedAt"]));
    let count: i64 = board.world.one("SELECT count(*) FROM saved_jobs", &[]).await;
    assert_eq!(count, 1);
    for _ in 0..2 {
        reader.delete(&target).await.expect(204);
    }
    let count: i64 = board.world.one("SELECT count(*) FROM saved_jobs", &[]).await;
    assert_eq!(count, 0);
    board.readers.put(&target, json!({})).await.expect(401);
}

#[tokio::test]
async fn what_is_not_shown_cannot_be_saved_but_a_saved_one_keeps_its_note() {
    let board = Board::new().await;
    let job = board.open("A job that is paused later").await;
    let target = format!("{}/save", path(&job));
    let reader = board.somebody(Role::User).await;
    reader.put(&target, json!({})).await.expect(200);
    board.owner_anew().await.patch(&path(&job), json!({"status": "paused"})).await.expect(200);
    reader.put(&target, json!({"notes": "Wait for it"})).await.expect(200);
    board.somebody(Role::User).await.put(&target, json!({})).await.expect(404);
}
