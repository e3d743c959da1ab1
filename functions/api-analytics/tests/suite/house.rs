//! A publishing house: a world with an author, and ways to make articles and to be somebody.

use api_analytics::routes;
use neurmatic_core::ids::ArticleId;
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};

pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) anybody: Client,
    pub(crate) author: TestUser,
}

impl House {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let anybody = world.client(routes().into_router(services.clone(), &services));
        let author = world.user().create().await;
        world
            .sql("INSERT INTO news_categories (id, name, slug) VALUES (gen_random_uuid(), 'Research', 'research')")
            .await;
        Self { world, anybody, author }
    }

    /// The author.
    pub(crate) fn author(&self) -> Client {
        self.anybody.signed_in(&self.author)
    }

    pub(crate) async fn somebody(&self, role: Role) -> Client {
        self.anybody.signed_in(&self.world.user().role(role).create().await)
    }

    /// An article of the author's.
    pub(crate) async fn article(&self, status: &str) -> ArticleId {
        let id = ArticleId::new();
        let sql = "INSERT INTO articles (id, title, slug, summary, content, author_id, category_id, status, published_at,
                view_count, bookmark_count, share_count, created_by_id)
            SELECT $1, 'An article', 'a' || replace($1::uuid::text, '-', ''), 's', 'c', $2, id, $3::text::article_status, now(), 70, 8, 9, $2
            FROM news_categories";
        self.world.owner().execute(sql, &[&id, &self.author.id, &status]).await.unwrap();
        id
    }
}
