//! Links in mails: each good once, for one purpose, for a time.

use serde_json::{Value, json};

use crate::app::{App, PASSWORD, essence, log_in, refresh};

const NEW_PASSWORD: &str = "Another-password-2";

async fn forgot(app: &App, email: &str) -> String {
    app.client().post("/auth/forgot-password", json!({"email": email})).await.expect(202);
    app.mailed_token(email, "reset_password").await
}

fn reset(token: &str) -> Value {
    json!({"token": token, "newPassword": NEW_PASSWORD})
}

/// Asks for the link that confirms the address of an account that has not.
async fn verification(app: &App, email: &str) -> String {
    app.world.sql(&format!("UPDATE users SET email_verified_at = NULL WHERE email = '{email}'")).await;
    app.client().post("/auth/resend-verification", json!({"email": email})).await.expect(202);
    app.mailed_token(email, "verify_email").await
}

#[tokio::test]
async fn a_reset_sets_the_password_ends_every_login_and_says_so() {
    let app = App::new().await;
    let (user, tokens) = app.signed_in().await;
    app.client().with_token(&tokens.access).get("/auth/me").await.expect(200);
    let token = forgot(&app, &user.email).await;
    app.client().post("/auth/reset-password", reset(&token)).await.expect(204);

    for access in [&tokens.access, &user.token] {
        app.client().with_token(access).get("/auth/me").await.expect(401);
    }
    refresh(&app.client(), &tokens.refresh).await.expect(401);
    log_in(&app.client(), &user.email, PASSWORD).await.expect(401);
    log_in(&app.client(), &user.email, NEW_PASSWORD).await.expect(200);
    assert_eq!(app.mails(&user.email).await.last().unwrap()["name"], "password_changed");
}

#[tokio::test]
async fn a_link_is_good_once() {
    let app = App::new().await;
    let (user, _) = app.signed_in().await;
    let token = forgot(&app, &user.email).await;
    app.client().post("/auth/reset-password", reset(&token)).await.expect(204);
    let again = app.client().post("/auth/reset-password", reset(&token)).await.expect(422);
    let unknown = app.client().post("/auth/reset-password", reset("unknown")).await;
    assert_eq!(again.pointers(), ["/token"]);
    assert_eq!(essence(&again), essence(&unknown));

    let token = verification(&app, &user.email).await;
    app.client().post("/auth/verify-email", json!({"token": token})).await.expect(204);
    app.client().post("/auth/verify-email", json!({"token": token})).await.expect(422);
}

#[tokio::test]
async fn a_link_is_good_for_its_own_purpose_only() {
    let app = App::new().await;
    let (user, _) = app.signed_in().await;
    let verify_token = verification(&app, &user.email).await;
    let reset_token = forgot(&app, &user.email).await;
    app.client().post("/auth/verify-email", json!({"token": reset_token})).await.expect(422);
    app.client().post("/auth/reset-password", reset(&verify_token)).await.expect(422);

    let unproven = "SELECT email_verified_at IS NULL FROM users WHERE id = $1";
    assert!(app.world.one::<bool>(unproven, &[&user.id]).await);
    log_in(&app.client(), &user.email, PASSWORD).await.expect(200);
    app.client().post("/auth/verify-email", json!({"token": verify_token})).await.expect(204);
    app.client().post("/auth/reset-password", reset(&reset_token)).await.expect(204);
}

#[tokio::test]
async fn a_newer_link_voids_the_older_ones_of_its_purpose() {
    let app = App::new().await;
    let (user, _) = app.signed_in().await;
    let verify_token = verification(&app, &user.email).await;
    let (older, newer) = (forgot(&app, &user.email).await, forgot(&app, &user.email).await);
    app.client().post("/auth/reset-password", reset(&older)).await.expect(422);
    app.client().post("/auth/reset-password", reset(&newer)).await.expect(204);
    app.client().post("/auth/verify-email", json!({"token": verify_token})).await.expect(204);
}

#[tokio::test]
async fn links_last_a_day_and_an_hour() {
    let app = App::new().await;
    let (user, _) = app.signed_in().await;
    verification(&app, &user.email).await;
    let token = forgot(&app, &user.email).await;
    let secs = "SELECT string_agg(round(extract(epoch FROM expires_at - created_at))::text, ',' ORDER BY purpose) FROM email_tokens";
    assert_eq!(app.world.one::<String>(secs, &[]).await, "86400,3600");

    app.world.sql("UPDATE email_tokens SET expires_at = now()").await;
    app.client().post("/auth/reset-password", reset(&token)).await.expect(422);
}

#[tokio::test]
async fn asking_for_a_mail_tells_nothing_of_accounts() {
    let app = App::new().await;
    let (verified, _) = app.signed_in().await;
    for path in ["/auth/forgot-password", "/auth/resend-verification"] {
        let ask = |email: &str| {
            let (client, body) = (app.client(), json!({"email": email}));
            async move { client.post(path, body).await.expect(202) }
        };
        let (known, unknown) = (ask(&verified.email).await, ask("nobody@test.example").await);
        let (known_says, unknown_says) = (essence(&known), essence(&unknown));
        assert_eq!((known_says.0, known_says.2["data"]["email"].is_string()), (202, true));
        let names =
            |headers: &[(String, String)]| headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&known_says.1), names(&unknown_says.1));
    }
    assert_eq!(app.mails("nobody@test.example").await.len(), 0);
    let kinds: Vec<Value> =
        app.mails(&verified.email).await.iter().map(|mail| mail["name"].clone()).collect();
    assert_eq!(kinds, ["reset_password"], "a proven address is not mailed a proof again");
}

#[tokio::test]
async fn a_link_is_kept_as_a_hash_only() {
    let app = App::new().await;
    let (user, _) = app.signed_in().await;
    let token = forgot(&app, &user.email).await;
    let in_clear = "SELECT count(*) FROM email_tokens t WHERE t::text LIKE '%' || $1 || '%'";
    assert_eq!(app.world.one::<i64>(in_clear, &[&token]).await, 0);
}
