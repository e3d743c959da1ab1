//! Whether a page of ours asks: for the few routes to which browsers add a cookie by themselves, whoever's page it was.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::problem::Problem;

/// How the page that asks stands to what it asks, as the browser says it. No script can set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Who may load an answer into a page.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Refuses what no page of ours asks. Browsers say so by `Sec-Fetch-Site`; where that is missing, `Origin` must be the public
/// address's, or that of the host that was asked.
///
/// # Errors
/// 403.
pub(crate) fn check(public_url: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let is_ours = match (text(&SEC_FETCH_SITE), text(&header::ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => is_own(public_url, text(&header::HOST), origin),
        (None, None) => false,
    };
    if is_ours { Ok(()) } else { Err(refusal()) }
}

/// What everybody else is told.
pub(crate) fn refusal() -> Problem {
    Problem::forbidden("foreign_origin", "this is for the platform's own pages: it needs their Origin")
}

/// Takes back what answers to everybody say: no other origin may read this one, nor load it.
pub(crate) fn keep_answer(headers: &mut HeaderMap) {
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
}

/// Behind the edge and the gateway `Host` is another than the visitor's, and the public address counts; without them it is
/// `Host`. The scheme is the public address's either way.
fn is_own(public_url: &str, host: Option<&str>, origin: &str) -> bool {
    let Some((scheme, rest)) = public_url.split_once("://") else { return false };
    let Some((of_scheme, authority)) = origin.split_once("://") else { return false };
    let public = rest.split('/').next().unwrap_or_default();
    let is_authority = |own: &str| !own.is_empty() && authority.eq_ignore_ascii_case(own);
    of_scheme.eq_ignore_ascii_case(scheme) && (is_authority(public) || host.is_some_and(is_authority))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://neurmatic.example/site";

    fn is_let_in(sent: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for &(name, value) in sent {
            headers.insert(name, HeaderValue::from_static(value));
        }
        check(PUBLIC, &headers).is_ok()
    }

    #[test]
    fn the_public_address_and_the_host_that_was_asked_are_our_own() {
        assert!(is_let_in(&[("origin", "https://neurmatic.example"), ("host", "internal.example")]));
        assert!(is_let_in(&[("origin", "https://Neurmatic.example")]));
        assert!(is_let_in(&[("origin", "https://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
    }

    #[test]
    fn others_and_who_says_nothing_are_refused() {
        for sent in [
            &[][..],
            &[("host", "neurmatic.example")],
            &[("origin", "https://elsewhere.example"), ("host", "neurmatic.example")],
            &[("origin", "http://neurmatic.example")],
            &[("origin", "https://neurmatic.example.elsewhere.example")],
            &[("origin", "https://neurmatic.example:8443")],
            &[("origin", "null"), ("host", "null")],
            &[("origin", "https://"), ("host", "")],
        ] {
            assert!(!is_let_in(sent), "{sent:?}");
        }
    }

    #[test]
    fn what_the_browser_says_of_the_page_counts_more_than_its_origin() {
        assert!(is_let_in(&[("sec-fetch-site", "same-origin"), ("origin", "https://proxy.example")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(
                !is_let_in(&[("sec-fetch-site", site), ("origin", "https://neurmatic.example")]),
                "{site}"
            );
        }
    }
}
