//! What is wrong with a request is said, field by field; nothing is written then.

use serde_json::{Value, json};

use crate::app::{App, PASSWORD};

fn with(field: &str, value: Value) -> Value {
    let mut body = json!({"email": "a@test.example", "username": "somebody", "password": PASSWORD, "termsAccepted": true});
    body[field] = value;
    body
}

#[tokio::test]
async fn a_field_at_fault_is_named() {
    let app = App::new().await;
    let long = "x".repeat(300);
    let cases = [
        ("/auth/register", with("email", json!("no address")), "/email"),
        ("/auth/register", with("email", json!(7)), "/email"),
        ("/auth/register", with("email", json!("a\u{0}@test.example")), "/email"),
        ("/auth/register", with("username", json!("-")), "/username"),
        ("/auth/register", with("username", json!("näme")), "/username"),
        ("/auth/register", with("password", json!("short")), "/password"),
        ("/auth/register", with("password", json!(format!("Aa1{long}"))), "/password"),
        ("/auth/register", with("password", json!(1_234_567_890)), "/password"),
        ("/auth/register", with("termsAccepted", json!(false)), "/termsAccepted"),
        ("/auth/register", with("role", json!("admin")), "/role"),
        ("/auth/login", json!({"email": "", "password": "x"}), "/email"),
        ("/auth/login", json!({"email": long, "password": "x"}), "/email"),
        ("/auth/login", json!({"email": "a@test.example", "password": ""}), "/password"),
        ("/auth/login", json!({"email": "a@test.example", "password": ["x"]}), "/password"),
        ("/auth/refresh", json!({"refreshToken": ""}), "/refreshToken"),
        ("/auth/refresh", json!({"refreshToken": long}), "/refreshToken"),
        ("/auth/verify-email", json!({"token": "x", "email": "a@test.example"}), "/email"),
        ("/auth/verify-email", json!({"token": null}), "/token"),
        ("/auth/resend-verification", json!({"email": "a b@test.example"}), "/email"),
        ("/auth/forgot-password", json!({"email": {}}), "/email"),
        ("/auth/reset-password", json!({"token": "x", "newPassword": "weak"}), "/newPassword"),
        ("/auth/reset-password", json!({"token": "", "newPassword": PASSWORD}), "/token"),
    ];
    for (path, body, pointer) in cases {
        let reply = app.client().post(path, body.clone()).await;
        assert_eq!(
            (reply.status.as_u16(), reply.pointers()),
            (422, vec![pointer.to_owned()]),
            "{path} {body}"
        );
        assert!(!String::from_utf8_lossy(&reply.body).contains("1234567890"), "a secret is repeated");
    }
    let written = "SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM outbox)";
    assert_eq!(app.world.one::<i64>(written, &[]).await, 0);
}

#[tokio::test]
async fn every_fault_of_a_body_is_named_at_once() {
    let app = App::new().await;
    let body = json!({"email": "x", "username": "x", "password": "x", "termsAccepted": false});
    let reply = app.client().post("/auth/register", body).await.expect(422);
    assert_eq!(reply.pointers(), ["/email", "/password", "/username", "/termsAccepted"]);
}

#[tokio::test]
async fn a_body_that_is_none_is_refused() {
    let app = App::new().await;
    for path in [
        "register",
        "login",
        "refresh",
        "verify-email",
        "resend-verification",
        "forgot-password",
        "reset-password",
    ] {
        for (body, status) in
            [("", 400), ("{", 400), ("null", 422), ("[]", 422), ("{}", 422), ("\"x\" y", 422)]
        {
            let reply = app.client().send("POST", &format!("/auth/{path}"), Some(body.to_owned())).await;
            assert!([400, 422].contains(&reply.status.as_u16()), "{path} {body:?} {}", reply.status);
            assert_eq!(reply.status == 400, status == 400, "{path} {body:?} {}", reply.status);
        }
        let large = json!({"email": "x".repeat(1_100_000)}).to_string();
        app.client().send("POST", &format!("/auth/{path}"), Some(large)).await.expect(413);
        let no_body = app.client().send("POST", &format!("/auth/{path}"), None).await;
        assert_eq!(no_body.status, 415, "{path}");
    }
}

#[tokio::test]
async fn tokens_and_ids_that_are_none_are_refused() {
    let app = App::new().await;
    for token in ["", "x", "a.b.c", &"x".repeat(5000)] {
        assert_eq!(app.client().with_token(token).get("/auth/me").await.status, 401);
    }
    for path in ["/auth/me", "/auth/sessions"] {
        app.client().get(path).await.expect(401);
    }
    let (_, tokens) = app.signed_in().await;
    let client = app.client().with_token(&tokens.access);
    for id in ["x", "0", "%00", "01890000-0000-7000-8000-00000000000z"] {
        client.delete(&format!("/auth/sessions/{id}")).await.expect(400);
    }
}
