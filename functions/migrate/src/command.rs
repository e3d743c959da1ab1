//! The commands, from a terminal's arguments or a deploy's event, and what they answer.

use anyhow::bail;
use neurmatic_config::Env;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::{self, NewAdmin};
use crate::settings::Settings;
use crate::{Login, Migrator, Target, keys, set_login};

/// What the command line takes.
pub const USAGE: &str = "\
migrate up                                          apply what is missing, and set the roles' passwords
migrate down [n]                                    take back the newest n migrations (default 1)
migrate status                                      how each migration stands
migrate create-admin --email <e> --username <u>     the first administrator; password from ADMIN_PASSWORD, else generated
migrate create-keys                                 fresh keys for access tokens

DATABASE_OWNER_URL says where; DATABASE_TLS_CA_FILE, DATABASE_APP_PASSWORD and DATABASE_MONITOR_PASSWORD are optional.";

/// One command. On Lambda it is the event: `{"command": "up"}`. `down` and `create-keys` are for terminals only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Command {
    /// Applies what is missing.
    Up,
    /// How each migration stands.
    Status,
    /// Makes the first administrator.
    CreateAdmin {
        /// The login's address.
        email: String,
        /// The public name.
        username: String,
    },
    /// Takes back the newest migrations.
    #[serde(skip)]
    Down(usize),
    /// Prints fresh keys.
    #[serde(skip)]
    CreateKeys,
}

impl Command {
    /// Reads a command line, without the program's name.
    ///
    /// # Errors
    /// With the usage, when it isn't one of the commands.
    pub fn parse(args: &[String]) -> anyhow::Result<Self> {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        Ok(match args.as_slice() {
            ["up"] => Self::Up,
            ["down"] => Self::Down(1),
            ["down", count] => match count.parse() {
                Ok(count) => Self::Down(count),
                Err(_) => bail!("{count} is not a number of migrations\n\n{USAGE}"),
            },
            ["status"] => Self::Status,
            ["create-admin", "--email", email, "--username", username]
            | ["create-admin", "--username", username, "--email", email] => {
                Self::CreateAdmin { email: (*email).to_owned(), username: (*username).to_owned() }
            }
            ["create-keys"] => Self::CreateKeys,
            _ => bail!("{USAGE}"),
        })
    }

    /// Runs the command; the answer is a JSON object, or text where it is meant to be copied.
    ///
    /// # Errors
    /// When a setting is missing, the database can't be reached, or the command fails.
    pub async fn run(self, env: &Env) -> anyhow::Result<Value> {
        if self == Self::CreateKeys {
            return Ok(Value::String(keys::create(env, jiff::Timestamp::now())?));
        }
        let settings = Settings::from_env(env)?;
        let mut client = settings.connect().await?;
        let migrator = Migrator::embedded();
        Ok(match self {
            Self::Up => {
                let report = migrator.apply(&mut client, Target::Latest).await?;
                let logins =
                    [(Login::App, &settings.app_password), (Login::Monitor, &settings.monitor_password)];
                for (login, password) in logins {
                    if let Some(password) = password {
                        set_login(&client, login, password).await?;
                    }
                }
                json!({ "applied": report.applied })
            }
            Self::Down(count) => json!({ "reverted": migrator.revert(&mut client, count).await?.reverted }),
            Self::Status => json!({ "migrations": migrator.status(&client).await? }),
            Self::CreateAdmin { email, username } => {
                let new = NewAdmin { email, username, password: settings.admin_password };
                let created = admin::create(&mut client, &new).await?;
                let password = created.generated_password.as_ref().map(|password| password.expose_secret());
                json!({ "id": created.id, "email": new.email, "username": new.username, "generatedPassword": password })
            }
            Self::CreateKeys => Value::Null,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> anyhow::Result<Command> {
        Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_command_line_is_read() {
        assert_eq!(parse("down 3").unwrap(), Command::Down(3));
        let admin = Command::CreateAdmin { email: "a@example.org".to_owned(), username: "first".to_owned() };
        assert_eq!(parse("create-admin --username first --email a@example.org").unwrap(), admin);
        assert!(parse("down all").unwrap_err().to_string().contains("not a number"));
        assert!(parse("").unwrap_err().to_string().contains("migrate up"));
    }

    #[test]
    fn an_event_may_go_up_but_not_down() {
        let event = |text: &str| serde_json::from_str::<Command>(text);
        assert_eq!(event(r#"{"command":"up"}"#).unwrap(), Command::Up);
        assert!(event(r#"{"command":"create-admin","email":"a@example.org","username":"first"}"#).is_ok());
        assert!(event(r#"{"command":"down"}"#).is_err());
        assert!(event(r#"{"command":"create-keys"}"#).is_err());
    }
}
