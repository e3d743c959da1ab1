//! The function in a world of its own, accounts with passwords, and what they have.

use std::sync::LazyLock;

use api_users::{Users, routes};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, SaltString};
use neurmatic_core::ids::{ArticleId, ForumCategoryId, TopicId, UserId};
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, Reply, TestUser, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// The password of every account here.
pub(crate) const PASSWORD: &str = "Right-password-1";

static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| {
    let salt = SaltString::from_b64("c2FsdHNhbHRzYWx0c2FsdA").unwrap();
    Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
});

/// The function, and the world that it is in.
pub(crate) struct App {
    pub(crate) world: World,
    pub(crate) anybody: Client,
}

impl App {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let anybody = world.client(routes().into_router(Users::new(services.clone()), &services));
        Self { world, anybody }
    }

    /// A client of another process of the same function.
    pub(crate) fn another_process(&self) -> Client {
        let services = self.world.services();
        self.world.client(routes().into_router(Users::new(services.clone()), &services))
    }

    /// An account with [`PASSWORD`].
    pub(crate) async fn account(&self, role: Role) -> TestUser {
        let user = self.world.user().role(role).create().await;
        let set = "UPDATE users SET password_hash = $2 WHERE id = $1";
        self.world.owner().execute(set, &[&user.id, &*PASSWORD_HASH]).await.unwrap();
        user
    }

    /// An account, and a client that is signed in to it.
    pub(crate) async fn somebody(&self, role: Role) -> (TestUser, Client) {
        let user = self.account(role).await;
        let client = self.anybody.signed_in(&user).from_address(&self.world.address());
        (user, client)
    }

    /// What waits to be mailed to an address, the oldest first: the names of the templates.
    pub(crate) async fn mails(&self, to: &str) -> Vec<String> {
        let find = "SELECT payload->'template'->>'name' FROM outbox
                    WHERE task = 'email:send' AND payload->>'to' = $1 ORDER BY id";
        let rows = self.world.owner().query(find, &[&to]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The same fields of a profile, changed.
    pub(crate) async fn patch(&self, client: &Client, patch: Value) -> Value {
        client.patch("/users/me", patch).await.expect(200).data()
    }

    /// A published article by somebody.
    pub(crate) async fn article(&self, author: UserId, title: &str) -> ArticleId {
        let (id, slug) = (ArticleId::new(), slug_of(title));
        self.world
            .sql(
                "INSERT INTO news_categories (id, name, slug)
                 VALUES ('0198c0de-0000-7000-8000-00000000ca70', 'Research', 'research') ON CONFLICT DO NOTHING",
            )
            .await;
        let sql = "INSERT INTO articles (id, title, slug, summary, content, author_id, category_id, status, published_at, created_by_id)
                   VALUES ($1, $2, $3, 'summary', 'content', $4, '0198c0de-0000-7000-8000-00000000ca70', 'published', now(), $4)";
        self.world.owner().execute(sql, &[&id, &title, &slug, &author]).await.unwrap();
        id
    }

    /// A bookmark of an article by somebody.
    pub(crate) async fn bookmark(&self, user: UserId, article: ArticleId) -> Uuid {
        let id = Uuid::now_v7();
        let sql = "INSERT INTO bookmarks (id, user_id, article_id) VALUES ($1, $2, $3)";
        self.world.owner().execute(sql, &[&id, &user, &article]).await.unwrap();
        id
    }

    /// A category of the forum with this visibility.
    pub(crate) async fn category(&self, visibility: &str) -> ForumCategoryId {
        let id = ForumCategoryId::new();
        let sql = format!(
            "INSERT INTO forum_categories (id, name, slug, visibility) VALUES ('{id}', '{visibility}', 'c{}', '{visibility}')",
            id.0.simple()
        );
        self.world.sql(&sql).await;
        id
    }

    /// A topic by somebody.
    pub(crate) async fn topic(&self, author: UserId, category: ForumCategoryId, title: &str) -> TopicId {
        let (id, slug) = (TopicId::new(), slug_of(title));
        let sql = "INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility, type)
                   SELECT $1, $2, $3, 'What it is about, in some words.', $4, id, visibility, 'question'
                   FROM forum_categories WHERE id = $5";
        self.world.owner().execute(sql, &[&id, &title, &slug, &author, &category]).await.unwrap();
        id
    }

    /// A reply by somebody.
    pub(crate) async fn reply(&self, author: UserId, topic: TopicId, content: &str) -> Uuid {
        let id = Uuid::now_v7();
        let sql = "INSERT INTO replies (id, topic_id, author_id, content) VALUES ($1, $2, $3, $4)";
        self.world.owner().execute(sql, &[&id, &topic, &author, &content]).await.unwrap();
        id
    }

    /// An open job of a new company of somebody's.
    pub(crate) async fn job(&self, owner: UserId, title: &str) -> Uuid {
        let (company, job) = (Uuid::now_v7(), Uuid::now_v7());
        let slug = format!("{}-{}", slug_of(title), job.simple());
        let sql = "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ($1, 'A company', $2, $3)";
        self.world.owner().execute(sql, &[&company, &slug, &owner]).await.unwrap();
        let sql = "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                       experience_level, location, status, published_at)
                   VALUES ($1, $2, $3, $4, 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 'active', now())";
        self.world.owner().execute(sql, &[&job, &company, &title, &slug]).await.unwrap();
        job
    }
}

fn slug_of(title: &str) -> String {
    title.to_lowercase().replace([' ', '_'], "-")
}

/// Deletes the account that a client is signed in to.
pub(crate) async fn delete_account(client: &Client) -> Reply {
    let body = json!({"password": PASSWORD, "confirmation": "DELETE"});
    client.send("DELETE", "/users/me", Some(body.to_string())).await
}
