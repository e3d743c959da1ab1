//! A migrated database for one test, dropped at its end.

use jiff::civil::date;
use neurmatic_seed::Options;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

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

/// Hands a migrated database to the test; drops it when the test has passed (the server itself is thrown away later).
pub(crate) async fn migrated(test: impl AsyncFnOnce(&mut Client)) {
    empty(async |client| {
        migrate::migrate_all(client).await.unwrap();
        test(client).await;
    })
    .await;
}

/// The same without a schema.
pub(crate) async fn empty(test: impl AsyncFnOnce(&mut Client)) {
    let name = format!("seed_{}", Uuid::now_v7().simple());
    let admin = connect(&server()).await;
    admin.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let mut client = connect(server().dbname(&name)).await;
    test(&mut client).await;
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
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
