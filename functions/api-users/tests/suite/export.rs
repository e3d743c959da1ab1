//! The export, and that it knows every table.

use std::collections::{BTreeMap, BTreeSet};

use neurmatic_core::words::Role;
use neurmatic_db::export::{EXPORTED, NOT_EXPORTED};
use neurmatic_testing::Client;
use serde_json::{Value, json};

use crate::app::App;

/// All pages of an export, as one, and how many there were.
async fn exported(client: &Client) -> (BTreeMap<String, Vec<Value>>, usize) {
    let (mut parts, mut target, mut pages) =
        (BTreeMap::<String, Vec<Value>>::new(), "/users/me/export".to_owned(), 0);
    loop {
        let page = client.get(&target).await.expect(200).json();
        pages += 1;
        for (part, items) in page["data"]["parts"].as_object().unwrap() {
            parts.entry(part.clone()).or_default().extend(items.as_array().unwrap().iter().cloned());
        }
        match page["pagination"]["nextCursor"].as_str() {
            Some(next) => target = format!("/users/me/export?cursor={next}"),
            None => return (parts, pages),
        }
    }
}

/// Columns that refer to users by a foreign key; those of a table's partitions are the table's.
async fn references(app: &App) -> BTreeSet<(String, String)> {
    let sql = "SELECT c.conrelid::regclass::text, a.attname::text
               FROM pg_constraint c
               JOIN pg_class t ON t.oid = c.conrelid AND NOT t.relispartition
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
               WHERE c.contype = 'f' AND c.confrelid = 'users'::regclass";
    let rows = app.world.owner().query(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn whatever_refers_to_a_user_is_exported_or_said_not_to_be() {
    let app = App::new().await;
    let owned = |(table, column): (&str, &str)| (table.to_owned(), column.to_owned());
    let known: BTreeSet<_> = EXPORTED
        .iter()
        .map(|(table, column)| owned((table, column)))
        .chain(NOT_EXPORTED.iter().map(|(table, column, _)| owned((table, column))))
        .collect();
    let there = references(&app).await;
    let new: Vec<_> = there.difference(&known).collect();
    assert!(new.is_empty(), "{new:?}: export them, or say why not, in shared/db/src/export.rs");
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "{gone:?} are gone: take their lines out of shared/db/src/export.rs");
}

#[tokio::test]
async fn an_export_holds_all_that_is_ones_own_and_nothing_of_others() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::Company).await;
    let (other, _) = app.somebody(Role::User).await;
    for somebody in [&user, &other] {
        fill(&app, somebody).await;
    }
    let (parts, _) = exported(&client).await;
    let expected = [
        "account",
        "analyticsEvents",
        "applications",
        "articleViews",
        "articles",
        "badges",
        "blocks",
        "bookmarkCollections",
        "bookmarks",
        "company",
        "conversations",
        "digests",
        "files",
        "follows",
        "jobAlerts",
        "jobPreferences",
        "mailedLinks",
        "messages",
        "models",
        "notificationPreferences",
        "notifications",
        "privacy",
        "profile",
        "quietHours",
        "replies",
        "replyVotes",
        "reports",
        "reputation",
        "reputationEvents",
        "savedJobs",
        "sessions",
        "skills",
        "topicVotes",
        "topics",
        "votesToday",
        "watchedTopics",
        "workExperience",
    ];
    assert_eq!(parts.keys().collect::<Vec<_>>(), expected);
    assert!(parts.iter().all(|(part, items)| items.len() == 1 || part == "reputationEvents"), "{parts:?}");
    assert_eq!(parts["account"][0]["email"], json!(user.email));
    let text = serde_json::to_string(&parts).unwrap();
    assert!(!text.contains(&other.email) && !text.contains("argon2"), "{text}");
}

