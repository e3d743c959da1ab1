//! How the queues of background tasks are reached.

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};
use crate::site::{AppEnv, Site};

/// The queues' settings.
#[derive(Clone, Debug)]
pub struct Queues {
    /// `SQS_QUEUE_URL_PREFIX`: what stands before a queue's name in its URL, like
    /// `https://sqs.eu-central-1.amazonaws.com/123456789012/neurmatic-`.
    pub url_prefix: String,
    /// `AWS_REGION`, set by Lambda.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, set by Lambda for the function's role.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`, the same.
    pub secret_access_key: SecretString,
    /// `AWS_SESSION_TOKEN`, the same.
    pub session_token: Option<SecretString>,
}

impl Queues {
    /// Reads the settings; none when `SQS_QUEUE_URL_PREFIX` isn't set: then a process that polls the outbox delivers the
    /// tasks, and no queue is asked.
    ///
    /// # Errors
    /// When one is missing or malformed, or a deployed platform would send tasks in the clear.
    pub fn from_env(env: &Env, site: &Site) -> Result<Option<Self>, ConfigError> {
        let Some(url_prefix) = env.optional("SQS_QUEUE_URL_PREFIX") else { return Ok(None) };
        let is_local = site.env == AppEnv::Development && url_prefix.starts_with("http://127.0.0.1:");
        if !url_prefix.starts_with("https://") && !is_local {
            return Err(invalid(
                "SQS_QUEUE_URL_PREFIX",
                "an https:// address that lacks only a queue's name; http://127.0.0.1:<port>/… in development",
            ));
        }
        Ok(Some(Self {
            url_prefix,
            region: env.required("AWS_REGION", "the queues' region: SQS_QUEUE_URL_PREFIX needs it")?,
            access_key_id: env.required("AWS_ACCESS_KEY_ID", "a key that may use the queues")?,
            secret_access_key: env.secret("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID")?,
            session_token: env.optional("AWS_SESSION_TOKEN").map(SecretString::from),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(app_env: &str, more: &[(&str, &str)]) -> Result<Option<Queues>, ConfigError> {
        let site = [
            ("APP_ENV", app_env),
            ("PUBLIC_URL", "https://neurmatic.example"),
            ("HASH_SECRET", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj"),
        ];
        let env = Env::of(site.iter().chain(more).copied());
        Queues::from_env(&env, &Site::from_env(&env).unwrap())
    }

    const AWS: [(&str, &str); 3] =
        [("AWS_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "hidden")];

    fn with_prefix(prefix: &'static str) -> Vec<(&'static str, &'static str)> {
        AWS.into_iter().chain([("SQS_QUEUE_URL_PREFIX", prefix)]).collect()
    }

    #[test]
    fn without_queues_nothing_is_needed() {
        assert!(read("production", &[]).unwrap().is_none());
    }

    #[test]
    fn tasks_are_not_sent_in_the_clear() {
        let local = with_prefix("http://127.0.0.1:9/000000000000/");
        assert!(read("development", &local).unwrap().is_some());
        assert!(read("production", &local).is_err());
        assert!(read("development", &with_prefix("http://sqs.example/1/")).is_err());
        assert!(read("production", &with_prefix("https://sqs.example/1/")).unwrap().is_some());
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = read("production", &[("SQS_QUEUE_URL_PREFIX", "https://sqs.example/1/")]).unwrap_err();
        assert!(missing.to_string().starts_with("AWS_REGION is not set"), "{missing}");
    }
}
