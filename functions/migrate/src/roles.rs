//! The database roles: made before the first file, given a login where a password is set.

use postgres_protocol::password::scram_sha_256;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::migration::BOOTSTRAP;

/// A role that may log in.
#[derive(Clone, Copy, Debug)]
pub enum Login {
    /// `neurmatic_app`: the functions.
    App,
    /// `neurmatic_monitor`: statistics.
    Monitor,
}

/// Roles are shared by all databases of a server: two that are migrated at once may collide, and one tries again.
const ATTEMPTS: u32 = 20;

/// Runs `migrations/bootstrap.sql`.
pub(crate) async fn bootstrap(client: &mut Client) -> Result<(), tokio_postgres::Error> {
    let mut attempt = 1;
    loop {
        let outcome = bootstrap_once(client).await;
        match outcome {
            Err(error) if attempt < ATTEMPTS && is_collision(&error) => attempt += 1,
            other => return other,
        }
    }
}

async fn bootstrap_once(client: &mut Client) -> Result<(), tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(BOOTSTRAP).await?;
    transaction.commit().await
}

/// Postgres answers a concurrent change of a shared catalogue row with an internal error ("tuple concurrently updated").
fn is_collision(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        [SqlState::INTERNAL_ERROR, SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_OBJECT].contains(code)
    })
}

/// Lets a role log in with a password. Only its SCRAM verifier leaves this process, so no log holds the password.
///
/// # Errors
/// When the connection's role may not change the other one.
pub async fn set_login(
    client: &Client,
    login: Login,
    password: &SecretString,
) -> Result<(), tokio_postgres::Error> {
    let role = match login {
        Login::App => "neurmatic_app",
        Login::Monitor => "neurmatic_monitor",
    };
    // Base64, `$`, `:` and `=` only: nothing in it ends the literal.
    let verifier = scram_sha_256(password.expose_secret().as_bytes());
    client.batch_execute(&format!("ALTER ROLE {role} LOGIN PASSWORD '{verifier}'")).await
}
