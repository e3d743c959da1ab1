//! A migrated database for one test, dropped at its end; and the demo data, for tests that only read.

use jiff::civil::date;
use neurmatic_seed::{Options, Size, seed};
use tokio::sync::OnceCell;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

/// The database that Postgres itself copies new ones from.
const EMPTY: &str = "template1";

/// The names of the database with the schema and of the one with the demo data.
static SCHEMA: OnceCell<String> = OnceCell::const_new();
static DEMO: OnceCell<String> = OnceCell::const_new();

/// The server that `cargo dev test` starts, as superuser.
fn server() -> Config {
    let url = std::env::var("TEST_DATABASE_URL").ok();
    url.expect("no test services: run `cargo dev test`").parse().expect("TEST_DATABASE_URL is an address")
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Makes a database, fills it, and leaves it with nobody connected to it.
async fn made(template: &str, fill: impl AsyncFnOnce(&mut Client)) -> String {
    let name = format!("seed_{}", Uuid::now_v7().simple());
    let admin = connect(&server()).await;
    admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
    let (mut client, connection) = server().dbname(&name).connect(NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    fill(&mut client).await;
    drop(client);
    connection.await.unwrap().unwrap();
    name
}

/// The name of the database that migrated ones are copied from.
async fn schema() -> &'static str {
    let apply = async |client: &mut Client| {
        migrate::migrate_all(client).await.unwrap();
    };
    SCHEMA.get_or_init(|| made(EMPTY, apply)).await
}

/// Hands a migrated database to the test; drops it when the test has passed (the server itself is thrown away later).
pub(crate) async fn migrated(test: impl AsyncFnOnce(&mut Client)) {
    copied(schema().await, test).await;
}

/// The same without a schema.
pub(crate) async fn empty(test: impl AsyncFnOnce(&mut Client)) {
    copied(EMPTY, test).await;
}

async fn copied(template: &str, test: impl AsyncFnOnce(&mut Client)) {
    let name = made(template, async |_| {}).await;
    let mut client = connect(server().dbname(&name)).await;
    test(&mut client).await;
    let admin = connect(&server()).await;
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
}

/// Hands the demo data to a test that only reads: they are made once for all such tests.
pub(crate) async fn demo(test: impl AsyncFnOnce(&mut Client)) {
    let template = schema().await;
    let fill = async |client: &mut Client| {
        seed(client, Size::Demo, &options()).await.unwrap();
    };
    let name = DEMO.get_or_init(|| made(template, fill)).await;
    let mut client = connect(server().dbname(name)).await;
    client.batch_execute("SET default_transaction_read_only = on").await.unwrap();
    test(&mut client).await;
}

/// Data as of a fixed day.
pub(crate) fn options() -> Options {
    Options::as_of(date(2026, 1, 15)).unwrap()
}

/// The one number that a query answers.
pub(crate) async fn number(client: &Client, sql: &str) -> i64 {
    client.query_one(&format!("SELECT ({sql})::bigint"), &[]).await.unwrap().get(0)
}

/// The lines that a query answers.
pub(crate) async fn lines(client: &Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}
