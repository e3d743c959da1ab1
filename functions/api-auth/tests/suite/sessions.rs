//! One's logins, and how everybody hears of their end.

use neurmatic_core::words::Role;
use neurmatic_http::{Caller, Invalidation, LoginState, NoContent, Problem, Routes, moderator};
use serde_json::{Value, json};

use crate::app::{App, PASSWORD, Tokens, log_in, refresh};

#[tokio::test]
async fn logins_are_listed_with_their_device() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let client = app.client().header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
    let tokens = Tokens::of(&log_in(&client, &user.email, PASSWORD).await);
    let data = client.with_token(&tokens.access).get("/auth/sessions").await.data();
    let [newest, first] = data["sessions"].as_array().unwrap().as_slice() else { panic!("{data}") };

    assert_eq!(newest["device"], json!({"browser": "Firefox", "os": "Linux"}));
    assert_eq!((&newest["isCurrent"], &first["isCurrent"]), (&json!(true), &json!(false)));
    assert!(newest["ip"].as_str().unwrap().starts_with("10."), "{newest}");
    assert!(newest["lastActiveAt"].is_string() && newest["userAgent"].is_string());
    assert_eq!((&first["id"], &first["device"]["browser"]), (&json!(user.session.to_string()), &Value::Null));
}

#[tokio::test]
async fn a_user_agent_of_any_length_is_cut() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let client = app.client().header("user-agent", &"x".repeat(4000));
    log_in(&client, &user.email, PASSWORD).await.expect(200);
    let longest = "SELECT max(char_length(user_agent)) FROM sessions";
    assert_eq!(app.world.one::<i32>(longest, &[]).await, 500);
}

#[tokio::test]
async fn the_end_of_a_login_is_seen_by_another_process_at_once_and_after_a_flush() {
    let app = App::new().await;
    let (_, tokens) = app.signed_in().await;
    let here = app.client().with_token(&tokens.access);
    let there = app.another_process().with_token(&tokens.access);
    for client in [&here, &there] {
        client.get("/auth/me").await.expect(200);
    }

    here.post("/auth/logout", json!({})).await.expect(204);

    assert_eq!(there.get("/auth/me").await.expect(401).code(), "session_ended");
    app.flush_redis().await;
    for client in [&here, &there] {
        client.get("/auth/me").await.expect(401);
        client.get("/auth/me").await.expect(401);
    }
    refresh(&app.client(), &tokens.refresh).await.expect(401);
    assert_eq!(app.world.one::<i64>("SELECT count(*) FROM outbox", &[]).await, 0, "it was announced");
}

#[tokio::test]
async fn a_login_can_be_ended_from_another_one() {
    let app = App::new().await;
    let (user, tokens) = app.signed_in().await;
    let client = app.client().with_token(&tokens.access);
    client.delete(&format!("/auth/sessions/{}", user.session)).await.expect(204);
    app.client().signed_in(&user).get("/auth/me").await.expect(401);
    client.get("/auth/me").await.expect(200);
    client.delete(&format!("/auth/sessions/{}", user.session)).await.expect(404);
}

#[tokio::test]
async fn logins_of_others_are_not_found_and_live_on() {
    let app = App::new().await;
    let (stranger, _) = app.signed_in().await;
    let (_, tokens) = app.signed_in().await;
    let client = app.client().with_token(&tokens.access);
    let of_another = client.delete(&format!("/auth/sessions/{}", stranger.session)).await.expect(404);
    let of_nobody = client.delete("/auth/sessions/01890000-0000-7000-8000-000000000000").await.expect(404);
    assert_eq!(of_another.json()["detail"], of_nobody.json()["detail"]);
    app.client().signed_in(&stranger).get("/auth/me").await.expect(200);
}

#[tokio::test]
async fn all_logins_but_this_one_can_be_ended() {
    let app = App::new().await;
    let (user, first) = app.signed_in().await;
    let second = Tokens::of(&log_in(&app.client(), &user.email, PASSWORD).await);
    let client = app.client().with_token(&second.access);
    let (stranger, _) = app.signed_in().await;

    let ended = client.post("/auth/sessions/revoke-all", json!({})).await.data();
    assert_eq!(ended["revoked"], 2);
    client.get("/auth/me").await.expect(200);
    for token in [&first.access, &user.token] {
        app.client().with_token(token).get("/auth/me").await.expect(401);
    }
    app.client().signed_in(&stranger).get("/auth/me").await.expect(200);
}

#[tokio::test]
async fn a_change_of_role_that_is_announced_counts_for_tokens_made_before() {
    async fn moderate(_moderator: Caller) -> Result<NoContent, Problem> {
        Ok(NoContent)
    }
    let app = App::new().await;
    let services = app.world.services();
    let routes = Routes::new().get("test.moderate", "/test", moderate, moderator("For moderators"));
    let user = app.account(Role::User).await;
    let client = app.world.client(routes.into_router((), &services)).signed_in(&user);
    client.get("/test").await.expect(403);

    for (revision, role, status) in [(2, Role::Moderator, 204), (3, Role::User, 403)] {
        app.world.sql(&format!("UPDATE users SET role = '{role}' WHERE id = '{}'", user.id)).await;
        app.world
            .sql(&format!("UPDATE sessions SET revision = {revision} WHERE id = '{}'", user.session))
            .await;
        let state = LoginState { user: user.id, role, revision, active: true };
        let tx = services.db.begin().await.unwrap();
        let change =
            services.change(&tx, Invalidation::Hard, Vec::new(), vec![(user.session, state)]).await.unwrap();
        tx.commit().await.unwrap();
        change.announce().await;
        client.get("/test").await.expect(status);
    }
}
