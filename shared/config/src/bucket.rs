//! Where the files lie that people upload.

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};
use crate::site::{AppEnv, Site};

/// The bucket's settings.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// `BUCKET_NAME`.
    pub name: String,
    /// The bucket's address, without a slash at its end: a host of Amazon's, or, with `BUCKET_ENDPOINT`, a folder of that.
    pub url: String,
    /// `BUCKET_ORIGIN`, default the bucket's address: where the edge reads files, as the Worker's setting of that name says.
    /// What it is to forget is named by it.
    pub origin: String,
    /// `AWS_REGION`, set by Lambda.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, set by Lambda for the function's role.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`, the same.
    pub secret_access_key: SecretString,
    /// `AWS_SESSION_TOKEN`, the same.
    pub session_token: Option<SecretString>,
}

impl Bucket {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one is missing or malformed, or a deployed platform would send files in the clear.
    pub fn from_env(env: &Env, site: &Site) -> Result<Self, ConfigError> {
        let expected = "the bucket of uploaded files: 3 to 63 small letters, digits and hyphens";
        let name = env.required("BUCKET_NAME", expected)?;
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(3..=63).contains(&name.len()) || !name.bytes().all(is_plain) {
            return Err(invalid("BUCKET_NAME", expected));
        }
        let region = env.required("AWS_REGION", "the bucket's region")?;
        let url = match env.optional("BUCKET_ENDPOINT") {
            None => format!("https://{name}.s3.{region}.amazonaws.com"),
            Some(endpoint) => {
                must_be_private("BUCKET_ENDPOINT", &endpoint, site)?;
                format!("{}/{name}", endpoint.trim_end_matches('/'))
            }
        };
        let origin = env.optional("BUCKET_ORIGIN").unwrap_or_else(|| url.clone());
        must_be_private("BUCKET_ORIGIN", &origin, site)?;
        Ok(Self {
            origin: origin.trim_end_matches('/').to_owned(),
            url,
            name,
            region,
            access_key_id: env.required("AWS_ACCESS_KEY_ID", "a key that may use the bucket")?,
            secret_access_key: env.secret("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID")?,
            session_token: env.optional("AWS_SESSION_TOKEN").map(SecretString::from),
        })
    }
}

fn must_be_private(name: &'static str, url: &str, site: &Site) -> Result<(), ConfigError> {
    let is_local = site.env == AppEnv::Development && url.starts_with("http://127.0.0.1:");
    if url.starts_with("https://") || is_local {
        return Ok(());
    }
    Err(invalid(name, "an https:// address; http://127.0.0.1:<port> in development"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(app_env: &str, more: &[(&str, &str)]) -> Result<Bucket, ConfigError> {
        let all = [
            ("APP_ENV", app_env),
            ("PUBLIC_URL", "https://neurmatic.example"),
            ("HASH_SECRET", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj"),
            ("BUCKET_NAME", "neurmatic-files"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hidden"),
        ];
        let env = Env::of(all.iter().chain(more).copied());
        Bucket::from_env(&env, &Site::from_env(&env).unwrap())
    }

    #[test]
    fn the_bucket_is_a_host_of_amazons_or_a_folder_of_another() {
        let bucket = read("production", &[]).unwrap();
        assert_eq!(bucket.url, "https://neurmatic-files.s3.eu-central-1.amazonaws.com");
        assert_eq!(bucket.origin, bucket.url);
        let more = [("BUCKET_ENDPOINT", "https://s3.example/"), ("BUCKET_ORIGIN", "https://files.example/")];
        let bucket = read("production", &more).unwrap();
        assert_eq!(bucket.url, "https://s3.example/neurmatic-files");
        assert_eq!(bucket.origin, "https://files.example");
    }

    #[test]
    fn a_stand_in_for_the_bucket_is_for_development_only() {
        let local = [("BUCKET_ENDPOINT", "http://127.0.0.1:9")];
        assert_eq!(read("development", &local).unwrap().url, "http://127.0.0.1:9/neurmatic-files");
        assert!(read("production", &local).is_err() && read("staging", &local).is_err());
        assert!(read("production", &[("BUCKET_ORIGIN", "http://files.example")]).is_err());
    }

    #[test]
    fn what_is_missing_or_no_name_is_named() {
        for (name, value) in [("BUCKET_NAME", ""), ("BUCKET_NAME", "Not.One"), ("AWS_REGION", "")] {
            let error = read("development", &[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }
}
