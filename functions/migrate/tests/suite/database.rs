//! An empty database for one test, dropped at its end.

use tokio::sync::OnceCell;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

/// The database that Postgres itself copies new ones from.
const EMPTY: &str = "template1";

/// The name of the database that migrated ones are copied from.
static MIGRATED: OnceCell<String> = OnceCell::const_new();

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

/// An empty database.
pub(crate) struct Database {
    name: String,
}

impl Database {
    /// Makes one and hands it to the test; drops it when the test has passed (the server itself is thrown away later).
    pub(crate) async fn with(test: impl AsyncFnOnce(&Database)) {
        Self::copied(EMPTY, test).await;
    }

    /// The same with all migrations applied, and a superuser's connection to it.
    pub(crate) async fn migrated(test: impl AsyncFnOnce(&Database, &mut Client)) {
        Self::copied(MIGRATED.get_or_init(template).await, async |database| {
            let mut client = database.connect().await;
            // Rights on the database itself are not copied: the bootstrap gives them, and nothing else is left to do.
            migrate::migrate_all(&mut client).await.unwrap();
            test(database, &mut client).await;
        })
        .await;
    }

    async fn copied(template: &str, test: impl AsyncFnOnce(&Database)) {
        let database = Database { name: format!("migrate_{}", Uuid::now_v7().simple()) };
        let server = connect(&server()).await;
        let create = format!("CREATE DATABASE {} TEMPLATE {template}", database.name);
        server.batch_execute(&create).await.unwrap();
        test(&database).await;
        server.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", database.name)).await.unwrap();
    }

    /// A superuser's connection.
    pub(crate) async fn connect(&self) -> Client {
        connect(server().dbname(&self.name)).await
    }

    /// A connection with the rights of a role.
    pub(crate) async fn connect_as(&self, role: &str) -> Client {
        let client = self.connect().await;
        client.batch_execute(&format!("SET SESSION AUTHORIZATION {role}")).await.unwrap();
        client
    }
}

/// Makes a migrated database, and leaves it with nobody connected to it.
async fn template() -> String {
    let name = format!("migrate_{}", Uuid::now_v7().simple());
    let admin = connect(&server()).await;
    admin.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (mut client, connection) = server().dbname(&name).connect(NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    migrate::migrate_all(&mut client).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    name
}

/// The one number that a query answers.
pub(crate) async fn number(client: &Client, sql: &str) -> i64 {
    client.query_one(&format!("SELECT ({sql})::bigint"), &[]).await.unwrap().get(0)
}
