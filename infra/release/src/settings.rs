//! Who releases, and where AWS is.

use neurmatic_aws::Account;
use neurmatic_config::{ConfigError, Env};
use secrecy::SecretString;

/// The account, and the address of its interfaces.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, as `aws configure export-credentials --format env`
    /// prints them; the region is the deployment's.
    pub account: Account,
    /// `AWS_ENDPOINT_URL`: one address for every service, as an emulator has it.
    pub endpoint: Option<String>,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When a key is missing.
    pub fn from_env(env: &Env, region: &str) -> Result<Self, ConfigError> {
        let account = Account {
            region: region.to_owned(),
            access_key_id: env.required("AWS_ACCESS_KEY_ID", "a key that may release")?,
            secret_access_key: env.secret("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID")?,
            session_token: env.optional("AWS_SESSION_TOKEN").map(SecretString::from),
        };
        let endpoint = env.optional("AWS_ENDPOINT_URL").map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self { account, endpoint })
    }

    /// The address of a service, without a slash at the end.
    #[must_use]
    pub fn address(&self, service: &str) -> String {
        let region = &self.account.region;
        self.endpoint.clone().unwrap_or_else(|| format!("https://{service}.{region}.amazonaws.com"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emulator_is_every_service() {
        let keys = Env::of([("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "hidden")]);
        let settings = Settings::from_env(&keys, "eu-central-1").unwrap();
        assert_eq!(settings.address("lambda"), "https://lambda.eu-central-1.amazonaws.com");
        let emulated = keys.with("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/");
        let settings = Settings::from_env(&emulated, "eu-central-1").unwrap();
        assert_eq!(settings.address("monitoring"), "http://127.0.0.1:4566");
    }

    #[test]
    fn a_missing_key_is_named() {
        let missing = Settings::from_env(&Env::of([("AWS_ACCESS_KEY_ID", "key")]), "x").unwrap_err();
        assert!(missing.to_string().starts_with("AWS_SECRET_ACCESS_KEY is not set"), "{missing}");
    }
}
