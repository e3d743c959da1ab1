//! The functions, and what is needed to ask each of them.

use neurmatic_config::Env;
use neurmatic_core::words::Role;
use neurmatic_testing::{Event, GatewayAnswer, RuntimeStub, TestUser, World};
use serde_json::{Value, json};

/// A function under test.
pub(crate) struct Function {
    /// Its program.
    pub(crate) name: &'static str,
    /// A GET that an administrator may send.
    pub(crate) read: &'static str,
    /// Whether that read is cached.
    pub(crate) is_cached: bool,
    /// Variables it doesn't start without.
    pub(crate) required: &'static [&'static str],
}

const REQUIRED: [&str; 5] =
    ["ACCESS_TOKEN_PUBLIC_KEYS", "DATABASE_URL", "HASH_SECRET", "PUBLIC_URL", "REDIS_URL"];

/// Every function that answers HTTP.
pub(crate) const ALL: [Function; 13] = [
    Function { name: "api-admin", read: "/api/v1/settings", is_cached: true, required: &ADMIN_REQUIRED },
    Function {
        name: "api-analytics",
        read: "/api/v1/analytics/platform",
        is_cached: false,
        required: &REQUIRED,
    },
    Function { name: "api-articles", read: "/api/v1/articles", is_cached: true, required: &REQUIRED },
    Function { name: "api-auth", read: "/api/v1/auth/me", is_cached: false, required: &AUTH_REQUIRED },
    Function { name: "api-community", read: "/api/v1/badges", is_cached: true, required: &REQUIRED },
    Function { name: "api-forum", read: "/api/v1/forum/topics", is_cached: true, required: &REQUIRED },
    Function { name: "api-jobs", read: "/api/v1/jobs", is_cached: true, required: &REQUIRED },
    Function { name: "api-messages", read: "/api/v1/conversations", is_cached: false, required: &REQUIRED },
    Function { name: "api-models", read: "/api/v1/models", is_cached: true, required: &REQUIRED },
    Function {
        name: "api-notifications",
        read: "/api/v1/notifications",
        is_cached: false,
        required: &REQUIRED,
    },
    Function { name: "api-performance", read: "/api/v1/openapi.json", is_cached: true, required: &REQUIRED },
    Function { name: "api-users", read: "/api/v1/users/me", is_cached: false, required: &REQUIRED },
    Function { name: "api-search", read: "/api/v1/search?q=anything", is_cached: false, required: &REQUIRED },
];

const ADMIN_REQUIRED: [&str; 9] = [
    "ACCESS_TOKEN_PUBLIC_KEYS",
    "AWS_ACCESS_KEY_ID",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "BUCKET_NAME",
    "DATABASE_URL",
    "HASH_SECRET",
    "PUBLIC_URL",
    "REDIS_URL",
];

const AUTH_REQUIRED: [&str; 6] = [
    "ACCESS_TOKEN_PRIVATE_KEY",
    "ACCESS_TOKEN_PUBLIC_KEYS",
    "DATABASE_URL",
    "HASH_SECRET",
    "PUBLIC_URL",
    "REDIS_URL",
];

/// A started function, and somebody who may ask it everything.
pub(crate) struct Running {
    pub(crate) stub: RuntimeStub,
    pub(crate) editor: TestUser,
}

impl Running {
    pub(crate) async fn start(name: &str, world: &World) -> Self {
        let editor = world.user().role(Role::Admin).create().await;
        Self { stub: RuntimeStub::start(name, &world.env()).await, editor }
    }

    /// A GET, signed in.
    pub(crate) fn read(&self, target: &str) -> Event {
        Event::new("GET", target).header("authorization", &format!("Bearer {}", self.editor.token))
    }

    pub(crate) async fn send(&self, event: Event) -> GatewayAnswer {
        self.stub.answer(event.json()).await
    }

    /// Publishes articles until their list is worth compressing.
    pub(crate) async fn publish_some(&self, world: &World) {
        for n in 0..8 {
            self.publish(world, &format!("Article number {n} of a list")).await;
        }
    }

    /// Arranges open jobs until their list is worth compressing.
    pub(crate) async fn post_some_jobs(&self, world: &World) {
        let sql = format!(
            "INSERT INTO companies (id, name, slug, owner_user_id) VALUES (gen_random_uuid(), 'A company', 'a-company', '{}');
             INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                 experience_level, location, status, published_at)
             SELECT gen_random_uuid(), c.id, 'Job number ' || n, 'job-' || n, 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon',
                 'active', now()
             FROM companies c, generate_series(1, 8) AS n",
            self.editor.id
        );
        world.sql(&sql).await;
    }

    /// Models enough that their list is worth compressing.
    pub(crate) async fn add_some_models(&self, world: &World) {
        let sql = "INSERT INTO llm_models (id, name, slug, provider, category)
             SELECT gen_random_uuid(), 'Model ' || n, 'model-' || n, 'Provider', 'open_source' FROM generate_series(1, 8) AS n";
        world.sql(sql).await;
    }

    /// Topics enough that their list is worth compressing.
    pub(crate) async fn begin_some_topics(&self, world: &World) {
        let sql = format!(
            "INSERT INTO forum_categories (id, name, slug) VALUES (gen_random_uuid(), 'Questions', 'questions');
             INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility)
             SELECT gen_random_uuid(), 'Topic number ' || n, 'topic-' || n, 'What a topic asks.', '{}', c.id, c.visibility
             FROM forum_categories c, generate_series(1, 8) AS n",
            self.editor.id
        );
        world.sql(&sql).await;
    }

    /// Publishes an article, through the function.
    pub(crate) async fn publish(&self, world: &World, title: &str) -> Value {
        let category = uuid(world, "INSERT INTO news_categories (id, name, slug) VALUES (gen_random_uuid(), 'Research', 'research') ON CONFLICT (slug) DO UPDATE SET name = 'Research' RETURNING id::text").await;
        let tag = uuid(world, "INSERT INTO news_tags (id, name, slug) VALUES (gen_random_uuid(), 'agents', 'agents') ON CONFLICT (slug) DO UPDATE SET name = 'agents' RETURNING id::text").await;
        let article = json!({
            "title": title,
            "summary": "A summary that is long enough to say what the article is about.",
            "content": format!("# {title}\n\n{}", "Words of the article, again and again. ".repeat(20)),
            "categoryId": category,
            "tagIds": [tag],
            "status": "published",
        });
        let event = Event::new("POST", "/api/v1/articles")
            .header("content-type", "application/json")
            .header("authorization", &format!("Bearer {}", self.editor.token))
            .body(&article.to_string());
        self.send(event).await.expect(201).data()
    }
}

async fn uuid(world: &World, sql: &str) -> String {
    world.one(sql, &[]).await
}

/// The world's variables with one of them changed.
pub(crate) fn changed(world: &World, name: &str, value: &str) -> Env {
    world.env().with(name, value)
}
