//! A function's settings: its environment, and what its secret holds.
//!
//! Deliberately not in here: what the settings mean, which is `neurmatic-config`'s, and looking again later.

use std::collections::BTreeMap;
use std::time::Duration;

use neurmatic_aws::{Account, CallError, JsonApi, Service};
use neurmatic_config::{ConfigError, Env, Secrets};
use serde::Deserialize;
use serde_json::json;

const SECRETS_MANAGER: Service = Service {
    name: "Secrets Manager",
    signed_as: "secretsmanager",
    target: "secretsmanager",
    // A secret has 64 KiB at most, and each of its characters may be escaped.
    answer_bytes_max: 512 * 1024,
};

/// How long one call may take. Lambda gives a start ten seconds.
const CALL_TIMEOUT: Duration = Duration::from_secs(2);

/// How often is asked before the start fails.
const ATTEMPTS: u32 = 3;

/// The wait before asking again, for each time that was asked.
const PAUSE: Duration = Duration::from_millis(100);

/// Why a function's secret isn't known. Its text is one line, and holds nothing of the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// A setting is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The secret can't be read.
    #[error("the secret that SECRETS_ARN names can't be read: {0}")]
    Call(#[from] CallError),
    /// The secret isn't what it should be.
    #[error("the secret that SECRETS_ARN names should be an object of variables and their values, all texts")]
    Content,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    secret_string: String,
}

/// The same settings with those of the secret that they name; as they are when they name none.
///
/// # Errors
/// [`SecretsError`].
pub async fn with_secrets(env: Env) -> Result<Env, SecretsError> {
    let Some(Secrets { id, url, region, access_key_id, secret_access_key, session_token }) =
        Secrets::from_env(&env)?
    else {
        return Ok(env);
    };
    let account = Account { region, access_key_id, secret_access_key, session_token };
    let answer = read(&JsonApi::of_version_1_1(SECRETS_MANAGER, &url, account), &id).await?;
    let held: BTreeMap<String, String> =
        serde_json::from_str(&answer.secret_string).ok().ok_or(SecretsError::Content)?;
    Ok(held.iter().fold(env, |env, (name, value)| env.with(name, value)))
}

async fn read(api: &JsonApi, id: &str) -> Result<Answer, CallError> {
    let mut attempt = 1;
    loop {
        match api.call("GetSecretValue", &json!({ "SecretId": id }), CALL_TIMEOUT).await {
            Err(error) if attempt < ATTEMPTS && is_passing(&error) => {
                tokio::time::sleep(PAUSE * attempt).await;
                attempt += 1;
            }
            outcome => return outcome,
        }
    }
}

/// Whether asking again may help.
fn is_passing(error: &CallError) -> bool {
    match error {
        CallError::Unreached { .. } => true,
        CallError::Refused { status, code, .. } => *status >= 500 || code.contains("Throttling"),
        CallError::Client { .. } | CallError::Answer { .. } | CallError::TooLong { .. } => false,
    }
}
