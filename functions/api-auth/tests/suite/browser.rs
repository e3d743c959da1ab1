//! The platform's own pages: signing in, going on and out by the cookie, and who may not.

use neurmatic_core::words::Role;
use neurmatic_testing::{Client, Event, Reply};
use serde_json::{Value, json};

use crate::app::{App, PASSWORD, essence};

const COOKIE: &str = "__Secure-neurmatic-refresh";

/// The origin of the world's public address.
const OWN: &str = "https://neurmatic.example";

/// How long a login lives, in seconds.
const LIFE_SECS: i64 = 30 * 24 * 60 * 60;

/// A page of the platform, from an address of its own.
fn page(app: &App) -> Client {
    app.client().header("origin", OWN)
}

async fn open(page: &Client, email: &str, password: &str) -> Reply {
    page.post("/auth/session", json!({"email": email, "password": password})).await
}

fn with_cookie(page: &Client, token: &str) -> Client {
    page.header("cookie", &format!("theme=dark; {COOKIE}={token}"))
}

async fn refresh(page: &Client, token: &str) -> Reply {
    with_cookie(page, token).send("POST", "/auth/session/refresh", None).await
}

#[track_caller]
fn access_of(reply: &Reply) -> String {
    reply.data()["accessToken"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_signs_in_and_its_refresh_token_is_in_the_cookie_alone() {
    let app = App::new().await;
    let user = app.account(Role::Admin).await;
    let page = page(&app);
    let reply = open(&page, &user.email, PASSWORD).await.expect(200);
    let (token, secs) = reply.cookie(COOKIE);
    assert_eq!((token.len(), secs), (43, LIFE_SECS));
    let set = reply.header("set-cookie").unwrap();
    assert!(set.contains("; Path=/api/v1/auth/session;") && !set.contains("Domain"), "{set}");
    assert!(!String::from_utf8_lossy(&reply.body).contains(&token));
    let data = reply.data();
    assert_eq!((&data["expiresIn"], &data["user"]["role"]), (&Value::from(900), &Value::from("admin")));
    assert_eq!(data.as_object().unwrap().len(), 3, "{data}");
    let me = app.client().with_token(&access_of(&reply)).get("/auth/me").await.data();
    assert_eq!(me["id"], user.id.to_string());
}

#[tokio::test]
async fn a_page_goes_on_by_the_cookie_which_is_good_once() {
    let app = App::new().await;
    let user = app.account(Role::Admin).await;
    let page = page(&app);
    let (first, _) = open(&page, &user.email, PASSWORD).await.cookie(COOKIE);
    let reply = refresh(&page, &first).await.expect(200);
    let (second, secs) = reply.cookie(COOKIE);
    assert_eq!((second != first, secs), (true, LIFE_SECS));
    assert_eq!(reply.data()["user"]["email"], user.email);
    let client = app.client().with_token(&access_of(&reply));
    client.get("/auth/me").await.expect(200);

    let again = refresh(&page, &first).await.expect(401);
    assert_eq!((again.code().as_str(), again.cookie(COOKIE)), ("refresh_reused", (String::new(), 0)));
    client.get("/auth/me").await.expect(401);
    assert_eq!(refresh(&page, &second).await.expect(401).code(), "refresh_invalid");
}

#[tokio::test]
async fn a_token_that_is_no_good_is_forgotten() {
    let app = App::new().await;
    let page = page(&app);
    for token in ["unknown", "", &"x".repeat(500)] {
        let reply = refresh(&page, token).await.expect(401);
        assert_eq!((reply.code().as_str(), reply.cookie(COOKIE).1), ("refresh_invalid", 0), "{token}");
    }
    page.send("POST", "/auth/session/refresh", None).await.expect(401);
}

/// What another host of the domain may plant, before and after the visitor's own.
fn with_planted(page: &Client, own: &str, planted: &str) -> [Client; 2] {
    [(own, planted), (planted, own)]
        .map(|(one, other)| page.header("cookie", &format!("{COOKIE}={one}; {COOKIE}={other}")))
}

#[tokio::test]
async fn of_two_tokens_none_is_taken_and_none_forgotten() {
    let app = App::new().await;
    let (user, stranger) = (app.account(Role::User).await, app.account(Role::User).await);
    let page = page(&app);
    let (own, _) = open(&page, &user.email, PASSWORD).await.cookie(COOKIE);
    let (planted, _) = open(&page, &stranger.email, PASSWORD).await.cookie(COOKIE);
    for both in with_planted(&page, &own, &planted) {
        let reply = both.send("POST", "/auth/session/refresh", None).await.expect(401);
        assert_eq!(reply.code(), "cookie_planted");
        assert!(reply.header("set-cookie").is_none(), "the planted one would be left alone");
    }
    assert_eq!(refresh(&page, &own).await.expect(200).data()["user"]["email"], user.email);
}

#[tokio::test]
async fn signing_out_with_two_tokens_ends_both_logins() {
    let app = App::new().await;
    let (user, stranger) = (app.account(Role::User).await, app.account(Role::User).await);
    for n in 0..2 {
        let page = page(&app);
        let reply = open(&page, &user.email, PASSWORD).await;
        let (planted, _) = open(&page, &stranger.email, PASSWORD).await.cookie(COOKIE);
        let both = &with_planted(&page, &reply.cookie(COOKIE).0, &planted)[n];
        assert_eq!(both.delete("/auth/session").await.expect(204).cookie(COOKIE), (String::new(), 0));
        app.client().with_token(&access_of(&reply)).get("/auth/me").await.expect(401);
        refresh(&page, &planted).await.expect(401);
    }
}

#[tokio::test]
async fn signing_out_ends_the_login_and_forgets_the_cookie() {
    let app = App::new().await;
    let user = app.account(Role::Admin).await;
    let page = page(&app);
    let reply = open(&page, &user.email, PASSWORD).await;
    let (token, _) = reply.cookie(COOKIE);
    let there = app.another_process().with_token(&access_of(&reply));
    there.get("/auth/me").await.expect(200);

    let out = with_cookie(&page, &token).delete("/auth/session").await.expect(204);
    assert_eq!(out.cookie(COOKIE), (String::new(), 0));
    assert_eq!(there.get("/auth/me").await.expect(401).code(), "session_ended");
    refresh(&page, &token).await.expect(401);
    for token in ["unknown", &token] {
        with_cookie(&page, token).delete("/auth/session").await.expect(204);
    }
    page.delete("/auth/session").await.expect(204);
}

#[tokio::test]
async fn no_other_origin_is_answered() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let (token, _) = open(&page(&app), &user.email, PASSWORD).await.cookie(COOKIE);
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("origin", "http://neurmatic.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("accept", "application/json"),
    ] {
        let other = app.client().header(name, value);
        let refused = [
            open(&other, &user.email, PASSWORD).await,
            refresh(&other, &token).await,
            with_cookie(&other, &token).delete("/auth/session").await,
        ];
        for reply in refused {
            let reply = reply.expect(403);
            assert_eq!(reply.code(), "foreign_origin", "{name}: {value}");
            assert!(reply.header("set-cookie").is_none());
            assert!(reply.header("access-control-allow-origin").is_none());
        }
    }
    let own = app.client().header("sec-fetch-site", "same-origin");
    refresh(&own, &token).await.expect(200);
}

#[tokio::test]
async fn a_page_at_the_host_that_is_asked_is_our_own() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let here = app.client().header("host", "127.0.0.1:8080");
    open(&here.header("origin", "https://127.0.0.1:8080"), &user.email, PASSWORD).await.expect(200);
    open(&here.header("origin", "https://127.0.0.1:8081"), &user.email, PASSWORD).await.expect(403);
}

