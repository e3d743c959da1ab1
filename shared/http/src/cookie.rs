//! Cookies that hold a credential: scripts can't read them, no page of another site has them sent, and only what lies below
//! one path gets them.

use axum::http::{HeaderMap, HeaderValue, header};
use secrecy::SecretString;

use crate::problem::Problem;

/// The longest value that is read, in bytes; ours are shorter.
const VALUE_BYTES_MAX: usize = 200;

/// Values of one name that are read at most.
const VALUES_MAX: usize = 4;

/// Such a cookie.
#[derive(Clone, Copy, Debug)]
pub struct CredentialCookie {
    /// Its name. It begins with `__Secure-`, by which browsers keep it only when it came over a connection that they trust, and
    /// by which edge and functions know that a request says who asks.
    pub name: &'static str,
    /// The path below which browsers send it.
    pub path: &'static str,
}

/// What a browser is to do with such a cookie. `Debug` hides it.
#[derive(Clone, Debug)]
pub struct SetCookie(HeaderValue);

impl CredentialCookie {
    /// To be kept for so many seconds.
    ///
    /// # Errors
    /// For a value that no header can hold: a fault of ours.
    pub fn keep(self, value: &str, secs: i64) -> Result<SetCookie, Problem> {
        let Self { name, path } = self;
        let text = format!("{name}={value}; Max-Age={secs}; Path={path}; Secure; HttpOnly; SameSite=Strict");
        let mut value = HeaderValue::try_from(text).map_err(Problem::internal)?;
        value.set_sensitive(true);
        Ok(SetCookie(value))
    }

    /// To be forgotten.
    ///
    /// # Errors
    /// Never, for a name and a path that a header can hold.
    pub fn forget(self) -> Result<SetCookie, Problem> {
        self.keep("", 0)
    }

    /// What a browser sent by this name, as far as it may be ours; four at most. Of several, all but one were planted by other
    /// hosts of the domain: which can't be told.
    #[must_use]
    pub fn sent(self, headers: &HeaderMap) -> Vec<SecretString> {
        let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs =
            sent.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let values = pairs.filter(|(name, _)| *name == self.name).map(|(_, value)| value);
        let like_ours = values.filter(|value| (1..=VALUE_BYTES_MAX).contains(&value.len()));
        like_ours.take(VALUES_MAX).map(SecretString::from).collect()
    }
}

impl SetCookie {
    pub(crate) fn into_value(self) -> HeaderValue {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    const COOKIE: CredentialCookie = CredentialCookie { name: "__Secure-a", path: "/api/v1/a" };

    fn read(sent: &[&'static str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for &value in sent {
            headers.append(header::COOKIE, HeaderValue::from_static(value));
        }
        COOKIE.sent(&headers).iter().map(|value| value.expose_secret().to_owned()).collect()
    }

    #[test]
    fn a_cookie_is_read_among_others() {
        assert_eq!(read(&["theme=dark; __Secure-a=t0k3n; b=1"]), ["t0k3n"]);
        assert_eq!(read(&["theme=dark", "__Secure-a=t0k3n"]), ["t0k3n"]);
        for other in [&[][..], &["__Secure-a="], &["__Secure-b=1"]] {
            assert!(read(other).is_empty(), "{other:?}");
        }
    }

    #[test]
    fn several_of_the_name_are_told_up_to_a_bound() {
        assert_eq!(read(&["__Secure-a=1; b=2; __Secure-a=3"]), ["1", "3"]);
        assert_eq!(read(&["__Secure-a=; __Secure-a=3"]), ["3"], "what is empty is none of ours");
        assert_eq!(read(&["__Secure-a=1"; 9]).len(), VALUES_MAX);
    }

    #[test]
    fn a_cookie_is_kept_from_scripts_and_other_sites_and_hidden_in_logs() {
        let kept = COOKIE.keep("t0k3n", 60).unwrap();
        assert!(!format!("{kept:?}").contains("t0k3n"));
        assert_eq!(
            kept.into_value().to_str().unwrap(),
            "__Secure-a=t0k3n; Max-Age=60; Path=/api/v1/a; Secure; HttpOnly; SameSite=Strict"
        );
        let forgotten = COOKIE.forget().unwrap().into_value();
        assert!(forgotten.to_str().unwrap().starts_with("__Secure-a=; Max-Age=0; "));
        assert!(COOKIE.keep("a\nb", 60).is_err());
    }
}
