//! A town: a world with people, and one of each thing that can be followed.

use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// Follower counts and following counts that differ from a recount.
const WRONG_COUNTS: &str = "
    SELECT 'following ' || username FROM users u
        WHERE following_count <> (SELECT count(*) FROM follows WHERE follower_id = u.id)
    UNION ALL SELECT 'user ' || username FROM users u
        WHERE follower_count <> (SELECT count(*) FROM follows WHERE target_type = 'user' AND target_id = u.id)
    UNION ALL SELECT 'company ' || slug FROM companies c
        WHERE follower_count <> (SELECT count(*) FROM follows WHERE target_type = 'company' AND target_id = c.id)
    UNION ALL SELECT 'model ' || slug FROM llm_models m
        WHERE follower_count <> (SELECT count(*) FROM follows WHERE target_type = 'model' AND target_id = m.id)
    UNION ALL SELECT 'tag ' || slug FROM (SELECT * FROM (SELECT id, slug, follower_count FROM news_tags
            UNION ALL SELECT id, slug, follower_count FROM forum_tags) AS each) t
        WHERE follower_count <> (SELECT count(*) FROM follows WHERE target_type = 'tag' AND target_id = t.id)
    UNION ALL SELECT 'category ' || slug FROM (SELECT id, slug, follower_count FROM news_categories
            UNION ALL SELECT id, slug, follower_count FROM forum_categories) c
        WHERE follower_count <> (SELECT count(*) FROM follows WHERE target_type = 'category' AND target_id = c.id)";

pub(crate) struct Town {
    pub(crate) world: World,
    pub(crate) anybody: Client,
    pub(crate) owner: TestUser,
    pub(crate) company: Uuid,
    pub(crate) model: Uuid,
    pub(crate) news_tag: Uuid,
    pub(crate) news_category: Uuid,
    pub(crate) forum_tag: Uuid,
    /// Public, private, for moderators only.
    pub(crate) forum_categories: [Uuid; 3],
}

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) user: TestUser,
    pub(crate) client: Client,
}

