//! What each role may and may not do.

use migrate::{Login, set_login};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

use crate::database::{Database, number};

async fn refused(client: &Client, sql: &str) {
    let error = client.batch_execute(sql).await.expect_err(sql);
    assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{sql}: {error}");
}

#[tokio::test]
async fn the_application_reads_and_writes_rows_but_makes_no_table() {
    Database::migrated(async |database, _| {
        let app = database.connect_as("neurmatic_app").await;
        app.batch_execute("INSERT INTO platform_settings (key, value, category, type) VALUES ('a', '1', 'general', 'number')")
            .await
            .unwrap();
        for sql in [
            "CREATE TABLE mine ()",
            "CREATE TEMPORARY TABLE mine ()",
            "ALTER TABLE users ADD COLUMN mine int",
            "DROP TABLE article_views_default",
            "TRUNCATE users",
            "UPDATE schema_migrations SET name = ''",
        ] {
            refused(&app, sql).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_application_adds_to_the_audit_log_and_changes_nothing_in_it() {
    Database::migrated(async |database, _| {
        let app = database.connect_as("neurmatic_app").await;
        app.batch_execute("INSERT INTO audit_log (id, action, target_type, target_id) VALUES (gen_random_uuid(), 'a', 'b', 'c')")
            .await
            .unwrap();
        assert_eq!(number(&app, "SELECT count(*) FROM audit_log").await, 1);
        refused(&app, "UPDATE audit_log SET action = 'x'").await;
        refused(&app, "DELETE FROM audit_log").await;
    })
    .await;
}

#[tokio::test]
async fn the_monitor_sees_statistics_and_no_row() {
    Database::migrated(async |database, _| {
        let monitor = database.connect_as("neurmatic_monitor").await;
        assert!(number(&monitor, "SELECT count(*) FROM pg_stat_user_tables").await > 0);
        refused(&monitor, "SELECT FROM users").await;
        refused(&monitor, "SELECT ensure_month_partitions('article_views', 1)").await;
    })
    .await;
}

#[tokio::test]
async fn everything_belongs_to_the_owner_who_cannot_log_in() {
    Database::migrated(async |_, client| {
        let others = "SELECT count(*) FROM pg_class c WHERE relnamespace = 'public'::regnamespace
            AND relowner <> 'neurmatic_owner'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')";
        assert_eq!(number(client, others).await, 0);
        assert_eq!(
            number(client, "SELECT count(*) FROM pg_roles WHERE rolname = 'neurmatic_owner' AND rolcanlogin")
                .await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_set_password_is_stored_as_a_verifier_that_logs_in() {
    Database::migrated(async |_, client| {
        set_login(client, Login::Monitor, &"it's a Passw0rd".to_owned().into()).await.unwrap();
        let stored = "SELECT rolpassword FROM pg_authid WHERE rolname = 'neurmatic_monitor' AND rolcanlogin";
        let verifier: String = client.query_one(stored, &[]).await.unwrap().get(0);
        assert!(verifier.starts_with("SCRAM-SHA-256$4096:"), "{verifier}");

        let mut config: Config = std::env::var("TEST_DATABASE_URL").unwrap().parse().unwrap();
        config.user("neurmatic_monitor").password("it's a Passw0rd");
        assert!(config.connect(NoTls).await.is_ok());
    })
    .await;
}
