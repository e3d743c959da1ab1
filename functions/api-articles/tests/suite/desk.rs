//! An editor's desk: a world with categories, tags and models, and ways to make articles.

use neurmatic_core::ids::{ArticleId, CategoryId, ModelId, TagId};
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::{Value, json};

pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) editor: TestUser,
    pub(crate) readers: Client,
    pub(crate) editors: Client,
    pub(crate) category: CategoryId,
    pub(crate) tags: Vec<TagId>,
    pub(crate) model: ModelId,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::over(World::new().await).await
    }

    pub(crate) async fn over(world: World) -> Self {
        let editor = world.user().role(Role::Moderator).create().await;
        let readers = client(&world);
        let editors = client(&world).signed_in(&editor);
        let category = CategoryId::new();
        let owner = world.owner();
        let sql = "INSERT INTO news_categories (id, name, slug) VALUES ($1, 'Research', 'research')";
        owner.execute(sql, &[&category]).await.unwrap();
        let mut tags = Vec::new();
        for slug in ["agents", "evaluation", "retrieval"] {
            let tag = TagId::new();
            owner
                .execute("INSERT INTO news_tags (id, name, slug) VALUES ($1, $2, $2)", &[&tag, &slug])
                .await
                .unwrap();
            tags.push(tag);
        }
        let model = ModelId::new();
        let sql = "INSERT INTO llm_models (id, name, slug, provider, category) VALUES ($1, 'Model One', 'model-one', 'Provider', 'open_source')";
        owner.execute(sql, &[&model]).await.unwrap();
        Self { world, editor, readers, editors, category, tags, model }
    }

    /// What an editor would send, ready to be changed.
    pub(crate) fn draft(&self, title: &str) -> Value {
        json!({
            "title": title,
            "summary": "A summary that is long enough to say what the article is about.",
            "content": format!("# {title}\n\n{}", "Words of the article, again and again. ".repeat(4)),
            "categoryId": self.category,
            "tagIds": [self.tags[0]],
            "modelIds": [self.model],
        })
    }

    /// A published article.
    pub(crate) async fn published(&self, title: &str) -> Value {
        let mut draft = self.draft(title);
        draft["status"] = json!("published");
        self.editors_from_elsewhere().post("/articles", draft).await.expect(201).data()
    }

    /// The editor from a fresh login, whom no limit has counted.
    pub(crate) fn editors_from_elsewhere(&self) -> Client {
        self.editors.from_address(&self.world.address())
    }

    /// A client of another process on the same services.
    pub(crate) fn another_process(&self) -> Client {
        client(&self.world)
    }

    pub(crate) async fn view_count(&self, id: &str) -> i64 {
        let id: ArticleId = id.parse().unwrap();
        self.world.one("SELECT view_count FROM articles WHERE id = $1", &[&id]).await
    }
}

fn client(world: &World) -> Client {
    let services = world.services();
    world.client(api_articles::routes().into_router(services.clone(), &services))
}

/// The titles of a list.
pub(crate) fn titles(data: &Value) -> Vec<String> {
    let articles = data["articles"].as_array().unwrap();
    articles.iter().map(|article| article["title"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}
