//! Jobs whose time is over.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, path, titles};

#[tokio::test]
async fn an_expired_job_is_in_no_list_of_open_ones_and_shown_as_closed() {
    let board = Board::new().await;
    let over = board.open("A job that is over").await;
    board.world.sql("UPDATE jobs SET expires_at = now() - interval '1 minute'").await;
    board.open("A job that is not over").await;
    let company = format!("/companies/{}/jobs", board.company["slug"].as_str().unwrap());
    for target in [
        "/jobs",
        "/jobs?q=job",
        "/jobs?sort=salary",
        "/jobs?type=full_time",
        "/jobs?model=model-one",
        &company,
    ] {
        let reply = board.readers.get(target).await;
        assert_eq!(titles(&reply.data()), ["A job that is not over"], "{target}");
        assert_eq!(reply.json()["pagination"]["total"], 1, "{target}");
    }
    assert_eq!(board.readers.get(&path(&over)).await.data()["status"], "closed");
    let matches = board.somebody(Role::User).await.get("/jobs/matches").await.json();
    assert_eq!(matches["pagination"]["total"], 1);
}

#[tokio::test]
async fn a_paused_job_whose_time_is_over_needs_another_one_to_be_opened() {
    let board = Board::new().await;
    let job = board.open("A job that was paused long").await;
    board.world.sql("UPDATE jobs SET status = 'paused', expires_at = now() - interval '1 minute'").await;
    let owner = board.owner_anew().await;
    let reply = owner.patch(&path(&job), json!({"status": "active"})).await.expect(422);
    assert_eq!(reply.pointers(), ["/expiresAt"]);
    owner.patch(&path(&job), json!({"status": "active", "expiresAt": null})).await.expect(200);
    assert_eq!(titles(&board.readers.get("/jobs").await.data()).len(), 1);
}
