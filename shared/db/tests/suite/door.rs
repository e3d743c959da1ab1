//! Transactions, deadlines, errors and outages.

use std::time::Duration;

use neurmatic_config::{Database, Env};
use neurmatic_db::{Db, DbError, Door as _, Query, Scope, args};
use neurmatic_testing::{World, eventually};
use tokio::time::Instant;

static SLEEP: Query = Query::new("test.sleep", "SELECT 1::int8 FROM pg_sleep($1)");
static ADD: Query = Query::new("test.add", "INSERT INTO row_counts (name, n) VALUES ($1, $2)");
static COUNT: Query = Query::new("test.count", "SELECT n FROM row_counts WHERE name = $1");
static TIMEOUT: Query = Query::new("test.timeout", "SELECT current_setting('statement_timeout')");
static UNUSED: Query = Query::new("test.unused", "SELECT 1::int8\nWHERE $2 = 'x' -- when second");

/// How long a health check may take here.
const SECOND: Duration = Duration::from_secs(1);

fn open(env: &Env) -> Db {
    Db::open(&Database::from_env(env).unwrap()).unwrap()
}

fn within(duration: Duration) -> Scope {
    Scope::new("test", Instant::now() + duration)
}

#[tokio::test]
async fn what_is_not_committed_has_not_happened_and_the_connection_goes_on() {
    let world = World::new().await;
    let db = open(&world.env().with("DATABASE_POOL_SIZE", "1"));
    let one = 1_i64;
    {
        let tx = db.begin().await.unwrap();
        tx.run(&ADD, args!["dropped" => TEXT, one => INT8]).await.unwrap();
    }
    assert_eq!(db.maybe::<i64>(&COUNT, args!["dropped" => TEXT]).await.unwrap(), None);
    let tx = db.begin().await.unwrap();
    tx.run(&ADD, args!["kept" => TEXT, one => INT8]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.maybe::<i64>(&COUNT, args!["kept" => TEXT]).await.unwrap(), Some(1));
}

#[tokio::test]
async fn a_transaction_in_which_a_statement_failed_says_so_when_it_is_committed() {
    let world = World::new().await;
    let db = open(&world.env());
    let one = 1_i64;
    let tx = db.begin().await.unwrap();
    tx.run(&ADD, args!["twice" => TEXT, one => INT8]).await.unwrap();
    let again = tx.run(&ADD, args!["twice" => TEXT, one => INT8]).await;
    assert!(matches!(again, Err(DbError::Taken(_))), "{again:?}");
    let outcome = tx.commit().await;
    assert!(matches!(outcome, Err(DbError::RolledBack { query: "test.add" })), "{outcome:?}");
    assert_eq!(db.maybe::<i64>(&COUNT, args!["twice" => TEXT]).await.unwrap(), None);
}

#[tokio::test]
async fn a_statement_that_outlives_its_request_is_abandoned_and_cancelled() {
    let world = World::new().await;
    let db = open(&world.env().with("DATABASE_POOL_SIZE", "1"));
    let secs = 60.0_f64;
    let outcome = within(Duration::from_millis(300)).run(db.one::<i64>(&SLEEP, args![secs => FLOAT8])).await;
    assert!(matches!(outcome, Err(DbError::Timeout { query: "test.sleep" })), "{outcome:?}");
    assert!(db.health(SECOND).await.healthy);
    eventually("the server has stopped as well", || async {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND usename = 'neurmatic_app' AND datname = current_database()";
        world.one::<i64>(sql, &[]).await == 0
    })
    .await;
}

#[tokio::test]
async fn a_request_that_goes_away_leaves_no_open_transaction_to_the_next() {
    let world = World::new().await;
    let db = open(&world.env().with("DATABASE_POOL_SIZE", "1"));
    let (one, secs) = (1_i64, 60.0_f64);
    let gone = tokio::time::timeout(Duration::from_millis(300), async {
        let tx = db.begin().await.unwrap();
        tx.run(&ADD, args!["gone" => TEXT, one => INT8]).await.unwrap();
        tx.one::<i64>(&SLEEP, args![secs => FLOAT8]).await
    });
    assert!(gone.await.is_err());
    db.run(&ADD, args!["kept" => TEXT, one => INT8]).await.unwrap();
    let names: i64 = world.one("SELECT count(*) FROM row_counts WHERE name IN ('gone', 'kept')", &[]).await;
    assert_eq!(names, 1);
}

