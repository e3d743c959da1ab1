//! `users:erase`: accounts whose time to be restored is over.

use std::collections::BTreeSet;

use neurmatic_db::erasure::LEFT;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::EraseUser;
use neurmatic_tasks::{Outcome, Worker, outbox, schedules};
use neurmatic_testing::{TestUser, World};
use tasks::TaskState;
use uuid::Uuid;

fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

/// Looks for accounts that are due, and does what is sent until nothing is left; returns how many tasks that were.
async fn look_and_run(world: &World, services: &Services) -> usize {
    let schedule = schedules::ALL.iter().find(|schedule| schedule.task == "users:erase").unwrap();
    schedule.fire(&services.db).await.unwrap();
    let worker = worker(world, services);
    let mut done = 0;
    loop {
        let deliveries = run_due_now(&worker).await.unwrap();
        if deliveries.is_empty() {
            return done;
        }
        assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done), "{deliveries:?}");
        done += deliveries.len();
    }
}

async fn delete(world: &World, user: &TestUser, days_ago: i32) {
    let sql = format!(
        "UPDATE users SET status = 'deleted' WHERE id = '{id}';
         UPDATE users SET deleted_at = now() - interval '{days_ago} days' WHERE id = '{id}'",
        id = user.id
    );
    world.sql(&sql).await;
}

/// A public topic.
async fn topic(world: &World, author: &TestUser) -> Uuid {
    let (category, topic) = (Uuid::now_v7(), Uuid::now_v7());
    let sql = format!(
        "INSERT INTO forum_categories (id, name, slug) VALUES ('{category}', 'Category', 'c{c}');
         INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility, type)
         VALUES ('{topic}', 'A question', 't{t}', 'What it is about, in some words.', '{author}', '{category}', 'public', 'question')",
        c = category.simple(),
        t = topic.simple(),
        author = author.id
    );
    world.sql(&sql).await;
    topic
}

async fn reply(world: &World, topic: Uuid, author: &TestUser) -> Uuid {
    let id = Uuid::now_v7();
    let sql = format!(
        "INSERT INTO replies (id, topic_id, author_id, content) VALUES ('{id}', '{topic}', '{}', 'A reply in some words.')",
        author.id
    );
    world.sql(&sql).await;
    id
}

/// Everything that an account may have, some of it with another user.
async fn fill(world: &World, user: &TestUser, other: &TestUser) {
    let (own, theirs) = (topic(world, user).await, topic(world, other).await);
    let (answer, own_reply) = (reply(world, own, other).await, reply(world, theirs, user).await);
    let (id, other_id) = (user.id, other.id);
    world
        .sql(&format!(
            "UPDATE topics SET accepted_reply_id = '{answer}' WHERE id = '{own}';
             INSERT INTO topic_votes (user_id, topic_id, value) VALUES ('{id}', '{theirs}', 1), ('{other_id}', '{own}', 1);
             INSERT INTO reply_votes (user_id, reply_id, value) VALUES ('{id}', '{answer}', 1), ('{other_id}', '{own_reply}', -1);
             INSERT INTO topic_watches (user_id, topic_id, level) VALUES ('{id}', '{theirs}', 'watch');
             INSERT INTO vote_quotas (user_id, day, used) VALUES ('{id}', '2026-01-01', 1);
             INSERT INTO reports (id, reporter_id, target_type, target_id, reason, resolved_by)
             VALUES (gen_random_uuid(), '{id}', 'topic', '{theirs}', 'spam', NULL), (gen_random_uuid(), '{other_id}', 'topic', '{own}', 'spam', '{id}');
             INSERT INTO llm_models (id, name, slug, provider, category) VALUES ('{id}', 'Model', 'm', 'Provider', 'open_source');
             INSERT INTO news_categories (id, name, slug) VALUES ('{id}', 'Research', 'research');
             INSERT INTO articles (id, title, slug, summary, content, author_id, category_id, status, published_at, created_by_id, updated_by_id)
             VALUES ('{id}', 'Article', 'article', 'summary', 'content', '{id}', '{id}', 'published', now(), '{id}', '{id}');
             INSERT INTO article_revisions (id, article_id, revision_number, title, content, changed_by_id) VALUES (gen_random_uuid(), '{id}', 1, 'Title', 'content', '{id}');
             INSERT INTO article_views (id, article_id, user_id, viewer_hash) VALUES (gen_random_uuid(), '{id}', '{id}', sha256('{id}'));
             INSERT INTO analytics_events (id, kind, user_id, visitor_hash, path, day, received_at)
             VALUES (gen_random_uuid(), 'page_view', '{id}', sha256('{id}'), '/', (now() AT TIME ZONE 'UTC')::date, now());
             INSERT INTO bookmark_collections (id, user_id, name) VALUES ('{id}', '{id}', 'Mine');
             INSERT INTO bookmarks (id, user_id, article_id, collection_id) VALUES ('{id}', '{id}', '{id}', '{id}');
             INSERT INTO profile_privacy_settings (user_id, section, visibility) VALUES ('{id}', 'bio', 'private');
             INSERT INTO user_skills (id, user_id, skill_name, skill_type, proficiency) VALUES (gen_random_uuid(), '{id}', 'RAG', 'rag', 3);
             INSERT INTO user_models (user_id, model_id, proficiency) VALUES ('{id}', '{id}', 3);
             INSERT INTO work_experiences (id, user_id, title, company, start_date) VALUES (gen_random_uuid(), '{id}', 't', 'c', '2020-01-01');
             INSERT INTO job_preferences (user_id) VALUES ('{id}');
             INSERT INTO job_alerts (id, user_id, name, criteria) VALUES (gen_random_uuid(), '{id}', 'Mine', '{{}}');
             INSERT INTO companies (id, name, slug, owner_user_id) VALUES ('{id}', 'Company', 'company', '{id}');
             INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location, experience_level, location, status, published_at)
             VALUES ('{id}', '{id}', 'Job', 'job', 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 'closed', now());
             INSERT INTO saved_jobs (user_id, job_id) VALUES ('{id}', '{id}');
             INSERT INTO job_matches (user_id, job_id) VALUES ('{id}', '{id}');
             INSERT INTO job_applications (id, job_id, user_id) VALUES ('{id}', '{id}', '{id}'), ('{other_id}', '{id}', '{other_id}');
             INSERT INTO application_status_history (id, application_id, to_status, changed_by_id) VALUES (gen_random_uuid(), '{other_id}', 'viewed', '{id}');
             INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at) VALUES (gen_random_uuid(), '{id}', 'restore_account', sha256('{id}'), now());
             INSERT INTO told_followers (user_id, follower_id, told_at) VALUES ('{id}', '{other_id}', now()), ('{other_id}', '{id}', now());
             INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response) VALUES ('{id}', 'r', 'k', sha256('f'), 201, '')"
        ))
        .await;
}

