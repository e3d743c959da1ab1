//! What the command reads from the environment.

use std::path::PathBuf;

use anyhow::Context as _;
use neurmatic_config::{ConfigError, Env};
use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::{Client, NoTls};

const UNREACHABLE: &str = "the database that DATABASE_OWNER_URL names cannot be reached";

/// How the owner reaches the database, and which roles get a login.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `DATABASE_OWNER_URL`: the direct endpoint, never the proxy (session locks and index builds need one connection).
    pub owner_url: SecretString,
    /// `DATABASE_TLS_CA_FILE`: the roots that the server's certificate must come from; TLS is used when it is set.
    pub tls_ca_file: Option<PathBuf>,
    /// `DATABASE_APP_PASSWORD`: when set, `up` gives it to `neurmatic_app`.
    pub app_password: Option<SecretString>,
    /// `DATABASE_MONITOR_PASSWORD`: when set, `up` gives it to `neurmatic_monitor`.
    pub monitor_password: Option<SecretString>,
    /// `ADMIN_PASSWORD`: the first administrator's; generated when not set.
    pub admin_password: Option<SecretString>,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When `DATABASE_OWNER_URL` is missing.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let secret = |name| env.optional(name).map(SecretString::from);
        Ok(Self {
            owner_url: env
                .secret("DATABASE_OWNER_URL", "like postgres://owner:password@host:5432/database")?,
            tls_ca_file: env.optional("DATABASE_TLS_CA_FILE").map(PathBuf::from),
            app_password: secret("DATABASE_APP_PASSWORD"),
            monitor_password: secret("DATABASE_MONITOR_PASSWORD"),
            admin_password: secret("ADMIN_PASSWORD"),
        })
    }

    /// Connects as the owner. The connection is driven in the background and ends with the client.
    ///
    /// # Errors
    /// When the address or the roots can't be used, or the server doesn't answer.
    pub async fn connect(&self) -> anyhow::Result<Client> {
        let mut server: tokio_postgres::Config = self.owner_url.expose_secret().parse().map_err(|_secret| {
            anyhow::anyhow!("DATABASE_OWNER_URL cannot be used; it should be like postgres://owner:password@host:5432/database")
        })?;
        server.application_name("migrate").connect_timeout(std::time::Duration::from_secs(10));
        match &self.tls_ca_file {
            Some(file) => {
                server.ssl_mode(tokio_postgres::config::SslMode::Require);
                let (client, connection) =
                    server.connect(neurmatic_db::connector(file)?).await.context(UNREACHABLE)?;
                tokio::spawn(drive(connection));
                Ok(client)
            }
            None => {
                let (client, connection) = server.connect(NoTls).await.context(UNREACHABLE)?;
                tokio::spawn(drive(connection));
                Ok(client)
            }
        }
    }
}

async fn drive(connection: impl Future<Output = Result<(), tokio_postgres::Error>>) {
    if let Err(error) = connection.await {
        tracing::error!(%error, "the connection to the database broke");
    }
}