#[tokio::test]
async fn the_server_itself_ends_what_no_request_can_wait_for() {
    let world = World::new().await;
    let db = open(&world.env());
    assert_eq!(db.one::<String>(&TIMEOUT, args![]).await.unwrap(), "15s");
}

#[tokio::test]
async fn nobody_waits_for_a_connection_longer_than_its_request() {
    let world = World::new().await;
    let db = open(&world.env().with("DATABASE_POOL_SIZE", "1"));
    let held = db.begin().await.unwrap();
    let outcome = within(Duration::from_millis(200)).run(db.maybe::<i64>(&COUNT, args!["x" => TEXT])).await;
    assert!(matches!(outcome, Err(DbError::Unavailable(_))), "{outcome:?}");
    drop(held);
    assert!(db.maybe::<i64>(&COUNT, args!["x" => TEXT]).await.is_ok());
}

#[tokio::test]
async fn both_ways_to_send_statements_answer_and_refuse_alike() {
    let world = World::new().await;
    for (proxy, name) in [("0", "direct"), ("1", "proxied")] {
        let db = open(&world.env().with("DATABASE_PROXY", proxy));
        let (one, minus) = (1_i64, -1_i64);
        db.run(&ADD, args![name => TEXT, one => INT8]).await.unwrap();
        let taken = db.run(&ADD, args![name => TEXT, one => INT8]).await.unwrap_err();
        assert_eq!(taken.taken(), Some("row_counts_pkey"), "{proxy}");
        let not_allowed = db.run(&ADD, args!["negative" => TEXT, minus => INT8]).await.unwrap_err();
        assert!(matches!(not_allowed, DbError::NotAllowed(_)), "{not_allowed:?}");
        // An argument that a variant doesn't use is sent all the same.
        let second = UNUSED.when(&[("second", true)]);
        for statement in [UNUSED.when(&[("second", false)]), second] {
            let found = db.one::<i64>(statement, args![one => INT8, "x" => TEXT]).await.unwrap();
            assert_eq!(found, 1, "{proxy}");
        }
    }
}

#[tokio::test]
async fn what_a_request_asks_is_counted() {
    let world = World::new().await;
    let db = open(&world.env());
    let scope = within(Duration::from_secs(10));
    scope
        .run(async {
            for _ in 0..5 {
                db.maybe::<i64>(&COUNT, args!["x" => TEXT]).await.unwrap();
            }
        })
        .await;
    let account = scope.account();
    assert_eq!((account.queries, account.n_plus_one), (5, true));
    assert!(account.total > Duration::ZERO);
}

#[tokio::test]
async fn a_lost_server_is_unavailable_and_comes_back_by_itself() {
    let world = World::with_outages().await;
    let db = open(&world.env());
    assert!(db.health(SECOND).await.healthy);
    let tx = db.begin().await.unwrap();
    world.database_gate().shut();
    assert!(matches!(tx.commit().await, Err(DbError::Unavailable(_))));
    let outcome = within(Duration::from_secs(2)).run(db.maybe::<i64>(&COUNT, args!["x" => TEXT])).await;
    assert!(matches!(outcome, Err(DbError::Unavailable(_))), "{outcome:?}");
    assert!(!db.health(SECOND).await.healthy);
    world.database_gate().open();
    eventually("it is healthy again", || async { db.health(SECOND).await.healthy }).await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_and_comes_back() {
    let world = World::with_outages().await;
    let db = open(&world.env());
    assert!(db.health(SECOND).await.healthy);
    world.database_gate().silence();
    assert!(!db.health(Duration::from_millis(50)).await.healthy, "a connection that is there");
    assert!(!db.health(Duration::from_millis(50)).await.healthy, "a new one");
    world.database_gate().open();
    eventually("it is healthy again", || async { db.health(SECOND).await.healthy }).await;
}
