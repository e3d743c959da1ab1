//! Signing in.

use neurmatic_core::words::Role;
use neurmatic_testing::eventually;
use serde_json::Value;

use crate::app::{App, PASSWORD, Tokens, essence, log_in};

#[tokio::test]
async fn every_role_signs_in_and_is_who_it_is() {
    let app = App::new().await;
    for role in [Role::User, Role::Premium, Role::Company, Role::Moderator, Role::Admin] {
        let user = app.account(role).await;
        let client = app.client();
        let reply = log_in(&client, &user.email, PASSWORD).await.expect(200);
        let data = reply.data();
        assert_eq!(data["user"]["id"], user.id.to_string());
        assert_eq!(data["user"]["role"], role.as_str());
        assert_eq!(data["user"]["emailVerified"], true);
        assert_eq!(data["expiresIn"], 900);
        assert!(reply.header("cache-control").unwrap().contains("no-store"));

        let me = client.with_token(&Tokens::of(&reply).access).get("/auth/me").await.data();
        assert_eq!((&me["email"], &me["role"]), (&Value::from(user.email), &Value::from(role.as_str())));
    }
}

#[tokio::test]
async fn an_address_signs_in_whatever_its_case_and_is_counted() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let spelled = format!("  {} ", user.email.to_uppercase());
    log_in(&app.client(), &spelled, PASSWORD).await.expect(200);
    let counted =
        "SELECT login_count = 1 AND last_login_at > now() - interval '1 minute' FROM users WHERE id = $1";
    assert!(app.world.one::<bool>(counted, &[&user.id]).await);
}

#[tokio::test]
async fn unknown_addresses_and_wrong_passwords_are_answered_alike() {
    let app = App::new().await;
    let known = app.account(Role::User).await;
    let deleted = app.account(Role::User).await;
    app.world.sql(&format!("UPDATE users SET status = 'deleted' WHERE id = '{}'", deleted.id)).await;
    let without_password = app.world.user().create().await;

    let wrong = log_in(&app.client(), &known.email, "Wrong-password-1").await.expect(401);
    assert_eq!(wrong.code(), "login_wrong");
    for (email, password) in [
        ("nobody@test.example", "Wrong-password-1"),
        (deleted.email.as_str(), PASSWORD),
        (without_password.email.as_str(), PASSWORD),
        (known.email.as_str(), "right-password-1"),
    ] {
        assert_eq!(essence(&log_in(&app.client(), email, password).await), essence(&wrong), "{email}");
    }
}

#[tokio::test]
async fn a_locked_account_is_told_so_after_its_password_only() {
    let app = App::new().await;
    for (status, code) in [("suspended", "account_suspended"), ("banned", "account_banned")] {
        let user = app.account(Role::User).await;
        app.world.sql(&format!("UPDATE users SET status = '{status}' WHERE id = '{}'", user.id)).await;
        assert_eq!(log_in(&app.client(), &user.email, PASSWORD).await.expect(403).code(), code);
        assert_eq!(log_in(&app.client(), &user.email, "Wrong-1x").await.expect(401).code(), "login_wrong");
    }
}

#[tokio::test]
async fn a_password_that_is_changed_while_it_is_checked_opens_no_login() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let mut owner = app.world.another_owner().await;
    let change = owner.transaction().await.unwrap();
    change.execute("UPDATE users SET password_hash = 'changed' WHERE id = $1", &[&user.id]).await.unwrap();

    let (client, email) = (app.client(), user.email.clone());
    let login = tokio::spawn(async move { log_in(&client, &email, PASSWORD).await });
    eventually("the login waits for the change", || async {
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        app.world.one::<i64>(waits, &[]).await == 1
    })
    .await;
    change.commit().await.unwrap();

    login.await.unwrap().expect(401);
    let sessions = "SELECT count(*) FROM sessions WHERE user_id = $1 AND id <> $2";
    assert_eq!(app.world.one::<i64>(sessions, &[&user.id, &user.session]).await, 0);
}
