//! Where the settings lie that nobody is to know.

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};
use crate::site::AppEnv;

/// The settings of the secret that holds the others.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// `SECRETS_ARN`: a secret of AWS Secrets Manager, an object of variables.
    pub id: String,
    /// `SECRETS_URL`, default the service of the region.
    pub url: String,
    /// `AWS_REGION`, set by Lambda.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, set by Lambda for the function's role.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`, the same.
    pub secret_access_key: SecretString,
    /// `AWS_SESSION_TOKEN`, the same.
    pub session_token: Option<SecretString>,
}

impl Secrets {
    /// Reads the settings; none when `SECRETS_ARN` isn't set: then everything is in the environment.
    ///
    /// # Errors
    /// When one is missing or malformed, or a deployed platform would ask in the clear.
    pub fn from_env(env: &Env) -> Result<Option<Self>, ConfigError> {
        let Some(id) = env.optional("SECRETS_ARN") else { return Ok(None) };
        let region = env.required("AWS_REGION", "the secret's region: SECRETS_ARN needs it")?;
        let url = match env.optional("SECRETS_URL") {
            None => format!("https://secretsmanager.{region}.amazonaws.com/"),
            Some(url) => {
                let is_development = AppEnv::from_env(env)? == AppEnv::Development;
                let is_local = is_development && url.starts_with("http://127.0.0.1:");
                if !url.starts_with("https://") && !is_local {
                    let expected = "an https:// address; http://127.0.0.1:<port>/ in development";
                    return Err(invalid("SECRETS_URL", expected));
                }
                url
            }
        };
        Ok(Some(Self {
            id,
            url,
            region,
            access_key_id: env.required("AWS_ACCESS_KEY_ID", "a key that may read the secret")?,
            secret_access_key: env.secret("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID")?,
            session_token: env.optional("AWS_SESSION_TOKEN").map(SecretString::from),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWS: [(&str, &str); 4] = [
        ("SECRETS_ARN", "arn:aws:secretsmanager:eu-central-1:1:secret:api"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "hidden"),
    ];

    fn read(more: &[(&str, &str)]) -> Result<Option<Secrets>, ConfigError> {
        Secrets::from_env(&Env::of(AWS.iter().chain(more).copied()))
    }

    #[test]
    fn without_a_secret_nothing_is_needed() {
        assert!(Secrets::from_env(&Env::of::<&str, &str>([])).unwrap().is_none());
    }

    #[test]
    fn the_service_is_the_regions_unless_another_is_named() {
        let secrets = read(&[("APP_ENV", "production")]).unwrap().unwrap();
        assert_eq!(secrets.url, "https://secretsmanager.eu-central-1.amazonaws.com/");
        let local = ("SECRETS_URL", "http://127.0.0.1:9/");
        assert!(read(&[local]).unwrap().is_some());
        let refused = read(&[local, ("APP_ENV", "production")]).unwrap_err().to_string();
        assert!(refused.starts_with("SECRETS_URL"), "{refused}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = read(&[("AWS_REGION", "")]).unwrap_err().to_string();
        assert!(missing.starts_with("AWS_REGION is not set"), "{missing}");
    }
}