impl Town {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let anybody = client(&world);
        let owner = world.user().role(Role::Company).create().await;
        let id = Uuid::now_v7;
        let (company, model, news_tag, news_category, forum_tag) = (id(), id(), id(), id(), id());
        let forum_categories = [id(), id(), id()];
        let [public, private, moderators] = forum_categories;
        world
            .sql(&format!(
                "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ('{company}', 'First Company', 'first-company', '{}');
                 INSERT INTO llm_models (id, name, slug, provider, category) VALUES ('{model}', 'Model', 'model', 'p', 'open_source');
                 INSERT INTO news_tags (id, name, slug) VALUES ('{news_tag}', 'News tag', 'news-tag');
                 INSERT INTO news_categories (id, name, slug) VALUES ('{news_category}', 'News', 'news');
                 INSERT INTO forum_tags (id, name, slug) VALUES ('{forum_tag}', 'Forum tag', 'forum-tag');
                 INSERT INTO forum_categories (id, name, slug, visibility) VALUES
                    ('{public}', 'Public', 'public', 'public'), ('{private}', 'Private', 'private', 'private'),
                    ('{moderators}', 'Moderators', 'moderators', 'moderator_only');",
                owner.id
            ))
            .await;
        let town = Self {
            world,
            anybody,
            owner,
            company,
            model,
            news_tag,
            news_category,
            forum_tag,
            forum_categories,
        };
        let author = town.world.user().create().await;
        let topic = town.topic(&author, public, 100_000).await;
        town.tag_topic(topic).await;
        town
    }

    pub(crate) async fn person(&self) -> Person {
        self.person_as(Role::User).await
    }

    pub(crate) async fn person_as(&self, role: Role) -> Person {
        let user = self.world.user().role(role).create().await;
        Person { client: self.anybody.signed_in(&user).from_address(&self.world.address()), user }
    }

    /// A client of another process on the same services.
    pub(crate) fn another_process(&self) -> Client {
        client(&self.world)
    }

    /// The path of something that can be followed.
    pub(crate) fn targets(&self) -> Vec<String> {
        [
            ("user", self.owner.id.0),
            ("company", self.company),
            ("model", self.model),
            ("tag", self.news_tag),
            ("tag", self.forum_tag),
            ("category", self.news_category),
            ("category", self.forum_categories[0]),
            ("category", self.forum_categories[1]),
        ]
        .iter()
        .map(|(kind, id)| format!("{kind}/{id}"))
        .collect()
    }

    /// A published article, some minutes old.
    pub(crate) async fn article(&self, author: &TestUser, minutes: i64) -> Uuid {
        let id = Uuid::now_v7();
        let sql = format!(
            "INSERT INTO articles (id, title, slug, summary, content, category_id, status, published_at, author_id, created_by_id)
             VALUES ('{id}', 'An article', 'a{id}', 's', 'c', '{}', 'published', now() - interval '{minutes} minutes', '{a}', '{a}');
             INSERT INTO article_tags (article_id, tag_id) VALUES ('{id}', '{}');
             INSERT INTO article_models (article_id, model_id) VALUES ('{id}', '{}')",
            self.news_category,
            self.news_tag,
            self.model,
            a = author.id,
        );
        self.world.sql(&sql).await;
        id
    }

    /// A topic, some minutes old.
    pub(crate) async fn topic(&self, author: &TestUser, category: Uuid, minutes: i64) -> Uuid {
        let id = Uuid::now_v7();
        let sql = format!(
            "INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility, created_at)
             SELECT '{id}', 'A topic', 't{id}', 'Some words of it.', '{}', id, visibility, now() - interval '{minutes} minutes'
             FROM forum_categories WHERE id = '{category}'",
            author.id
        );
        self.world.sql(&sql).await;
        id
    }

    pub(crate) async fn tag_topic(&self, topic: Uuid) {
        let sql = format!(
            "INSERT INTO topic_tags (topic_id, tag_id, topic_created_at)
             SELECT id, '{}', created_at FROM topics WHERE id = '{topic}'",
            self.forum_tag
        );
        self.world.sql(&sql).await;
    }

    /// An open job of the company, some minutes old, that names the model.
    pub(crate) async fn job(&self, minutes: i64) -> Uuid {
        let id = Uuid::now_v7();
        let sql = format!(
            "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                experience_level, location, status, published_at)
             VALUES ('{id}', '{}', 'A job', 'j{id}', 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 'active',
                now() - interval '{minutes} minutes');
             INSERT INTO job_models (job_id, model_id) VALUES ('{id}', '{}')",
            self.company, self.model
        );
        self.world.sql(&sql).await;
        id
    }

    pub(crate) async fn block(&self, blocker: &TestUser, blocked: &TestUser) {
        let sql = "INSERT INTO user_blocks (blocker_id, blocked_id) VALUES ($1, $2)";
        self.world.owner().execute(sql, &[&blocker.id, &blocked.id]).await.unwrap();
    }

    /// What users are to be told, as the tasks that wait.
    pub(crate) async fn to_be_told(&self) -> Value {
        let sql = "SELECT coalesce(jsonb_agg(payload ORDER BY id), '[]') FROM outbox WHERE task = 'notification:send'";
        self.world.one(sql, &[]).await
    }

    pub(crate) async fn wrong_counts(&self) -> Vec<String> {
        let rows = self.world.owner().query(WRONG_COUNTS, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Person {
    /// Follows something, and returns how many follow it then.
    pub(crate) async fn follow(&self, target: &str) -> Value {
        self.client.put(&format!("/follows/{target}"), json!({})).await.expect(200).data()["followerCount"]
            .clone()
    }

    pub(crate) async fn unfollow(&self, target: &str) {
        self.client.delete(&format!("/follows/{target}")).await.expect(204);
    }

    /// The ids of the caller's whole feed, page after page.
    pub(crate) async fn feed(&self, limit: u32) -> Vec<String> {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.client.get(&format!("/feed?limit={limit}{cursor}")).await.expect(200).json();
            let items = page["data"]["items"].as_array().unwrap();
            ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["pagination"]["nextCursor"].as_str() else { return ids };
            cursor = format!("&cursor={next}");
        }
    }
}

fn client(world: &World) -> Client {
    let services = world.services();
    world.client(api_community::routes().into_router(services.clone(), &services))
}

/// Ids as an answer has them.
pub(crate) fn texts(ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(Uuid::to_string).collect()
}