#[tokio::test]
async fn browsers_are_told_that_no_other_origin_may() {
    let app = App::new().await;
    let preflight = |path: &str| {
        Event::new("OPTIONS", path)
            .header("origin", "https://elsewhere.example")
            .header("access-control-request-method", "POST")
    };
    for path in ["/api/v1/auth/session", "/api/v1/auth/session/refresh"] {
        let reply = app.client().send_event(preflight(path)).await.expect(403);
        assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{reply:?}");
    }
    let no_preflight = Event::new("OPTIONS", "/api/v1/auth/session");
    assert_eq!(app.client().send_event(no_preflight).await.expect(403).code(), "foreign_origin");
    let reply = app.client().send_event(preflight("/api/v1/auth/login")).await.expect(204);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_page_has_no_more_tries_than_anybody_and_is_answered_alike() {
    let app = App::new().await;
    let user = app.account(Role::User).await;
    let page = page(&app);
    for _ in 0..7 {
        open(&page, &user.email, PASSWORD).await.expect(200);
    }
    let unknown = open(&page, "nobody@test.example", "Wrong-password-1").await.expect(401);
    let wrong = open(&self::page(&app), &user.email, "Wrong-password-1").await.expect(401);
    assert_eq!((essence(&unknown).2, wrong.code().as_str()), (essence(&wrong).2, "login_wrong"));
    for _ in 0..4 {
        let tried = app.client().from_address("10.9.9.9");
        tried
            .post("/auth/login", json!({"email": user.email, "password": "Wrong-password-1"}))
            .await
            .expect(401);
    }
    let there = page.from_address("10.9.9.9");
    open(&there, &user.email, "Wrong-password-1").await.expect(401);
    open(&there, &user.email, PASSWORD).await.expect(429);
}

#[tokio::test]
async fn without_redis_no_page_signs_in_and_without_postgres_none_is_signed_out() {
    let app = App::with_outages().await;
    let user = app.account(Role::User).await;
    let page = page(&app);
    let (token, _) = open(&page, &user.email, PASSWORD).await.cookie(COOKIE);
    app.world.redis_gate().shut();
    open(&page, &user.email, PASSWORD).await.expect(503);
    let (token, _) = refresh(&page, &token).await.expect(200).cookie(COOKIE);

    app.world.database_gate().shut();
    for reply in [refresh(&page, &token).await, with_cookie(&page, &token).delete("/auth/session").await] {
        assert!(reply.expect(503).header("set-cookie").is_none(), "the token may still be good");
    }
}
