//! How the CDN is told what to forget.

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};
use crate::site::{AppEnv, Site};

/// The base of Cloudflare's interface, version 4.
const API_URL: &str = "https://api.cloudflare.com/client/v4";

/// What was bought of the CDN: how often it may be asked to forget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CdnPlan {
    /// Free.
    Free,
    /// Pro.
    Pro,
    /// Business.
    Business,
    /// Enterprise.
    Enterprise,
}

/// The purge client's settings.
#[derive(Clone, Debug)]
pub struct Cdn {
    /// `CLOUDFLARE_ZONE_ID`, needed when enabled.
    pub zone_id: String,
    /// `CLOUDFLARE_API_TOKEN`, needed when enabled; right: Zone.Cache Purge.
    pub api_token: SecretString,
    /// `CDN_API_URL`, default Cloudflare's: the base of its interface.
    pub api_url: String,
    /// `CDN_PLAN`, default `free`.
    pub plan: CdnPlan,
    /// `CDN_SOFT_PURGE`, default 0: edits only make stale what the edge holds. It then helps out while the origin fails,
    /// but one reader may still get it. Where the account doesn't offer it, they purge.
    pub soft_purge: bool,
    /// `CDN_HOST`, needed when enabled: the host under which the edge keeps answers, with its port if it has one. It is that
    /// of the Worker's `ORIGIN_URL`.
    pub host: String,
}

impl Cdn {
    /// Reads the settings; none when `CDN_ENABLED` isn't set (default 0): then purges are recorded but not sent.
    ///
    /// # Errors
    /// When one is missing or malformed, or a deployed platform would send its token in the clear.
    pub fn from_env(env: &Env, site: &Site) -> Result<Option<Self>, ConfigError> {
        if !env.switch("CDN_ENABLED", false)? {
            return Ok(None);
        }
        let zone = "the zone's id, 32 hexadecimal digits: CDN_ENABLED=1 needs it";
        let zone_id = env.required("CLOUDFLARE_ZONE_ID", zone)?;
        if zone_id.len() != 32 || !zone_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(invalid("CLOUDFLARE_ZONE_ID", zone));
        }
        let token = "a token with the right Zone.Cache Purge: CDN_ENABLED=1 needs it";
        let api_url = env.optional("CDN_API_URL").unwrap_or_else(|| API_URL.to_owned());
        let is_local = site.env == AppEnv::Development && api_url.starts_with("http://127.0.0.1:");
        if !api_url.starts_with("https://") && !is_local {
            return Err(invalid(
                "CDN_API_URL",
                "an https:// address; http://127.0.0.1:<port> in development",
            ));
        }
        let plan = match env.optional("CDN_PLAN").as_deref() {
            None | Some("free") => CdnPlan::Free,
            Some("pro") => CdnPlan::Pro,
            Some("business") => CdnPlan::Business,
            Some("enterprise") => CdnPlan::Enterprise,
            Some(_) => return Err(invalid("CDN_PLAN", "free, pro, business or enterprise")),
        };
        let expected = "the host of the Worker's ORIGIN_URL, like origin.example.org: CDN_ENABLED=1 needs it";
        let host = env.required("CDN_HOST", expected)?;
        if host.contains(['/', '?', '#', '@', ' ']) {
            return Err(invalid("CDN_HOST", expected));
        }
        Ok(Some(Self {
            zone_id,
            api_token: env.secret("CLOUDFLARE_API_TOKEN", token)?,
            api_url: api_url.trim_end_matches('/').to_owned(),
            plan,
            soft_purge: env.switch("CDN_SOFT_PURGE", false)?,
            host,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = "0123456789abcdef0123456789abcdef";

    fn read(app_env: &str, more: &[(&str, &str)]) -> Result<Option<Cdn>, ConfigError> {
        let site = [
            ("APP_ENV", app_env),
            ("PUBLIC_URL", "https://neurmatic.example/"),
            ("HASH_SECRET", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj"),
        ];
        let env = Env::of(site.iter().chain(more).copied());
        Cdn::from_env(&env, &Site::from_env(&env).unwrap())
    }

    fn enabled<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let all = [
            ("CDN_ENABLED", "1"),
            ("CLOUDFLARE_ZONE_ID", ZONE),
            ("CLOUDFLARE_API_TOKEN", "t0k3n"),
            ("CDN_HOST", "origin.neurmatic.example"),
        ];
        all.iter().chain(more).copied().collect()
    }

    #[test]
    fn without_a_cdn_nothing_is_needed() {
        assert!(read("production", &[]).unwrap().is_none());
        assert!(read("production", &[("CDN_ENABLED", "0")]).unwrap().is_none());
    }

    #[test]
    fn what_is_left_out_is_cloudflare_free_and_hard() {
        let cdn = read("production", &enabled(&[])).unwrap().unwrap();
        assert_eq!((cdn.api_url.as_str(), cdn.plan), (API_URL, CdnPlan::Free));
        assert_eq!((cdn.host.as_str(), cdn.soft_purge), ("origin.neurmatic.example", false));
    }

    #[test]
    fn what_is_missing_is_named_in_one_line() {
        let missing = read("production", &[("CDN_ENABLED", "1")]).unwrap_err().to_string();
        assert!(missing.starts_with("CLOUDFLARE_ZONE_ID is not set; it should be"), "{missing}");
        let zone = [("CDN_ENABLED", "1"), ("CLOUDFLARE_ZONE_ID", ZONE), ("CDN_HOST", "o.example")];
        let missing = read("production", &zone).unwrap_err().to_string();
        assert!(missing.starts_with("CLOUDFLARE_API_TOKEN is not set") && missing.contains("Cache Purge"));
        assert!(!missing.contains('\n'));
    }

    #[test]
    fn what_cannot_be_used_stops_the_start() {
        for wrong in [
            ("CLOUDFLARE_ZONE_ID", "../accounts"),
            ("CDN_API_URL", "http://example.org"),
            ("CDN_PLAN", "gold"),
            ("CDN_SOFT_PURGE", "maybe"),
            ("CDN_HOST", "https://example.org"),
            ("CDN_ENABLED", "yes"),
        ] {
            let error = read("development", &enabled(&[wrong])).unwrap_err().to_string();
            assert!(error.starts_with(wrong.0), "{error}");
        }
    }

    #[test]
    fn a_stand_in_for_the_cdn_is_for_development_only() {
        let local = enabled(&[("CDN_API_URL", "http://127.0.0.1:9/client/v4")]);
        assert!(read("development", &local).unwrap().is_some());
        assert!(read("production", &local).is_err() && read("staging", &local).is_err());
    }
}
