//! A database per test, cloned from a template that is migrated once.

use std::str::FromStr as _;
use std::sync::{Mutex, PoisonError};

use migrate::{Login, set_login};
use secrecy::SecretString;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

/// The application role's password on the test server.
const APP_PASSWORD: &str = "test";

/// The monitor's, and how it stands in a URL. The same as a test of `migrate` sets: a server's databases share their roles.
const MONITOR_PASSWORD: &str = "it's a Passw0rd";
const MONITOR_PASSWORD_IN_URL: &str = "it%27s%20a%20Passw0rd";

/// Serialises making the template over all test processes.
const TEMPLATE_LOCK: i64 = 0x6e65_7572;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static DONE_WITH: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A test's own database. It is dropped when a later test of the same process begins, or with the server.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    server: Config,
}

impl Database {
    pub(crate) async fn create() -> Self {
        let server = server();
        let admin = connect(&server).await;
        let template = TEMPLATE.get_or_init(|| template(&server, &admin)).await;
        let finished = std::mem::take(&mut *DONE_WITH.lock().unwrap_or_else(PoisonError::into_inner));
        for name in finished {
            admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
        }
        let name = format!("test_{}", Uuid::now_v7().simple());
        admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        Self { name, server }
    }

    /// A connection as the server's superuser.
    pub(crate) async fn owner(&self) -> Client {
        connect(self.server.clone().dbname(&self.name)).await
    }

    /// A connection as the application.
    pub(crate) async fn app(&self) -> Client {
        connect(self.server.clone().dbname(&self.name).user("neurmatic_app").password(APP_PASSWORD)).await
    }

    /// The address that the application is given; `port` is the server's, or that of a gate before it.
    pub(crate) fn app_url(&self, port: u16) -> String {
        format!("postgres://neurmatic_app:{APP_PASSWORD}@127.0.0.1:{port}/{}", self.name)
    }

    /// The address that the monitor is given.
    pub(crate) fn monitor_url(&self, port: u16) -> String {
        format!("postgres://neurmatic_monitor:{MONITOR_PASSWORD_IN_URL}@127.0.0.1:{port}/{}", self.name)
    }

    /// The server's port.
    pub(crate) fn port(&self) -> u16 {
        self.server.get_ports()[0]
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        DONE_WITH.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.name));
    }
}

fn server() -> Config {
    let url = std::env::var("TEST_DATABASE_URL").expect("no test services: run `cargo dev test`");
    Config::from_str(&url).expect("TEST_DATABASE_URL is not a Postgres address")
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.expect("the test database does not answer");
    tokio::spawn(connection);
    client
}

/// The migrated template's name. Made under another name first, so that nobody clones a half-made one.
async fn template(server: &Config, admin: &Client) -> String {
    let name = format!("template_{}", migrate::checksum());
    admin.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
    let exists = admin.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.unwrap();
    if exists.is_empty() {
        let draft = format!("{name}_draft");
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {draft}")).await.unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {draft}")).await.unwrap();
        let (mut client, connection) = server.clone().dbname(&draft).connect(NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        migrate::migrate_all(&mut client).await.unwrap();
        set_login(&client, Login::App, &SecretString::from(APP_PASSWORD)).await.unwrap();
        set_login(&client, Login::Monitor, &SecretString::from(MONITOR_PASSWORD)).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        admin.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}")).await.unwrap();
    }
    admin.execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
    name
}
