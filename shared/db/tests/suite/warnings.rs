//! The slow-query warning.

use std::io::Write;
use std::sync::{Arc, Mutex};

use neurmatic_config::Database;
use neurmatic_db::{Db, Door as _, Query, args};
use neurmatic_testing::World;

static SLOW: Query =
    Query::new("test.slow", "SELECT n FROM row_counts WHERE name <> $1 AND pg_sleep(0.02) IS NOT NULL");

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

static COUNTS: Query = Query::new("test.counts", "SELECT count(*) FROM row_counts");

/// One test: a second one that warns, on a thread without a log, would keep this log from hearing of anything.
#[tokio::test]
async fn slow_statements_are_warned_of_with_their_plans_but_without_values_and_transactions_live_on() {
    let world = World::new().await;
    let env = world.env().with("SLOW_QUERY_THRESHOLD", "20").with("DATABASE_PROXY", "1");
    let db = Db::open(&Database::from_env(&env).unwrap()).unwrap();
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    db.maybe::<i64>(&SLOW, args!["a secret value" => TEXT]).await.unwrap();
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("slow query") && text.contains("test.slow") && text.contains("row_counts"),
        "{text}"
    );
    assert!(!text.contains("a secret value"), "{text}");

    let db = Db::open(&Database::from_env(&world.env().with("SLOW_QUERY_THRESHOLD", "0")).unwrap()).unwrap();
    let tx = db.begin().await.unwrap();
    tx.one::<i64>(&COUNTS, args![]).await.unwrap();
    tx.commit().await.unwrap();
}
