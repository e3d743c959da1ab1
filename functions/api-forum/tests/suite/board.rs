//! A forum to test on: a world with three categories, and ways to make topics, replies and people.

use futures::future::join_all;
use neurmatic_core::ids::ForumCategoryId;
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::{Value, json};

/// What differs from a recount; empty when everything is right.
const WRONG: &str = "
    SELECT 'reply_count of ' || t.title FROM topics t
    LEFT JOIN (SELECT topic_id, count(*) AS n, max(created_at) AS at FROM replies WHERE is_visible GROUP BY 1) AS r
        ON r.topic_id = t.id
    WHERE t.reply_count <> coalesce(r.n, 0) OR t.last_reply_at IS DISTINCT FROM r.at
       OR t.last_activity_at <> coalesce(r.at, t.created_at)
    UNION ALL
    SELECT 'votes of ' || t.title FROM topics t
    WHERE (t.upvote_count, t.downvote_count) <> (
        SELECT count(*) FILTER (WHERE value = 1), count(*) FILTER (WHERE value = -1) FROM topic_votes WHERE topic_id = t.id)
    UNION ALL
    SELECT 'votes of reply ' || r.id FROM replies r
    WHERE (r.upvote_count, r.downvote_count) <> (
        SELECT count(*) FILTER (WHERE value = 1), count(*) FILTER (WHERE value = -1) FROM reply_votes WHERE reply_id = r.id)
    UNION ALL
    SELECT 'topic_count of ' || c.slug FROM forum_categories c
    WHERE c.topic_count <> (SELECT count(*) FROM topics WHERE category_id = c.id AND is_listed)
    UNION ALL
    SELECT 'usage_count of ' || g.slug FROM forum_tags g
    WHERE g.usage_count <> (
        SELECT count(*) FROM topic_tags x JOIN topics t ON t.id = x.topic_id
        WHERE x.tag_id = g.id AND t.is_listed AND t.visibility = 'public')
    UNION ALL
    SELECT c.name FROM row_counts c
    WHERE c.name LIKE 'forum.topics.%'
      AND c.n <> (SELECT count(*) FROM topics WHERE is_listed AND 'forum.topics.' || visibility = c.name)
    UNION ALL
    SELECT 'reputation of ' || u.username FROM users u
    LEFT JOIN user_reputation p ON p.user_id = u.id
    WHERE coalesce(p.total, 0) <> greatest(0,
        5 * (SELECT count(*) FROM topics WHERE author_id = u.id AND status <> 'archived')
        + 2 * (SELECT count(*) FROM replies WHERE author_id = u.id AND deleted_at IS NULL)
        + (SELECT coalesce(sum(CASE v.value WHEN 1 THEN 10 ELSE -5 END), 0)
           FROM topic_votes v JOIN topics t ON t.id = v.topic_id WHERE t.author_id = u.id)
        + (SELECT coalesce(sum(CASE v.value WHEN 1 THEN 10 ELSE -5 END), 0)
           FROM reply_votes v JOIN replies r ON r.id = v.reply_id WHERE r.author_id = u.id)
        + 25 * (SELECT count(*) FROM topics t JOIN replies r ON r.id = t.accepted_reply_id
                WHERE r.author_id = u.id AND t.author_id <> u.id))";

pub(crate) struct Board {
    pub(crate) world: World,
    pub(crate) visitor: Client,
    pub(crate) public: ForumCategoryId,
    pub(crate) private: ForumCategoryId,
    pub(crate) staff: ForumCategoryId,
}

impl Board {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let visitor = client(&world);
        let mut ids = Vec::new();
        for (slug, visibility) in [("public", "public"), ("private", "private"), ("staff", "moderator_only")]
        {
            let id = ForumCategoryId::new();
            let sql = "INSERT INTO forum_categories (id, name, slug, visibility) \
                       VALUES ($1, $2, $2, $3::text::category_visibility)";
            world.owner().execute(sql, &[&id, &slug, &visibility]).await.unwrap();
            ids.push(id);
        }
        Self { world, visitor, public: ids[0], private: ids[1], staff: ids[2] }
    }

    /// A client of another process on the same services.
    pub(crate) fn another_process(&self) -> Client {
        client(&self.world)
    }

    pub(crate) async fn member(&self) -> (TestUser, Client) {
        self.with_role(Role::User).await
    }

    pub(crate) async fn with_role(&self, role: Role) -> (TestUser, Client) {
        let user = self.world.user().role(role).create().await;
        let client = self.visitor.signed_in(&user);
        (user, client)
    }

    pub(crate) async fn moderator(&self) -> Client {
        self.with_role(Role::Moderator).await.1
    }

    /// Several members in one go.
    pub(crate) async fn members(&self, n: usize) -> Vec<Client> {
        join_all((0..n).map(|_| self.member())).await.into_iter().map(|(_, client)| client).collect()
    }

    /// A topic of a new member in the public category; its author's client with it.
    pub(crate) async fn topic(&self, title: &str) -> (Value, Client) {
        self.topic_of(json!({"title": title})).await
    }

    /// The same with other fields.
    pub(crate) async fn topic_of(&self, fields: Value) -> (Value, Client) {
        let (_, author) = self.member().await;
        (self.topic_by(&author, fields).await, author)
    }

    /// A topic by somebody.
    pub(crate) async fn topic_by(&self, author: &Client, fields: Value) -> Value {
        let mut body = json!({
            "title": "A topic of the forum",
            "content": "What the topic is about, in some words.",
            "categoryId": self.public,
        });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        author.post("/forum/topics", body).await.expect(201).data()
    }

    /// A reply of a new member; its author's client with it.
    pub(crate) async fn reply(&self, topic: &Value) -> (Value, Client) {
        let (_, author) = self.member().await;
        let path = format!("/forum/topics/{}/replies", text(topic, "id"));
        let made = author.post(&path, json!({"content": "A reply in some words."})).await;
        (made.expect(201).data(), author)
    }

    /// Asserts that counters, scores and reputation equal a recount.
    pub(crate) async fn recount(&self) {
        let rows = self.world.owner().query(WRONG, &[]).await.unwrap();
        let wrong: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }

    /// A user's reputation.
    pub(crate) async fn reputation(&self, user: &Value) -> i64 {
        let id: uuid::Uuid = text(user, "id").parse().unwrap();
        let sql = "SELECT coalesce((SELECT total FROM user_reputation WHERE user_id = $1), 0)";
        self.world.one(sql, &[&id]).await
    }
}

fn client(world: &World) -> Client {
    let services = world.services();
    world.client(api_forum::routes().into_router(services.clone(), &services))
}

/// The titles of a list of topics.
pub(crate) fn titles(data: &Value) -> Vec<String> {
    data["topics"].as_array().unwrap().iter().map(|topic| text(topic, "title").to_owned()).collect()
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

pub(crate) fn topic_path(topic: &Value) -> String {
    format!("/forum/topics/{}", text(topic, "id"))
}

pub(crate) fn reply_path(reply: &Value) -> String {
    format!("/forum/replies/{}", text(reply, "id"))
}
