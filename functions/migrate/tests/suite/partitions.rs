//! Months ahead, a default partition, and the inbox's uniqueness across partitions.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::database::{Database, number};

const MONTHS: &str = "SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'article_views'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'";

#[tokio::test]
async fn this_month_and_three_more_are_there_and_a_second_call_makes_none() {
    Database::migrated(async |database, client| {
        assert_eq!(number(client, MONTHS).await, 4);
        let app = database.connect_as("neurmatic_app").await;
        assert_eq!(number(&app, "SELECT ensure_month_partitions('article_views', 3)").await, 0);
        assert_eq!(number(&app, "SELECT ensure_month_partitions('article_views', 5)").await, 2);
        assert_eq!(number(client, MONTHS).await, 6);
    })
    .await;
}

#[tokio::test]
async fn rows_that_fell_into_the_default_partition_move_into_their_month() {
    Database::migrated(async |database, client| {
        let app = database.connect_as("neurmatic_app").await;
        // A UUIDv7 of five months from now: no partition yet.
        let later = "SELECT (lpad(to_hex((extract(epoch FROM now() + interval '5 months') * 1000)::bigint), 12, '0')
            || '70008000000000000001')::uuid";
        let insert = format!(
            "INSERT INTO inbox (producer, message_id, day, task) SELECT 'test', id, uuid_day(id), 'a:b' FROM ({later} AS id) m"
        );
        app.batch_execute(&insert).await.unwrap();
        assert_eq!(number(client, "SELECT count(*) FROM inbox_default").await, 1);

        app.execute("SELECT ensure_month_partitions('inbox', 6)", &[]).await.unwrap();
        assert_eq!(number(client, "SELECT count(*) FROM inbox_default").await, 0);
        assert_eq!(number(client, "SELECT count(*) FROM inbox").await, 1);
    })
    .await;
}

#[tokio::test]
async fn two_maintainers_at_once_make_each_month_once() {
    Database::migrated(async |database, _| {
        let (one, two) =
            (database.connect_as("neurmatic_app").await, database.connect_as("neurmatic_app").await);
        let (one, two) = tokio::join!(months_made(&one), months_made(&two));
        assert_eq!(one + two, 6);
    })
    .await;
}

/// Makes months as a maintainer does: who meets another at work for too long tries again.
async fn months_made(client: &Client) -> i64 {
    loop {
        match client.query_one("SELECT ensure_month_partitions('inbox', 9)::bigint", &[]).await {
            Ok(row) => return row.get(0),
            Err(error) => assert_eq!(error.code(), Some(&SqlState::LOCK_NOT_AVAILABLE)),
        }
    }
}

#[tokio::test]
async fn a_message_is_in_the_inbox_once_and_only_on_its_own_day() {
    Database::migrated(async |_, client| {
        let insert = |day: &str| {
            format!(
                "INSERT INTO inbox (producer, message_id, day, task)
                 VALUES ('test', '019a0000-0000-7000-8000-000000000001', {day}, 'a:b')"
            )
        };
        let of_id = insert("uuid_day('019a0000-0000-7000-8000-000000000001')");
        client.batch_execute(&of_id).await.unwrap();
        let again = client.batch_execute(&of_id).await.unwrap_err();
        assert_eq!(again.code(), Some(&SqlState::UNIQUE_VIOLATION));
        let elsewhere = client.batch_execute(&insert("current_date")).await.unwrap_err();
        assert_eq!(elsewhere.code(), Some(&SqlState::CHECK_VIOLATION));
    })
    .await;
}

#[tokio::test]
async fn only_months_that_ended_long_ago_are_dropped() {
    Database::migrated(async |database, client| {
        client
            .batch_execute(
                "SET ROLE neurmatic_owner;
                 CREATE TABLE article_views_2020_01 PARTITION OF article_views FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
            )
            .await
            .unwrap();
        let app = database.connect_as("neurmatic_app").await;
        assert!(app.execute("SELECT drop_month_partitions('article_views', 29)", &[]).await.is_err());
        assert!(app.execute("SELECT drop_month_partitions('users', 30)", &[]).await.is_ok());
        assert_eq!(number(&app, "SELECT drop_month_partitions('article_views', 30)").await, 1);
        assert_eq!(number(client, MONTHS).await, 4);
    })
    .await;
}
