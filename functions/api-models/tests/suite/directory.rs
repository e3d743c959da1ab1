//! A directory: a world with an administrator and readers, and ways to add models and what names them.

use neurmatic_core::ids::{ArticleId, CategoryId, CompanyId, JobId};
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, World};
use serde_json::{Value, json};

pub(crate) struct Directory {
    pub(crate) world: World,
    pub(crate) readers: Client,
    pub(crate) admin: Client,
}

impl Directory {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let readers = client(&world);
        let admin = readers.signed_in(&world.user().role(Role::Admin).create().await);
        Self { world, readers, admin }
    }

    /// Somebody who is signed in.
    pub(crate) async fn somebody(&self, role: Role) -> Client {
        self.readers.signed_in(&self.world.user().role(role).create().await)
    }

    /// A client of another process on the same services.
    pub(crate) fn another_process(&self) -> Client {
        client(&self.world)
    }

    /// A model, made of what an administrator would send.
    pub(crate) async fn add(&self, model: Value) -> Value {
        self.admin.post("/models", model).await.expect(201).data()
    }

    /// An article, published so many hours ago, that names models by their ids.
    pub(crate) async fn article(&self, title: &str, hours_ago: i32, models: &[&str]) {
        let (article, category) = (ArticleId::new(), CategoryId::new());
        let models: String = models
            .iter()
            .map(|model| {
                format!("INSERT INTO article_models (article_id, model_id) VALUES ('{article}', '{model}');")
            })
            .collect();
        let sql = format!(
            "INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'Research', 'c-{category}');
             INSERT INTO articles (id, title, slug, summary, content, category_id, status, published_at, created_by_id)
             SELECT '{article}', '{title}', 'a-{article}', 'A summary', 'Some words', '{category}', 'published',
                    now() - interval '{hours_ago} hours', id FROM users ORDER BY id LIMIT 1;
             {models}"
        );
        self.world.sql(&sql).await;
    }

    /// A job in a state that names models by their ids.
    pub(crate) async fn job(&self, title: &str, status: &str, models: &[&str]) {
        let (job, company) = (JobId::new(), CompanyId::new());
        let owner = self.world.user().role(Role::Company).create().await.id;
        let models: String = models
            .iter()
            .map(|model| format!("INSERT INTO job_models (job_id, model_id) VALUES ('{job}', '{model}');"))
            .collect();
        let sql = format!(
            "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ('{company}', 'A company', 'c-{company}', '{owner}');
             INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                 experience_level, location, status, published_at)
             VALUES ('{job}', '{company}', '{title}', 'j-{job}', 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon',
                 '{status}', now());
             {models}"
        );
        self.world.sql(&sql).await;
    }
}

fn client(world: &World) -> Client {
    let services = world.services();
    world.client(api_models::routes().into_router(services.clone(), &services))
}

/// What an administrator would send, ready to be changed.
pub(crate) fn draft(slug: &str) -> Value {
    json!({"slug": slug, "name": slug, "provider": "Provider", "category": "open_source"})
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

/// A field of each item of a list.
pub(crate) fn each(data: &Value, list: &str, field: &str) -> Vec<String> {
    data[list].as_array().unwrap().iter().map(|item| text(item, field).to_owned()).collect()
}
