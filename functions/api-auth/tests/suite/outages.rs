//! What still works while Redis or Postgres is away.

use neurmatic_testing::eventually;
use serde_json::json;

use crate::app::{App, PASSWORD, log_in, refresh};

#[tokio::test]
async fn without_redis_nobody_signs_in_and_whoever_is_signed_in_stays_so() {
    let app = App::with_outages().await;
    let (user, tokens) = app.signed_in().await;
    let client = app.client();
    app.world.redis_gate().shut();

    log_in(&client, &user.email, PASSWORD).await.expect(503);
    let registration = json!({"email": "a@test.example", "username": "somebody", "password": PASSWORD, "termsAccepted": true});
    client.post("/auth/register", registration).await.expect(503);
    client.post("/auth/forgot-password", json!({"email": user.email})).await.expect(503);
    client.post("/auth/resend-verification", json!({"email": user.email})).await.expect(503);
    client.post("/auth/verify-email", json!({"token": "x"})).await.expect(503);
    client.post("/auth/reset-password", json!({"token": "x", "newPassword": PASSWORD})).await.expect(503);
    let written = "SELECT (SELECT count(*) FROM email_tokens) + (SELECT count(*) FROM outbox)";
    assert_eq!(app.world.one::<i64>(written, &[]).await, 0);

    client.with_token(&tokens.access).get("/auth/me").await.expect(200);
    refresh(&client, &tokens.refresh).await.expect(200);

    app.world.redis_gate().open();
    eventually("logins work again", || async { log_in(&client, &user.email, PASSWORD).await.status == 200 })
        .await;
}

#[tokio::test]
async fn a_logout_without_redis_counts_and_leaves_a_row_that_announces_it() {
    let app = App::with_outages().await;
    let (_, tokens) = app.signed_in().await;
    let client = app.client().with_token(&tokens.access);
    client.get("/auth/me").await.expect(200);
    app.world.redis_gate().shut();

    client.post("/auth/logout", json!({})).await.expect(204);
    client.get("/auth/me").await.expect(401);
    let waiting = "SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'";
    assert_eq!(app.world.one::<i64>(waiting, &[]).await, 1);
}

#[tokio::test]
async fn without_postgres_the_answer_is_to_try_again_and_it_heals() {
    let app = App::with_outages().await;
    let (user, tokens) = app.signed_in().await;
    let client = app.client();
    app.world.database_gate().shut();
    for _ in 0..8 {
        assert_eq!(log_in(&client, &user.email, PASSWORD).await.expect(503).code(), "database_unavailable");
    }
    client.with_token(&tokens.access).get("/auth/me").await.expect(503);
    refresh(&client, &tokens.refresh).await.expect(503);

    app.world.database_gate().open();
    eventually("it heals", || async { refresh(&client, &tokens.refresh).await.status == 200 }).await;
    // Tries that nobody could look at have used nothing up.
    log_in(&client, &user.email, PASSWORD).await.expect(200);
}
