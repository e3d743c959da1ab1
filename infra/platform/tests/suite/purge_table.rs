//! What each write has the edge forget: a line for each, and none is left out.

use std::collections::BTreeSet;

use neurmatic_core::ids::{CategoryId, ForumCategoryId, ModelId};
use neurmatic_core::words::Role;
use neurmatic_platform::{router, table};
use neurmatic_testing::{Client, World};
use serde_json::{Value, json};

/// Kinds of tags, how thoroughly, and whether at most once in ten seconds.
const NOTHING: &str = "";
const ARTICLE_EDITED: &str = "article articles author category soft";
const ARTICLE_GONE: &str = "article articles author category hard";
const TOPIC_EDITED: &str = "category topic topics soft";
const TOPIC_GONE: &str = "category topic topics hard";
const REPLIED: &str = "topic soft, gathered";
const JOB_EDITED: &str = "company job jobs soft";
const JOB_CLOSED: &str = "company job jobs hard";
const SETTINGS_EDITED: &str = "settings soft";
const COMPANY_EDITED: &str = "company jobs soft";
const MODEL_ADDED: &str = "models soft";
const MODEL_EDITED: &str = "model models soft";
const MODEL_RENAMED: &str = "model model-name model-names models soft";

const NAME_EDITED: &str = "author soft";

/// Accounts, logins, what their owners are told, and background tasks: what ends them, needs a password, a notification or a
/// waiting task is walked through where they are.
const PERSONAL: [&str; 7] =
    ["auth.", "notifications.", "queues.", "tasks.", "users.delete", "users.email", "users.password"];

struct Walk {
    world: World,
    anybody: Client,
    seen: BTreeSet<&'static str>,
}

impl Walk {
    async fn new() -> Self {
        let world = World::new().await;
        let anybody = world.client(router(&world.env(), &world.services()).unwrap());
        Self { world, anybody, seen: BTreeSet::new() }
    }

    async fn somebody(&self, role: Role) -> Client {
        let user = self.world.user().role(role).create().await;
        self.anybody.signed_in(&user).from_address(&self.world.address())
    }

    /// Does a write, which must succeed, and asserts what it has the edge forget. Returns the answer's data.
    async fn write(
        &mut self,
        who: &Client,
        (operation, id): (&'static str, &str),
        body: Value,
        expected: &str,
    ) -> Value {
        self.seen.insert(operation);
        let route = table().into_iter().find(|route| route.operation == operation).unwrap();
        let path = route
            .path
            .strip_prefix("/api/v1")
            .unwrap()
            .replace("{type}/{id}", id)
            .replace("{id}", id)
            .replace("{pattern}", id)
            .replace("{tag}", id)
            .replace("{n}", "1");
        let body = (route.method != "DELETE").then(|| body.to_string());
        let reply = who.send(route.method.as_str(), &path, body).await;
        assert!(reply.status.is_success(), "{operation}: {} {:?}", reply.status, reply.body);
        assert_eq!(self.forgotten().await, expected, "{operation} {id}");
        serde_json::from_slice::<Value>(&reply.body).unwrap_or_default()["data"].clone()
    }

    /// The kinds of the tags that wait, which wait no longer.
    async fn forgotten(&self) -> String {
        let sql = "WITH gone AS (DELETE FROM purges RETURNING *), kinds AS (
                SELECT string_agg(DISTINCT split_part(value, ':', 1), ' ' ORDER BY split_part(value, ':', 1)) AS tags,
                       string_agg(DISTINCT kind || CASE WHEN is_frequent THEN ', gathered' ELSE '' END, ' ') AS how
                FROM gone)
            SELECT coalesce(tags || ' ' || how, '') FROM kinds";
        self.world.one(sql, &[]).await
    }
}

fn id(data: &Value) -> String {
    data["id"].as_str().unwrap().to_owned()
}

