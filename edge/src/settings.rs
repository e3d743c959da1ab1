//! The Worker's settings: its bindings, read once per isolate.

/// What keeps responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Backend {
    /// The zone's cache, through `fetch`: Cloudflare stands in front, and tells a visitor's address.
    Zone,
    /// The Cache API, behind which a service of ours stands: plain workerd.
    #[default]
    CacheApi,
}

/// The settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `ORIGIN_URL`: where the functions answer, without a path.
    pub(crate) origin: String,
    /// `BUCKET_ORIGIN`: where files lie; without it there are none.
    pub(crate) bucket: Option<String>,
    /// `ORIGIN_SECRET`: proves to the origin that the edge asks.
    pub(crate) origin_secret: String,
    /// `CACHE_BACKEND`: `zone` or `cache-api`.
    pub(crate) backend: Backend,
    /// `TRUSTED_CLIENT_SECRET`: who knows it may say which address it has. Never set in production.
    pub(crate) trusted_client: Option<String>,
    /// Whether there is a binding that bounds how often an address may ask.
    pub(crate) is_limited: bool,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// The sentence that says what to set.
    pub(crate) fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let given = |name: &str| get(name).filter(|value| !value.is_empty());
        let url = |name: &str| given(name).map(|url| url.trim_end_matches('/').to_owned());
        let needed = |name: &str, what: &str| format!("{name} is not set: {what}");
        let backend = match given("CACHE_BACKEND").as_deref() {
            Some("zone") => Backend::Zone,
            Some("cache-api") => Backend::CacheApi,
            _ => return Err(needed("CACHE_BACKEND", "say zone or cache-api")),
        };
        let trusted_client = given("TRUSTED_CLIENT_SECRET");
        if backend == Backend::Zone && trusted_client.is_some() {
            return Err("TRUSTED_CLIENT_SECRET is set, but behind Cloudflare nobody else may say an address"
                .to_owned());
        }
        Ok(Self {
            origin: url("ORIGIN_URL")
                .ok_or_else(|| needed("ORIGIN_URL", "say where the functions answer"))?,
            bucket: url("BUCKET_ORIGIN"),
            origin_secret: given("ORIGIN_SECRET")
                .ok_or_else(|| needed("ORIGIN_SECRET", "say the secret that the origin knows"))?,
            backend,
            trusted_client,
            is_limited: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Settings, String> {
        let get = |name: &str| values.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        Settings::read(get)
    }

    #[test]
    fn what_is_missing_is_named() {
        let full = [("CACHE_BACKEND", "zone"), ("ORIGIN_URL", "https://o/"), ("ORIGIN_SECRET", "s")];
        assert_eq!(read(&full).unwrap().origin, "https://o");
        for (n, (name, _)) in full.iter().enumerate() {
            let mut less = full.to_vec();
            less.remove(n);
            assert!(read(&less).unwrap_err().starts_with(name));
        }
    }

    #[test]
    fn behind_cloudflare_no_client_is_trusted() {
        let values = [
            ("CACHE_BACKEND", "zone"),
            ("ORIGIN_URL", "https://o"),
            ("ORIGIN_SECRET", "s"),
            ("TRUSTED_CLIENT_SECRET", "t"),
        ];
        assert!(read(&values).unwrap_err().starts_with("TRUSTED_CLIENT_SECRET"));
    }
}
