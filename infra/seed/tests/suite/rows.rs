//! What the rows are like.

use neurmatic_seed::{Size, seed, wrong_counters};
use tokio_postgres::Client;

use crate::database::{demo, lines, migrated, number, options};

const TABLES: [&str; 47] = [
    "users",
    "profiles",
    "platform_settings",
    "news_categories",
    "news_tags",
    "llm_models",
    "articles",
    "article_tags",
    "article_models",
    "article_revisions",
    "bookmark_collections",
    "bookmarks",
    "article_views",
    "forum_categories",
    "forum_tags",
    "topics",
    "topic_tags",
    "topic_watches",
    "replies",
    "topic_votes",
    "reply_votes",
    "reports",
    "reputation_events",
    "user_reputation",
    "companies",
    "jobs",
    "job_models",
    "job_skills",
    "job_applications",
    "application_status_history",
    "saved_jobs",
    "job_alerts",
    "user_skills",
    "user_models",
    "work_experiences",
    "job_preferences",
    "conversations",
    "direct_messages",
    "user_blocks",
    "follows",
    "notifications",
    "notification_counters",
    "digest_preferences",
    "digest_plans",
    "analytics_events",
    "article_days",
    "platform_days",
];

/// A digest of all rows of each table, without what is random by intent or set by the clock.
async fn digests(client: &Client) -> Vec<String> {
    let mut digests = Vec::new();
    for table in TABLES {
        let row = match table {
            "users" => "(to_jsonb(t) - 'password_hash')::text",
            "user_reputation" | "platform_days" => "(to_jsonb(t) - 'updated_at')::text",
            "platform_settings" => "(to_jsonb(t) - 'created_at' - 'updated_at')::text",
            _ => "t::text",
        };
        let sql = format!("SELECT '{table} ' || md5(string_agg({row}, '' ORDER BY {row})) FROM {table} t");
        digests.extend(lines(client, &sql).await);
    }
    digests
}

#[tokio::test]
async fn the_same_size_and_day_give_the_same_rows() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        migrated(async |client| {
            seed(client, Size::Test, &options()).await.unwrap();
            runs.push(digests(client).await);
        })
        .await;
    }
    assert_eq!(runs[0].len(), TABLES.len(), "a table is empty: {:?}", runs[0]);
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn another_day_gives_other_rows() {
    let mut runs = Vec::new();
    for day in [15, 16] {
        migrated(async |client| {
            let mut options = options();
            options.as_of = jiff::civil::date(2026, 1, day);
            seed(client, Size::Test, &options).await.unwrap();
            runs.push(lines(client, "SELECT max(created_at)::text FROM articles").await);
        })
        .await;
    }
    assert_ne!(runs[0], runs[1]);
}

