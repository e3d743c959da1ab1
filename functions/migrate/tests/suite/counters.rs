//! Counters stay exact while many write at once, and whichever way a row goes.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio_postgres::Client;

use crate::database::{Database, number};

const SETUP: &str = "
INSERT INTO users (id, email, username) SELECT gen_random_uuid(), 'u' || i || '@example.org', 'user-' || i FROM generate_series(1, 3) i;
INSERT INTO news_categories (id, name, slug) SELECT gen_random_uuid(), 'c' || i, 'c' || i FROM generate_series(1, 2) i;
INSERT INTO news_tags (id, name, slug) SELECT gen_random_uuid(), 't' || i, 't' || i FROM generate_series(1, 4) i;
INSERT INTO llm_models (id, name, slug, provider, category) SELECT gen_random_uuid(), 'm' || i, 'm' || i, 'p', 'commercial' FROM generate_series(1, 2) i;
INSERT INTO articles (id, title, slug, summary, content, category_id, created_by_id)
    SELECT gen_random_uuid(), 'title', 'article-' || i, 'summary', 'content',
        (SELECT id FROM news_categories WHERE slug = 'c1'), (SELECT id FROM users LIMIT 1)
    FROM generate_series(1, 20) i;";

/// Counters that differ from a recount; empty when all are exact.
const WRONG: &str = "
SELECT 'row_counts ' || name FROM row_counts
    WHERE n <> (SELECT count(*) FROM articles WHERE 'articles.' || status = row_counts.name)
UNION ALL SELECT 'category ' || slug FROM news_categories c
    WHERE article_count <> (SELECT count(*) FROM articles WHERE category_id = c.id AND status = 'published')
UNION ALL SELECT 'tag ' || slug FROM news_tags t
    WHERE usage_count <> (SELECT count(*) FROM article_tags x JOIN articles a ON a.id = x.article_id
        WHERE x.tag_id = t.id AND a.status = 'published')
UNION ALL SELECT 'model ' || slug FROM llm_models m
    WHERE article_count <> (SELECT count(*) FROM article_models x JOIN articles a ON a.id = x.article_id
        WHERE x.model_id = m.id AND a.status = 'published')
UNION ALL SELECT 'tagged date ' || a.slug FROM article_tags x JOIN articles a ON a.id = x.article_id
    WHERE x.published_at IS DISTINCT FROM CASE WHEN a.status = 'published' THEN a.published_at END
UNION ALL SELECT 'user ' || username FROM users u
    WHERE bookmark_count <> (SELECT count(*) FROM bookmarks WHERE user_id = u.id)
UNION ALL SELECT 'bookmarked ' || a.slug FROM articles a
    WHERE (SELECT coalesce(sum(delta), 0) FROM counter_deltas WHERE target_id = a.id AND counter = 'article_bookmarks')
        <> (SELECT count(*) FROM bookmarks WHERE article_id = a.id)";