/// Columns of uuids, by table, in which a user's id still stands; those that are rows' own ids aside.
async fn still_named(world: &World, user: &TestUser) -> BTreeSet<(String, String)> {
    let columns = "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
                   JOIN information_schema.tables t USING (table_schema, table_name)
                   WHERE c.table_schema = 'public' AND c.udt_name = 'uuid' AND t.table_type = 'BASE TABLE'";
    let mut named = BTreeSet::new();
    for row in world.owner().query(columns, &[]).await.unwrap() {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let asked = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
        if world.one::<i64>(&asked, &[&user.id]).await > 0 {
            named.insert((table, column));
        }
    }
    named
}

#[tokio::test]
async fn an_erased_account_leaves_what_others_need_and_nothing_that_names_it() {
    let world = World::new().await;
    let services = world.services();
    let (user, other) = (world.user().create().await, world.user().create().await);
    fill(&world, &user, &other).await;
    delete(&world, &user, 31).await;
    assert_eq!(look_and_run(&world, &services).await, 1);

    // The ids of rows that the test has given the user's id, to keep it short.
    let own_ids =
        ["llm_models", "news_categories", "articles", "companies", "jobs"].map(|table| (table, "id"));
    let refer = [
        ("article_revisions", "article_id"),
        ("article_views", "article_id"),
        ("articles", "category_id"),
        ("counter_deltas", "target_id"),
        ("job_applications", "job_id"),
        ("jobs", "company_id"),
    ];
    let allowed: BTreeSet<_> =
        own_ids.into_iter().chain(refer).map(|(t, c)| (t.to_owned(), c.to_owned())).collect();
    let named: Vec<_> = still_named(&world, &user)
        .await
        .into_iter()
        .filter(|(table, column)| {
            let parent =
                table.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').trim_end_matches("_default");
            !allowed.contains(&(parent.to_owned(), column.clone()))
        })
        .collect();
    assert!(named.is_empty(), "{named:?}");

    for (what, count) in [
        ("topics WHERE author_id IS NULL", 1),
        ("replies WHERE author_id IS NULL", 1),
        ("articles WHERE author_id IS NULL AND created_by_id IS NULL", 1),
        ("companies WHERE owner_user_id IS NULL", 1),
        ("job_applications", 1),
        ("analytics_events", 1),
        ("bookmarks", 0),
        ("reports", 1),
        ("users", 1),
    ] {
        assert_eq!(world.one::<i64>(&format!("SELECT count(*) FROM {what}"), &[]).await, count, "{what}");
    }
    let hash = "SELECT count(*) FROM article_views WHERE viewer_hash = sha256(convert_to($1, 'UTF8'))";
    assert_eq!(world.one::<i64>(hash, &[&user.id.to_string()]).await, 0, "a view's hash is nobody's");
    let hash = "SELECT count(*) FROM analytics_events WHERE visitor_hash = sha256(convert_to($1, 'UTF8'))";
    assert_eq!(world.one::<i64>(hash, &[&user.id.to_string()]).await, 0, "an event's hash is nobody's");
    // 5 for the topic, 2 for the reply, 25 for its being accepted; the votes have gone with the voter.
    let points = "SELECT points FROM user_reputation WHERE user_id = $1";
    assert_eq!(world.one::<i64>(points, &[&other.id]).await, 32);
    let counted = "SELECT vote_score FROM topics WHERE author_id = $1";
    assert_eq!(world.one::<i32>(counted, &[&other.id]).await, 0);
}

