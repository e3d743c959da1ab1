//! Where records of requests and tasks go.

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};
use crate::site::{AppEnv, Site};

/// The settings of telemetry. All are optional.
#[derive(Clone, Debug)]
pub struct Telemetry {
    /// `AWS_LAMBDA_RUNTIME_API`, set by Lambda: then records are lines that CloudWatch takes metrics from.
    pub is_on_lambda: bool,
    /// `METRICS_NAMESPACE`, default `Neurmatic`: under which CloudWatch keeps this deployment's metrics.
    pub namespace: String,
    /// `RELEASE`: what errors are told with. Default the function's version on Lambda, such as `neurmatic-tasks-email@7`;
    /// elsewhere `unreleased`.
    pub release: String,
    /// `APP_ENV`: the same.
    pub environment: AppEnv,
    /// CloudWatch, for history, and for metrics outside of Lambda.
    pub cloudwatch: Option<CloudWatch>,
    /// Where errors are told.
    pub sentry: Option<Sentry>,
}

/// How CloudWatch is reached.
#[derive(Clone, Debug)]
pub struct CloudWatch {
    /// `CLOUDWATCH_URL`; on Lambda the service of the region when left out, if Lambda says which.
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

/// Where errors are told, from `SENTRY_DSN`.
#[derive(Clone, Debug)]
pub struct Sentry {
    /// Where events are sent.
    pub envelope_url: String,
    /// The project's public key.
    pub key: SecretString,
}

impl Telemetry {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one is malformed, or something is to be sent in the clear.
    pub fn from_env(env: &Env, site: &Site) -> Result<Self, ConfigError> {
        let is_on_lambda = env.optional("AWS_LAMBDA_RUNTIME_API").is_some();
        let namespace = env.optional("METRICS_NAMESPACE").unwrap_or_else(|| "Neurmatic".to_owned());
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '#');
        if namespace.len() > 255 || !namespace.chars().all(is_name) {
            return Err(invalid(
                "METRICS_NAMESPACE",
                "at most 255 letters, digits, dots, hyphens and slashes",
            ));
        }
        let version = || {
            let function = env.optional("AWS_LAMBDA_FUNCTION_NAME")?;
            Some(format!("{function}@{}", env.optional("AWS_LAMBDA_FUNCTION_VERSION")?))
        };
        let release = env.optional("RELEASE").or_else(version).unwrap_or_else(|| "unreleased".to_owned());
        let is_word = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
        if release.len() > 200 || !release.chars().all(is_word) {
            return Err(invalid("RELEASE", "at most 200 characters without spaces and quotation marks"));
        }
        Ok(Self {
            is_on_lambda,
            namespace,
            release,
            environment: site.env,
            cloudwatch: CloudWatch::from_env(env, site, is_on_lambda)?,
            sentry: Sentry::from_env(env, site)?,
        })
    }
}

impl CloudWatch {
    fn from_env(env: &Env, site: &Site, is_on_lambda: bool) -> Result<Option<Self>, ConfigError> {
        let of_region = || {
            let region = env.optional("AWS_REGION").filter(|_| is_on_lambda)?;
            Some(format!("https://monitoring.{region}.amazonaws.com/"))
        };
        let Some(url) = env.optional("CLOUDWATCH_URL").or_else(of_region) else { return Ok(None) };
        let is_local = site.env == AppEnv::Development && url.starts_with("http://127.0.0.1:");
        if !url.starts_with("https://") && !is_local {
            return Err(invalid(
                "CLOUDWATCH_URL",
                "an https:// address; http://127.0.0.1:<port>/ in development",
            ));
        }
        Ok(Some(Self {
            url,
            region: env.required("AWS_REGION", "CloudWatch's region: CLOUDWATCH_URL needs it")?,
            access_key_id: env.required("AWS_ACCESS_KEY_ID", "a key that may use CloudWatch")?,
            secret_access_key: env.secret("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID")?,
            session_token: env.optional("AWS_SESSION_TOKEN").map(SecretString::from),
        }))
    }
}

