//! Making an account.

use serde_json::{Value, json};

use crate::app::{App, PASSWORD, Tokens, log_in};

fn registration(email: &str, username: &str) -> Value {
    json!({"email": email, "username": username, "password": PASSWORD, "termsAccepted": true})
}

#[tokio::test]
async fn registered_mailed_verified() {
    let app = App::new().await;
    let client = app.client();
    let email = "newcomer@test.example";
    let registered = client.post("/auth/register", registration(email, "newcomer")).await.expect(201).data();
    assert_eq!(registered["email"], email);

    let login = log_in(&client, email, PASSWORD).await.expect(200);
    assert_eq!(login.data()["user"]["id"], registered["userId"]);
    let me = client.with_token(&Tokens::of(&login).access);
    let before = me.get("/auth/me").await.data();
    assert_eq!((&before["emailVerified"], &before["role"]), (&json!(false), &json!("user")));

    let mails = app.mails(email).await;
    let link = mails[0]["link"].as_str().unwrap();
    assert!(link.starts_with("https://neurmatic.example/verify-email?token="), "{link}");
    let token = app.mailed_token(email, "verify_email").await;
    client.post("/auth/verify-email", json!({"token": token})).await.expect(204);
    assert_eq!(me.get("/auth/me").await.data()["emailVerified"], true);
}

#[tokio::test]
async fn a_taken_address_answers_as_a_free_one_and_its_owner_is_told() {
    let app = App::new().await;
    let client = app.client();
    let free = client.post("/auth/register", registration("owner@test.example", "owner")).await.expect(201);
    let taken =
        client.post("/auth/register", registration("OWNER@test.example", "stranger")).await.expect(201);

    let names = |reply: &neurmatic_testing::Reply| {
        let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
        names.sort();
        (names, reply.data().as_object().unwrap().keys().cloned().collect::<Vec<_>>())
    };
    assert_eq!(names(&taken), names(&free));
    assert_eq!(taken.data()["email"], "OWNER@test.example");
    assert_ne!(taken.data()["userId"], free.data()["userId"]);

    let mails: Vec<Value> = app.mails("owner@test.example").await;
    let kinds: Vec<&str> = mails.iter().map(|mail| mail["name"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["verify_email", "already_registered"]);
    assert_eq!(app.mails("OWNER@test.example").await, Vec::<Value>::new());
    assert_eq!(app.world.one::<i64>("SELECT count(*) FROM users", &[]).await, 1);
}

#[tokio::test]
async fn a_taken_name_is_refused_whatever_its_case() {
    let app = App::new().await;
    let client = app.client();
    client.post("/auth/register", registration("one@test.example", "Somebody")).await.expect(201);
    let refused =
        client.post("/auth/register", registration("two@test.example", "someBody")).await.expect(409);
    assert_eq!(
        (refused.code().as_str(), refused.pointers()),
        ("username_taken", vec!["/username".to_owned()])
    );
    assert_eq!(app.mails("two@test.example").await, Vec::<Value>::new());
}

#[tokio::test]
async fn of_parallel_registrations_of_one_address_one_makes_an_account() {
    let app = App::new().await;
    let clients: Vec<_> = (0..6).map(|_| app.client()).collect();
    let registrations = clients.iter().enumerate().map(|(n, client)| {
        client.post("/auth/register", registration("crowd@test.example", &format!("crowd-{n}")))
    });
    for reply in futures::future::join_all(registrations).await {
        reply.expect(201);
    }
    assert_eq!(app.world.one::<i64>("SELECT count(*) FROM users", &[]).await, 1);
    assert_eq!(app.mails("crowd@test.example").await.len(), 6);
}
