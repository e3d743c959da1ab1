//! Deleted accounts: hidden everywhere at once, with nothing lost yet. Erasing them is a task, restoring them signing in's.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::app::{App, PASSWORD, delete_account};

#[tokio::test]
async fn a_deleted_account_is_hidden_and_its_logins_end_everywhere() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let elsewhere = app.another_process().signed_in(&user);
    elsewhere.get("/users/me").await.expect(200);
    let category = app.category("public").await;
    app.topic(user.id, category, "A topic of somebody who leaves").await;
    delete_account(&client).await.expect(204);

    for client in [&client, &elsewhere] {
        assert_eq!(client.get("/users/me").await.expect(401).code(), "session_ended");
    }
    let (_, moderator) = app.somebody(Role::Moderator).await;
    for part in ["", "/topics", "/replies", "/activity", "/badges", "/reputation"] {
        moderator.get(&format!("/users/{}{part}", user.username)).await.expect(404);
    }
    assert_eq!(app.mails(&user.email).await, ["account_deleted"]);
    let state = "SELECT status::text || ' ' || (deleted_at IS NOT NULL) FROM users WHERE id = $1";
    assert_eq!(app.world.one::<String>(state, &[&user.id]).await, "deleted true");
    let topics = "SELECT count(*) FROM topics WHERE author_id = $1";
    assert_eq!(app.world.one::<i64>(topics, &[&user.id]).await, 1, "nothing is lost yet");
    let purged =
        "SELECT string_agg(split_part(value, ':', 1) || ' ' || kind, ', ' ORDER BY value) FROM purges";
    assert_eq!(app.world.one::<String>(purged, &[]).await, "author hard, topics hard");
}

#[tokio::test]
async fn the_link_that_restores_is_good_for_thirty_days() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    delete_account(&client).await.expect(204);
    let link = "SELECT purpose::text || ' ' || round(extract(epoch FROM expires_at - created_at) / 86400) FROM email_tokens";
    assert_eq!(app.world.one::<String>(link, &[]).await, "restore_account 30");
}

#[tokio::test]
async fn a_deletion_that_is_not_meant_does_nothing() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    for (status, body) in [
        (422, json!({"password": PASSWORD, "confirmation": "delete"})),
        (422, json!({"password": PASSWORD})),
        (403, json!({"password": "Wrong-password-1", "confirmation": "DELETE"})),
    ] {
        client.send("DELETE", "/users/me", Some(body.to_string())).await.expect(status);
    }
    client.delete("/users/me").await.expect(415);
    client.get("/users/me").await.expect(200);
}

#[tokio::test]
async fn who_owns_a_company_closes_its_jobs_first() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::Company).await;
    let job = app.job(user.id, "A job that is open").await;
    assert_eq!(delete_account(&client).await.expect(409).code(), "jobs_open");
    app.world.sql(&format!("UPDATE jobs SET status = 'closed' WHERE id = '{job}'")).await;
    delete_account(&client).await.expect(204);
}