#[tokio::test]
async fn every_counter_equals_a_recount_and_the_recount_notices_one_that_does_not() {
    migrated(async |client| {
        seed(client, Size::Test, &options()).await.unwrap();
        assert_eq!(wrong_counters(&*client).await.unwrap(), Vec::<String>::new());
        for counted in [
            "articles WHERE view_count > 0",
            "articles WHERE bookmark_count > 0",
            "users WHERE bookmark_count > 0",
            "news_tags WHERE usage_count > 0",
            "llm_models WHERE article_count > 0",
            "news_categories WHERE article_count > 0",
            "row_counts WHERE n > 0",
            "forum_categories WHERE topic_count > 0",
            "forum_tags WHERE usage_count > 0",
            "topics WHERE reply_count > 0",
            "topics WHERE accepted_reply_id IS NOT NULL",
            "topics WHERE vote_score > 0",
            "replies WHERE vote_score > 0",
            "user_reputation WHERE total > 0",
            "companies WHERE job_count > 0",
            "llm_models WHERE job_count > 0",
            "jobs WHERE application_count > 0",
        ] {
            assert!(number(client, &format!("SELECT count(*) FROM {counted}")).await > 1, "{counted}");
        }
        for (spoil, wrong) in [
            ("UPDATE articles SET view_count = view_count + 1", "view_count of article"),
            ("UPDATE articles SET bookmark_count = bookmark_count + 1", "bookmark_count of article"),
            ("UPDATE users SET bookmark_count = bookmark_count + 1", "bookmark_count of user"),
            ("UPDATE news_tags SET usage_count = usage_count + 1", "usage_count of tag"),
            ("UPDATE llm_models SET article_count = article_count + 1", "article_count of model"),
            ("UPDATE news_categories SET article_count = article_count + 1", "article_count of category"),
            ("UPDATE row_counts SET n = n + 1", "row_counts of articles."),
            (
                "UPDATE article_tags SET published_at = now() WHERE published_at IS NOT NULL",
                "published_at of a tag",
            ),
            ("UPDATE forum_categories SET topic_count = topic_count + 1", "topic_count of forum category"),
            ("UPDATE forum_tags SET usage_count = usage_count + 1", "usage_count of forum tag"),
            ("UPDATE topics SET reply_count = reply_count + 1", "reply_count of topic"),
            ("UPDATE topics SET last_activity_at = now()", "reply_count of topic"),
            ("UPDATE topic_tags SET topic_created_at = now()", "visibility of a tag of topic"),
            (
                "UPDATE topics SET vote_score = vote_score + 1, upvote_count = upvote_count + 1",
                "votes of topic",
            ),
            (
                "UPDATE replies SET vote_score = vote_score + 1, upvote_count = upvote_count + 1",
                "votes of reply",
            ),
            ("UPDATE user_reputation SET points = points + 1", "reputation of user"),
            ("UPDATE topics SET is_hidden = true WHERE NOT is_hidden", "hidden without five reports"),
            ("UPDATE articles SET revision = revision + 1", "revision of article"),
            ("UPDATE article_days SET views = views + 1", "article_days of"),
            ("UPDATE companies SET job_count = job_count + 1", "job_count of company"),
            ("UPDATE llm_models SET job_count = job_count + 1", "job_count of model"),
            ("UPDATE jobs SET application_count = application_count + 1", "application_count of job"),
            ("UPDATE row_counts SET n = n + 1 WHERE name LIKE 'jobs.%'", "row_counts of jobs."),
            (
                "UPDATE job_skills SET published_at = now() WHERE published_at IS NOT NULL",
                "published_at of a skill",
            ),
        ] {
            let tx = client.transaction().await.unwrap();
            tx.batch_execute(spoil).await.unwrap();
            let found = wrong_counters(&tx).await.unwrap();
            assert!(found.iter().any(|name| name.starts_with(wrong)), "{spoil}: {found:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_top_hundredth_of_the_articles_has_more_than_a_fifth_of_the_views() {
    demo(async |client| {
        let top = "SELECT 100 * (SELECT sum(view_count) FROM (SELECT view_count FROM articles ORDER BY 1 DESC LIMIT 10) AS top)
            / sum(view_count) FROM articles";
        let share = number(client, top).await;
        assert!((21..60).contains(&share), "{share} %");
        let unread = number(client, "SELECT count(*) FROM articles WHERE view_count < 10").await;
        assert!(unread > 300, "the long tail has {unread} articles");
    })
    .await;
}

#[tokio::test]
async fn every_view_is_in_the_partition_of_its_month() {
    migrated(async |client| {
        seed(client, Size::Test, &options()).await.unwrap();
        assert_eq!(number(client, "SELECT count(*) FROM article_views_default").await, 0);
        let months = "SELECT DISTINCT tableoid::regclass::text FROM article_views ORDER BY 1";
        let wanted = ["article_views_2025_10", "article_views_2025_11", "article_views_2025_12", "article_views_2026_01"];
        assert_eq!(lines(client, months).await, wanted);
        let early = "SELECT count(*) FROM article_views v JOIN articles a ON a.id = v.article_id WHERE v.viewed_at < a.published_at";
        assert_eq!(number(client, early).await, 0);
    })
    .await;
}

#[tokio::test]
async fn scheduled_articles_lie_ahead_and_all_else_lies_behind() {
    demo(async |client| {
        let end = "timestamptz '2026-01-15 00:00Z'";
        for (what, sql) in [
            (
                "due at once",
                format!("articles WHERE status = 'scheduled' AND scheduled_at < {end} + interval '1 day'"),
            ),
            ("published later", format!("articles WHERE published_at >= {end}")),
            ("edited later", format!("articles WHERE edited_at > {end} OR updated_at > {end}")),
            ("kept later", format!("bookmarks WHERE created_at > {end}")),
            (
                "kept before it was out",
                "bookmarks b JOIN articles a ON a.id = b.article_id WHERE b.created_at < a.published_at"
                    .to_owned(),
            ),
        ] {
            assert_eq!(number(client, &format!("SELECT count(*) FROM {sql}")).await, 0, "{what}");
        }
        assert!(number(client, "SELECT count(DISTINCT status) FROM articles").await == 5);
    })
    .await;
}

#[tokio::test]
async fn open_jobs_end_later_and_nobody_applies_before_a_job_is_out_or_to_an_own_one() {
    demo(async |client| {
        let end = "timestamptz '2026-01-15 00:00Z'";
        for (what, sql) in [
            ("over", format!("jobs WHERE status = 'active' AND expires_at < {end} + interval '1 day'")),
            ("published later", format!("jobs WHERE published_at >= {end}")),
            (
                "applied before it was out",
                "job_applications a JOIN jobs j ON j.id = a.job_id WHERE a.applied_at < j.published_at"
                    .to_owned(),
            ),
            (
                "applied to an own one",
                "job_applications a JOIN jobs j ON j.id = a.job_id JOIN companies c ON c.id = j.company_id
                 WHERE c.owner_user_id = a.user_id"
                    .to_owned(),
            ),
            (
                "of a company that nobody checked",
                "jobs j JOIN companies c ON c.id = j.company_id WHERE NOT c.is_verified".to_owned(),
            ),
            (
                "owned by somebody else than a company's account",
                "companies c JOIN users u ON u.id = c.owner_user_id WHERE u.role <> 'company'".to_owned(),
            ),
            (
                "too many alerts",
                "(SELECT FROM job_alerts GROUP BY user_id HAVING count(*) > 10) AS many".to_owned(),
            ),
        ] {
            assert_eq!(number(client, &format!("SELECT count(*) FROM {sql}")).await, 0, "{what}");
        }
        assert_eq!(number(client, "SELECT count(DISTINCT status) FROM jobs").await, 5);
        assert_eq!(number(client, "SELECT count(DISTINCT status) FROM job_applications").await, 7);
        let most = "SELECT max(n) FROM (SELECT count(*) AS n FROM jobs GROUP BY company_id) AS counted";
        assert!(number(client, most).await > 60, "no company has very many");
    })
    .await;
}

#[tokio::test]
async fn searches_find_common_words_often_and_rare_ones_seldom() {
    demo(async |client| {
        let words = |having: &str| {
            format!("SELECT count(*) FROM ts_stat('SELECT search_vector FROM articles') WHERE {having}")
        };
        assert!(number(client, &words("ndoc > 800")).await > 10);
        assert!(number(client, &words("ndoc < 5")).await > 1_000);
        let median =
            "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY octet_length(content)) FROM articles";
        assert!((3_500..5_000).contains(&number(client, median).await));
    })
    .await;
}

#[tokio::test]
async fn a_platform_that_starts_on_the_data_owes_nobody_an_alert() {
    migrated(async |client| {
        seed(client, Size::Test, &options()).await.unwrap();
        assert!(number(client, "SELECT count(*) FROM job_alerts").await > 0);
        let fired = "SELECT count(*) FROM schedule_fires WHERE task = 'job:alerts' AND due_at > now() - interval '1 hour'";
        assert_eq!(number(client, fired).await, 1);
    })
    .await;
}
