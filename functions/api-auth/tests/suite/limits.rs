//! How often one may try.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::json;

use crate::app::{App, PASSWORD, log_in};

#[tokio::test]
async fn of_a_hundred_parallel_tries_at_one_account_five_are_looked_at() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let client = app.client();
    let tries = (0..100).map(|_| log_in(&client, &user.email, "Wrong-password-1"));
    let statuses: Vec<u16> = join_all(tries).await.iter().map(|reply| reply.status.as_u16()).collect();
    let count = |status| statuses.iter().filter(|s| **s == status).count();
    assert_eq!((count(401), count(429)), (5, 95));
    log_in(&client, &user.email, PASSWORD).await.expect(429);
}

#[tokio::test]
async fn an_account_is_tried_twenty_times_from_any_number_of_addresses() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let clients: Vec<_> = (0..50).map(|_| app.client()).collect();
    let tries = clients.iter().map(|client| log_in(client, &user.email, "Wrong-password-1"));
    let replies = join_all(tries).await;
    let looked_at = replies.iter().filter(|reply| reply.status != 429).count();
    assert_eq!(looked_at, 20);
}

#[tokio::test]
async fn a_login_gives_its_tries_back() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let client = app.client();
    for n in 0..32 {
        let reply = log_in(&client, &user.email, PASSWORD).await;
        assert_eq!(reply.status, 200, "login {n}");
    }
}

#[tokio::test]
async fn a_wrong_password_costs_a_try_that_a_right_one_does_not_give_back() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let client = app.client();
    for _ in 0..4 {
        log_in(&client, &user.email, "Wrong-password-1").await.expect(401);
    }
    log_in(&client, &user.email, PASSWORD).await.expect(200);
    log_in(&client, &user.email, "Wrong-password-1").await.expect(401);
    assert_eq!(log_in(&client, &user.email, PASSWORD).await.expect(429).code(), "rate_limited");
}

#[tokio::test]
async fn five_accounts_and_five_mails_an_hour_come_from_one_address() {
    let app = App::new().await;
    let client = app.client();
    let register = |n: u32| {
        let email = format!("someone-{n}@test.example");
        json!({"email": email, "username": format!("someone-{n}"), "password": PASSWORD, "termsAccepted": true})
    };
    for n in 0..5 {
        client.post("/auth/register", register(n)).await.expect(201);
    }
    client.post("/auth/register", register(5)).await.expect(429);

    let mail = json!({"email": "someone-1@test.example"});
    let requests = [
        ("/auth/forgot-password", mail.clone(), 202),
        ("/auth/resend-verification", mail, 202),
        ("/auth/verify-email", json!({"token": "x"}), 422),
        ("/auth/reset-password", json!({"token": "x", "newPassword": PASSWORD}), 422),
    ];
    for (path, body, status) in requests {
        for _ in 0..5 {
            client.post(path, body.clone()).await.expect(status);
        }
        client.post(path, body).await.expect(429);
    }
}

#[tokio::test]
async fn refreshing_is_limited_to_thirty_a_minute() {
    let app = App::new().await;
    let client = app.client();
    let tries = (0..40).map(|_| client.post("/auth/refresh", json!({"refreshToken": "unknown"})));
    let replies = join_all(tries).await;
    // A unit comes back every two seconds: a slow machine admits a few more.
    let admitted = replies.iter().filter(|reply| reply.status == 401).count();
    assert!((30..40).contains(&admitted), "{admitted}");
    assert!(replies.iter().all(|reply| [401, 429].contains(&reply.status.as_u16())));
}
