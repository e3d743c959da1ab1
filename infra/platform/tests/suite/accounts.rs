//! Accounts across functions: what one of them mails, another redeems.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, SaltString};
use neurmatic_platform::router;
use neurmatic_testing::{Client, Reply, TestUser, World};
use serde_json::json;

const PASSWORD: &str = "Right-password-1";

static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| {
    let salt = SaltString::from_b64("c2FsdHNhbHRzYWx0c2FsdA").unwrap();
    Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
});

struct Town {
    world: World,
    anybody: Client,
}

impl Town {
    async fn new() -> Self {
        let world = World::new().await;
        let anybody = world.client(router(&world.env(), &world.services()).unwrap());
        Self { world, anybody }
    }

    /// A client of an address of its own.
    fn client(&self) -> Client {
        self.anybody.from_address(&self.world.address())
    }

    async fn account(&self) -> (TestUser, Client) {
        let user = self.world.user().create().await;
        let set = "UPDATE users SET password_hash = $2 WHERE id = $1";
        self.world.owner().execute(set, &[&user.id, &*PASSWORD_HASH]).await.unwrap();
        let client = self.client().signed_in(&user);
        (user, client)
    }

    async fn log_in(&self, email: &str) -> Reply {
        self.client().post("/auth/login", json!({"email": email, "password": PASSWORD})).await
    }

    /// The token of the newest link that was mailed to an address.
    async fn mailed_token(&self, to: &str) -> String {
        let sql = "SELECT payload->'template'->>'link' FROM outbox
                   WHERE payload->>'to' = $1 AND payload->'template'->>'link' IS NOT NULL ORDER BY id DESC LIMIT 1";
        self.world.one::<String>(sql, &[&to]).await.split_once("?token=").unwrap().1.to_owned()
    }

    async fn last_mail(&self, to: &str) -> String {
        let sql = "SELECT payload->'template'->>'name' FROM outbox WHERE payload->>'to' = $1 ORDER BY id DESC LIMIT 1";
        self.world.one(sql, &[&to]).await
    }

    async fn redeem(&self, path: &str, token: &str) -> Reply {
        self.client().post(path, json!({ "token": token })).await
    }
}

async fn ask_for(client: &Client, email: &str) {
    client.put("/users/me/email", json!({"password": PASSWORD, "newEmail": email})).await.expect(202);
}

#[tokio::test]
async fn another_address_is_the_accounts_when_its_link_was_followed() {
    let town = Town::new().await;
    let (user, client) = town.account().await;
    town.client().post("/auth/forgot-password", json!({"email": user.email})).await.expect(202);
    let reset = town.mailed_token(&user.email).await;
    ask_for(&client, "new@test.example").await;
    let token = town.mailed_token("new@test.example").await;
    town.log_in(&user.email).await.expect(200);
    town.redeem("/auth/verify-email", &token).await.expect(204);

    town.log_in(&user.email).await.expect(401);
    town.log_in("NEW@test.example").await.expect(200);
    assert_eq!(client.get("/auth/me").await.data()["email"], "new@test.example", "the login goes on");
    assert_eq!(town.last_mail(&user.email).await, "email_changed");
    town.redeem("/auth/verify-email", &token).await.expect(422);
    let body = json!({"token": reset, "newPassword": "Another-password-2"});
    town.client().post("/auth/reset-password", body).await.expect(422);
}

#[tokio::test]
async fn of_two_accounts_that_want_one_address_the_first_to_follow_its_link_has_it() {
    let town = Town::new().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let (_, client) = town.account().await;
        ask_for(&client, "wanted@test.example").await;
        tokens.push(town.mailed_token("wanted@test.example").await);
    }
    let (first, second) = tokio::join!(
        town.redeem("/auth/verify-email", &tokens[0]),
        town.redeem("/auth/verify-email", &tokens[1])
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    let having = "SELECT count(*) FROM users WHERE email = 'wanted@test.example'";
    assert_eq!(town.world.one::<i64>(having, &[]).await, 1);
}

#[tokio::test]
async fn a_deleted_account_is_unknown_until_its_link_restores_it() {
    let town = Town::new().await;
    let (user, client) = town.account().await;
    let body = json!({"password": PASSWORD, "confirmation": "DELETE"});
    client.send("DELETE", "/users/me", Some(body.to_string())).await.expect(204);

    let deleted = town.log_in(&user.email).await.expect(401);
    let unknown = town.log_in("nobody@test.example").await.expect(401);
    assert_eq!(
        (deleted.code(), deleted.json()["detail"].clone()),
        (unknown.code(), unknown.json()["detail"].clone())
    );
    client.get("/auth/me").await.expect(401);
    town.client().post("/auth/forgot-password", json!({"email": user.email})).await.expect(202);
    assert_eq!(town.last_mail(&user.email).await, "account_deleted", "and no link to a new password");
    let taken = json!({"email": "other@test.example", "username": user.username, "password": PASSWORD, "termsAccepted": true});
    town.client().post("/auth/register", taken).await.expect(409);

    let token = town.mailed_token(&user.email).await;
    town.redeem("/auth/verify-email", &token).await.expect(422);
    town.redeem("/auth/restore-account", &token).await.expect(204);
    town.redeem("/auth/restore-account", &token).await.expect(422);
    client.get("/auth/me").await.expect(401);
    town.log_in(&user.email).await.expect(200);
    town.anybody.get(&format!("/users/{}", user.username)).await.expect(200);
}

#[tokio::test]
async fn a_deleted_author_is_named_nowhere_even_where_answers_are_cached() {
    let town = Town::new().await;
    let (user, client) = town.account().await;
    let category = "0198c0de-0000-7000-8000-00000000ca70";
    town.world
        .sql(&format!(
            "INSERT INTO forum_categories (id, name, slug) VALUES ('{category}', 'Questions', 'questions')"
        ))
        .await;
    let topic = json!({"title": "A question of the forum", "content": "What it is about, in some words.", "categoryId": category});
    let topic = client.post("/forum/topics", topic).await.expect(201).data();
    let id = topic["id"].as_str().unwrap();
    let (_, asker) = town.account().await;
    let other = json!({"title": "Another question of the forum", "content": "What it is about, in some words.", "categoryId": category});
    let other = asker.post("/forum/topics", other).await.expect(201).data();
    let other = other["id"].as_str().unwrap();
    client
        .post(&format!("/forum/topics/{other}/replies"), json!({"content": "A reply in some words."}))
        .await
        .expect(201);
    let paths =
        ["/forum/topics".to_owned(), format!("/forum/topics/{id}"), format!("/forum/topics/{other}/replies")];
    for path in &paths {
        for _ in 0..2 {
            let reply = town.anybody.get(path).await.expect(200);
            assert!(String::from_utf8_lossy(&reply.body).contains(&user.username), "{path}");
        }
    }
    let body = json!({"password": PASSWORD, "confirmation": "DELETE"});
    client.send("DELETE", "/users/me", Some(body.to_string())).await.expect(204);
    for path in &paths {
        let reply = town.anybody.get(path).await.expect(200);
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        assert!(!body.contains(&user.username) && !body.contains(&user.id.to_string()), "{path}: {body}");
    }
    let kept = town.anybody.get(&format!("/forum/topics/{id}")).await.data();
    assert!(kept["author"].is_null(), "{kept}");
}