async fn articles(walk: &mut Walk) {
    let (editor, reader) = (walk.somebody(Role::Moderator).await, walk.somebody(Role::User).await);
    let category = CategoryId::new();
    let sql =
        format!("INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'Research', 'research')");
    walk.world.sql(&sql).await;
    let draft = json!({
        "title": "An article that is written", "summary": "A summary that is long enough to be one of an article.",
        "content": "Words, again and again. ".repeat(8), "categoryId": category,
    });
    let article = id(&walk.write(&editor, ("articles.create", ""), draft.clone(), NOTHING).await);
    let title = json!({"title": "An article that is edited"});
    walk.write(&editor, ("articles.edit", &article), title, NOTHING).await;
    walk.write(&editor, ("articles.publish", &article), json!({}), ARTICLE_EDITED).await;
    let title = json!({"title": "An article that is edited again"});
    walk.write(&editor, ("articles.edit", &article), title, ARTICLE_EDITED).await;
    walk.write(&editor, ("articles.restore", &article), json!({}), ARTICLE_EDITED).await;
    walk.write(&reader, ("articles.bookmark", &article), json!({}), NOTHING).await;
    walk.write(&reader, ("articles.unbookmark", &article), json!({}), NOTHING).await;
    walk.write(&reader, ("articles.view", &article), json!({}), NOTHING).await;
    let shared = json!({"events": [{"kind": "article_share", "articleId": article, "platform": "x"}]});
    walk.write(&reader, ("analytics.events", ""), shared, NOTHING).await;
    walk.write(&editor, ("articles.archive", &article), json!({}), ARTICLE_GONE).await;
    walk.write(&editor, ("articles.publish", &article), json!({}), ARTICLE_EDITED).await;
    walk.write(&editor, ("articles.delete", &article), json!({}), ARTICLE_GONE).await;
    let other = id(&walk.write(&editor, ("articles.create", ""), draft, NOTHING).await);
    let soon = json!({"scheduledAt": jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)});
    walk.write(&editor, ("articles.schedule", &other), soon, NOTHING).await;
    walk.write(&editor, ("articles.delete", &other), json!({}), NOTHING).await;
}

async fn forum(walk: &mut Walk) {
    let (author, other) = (walk.somebody(Role::User).await, walk.somebody(Role::User).await);
    let moderator = walk.somebody(Role::Moderator).await;
    let (public, private) = (ForumCategoryId::new(), ForumCategoryId::new());
    for (category, visibility) in [(public, "public"), (private, "private")] {
        let sql = format!(
            "INSERT INTO forum_categories (id, name, slug, visibility) VALUES ('{category}', '{visibility}', '{visibility}', '{visibility}')"
        );
        walk.world.sql(&sql).await;
    }
    let question = |category: ForumCategoryId| {
        json!({"title": "A question of the forum", "content": "What it is about, in some words.",
               "categoryId": category, "type": "question"})
    };
    let reply = json!({"content": "A reply in some words."});
    let topic = id(&walk.write(&author, ("topics.create", ""), question(public), TOPIC_EDITED).await);
    let words = json!({"content": "What it is about, in other words."});
    walk.write(&author, ("topics.edit", &topic), words.clone(), TOPIC_EDITED).await;
    let first = id(&walk.write(&other, ("replies.create", &topic), reply.clone(), REPLIED).await);
    walk.write(&other, ("replies.edit", &first), words, REPLIED).await;
    walk.write(&other, ("topics.vote", &topic), json!({"value": 1}), NOTHING).await;
    walk.write(&author, ("replies.vote", &first), json!({"value": 1}), NOTHING).await;
    walk.write(&other, ("topics.watch", &topic), json!({"level": "watch"}), NOTHING).await;
    walk.write(&other, ("topics.unwatch", &topic), json!({}), NOTHING).await;
    walk.write(&author, ("topics.accept", &topic), json!({"replyId": first}), TOPIC_EDITED).await;
    walk.write(&moderator, ("topics.pin", &topic), json!({"pinned": true}), TOPIC_EDITED).await;
    walk.write(&moderator, ("topics.lock", &topic), json!({"locked": true}), TOPIC_EDITED).await;
    walk.write(&moderator, ("topics.lock", &topic), json!({"locked": false}), TOPIC_EDITED).await;
    let report = json!({"targetType": "reply", "targetId": first, "reason": "spam"});
    let report = id(&walk.write(&author, ("reports.create", ""), report, NOTHING).await);
    let decision = |status: &str| json!({ "status": status });
    walk.write(&moderator, ("reports.decide", &report), decision("reviewing"), NOTHING).await;
    walk.write(&moderator, ("reports.decide", &report), decision("resolved_violation"), TOPIC_GONE).await;
    walk.write(&moderator, ("reports.decide", &report), decision("dismissed"), TOPIC_EDITED).await;
    walk.write(&other, ("replies.delete", &first), json!({}), TOPIC_GONE).await;
    walk.write(&moderator, ("topics.move", &topic), json!({"categoryId": private}), TOPIC_GONE).await;
    walk.write(&author, ("replies.create", &topic), reply, NOTHING).await;
    walk.write(&moderator, ("topics.pin", &topic), json!({"pinned": false}), NOTHING).await;
    walk.write(&moderator, ("topics.move", &topic), json!({"categoryId": public}), TOPIC_EDITED).await;
    walk.write(&author, ("topics.delete", &topic), json!({}), TOPIC_GONE).await;
    let hidden = id(&walk.write(&author, ("topics.create", ""), question(private), NOTHING).await);
    walk.write(&author, ("topics.delete", &hidden), json!({}), NOTHING).await;
}