/// One row in every table that has some of a user's.
async fn fill(app: &App, user: &neurmatic_testing::TestUser) {
    let id = user.id;
    let category = app.category("public").await;
    let article = app.article(id, &format!("Article {}", id.0.simple())).await;
    app.bookmark(id, article).await;
    let topic = app.topic(id, category, &format!("Topic {}", id.0.simple())).await;
    let reply = app.reply(id, topic, "A reply of the user.").await;
    let job = app.job(id, "A job of the company").await;
    let partner = app.account(Role::User).await.id;
    app.world
        .sql(&format!(
            "INSERT INTO llm_models (id, name, slug, provider, category) VALUES ('{id}', 'Model', 'm-{id}', 'Provider', 'open_source');
             INSERT INTO profile_privacy_settings (user_id, section, visibility) VALUES ('{id}', 'bio', 'private');
             INSERT INTO user_skills (id, user_id, skill_name, skill_type, proficiency) VALUES (gen_random_uuid(), '{id}', 'RAG', 'rag', 3);
             INSERT INTO user_models (user_id, model_id, proficiency) VALUES ('{id}', '{id}', 3);
             INSERT INTO work_experiences (id, user_id, title, company, start_date) VALUES (gen_random_uuid(), '{id}', 't', 'c', '2020-01-01');
             INSERT INTO job_preferences (user_id) VALUES ('{id}');
             INSERT INTO vote_quotas (user_id, day, used) VALUES ('{id}', '2026-01-01', 1);
             INSERT INTO bookmark_collections (id, user_id, name) VALUES (gen_random_uuid(), '{id}', 'Mine');
             INSERT INTO job_alerts (id, user_id, name, criteria) VALUES (gen_random_uuid(), '{id}', 'Mine', '{{}}');
             INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at) VALUES (gen_random_uuid(), '{id}', 'verify_email', sha256('{id}'), now());
             INSERT INTO topic_votes (user_id, topic_id, value) VALUES ('{id}', '{topic}', 1);
             INSERT INTO reply_votes (user_id, reply_id, value) VALUES ('{id}', '{reply}', 1);
             INSERT INTO topic_watches (user_id, topic_id, level) VALUES ('{id}', '{topic}', 'watch');
             INSERT INTO reports (id, reporter_id, target_type, target_id, reason) VALUES (gen_random_uuid(), '{id}', 'topic', '{topic}', 'spam');
             INSERT INTO media_files (id, user_id, kind, mime_type, size_bytes, key) VALUES (gen_random_uuid(), '{id}', 'avatar', 'image/png', 70, 'media/avatars/{id}.png');
             INSERT INTO saved_jobs (user_id, job_id) VALUES ('{id}', '{job}');
             INSERT INTO job_applications (id, job_id, user_id) VALUES (gen_random_uuid(), '{job}', '{id}');
             INSERT INTO notifications (id, user_id, type, title, message) VALUES (gen_random_uuid(), '{id}', 'account_update', 'Title', 'Message');
             INSERT INTO notification_preferences (user_id, type, channel, frequency) VALUES ('{id}', 'mention', 'email', 'off');
             INSERT INTO quiet_hours (user_id, is_on, from_time, until_time, days) VALUES ('{id}', true, '22:00', '07:00', '{{0}}');
             INSERT INTO user_blocks (blocker_id, blocked_id) VALUES ('{id}', '{partner}'), ('{partner}', '{id}');
             INSERT INTO conversations (id, first_user_id, second_user_id, message_count)
             VALUES ('{id}', least('{id}'::uuid, '{partner}'), greatest('{id}'::uuid, '{partner}'), 2);
             INSERT INTO direct_messages (id, conversation_id, number, is_from_first, content)
             VALUES (gen_random_uuid(), '{id}', 1, true, 'A message'), (gen_random_uuid(), '{id}', 2, false, 'Another');
             INSERT INTO user_badges (user_id, badge_id) SELECT '{id}', id FROM badges ORDER BY id LIMIT 1;
             INSERT INTO follows (follower_id, target_type, target_id) VALUES ('{id}', 'user', '{partner}');
             INSERT INTO analytics_events (id, kind, user_id, visitor_hash, path, day, received_at)
             VALUES (gen_random_uuid(), 'page_view', '{id}', sha256('{id}'), '/', (now() AT TIME ZONE 'UTC')::date, now());
             INSERT INTO article_views (id, article_id, user_id, viewer_hash) VALUES (gen_random_uuid(), '{article}', '{id}', sha256('{id}'))"
        ))
        .await;
}

#[tokio::test]
async fn a_large_export_comes_in_pages_that_miss_nothing() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let category = app.category("public").await;
    let topic = app.topic(user.id, category, "Topic with many long replies").await;
    app.world
        .sql(&format!(
            "INSERT INTO replies (id, topic_id, author_id, content)
             SELECT gen_random_uuid(), '{topic}', '{}', repeat('x', 9000) || n FROM generate_series(1, 250) AS n",
            user.id
        ))
        .await;
    let (parts, pages) = exported(&client).await;
    let ids: BTreeSet<_> = parts["replies"].iter().map(|reply| reply["id"].as_str().unwrap()).collect();
    assert_eq!((parts["replies"].len(), ids.len()), (250, 250));
    assert!(pages > 1, "{pages}");
}
