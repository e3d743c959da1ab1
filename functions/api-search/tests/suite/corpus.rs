//! Things to be found: one of each type about lighthouses, and what is around them.

use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::Value;

pub(crate) struct Corpus {
    pub(crate) world: World,
    pub(crate) readers: Client,
    pub(crate) keeper: TestUser,
}

impl Corpus {
    /// Nothing but a user, who owns and writes everything.
    pub(crate) async fn empty() -> Self {
        let world = World::new().await;
        let keeper = world.user().role(Role::Company).create().await;
        let sql = format!(
            "INSERT INTO news_categories (id, name, slug) VALUES (gen_random_uuid(), 'News', 'news');
             INSERT INTO forum_categories (id, name, slug, visibility) VALUES
                 (gen_random_uuid(), 'Open', 'open', 'public'), (gen_random_uuid(), 'Members', 'members', 'private');
             INSERT INTO companies (id, name, slug, description, owner_user_id)
             VALUES (gen_random_uuid(), 'Harbour Works', 'harbour-works', 'It builds piers.', '{}')",
            keeper.id
        );
        world.sql(&sql).await;
        let readers = client(&world);
        Self { world, readers, keeper }
    }

    /// One of each type whose title or name holds the word, or whose text does.
    pub(crate) async fn of_lighthouses() -> Self {
        let corpus = Self::empty().await;
        corpus.article("How a lighthouse works", "It stands.", "Lamps turn.").await;
        corpus.topic("Which lighthouse is best", "I ask for a friend.", "open").await;
        for n in 1..=3 {
            corpus
                .reply("which-lighthouse-is-best", &format!("Answer number {n} speaks of other things."))
                .await;
        }
        corpus.reply("which-lighthouse-is-best", "The northern lighthouse is the best one.").await;
        corpus.job("Lighthouse keeper", "Keep it lit.", "active").await;
        corpus
            .world
            .sql(&format!(
                "UPDATE companies SET name = 'Lighthouse Works' WHERE slug = 'harbour-works';
                 INSERT INTO profiles (user_id, display_name, headline) VALUES ('{}', 'Lighthouse Fan', 'Climbs stairs')
                 ON CONFLICT (user_id) DO UPDATE SET display_name = 'Lighthouse Fan', headline = 'Climbs stairs';
                 INSERT INTO llm_models (id, name, slug, provider, category)
                 VALUES (gen_random_uuid(), 'Lighthouse-1.5', 'lighthouse-1.5', 'Harbour Lab', 'open_source')",
                corpus.keeper.id
            ))
            .await;
        corpus
    }

    pub(crate) async fn article(&self, title: &str, summary: &str, content: &str) {
        let sql = "INSERT INTO articles (id, title, slug, summary, content, category_id, status, published_at, created_by_id)
            SELECT gen_random_uuid(), $1, trim(both '-' from regexp_replace(lower($1), '[^a-z0-9]+', '-', 'g')), $2, $3, c.id,
                   'published', now(), $4
            FROM news_categories c LIMIT 1";
        self.world.owner().execute(sql, &[&title, &summary, &content, &self.keeper.id]).await.unwrap();
    }

    pub(crate) async fn topic(&self, title: &str, content: &str, category: &str) {
        let sql = "INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility)
            SELECT gen_random_uuid(), $1, trim(both '-' from regexp_replace(lower($1), '[^a-z0-9]+', '-', 'g')), $2, $3, c.id,
                   c.visibility
            FROM forum_categories c WHERE c.slug = $4";
        self.world.owner().execute(sql, &[&title, &content, &self.keeper.id, &category]).await.unwrap();
    }

    pub(crate) async fn reply(&self, topic: &str, content: &str) {
        let sql = "INSERT INTO replies (id, topic_id, author_id, content, created_at)
            SELECT gen_random_uuid(), t.id, $3, $2, clock_timestamp() FROM topics t WHERE t.slug = $1";
        self.world.owner().execute(sql, &[&topic, &content, &self.keeper.id]).await.unwrap();
    }

    pub(crate) async fn job(&self, title: &str, description: &str, status: &str) {
        let sql = "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                experience_level, location, status, published_at)
            SELECT gen_random_uuid(), c.id, $1, trim(both '-' from regexp_replace(lower($1), '[^a-z0-9]+', '-', 'g')), $2,
                   'Care.', 'full_time', 'remote', 'mid', 'Lisbon', $3::text::job_status, now()
            FROM companies c LIMIT 1";
        self.world.owner().execute(sql, &[&title, &description, &status]).await.unwrap();
    }

    /// The data of a search, asked from an address that no limit has counted.
    pub(crate) async fn search(&self, query: &str) -> Value {
        let readers = self.readers.from_address(&self.world.address());
        readers.get(&format!("/search?{query}")).await.expect(200).data()
    }

    /// The data of suggestions.
    pub(crate) async fn suggest(&self, q: &str) -> Value {
        let readers = self.readers.from_address(&self.world.address());
        readers.get(&format!("/search/suggest?q={q}")).await.expect(200).data()
    }
}

fn client(world: &World) -> Client {
    let services = world.services();
    world.client(api_search::routes().into_router(services.clone(), &services))
}

/// The types of hits or suggestions, in their order.
pub(crate) fn types(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap()).collect()
}

/// A list of segments as a text with its matches in brackets.
pub(crate) fn read(segments: &Value) -> String {
    let piece = |segment: &Value| {
        let text = segment["text"].as_str().unwrap();
        if segment["isMatch"] == true { format!("[{text}]") } else { text.to_owned() }
    };
    segments.as_array().unwrap().iter().map(piece).collect()
}

/// The titles of hits with their matches in brackets.
pub(crate) fn titles(data: &Value) -> Vec<String> {
    data["hits"].as_array().unwrap().iter().map(|hit| read(&hit["title"])).collect()
}

/// The one hit of a type.
pub(crate) fn hit<'a>(data: &'a Value, kind: &str) -> &'a Value {
    let mut of_kind = data["hits"].as_array().unwrap().iter().filter(|hit| hit["type"] == kind);
    let hit = of_kind.next().unwrap_or_else(|| panic!("no hit of {kind}: {data}"));
    assert!(of_kind.next().is_none(), "more than one hit of {kind}");
    hit
}