async fn jobs(walk: &mut Walk) {
    let (owner, moderator) = (walk.somebody(Role::Company).await, walk.somebody(Role::Moderator).await);
    let reader = walk.somebody(Role::User).await;
    let company = json!({"name": "First Company"});
    let company = id(&walk.write(&owner, ("companies.create", ""), company, COMPANY_EDITED).await);
    let verified = json!({"isVerified": true});
    walk.write(&moderator, ("companies.edit", &company), verified, COMPANY_EDITED).await;
    let model = ModelId::new();
    let sql = "INSERT INTO llm_models (id, name, slug, provider, category) VALUES ($1, 'm', 'm', 'p', 'open_source')";
    walk.world.owner().execute(sql, &[&model]).await.unwrap();
    let advert = |status: &str| {
        json!({
            "title": "A job that is open", "description": "What the job is about, again and again. ".repeat(4),
            "requirements": "What one should know and be able to do for it, in some words.", "type": "full_time",
            "workLocation": "remote", "experience": "senior", "location": "Lisbon", "status": status,
            "modelIds": [model],
        })
    };
    let draft = id(&walk.write(&owner, ("jobs.create", ""), advert("draft"), NOTHING).await);
    walk.write(&owner, ("jobs.delete", &draft), json!({}), NOTHING).await;
    let job = id(&walk.write(&owner, ("jobs.create", ""), advert("active"), JOB_EDITED).await);
    walk.write(&owner, ("jobs.edit", &job), json!({"title": "A job that is better"}), JOB_EDITED).await;
    walk.write(&reader, ("jobs.save", &job), json!({}), NOTHING).await;
    walk.write(&reader, ("jobs.unsave", &job), json!({}), NOTHING).await;
    let applied = id(&walk.write(&reader, ("applications.create", &job), json!({}), NOTHING).await);
    walk.write(&owner, ("applications.edit", &applied), json!({"status": "viewed"}), NOTHING).await;
    let alert = json!({"name": "Mine", "criteria": {"keywords": "rust"}});
    let alert = id(&walk.write(&reader, ("alerts.create", ""), alert, NOTHING).await);
    walk.write(&reader, ("alerts.edit", &alert), json!({"isActive": false}), NOTHING).await;
    walk.write(&reader, ("alerts.delete", &alert), json!({}), NOTHING).await;
    walk.write(&owner, ("jobs.edit", &job), json!({"status": "paused"}), JOB_CLOSED).await;
    walk.write(&owner, ("jobs.edit", &job), json!({"status": "active"}), JOB_EDITED).await;
    walk.write(&owner, ("jobs.delete", &job), json!({}), JOB_CLOSED).await;
}

async fn users(walk: &mut Walk) {
    let user = walk.world.user().create().await;
    let client = walk.anybody.signed_in(&user);
    walk.write(&client, ("users.edit", ""), json!({"headline": "Builds things"}), NOTHING).await;
    walk.write(&client, ("users.edit", ""), json!({"displayName": "Another name"}), NAME_EDITED).await;
    let collection =
        id(&walk.write(&client, ("collections.create", ""), json!({"name": "Mine"}), NOTHING).await);
    walk.write(&client, ("collections.edit", &collection), json!({"name": "Ours"}), NOTHING).await;
    walk.write(&client, ("collections.delete", &collection), json!({}), NOTHING).await;
    let sql = "WITH article AS (
            INSERT INTO articles (id, title, slug, summary, content, category_id, status, published_at)
            SELECT $1, 'title', 'kept', 'summary', 'content', id, 'published', now() FROM news_categories LIMIT 1 RETURNING id)
        INSERT INTO bookmarks (id, user_id, article_id) SELECT $1, $1, id FROM article";
    walk.world.owner().execute(sql, &[&user.id]).await.unwrap();
    let bookmark = user.id.to_string();
    walk.write(&client, ("bookmarks.edit", &bookmark), json!({"notes": "Again"}), NOTHING).await;
    walk.write(&client, ("bookmarks.delete", &bookmark), json!({}), NOTHING).await;
}

