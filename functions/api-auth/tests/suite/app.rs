//! The function in a world of its own, accounts with passwords, and the mails that would be sent.

use std::sync::LazyLock;

use api_auth::{Auth, routes};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, SaltString};
use axum::Router;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_testing::{Client, Reply, TestUser, World};
use serde_json::{Value, json};

/// The password of every account here.
pub(crate) const PASSWORD: &str = "Right-password-1";

static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| {
    let salt = SaltString::from_b64("c2FsdHNhbHRzYWx0c2FsdA").unwrap();
    Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
});

/// The function, and the world that it is in.
pub(crate) struct App {
    pub(crate) world: World,
    router: Router,
}

impl App {
    pub(crate) async fn new() -> Self {
        Self::within(World::new().await)
    }

    pub(crate) async fn with_outages() -> Self {
        Self::within(World::with_outages().await)
    }

    fn within(world: World) -> Self {
        let router = Self::router(&world, world.services());
        Self { world, router }
    }

    fn router(world: &World, services: Services) -> Router {
        let auth = Auth::from_env(&world.env(), services.clone()).unwrap();
        routes().into_router(auth, &services)
    }

    /// A client of this process, from an address of its own.
    pub(crate) fn client(&self) -> Client {
        self.world.client(self.router.clone())
    }

    /// A client of another process of the same function.
    pub(crate) fn another_process(&self) -> Client {
        self.world.client(Self::router(&self.world, self.world.services()))
    }

    /// An account with [`PASSWORD`].
    pub(crate) async fn account(&self, role: Role) -> TestUser {
        let user = self.world.user().role(role).create().await;
        let set = "UPDATE users SET password_hash = $2 WHERE id = $1";
        self.world.owner().execute(set, &[&user.id, &*PASSWORD_HASH]).await.unwrap();
        user
    }

    /// An account and the tokens of a fresh login.
    pub(crate) async fn signed_in(&self) -> (TestUser, Tokens) {
        let user = self.account(Role::User).await;
        let tokens = Tokens::of(&log_in(&self.client(), &user.email, PASSWORD).await);
        (user, tokens)
    }

    /// What waits to be mailed to an address, the oldest first: the templates.
    pub(crate) async fn mails(&self, to: &str) -> Vec<Value> {
        let find = "SELECT payload->'template' FROM outbox WHERE task = 'email:send' AND payload->>'to' = $1 ORDER BY id";
        let rows = self.world.owner().query(find, &[&to]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The token of the newest link of a kind that was mailed to an address.
    pub(crate) async fn mailed_token(&self, to: &str, template: &str) -> String {
        let mails = self.mails(to).await;
        let mail = mails.iter().rfind(|mail| mail["name"] == template);
        let link = mail.unwrap_or_else(|| panic!("no {template} in {mails:?}"))["link"].as_str().unwrap();
        link.split_once("?token=").unwrap().1.to_owned()
    }

    /// Forgets everything that Redis holds of this world, as a flush does.
    pub(crate) async fn flush_redis(&self) {
        let redis = self.world.services().redis.clone();
        let budget = std::time::Duration::from_secs(60);
        let mut trip = redis.trip();
        let mut all = neurmatic_redis::cmd("KEYS");
        all.arg(redis.key("*"));
        let part = trip.command(all);
        let keys: Vec<String> = trip.send(budget).await.unwrap().take(part).unwrap();
        assert!(!keys.is_empty(), "there was nothing to forget");
        let mut trip = redis.trip();
        let mut delete = neurmatic_redis::cmd("DEL");
        delete.arg(keys);
        trip.command(delete);
        trip.send(budget).await.unwrap();
    }
}

/// The tokens of a login.
#[derive(Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    #[track_caller]
    pub(crate) fn of(reply: &Reply) -> Self {
        let data = reply.data();
        let text = |name: &str| data[name].as_str().unwrap().to_owned();
        Self { access: text("accessToken"), refresh: text("refreshToken") }
    }
}

/// Tries to sign in.
pub(crate) async fn log_in(client: &Client, email: &str, password: &str) -> Reply {
    client.post("/auth/login", json!({"email": email, "password": password})).await
}

/// Tries to trade a refresh token.
pub(crate) async fn refresh(client: &Client, token: &str) -> Reply {
    client.post("/auth/refresh", json!({"refreshToken": token})).await
}

/// What a reply says, apart from what differs each time: ids, and how long it took.
pub(crate) fn essence(reply: &Reply) -> (u16, Vec<(String, String)>, Value) {
    let mut body = reply.json();
    body["requestId"] = Value::Null;
    let headers =
        reply.headers.iter().filter(|(name, _)| !["x-request-id", "server-timing"].contains(&name.as_str()));
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (reply.status.as_u16(), headers, body)
}
