//! What the one table of policies says of a request: its one spelling, its key in the application cache, and whether others
//! may keep the answer. Deliberately not in here: the table, which the edge reads too.

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use neurmatic_cache::Key;
use neurmatic_cache_policy::{Decision, Facts, Refusal, decide, is_credential};

use crate::problem::Problem;
use crate::routes::Route;

/// What is done with a request.
pub(crate) struct Plan {
    /// Where the application cache keeps the answer; none: it may not hold it.
    pub(crate) key: Option<Key>,
    /// Whether caches between here and the client may keep the answer for others.
    pub(crate) shared: bool,
    /// The URL in its one spelling, if it came in another: the handler answers what the key says.
    pub(crate) respelled: Option<Uri>,
}

impl Plan {
    /// Makes it.
    ///
    /// # Errors
    /// 400 or 414: the URL can be read in two ways, or is no spelling of one that the table knows.
    pub(crate) fn of(route: &Route, request: &Request) -> Result<Self, Problem> {
        let says_who = |(name, value): (&HeaderName, &HeaderValue)| {
            is_credential(name.as_str(), &String::from_utf8_lossy(value.as_bytes()))
        };
        let uri = request.uri();
        let decision = decide(&Facts {
            method: request.method().as_str(),
            path: uri.path(),
            query: uri.query(),
            credentials: request.headers().iter().any(says_who),
        });
        let decision = decision.map_err(|refusal| refused(&refusal))?;
        Ok(Self {
            key: key_of(route, &decision),
            shared: decision.shared().is_some(),
            respelled: respelled(&decision)?,
        })
    }
}

fn refused(refusal: &Refusal) -> Problem {
    match refusal.parameter() {
        Some(name) => Problem::parameter(format!("/query/{name}"), refusal.code(), refusal.to_string()),
        None => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            Problem::new(status, refusal.code(), refusal.to_string())
        }
    }
}

fn key_of(route: &Route, decision: &Decision<'_>) -> Option<Key> {
    let namespace = route.namespace.filter(|_| decision.in_application())?;
    let segments = decision.target.path.split('/');
    let variable = route.path.split('/').zip(segments).filter(|(template, _)| template.starts_with('{'));
    let mut parts: Vec<&str> = variable.map(|(_, segment)| segment).collect();
    for (name, value) in decision.target.parameters() {
        parts.extend([name, value]);
    }
    Some(namespace.key(&parts))
}

fn respelled(decision: &Decision<'_>) -> Result<Option<Uri>, Problem> {
    let target = &decision.target;
    let as_it_came = matches!((&target.path, &target.query), (Cow::Borrowed(_), Cow::Borrowed(_)));
    if as_it_came || decision.policy.is_none() {
        return Ok(None);
    }
    target.to_string().parse().map(Some).map_err(Problem::internal)
}