async fn people(walk: &mut Walk) {
    let one = walk.somebody(Role::User).await;
    let other = walk.world.user().create().await.id;
    let message = json!({"recipientId": other, "content": "Hello"});
    let message = walk.write(&one, ("messages.create", ""), message, NOTHING).await;
    let conversation = message["conversationId"].as_str().unwrap().to_owned();
    walk.write(&one, ("conversations.read", &conversation), json!({}), NOTHING).await;
    let followed = format!("user/{other}");
    walk.write(&one, ("follows.put", &followed), json!({}), NOTHING).await;
    walk.write(&one, ("follows.delete", &followed), json!({}), NOTHING).await;
    walk.write(&one, ("blocks.put", &other.to_string()), json!({}), NOTHING).await;
    walk.write(&one, ("blocks.delete", &other.to_string()), json!({}), NOTHING).await;
}

async fn models(walk: &mut Walk) {
    let admin = walk.somebody(Role::Admin).await;
    let model = json!({"slug": "m-1.5", "name": "M", "provider": "P", "category": "open_source"});
    let model = id(&walk.write(&admin, ("models.create", ""), model, MODEL_ADDED).await);
    walk.write(&admin, ("models.edit", &model), json!({"description": "Words"}), MODEL_EDITED).await;
    walk.write(&admin, ("models.edit", &model), json!({"name": "M 1.5"}), MODEL_RENAMED).await;
}

async fn administration(walk: &mut Walk) {
    let admin = walk.somebody(Role::Admin).await;
    let name = json!({"settings": {"general.site_name": "Another name"}});
    walk.write(&admin, ("settings.put", ""), name, SETTINGS_EDITED).await;
    let hidden = json!({"settings": {"security.suspension_days_max": 30}});
    walk.write(&admin, ("settings.put", ""), hidden, NOTHING).await;
    let user = walk.world.user().create().await.id.to_string();
    let role = json!({"role": "premium", "reason": "A reason that is long enough"});
    walk.write(&admin, ("accounts.edit", &user), role, NOTHING).await;
    let picture = json!({"kind": "avatar", "type": "image/png", "size": 70});
    let file = id(&walk.write(&admin, ("media.create_upload", ""), picture, NOTHING).await);
    walk.write(&admin, ("media.delete", &file), json!({}), NOTHING).await;
    walk.write(&admin, ("cache.invalidate", "leaderboards"), json!({}), "leaderboard hard").await;
    walk.write(&admin, ("cache.invalidate_tag", "topic:1"), json!({}), "topic hard").await;
    walk.write(&admin, ("cache.invalidate_tag", "docs"), json!({}), "docs hard").await;
}

#[tokio::test]
async fn every_write_has_the_edge_forget_what_the_table_says() {
    let mut walk = Walk::new().await;
    articles(&mut walk).await;
    forum(&mut walk).await;
    jobs(&mut walk).await;
    users(&mut walk).await;
    people(&mut walk).await;
    models(&mut walk).await;
    administration(&mut walk).await;
    let somebody = walk.somebody(Role::User).await;
    walk.write(&somebody, ("auth.logout", ""), json!({}), NOTHING).await;
    for route in table() {
        let writes = !matches!(route.method.as_str(), "GET" | "HEAD");
        let name = route.operation;
        assert!(
            !writes || walk.seen.contains(name) || PERSONAL.iter().any(|personal| name.starts_with(personal)),
            "{name}: add its line to the walk"
        );
    }
}

/// The least that a request can ask of the database is what it asked before there was an edge.
#[tokio::test]
async fn what_the_edge_is_to_forget_costs_no_statement() {
    let walk = Walk::new().await;
    let services = walk.world.services();
    let anybody = walk.world.client(router(&walk.world.env(), &services).unwrap());
    let editor = anybody.signed_in(&walk.world.user().role(Role::Moderator).create().await);
    let category = CategoryId::new();
    let sql =
        format!("INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'Research', 'research')");
    walk.world.sql(&sql).await;
    let article = json!({
        "title": "An article that is written", "summary": "A summary that is long enough to be one of an article.",
        "content": "Words, again and again. ".repeat(8), "categoryId": category,
    });
    let made = editor.post("/articles", article).await.expect(201).data();
    let path = format!("/articles/{}", id(&made));
    editor.post(&format!("{path}/publish"), json!({})).await.expect(200);
    services.db.forget_statements();
    editor.patch(&path, json!({"title": "An article that is edited"})).await.expect(200);
    let statements = services.db.statements();
    let count = |name: &str| statements.iter().filter(|of| of.name == name).map(|of| of.count).sum::<u64>();
    assert_eq!((count("purges.change"), count("outbox.put")), (1, 0), "{statements:?}");
    let others =
        statements.iter().filter(|of| of.name.starts_with("purges.")).map(|of| of.count).sum::<u64>();
    assert_eq!(others, 1);
    assert_eq!(walk.forgotten().await, ARTICLE_EDITED);
}