async fn wrong(client: &Client) -> Vec<String> {
    client.query(WRONG, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// One editor: publishes, archives, moves, retags and bookmarks, each in a transaction of its own.
async fn edit(database_client: Client, editor: i32) {
    for round in 0..15 {
        let article = (editor * 7 + round) % 20 + 1;
        let tag = (editor + round) % 4 + 1;
        let user = (editor + round) % 3 + 1;
        let id = format!("(SELECT id FROM articles WHERE slug = 'article-{article}')");
        let steps = [
            format!(
                "UPDATE articles SET status = 'published', published_at = coalesce(published_at, now()) WHERE id = {id}"
            ),
            format!(
                "INSERT INTO article_tags (article_id, tag_id) SELECT {id}, id FROM news_tags WHERE slug = 't{tag}' ON CONFLICT DO NOTHING"
            ),
            format!(
                "INSERT INTO article_models (article_id, model_id) SELECT {id}, id FROM llm_models WHERE slug = 'm{}' ON CONFLICT DO NOTHING",
                round % 2 + 1
            ),
            format!(
                "UPDATE articles SET category_id = (SELECT id FROM news_categories WHERE slug = 'c{}') WHERE id = {id}",
                round % 2 + 1
            ),
            format!(
                "INSERT INTO bookmarks (id, user_id, article_id) SELECT gen_random_uuid(), id, {id} FROM users WHERE username = 'user-{user}' ON CONFLICT DO NOTHING"
            ),
            format!(
                "DELETE FROM article_tags WHERE article_id = {id} AND tag_id = (SELECT id FROM news_tags WHERE slug = 't{}')",
                round % 4 + 1
            ),
            format!("UPDATE articles SET status = 'archived' WHERE id = {id} AND {} = 0", round % 3),
        ];
        for step in steps {
            database_client.batch_execute(&step).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_editors_at_once_leave_every_counter_exact() {
    Database::migrated(async |database, client| {
        client.batch_execute(SETUP).await.unwrap();
        let mut editors = JoinSet::new();
        for editor in 0..8 {
            editors.spawn(edit(database.connect_as("neurmatic_app").await, editor));
        }
        while let Some(done) = editors.join_next().await {
            done.unwrap();
        }
        assert!(number(client, "SELECT n FROM row_counts WHERE name = 'articles.published'").await > 0);
        assert_eq!(wrong(client).await, Vec::<String>::new());
    })
    .await;
}

/// Fails when nobody of this database comes to wait within a minute.
async fn someone_waits_for_a_lock(client: &Client) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let wait = async {
        while number(client, waiting).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.expect("nobody waits for the publisher");
}

#[tokio::test]
async fn a_tag_given_while_the_article_is_being_published_is_counted() {
    Database::migrated(async |database, client| {
        client.batch_execute(SETUP).await.unwrap();
        let mut publisher = database.connect().await;
        let publishing = publisher.transaction().await.unwrap();
        let publish =
            "UPDATE articles SET status = 'published', published_at = now() WHERE slug = 'article-1'";
        publishing.batch_execute(publish).await.unwrap();

        let tagger = database.connect().await;
        let tag = "INSERT INTO article_tags (article_id, tag_id)
            SELECT a.id, t.id FROM articles a, news_tags t WHERE a.slug = 'article-1' AND t.slug = 't1'";
        let (tagged, ()) = tokio::join!(tagger.batch_execute(tag), async {
            someone_waits_for_a_lock(client).await;
            publishing.commit().await.unwrap();
        });
        tagged.unwrap();
        assert_eq!(number(client, "SELECT usage_count FROM news_tags WHERE slug = 't1'").await, 1);
        assert_eq!(wrong(client).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_deleted_article_user_or_tag_takes_its_counts_along() {
    Database::migrated(async |_, client| {
        client.batch_execute(SETUP).await.unwrap();
        client
            .batch_execute(
                "UPDATE articles SET status = 'published', published_at = now();
                 INSERT INTO article_tags (article_id, tag_id) SELECT a.id, t.id FROM articles a, news_tags t;
                 INSERT INTO article_models (article_id, model_id) SELECT a.id, m.id FROM articles a, llm_models m;
                 INSERT INTO bookmarks (id, user_id, article_id) SELECT gen_random_uuid(), u.id, a.id FROM users u, articles a;
                 DELETE FROM articles WHERE slug IN ('article-1', 'article-2');
                 DELETE FROM news_tags WHERE slug = 't1';
                 DELETE FROM users WHERE NOT EXISTS (SELECT FROM articles WHERE created_by_id = users.id)",
            )
            .await
            .unwrap();
        assert_eq!(number(client, "SELECT usage_count FROM news_tags WHERE slug = 't2'").await, 18);
        assert_eq!(number(client, "SELECT count(*) FROM users").await, 1);
        client.batch_execute("DELETE FROM counter_deltas WHERE target_id NOT IN (SELECT id FROM articles)").await.unwrap();
        assert_eq!(wrong(client).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_counter_never_touches_the_row_revision_or_the_edit_time() {
    Database::migrated(async |_, client| {
        client.batch_execute(SETUP).await.unwrap();
        let edited = "SELECT count(*) FROM articles WHERE revision <> 1 OR updated_at <> created_at";
        client.batch_execute("UPDATE articles SET view_count = view_count + 5").await.unwrap();
        assert_eq!(number(client, edited).await, 0);
    })
    .await;
}