impl Sentry {
    /// A DSN is `https://<key>@<host>/<path and project>`.
    fn from_env(env: &Env, site: &Site) -> Result<Option<Self>, ConfigError> {
        let Some(dsn) = env.optional("SENTRY_DSN") else { return Ok(None) };
        let read = || {
            let (scheme, rest) = dsn.split_once("://")?;
            let (key, place) = rest.split_once('@')?;
            let (before, project) = place.rsplit_once('/')?;
            let key = key.split(':').next().filter(|key| !key.is_empty())?;
            let is_local = site.env == AppEnv::Development && before.starts_with("127.0.0.1");
            let is_number = !project.is_empty() && project.chars().all(|c| c.is_ascii_digit());
            let is_sound = !before.is_empty() && is_number && (scheme == "https" || is_local);
            let (host, path) = before.split_once('/').unwrap_or((before, ""));
            let path = if path.is_empty() { String::new() } else { format!("/{path}") };
            is_sound.then(|| Self {
                envelope_url: format!("{scheme}://{host}{path}/api/{project}/envelope/"),
                key: SecretString::from(key),
            })
        };
        let expected = "the DSN of a project, like https://<key>@<host>/<number>";
        read().map(Some).ok_or_else(|| invalid("SENTRY_DSN", expected))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn read(app_env: &str, more: &[(&str, &str)]) -> Result<Telemetry, ConfigError> {
        let site = [
            ("APP_ENV", app_env),
            ("PUBLIC_URL", "https://neurmatic.example"),
            ("HASH_SECRET", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj"),
        ];
        let env = Env::of(site.iter().chain(more).copied());
        Telemetry::from_env(&env, &Site::from_env(&env).unwrap())
    }

    const KEYS: [(&str, &str); 3] =
        [("AWS_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "hidden")];

    #[test]
    fn nothing_is_needed() {
        let telemetry = read("production", &KEYS).unwrap();
        assert!(!telemetry.is_on_lambda && telemetry.cloudwatch.is_none() && telemetry.sentry.is_none());
        assert_eq!(telemetry.namespace, "Neurmatic");
    }

    #[test]
    fn a_release_is_named_or_the_functions_version() {
        assert_eq!(read("production", &[]).unwrap().release, "unreleased");
        let version =
            [("AWS_LAMBDA_FUNCTION_NAME", "neurmatic-tasks-email"), ("AWS_LAMBDA_FUNCTION_VERSION", "7")];
        assert_eq!(read("production", &version).unwrap().release, "neurmatic-tasks-email@7");
        let named = [&version[..], &[("RELEASE", "2026-11-29")]].concat();
        assert_eq!(read("production", &named).unwrap().release, "2026-11-29");
    }

    #[test]
    fn on_lambda_the_regions_service_is_asked() {
        let on_lambda = [&KEYS[..], &[("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")]].concat();
        let cloudwatch = read("production", &on_lambda).unwrap().cloudwatch.unwrap();
        assert_eq!(cloudwatch.url, "https://monitoring.eu-central-1.amazonaws.com/");
    }

    #[test]
    fn metrics_are_not_sent_in_the_clear() {
        let local = [&KEYS[..], &[("CLOUDWATCH_URL", "http://127.0.0.1:9/")]].concat();
        assert!(read("development", &local).unwrap().cloudwatch.is_some());
        assert!(read("production", &local).is_err());
    }

    #[test]
    fn a_dsn_names_the_place_for_events_and_its_key() {
        let dsn = [("SENTRY_DSN", "https://abc@o1.ingest.example/sub/42")];
        let sentry = read("production", &dsn).unwrap().sentry.unwrap();
        assert_eq!(sentry.envelope_url, "https://o1.ingest.example/sub/api/42/envelope/");
        assert_eq!(sentry.key.expose_secret(), "abc");
        for bad in ["hunter2", "http://abc@host/1", "https://@host/1", "https://abc@host/x"] {
            let error = read("production", &[("SENTRY_DSN", bad)]).unwrap_err().to_string();
            assert!(error.contains("SENTRY_DSN") && !error.contains("hunter2"), "{error}");
        }
    }
}