#[tokio::test]
async fn an_erasure_that_is_delivered_twice_happens_once() {
    let world = World::new().await;
    let services = world.services();
    let user = world.user().create().await;
    delete(&world, &user, 30).await;
    let worker = worker(&world, &services);
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &EraseUser { user: user.id }).await.unwrap();
    outbox::send(&tx, &EraseUser { user: user.id }).await.unwrap();
    tx.commit().await.unwrap();
    world.sql("CREATE TABLE kept AS TABLE outbox").await;
    let first = run_due_now(&worker).await.unwrap();
    assert_eq!(first.iter().filter(|delivery| delivery.outcome == Outcome::Done).count(), 2);
    world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    let again = run_due_now(&worker).await.unwrap();
    assert!(again.iter().all(|delivery| delivery.outcome == Outcome::Repeated), "{again:?}");
    assert_eq!(world.one::<i64>("SELECT count(*) FROM users", &[]).await, 0);
}

#[tokio::test]
async fn who_is_restored_or_was_deleted_lately_stays() {
    let world = World::new().await;
    let services = world.services();
    let (lately, restored) = (world.user().create().await, world.user().create().await);
    delete(&world, &lately, 29).await;
    delete(&world, &restored, 31).await;
    let schedule = schedules::ALL.iter().find(|schedule| schedule.task == "users:erase").unwrap();
    schedule.fire(&services.db).await.unwrap();
    world.sql(&format!("UPDATE users SET status = 'active' WHERE id = '{}'", restored.id)).await;
    let deliveries = run_due_now(&worker(&world, &services)).await.unwrap();
    assert_eq!(deliveries.len(), 1, "only who is due is sent");
    assert_eq!(world.one::<i64>("SELECT count(*) FROM users", &[]).await, 2);
    assert!(world.one::<bool>("SELECT deleted_at IS NULL FROM users WHERE id = $1", &[&restored.id]).await);
}

#[tokio::test]
async fn much_is_erased_in_parts() {
    let world = World::new().await;
    let services = world.services();
    let (user, other) = (world.user().create().await, world.user().create().await);
    let topic = topic(&world, &other).await;
    world
        .sql(&format!(
            "INSERT INTO replies (id, topic_id, author_id, content)
             SELECT gen_random_uuid(), '{topic}', '{}', 'A reply in some words.' FROM generate_series(1, 1100)",
            user.id
        ))
        .await;
    delete(&world, &user, 31).await;
    world
        .sql(
            "CREATE TABLE sent (key text);
             CREATE FUNCTION keep_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
                 $$ BEGIN INSERT INTO sent VALUES (NEW.unique_key); RETURN NULL; END $$;
             CREATE TRIGGER keep_key AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION keep_key()",
        )
        .await;
    assert_eq!(look_and_run(&world, &services).await, 3);
    let keyed = "SELECT count(*) FROM sent WHERE key = $1";
    assert_eq!(world.one::<i64>(keyed, &[&user.id.to_string()]).await, 3, "a look meanwhile begins no other");
    let anonymous = "SELECT count(*) FROM replies WHERE author_id IS NULL";
    assert_eq!(world.one::<i64>(anonymous, &[]).await, 1100);
    assert_eq!(world.one::<i32>("SELECT reply_count FROM topics", &[]).await, 1100, "what was said stays");
}

#[tokio::test]
async fn whatever_refers_to_a_user_says_what_an_erasure_does_to_it() {
    let world = World::new().await;
    let silent =
        "SELECT coalesce(string_agg(conrelid::regclass || ' ' || conname, ', '), '') FROM pg_constraint
                  WHERE contype = 'f' AND confrelid = 'users'::regclass AND confdeltype NOT IN ('c', 'n')";
    let silent: String = world.one(silent, &[]).await;
    assert_eq!(silent, "", "say ON DELETE CASCADE or ON DELETE SET NULL");

    let unbound = "SELECT c.relname::text, a.attname::text
                   FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                     AND a.atttypid = 'uuid'::regtype AND a.attnum > 0 AND NOT a.attisdropped
                     AND a.attname ~ '(^|_)(user|actor|author|owner|voter|reporter|sender|recipient|follower|blocker|blocked|admin|viewer|by)(_id)?$'
                     AND NOT EXISTS (SELECT FROM pg_constraint f
                                     WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'users'::regclass
                                       AND f.conkey[1] = a.attnum)";
    let rows = world.owner().query(unbound, &[]).await.unwrap();
    let found: BTreeSet<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let known: BTreeSet<_> = LEFT.iter().map(|(t, c, _)| ((*t).to_owned(), (*c).to_owned())).collect();
    assert_eq!(
        found, known,
        "refer to users by a foreign key, or say in shared/db/src/erasure.rs why an erasure leaves it"
    );
}
