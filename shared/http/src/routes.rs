//! A function's routes: one visible list. Each line holds path, handler, auth class, cache policy and limits; the
//! OpenAPI document, the metrics, the log and the route-table test read the same line.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use neurmatic_cache::{Namespace, Tier};
use neurmatic_cache_policy::{AppTier, Policy};
use neurmatic_core::words::Role;
use neurmatic_rate_limit::Policy as Limit;

use crate::finish::CacheHeaders;
use crate::front::{self, Stage};
use crate::openapi::{Described, OperationDoc};
use crate::own_pages;
use crate::problem::Problem;
use crate::services::Services;

/// Where every route begins.
pub const BASE: &str = "/api/v1";

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthClass {
    /// Anybody; a token isn't looked at, so that the answer is the same for everybody.
    Public,
    /// Anybody; who is signed in is known.
    Optional,
    /// Whoever has at least this role.
    AtLeast(Role),
}

/// What a line says of a route beside its path and handler.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Who may call it.
    pub auth: AuthClass,
    /// How its answer may be cached; none: not at all.
    pub cache: Option<&'static Policy>,
    /// Its limits, on top of the general ones.
    pub limits: &'static [&'static Limit],
    /// Whether only the platform's own pages may call it from a browser: it takes a cookie.
    pub own_pages_only: bool,
    /// For people who read the OpenAPI document.
    pub summary: &'static str,
}

const fn rules(auth: AuthClass, summary: &'static str) -> Rules {
    Rules { auth, cache: None, limits: &[], own_pages_only: false, summary }
}

/// For anybody.
#[must_use]
pub const fn public(summary: &'static str) -> Rules {
    rules(AuthClass::Public, summary)
}

/// For anybody; who is signed in is known.
#[must_use]
pub const fn optional(summary: &'static str) -> Rules {
    rules(AuthClass::Optional, summary)
}

/// For whoever is signed in.
#[must_use]
pub const fn user(summary: &'static str) -> Rules {
    rules(AuthClass::AtLeast(Role::User), summary)
}

/// For who acts for a company, and whoever may do more.
#[must_use]
pub const fn company(summary: &'static str) -> Rules {
    rules(AuthClass::AtLeast(Role::Company), summary)
}

/// For moderators and admins.
#[must_use]
pub const fn moderator(summary: &'static str) -> Rules {
    rules(AuthClass::AtLeast(Role::Moderator), summary)
}

/// For admins.
#[must_use]
pub const fn admin(summary: &'static str) -> Rules {
    rules(AuthClass::AtLeast(Role::Admin), summary)
}

impl Rules {
    /// Cached as `policy` says. Only for public GETs: what differs by caller is a route of its own.
    #[must_use]
    pub const fn cached(mut self, policy: &'static Policy) -> Self {
        self.cache = Some(policy);
        self
    }

    /// Limited, on top of the general limits.
    #[must_use]
    pub const fn limits(mut self, limits: &'static [&'static Limit]) -> Self {
        self.limits = limits;
        self
    }

    /// For the platform's own pages only: what comes from another origin, or doesn't say where from, is refused.
    #[must_use]
    pub const fn own_pages_only(mut self) -> Self {
        self.own_pages_only = true;
        self
    }
}

/// A route, as the table shows it.
#[derive(Debug)]
pub struct Route {
    /// Its name: `area.verb`.
    pub operation: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path with the base, such as `/api/v1/articles/{id}`.
    pub path: String,
    /// Who may call it, how it is cached and limited.
    pub rules: Rules,
    /// The application cache's namespace of its answers.
    pub(crate) namespace: Option<&'static Namespace>,
    /// What its answers say to caches.
    pub(crate) cache_headers: CacheHeaders,
    /// What it takes and answers.
    pub(crate) doc: OperationDoc,
}

/// The routes of one function.
pub struct Routes<S> {
    routes: Vec<Arc<Route>>,
    mounts: Vec<Mount<S>>,
}

type Mount<S> = Box<dyn FnOnce(Router<S>, &Services) -> Router<S> + Send>;

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self { routes: Vec::new(), mounts: Vec::new() }
    }
}

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident = $method:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name<H, T>(self, operation: &'static str, path: &str, handler: H, rules: Rules) -> Self
        where
            H: Handler<T, S> + Described<T>,
            T: 'static,
        {
            self.add(operation, (Method::$method, MethodFilter::$method), path, handler, rules)
        }
    )*};
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    methods! {
        /// A GET (and HEAD) route.
        get = GET;
        /// A POST route.
        post = POST;
        /// A PUT route.
        put = PUT;
        /// A PATCH route.
        patch = PATCH;
        /// A DELETE route.
        delete = DELETE;
    }

    fn add<H, T>(
        mut self,
        operation: &'static str,
        method: (Method, MethodFilter),
        path: &str,
        handler: H,
        rules: Rules,
    ) -> Self
    where
        H: Handler<T, S> + Described<T>,
        T: 'static,
    {
        let (method, filter) = method;
        let path = format!("{BASE}{path}");
        let namespace = rules.cache.and_then(|policy| namespace_of(operation, policy));
        let cache_headers = CacheHeaders::of(rules.cache);
        let doc = OperationDoc::of::<H, T>();
        let route = Arc::new(Route { operation, method, path, rules, namespace, cache_headers, doc });
        self.routes.push(Arc::clone(&route));
        self.mounts.push(Box::new(move |router, services| {
            let stage = Stage::new(services.clone(), Arc::clone(&route));
            router.route(
                &mounted(&route.path),
                on(filter, handler).layer(axum::middleware::from_fn_with_state(stage, front::front)),
            )
        }));
        self
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> Vec<Arc<Route>> {
        self.routes.clone()
    }

    /// The router that answers them.
    pub fn into_router(self, state: S, services: &Services) -> Router {
        let own = self.routes.iter().filter(|route| route.rules.own_pages_only);
        let own: BTreeSet<String> = own.map(|route| mounted(&route.path)).collect();
        let router = self.mounts.into_iter().fold(Router::new(), |router, mount| mount(router, services));
        let router = own
            .iter()
            .fold(router, |router, path| router.route(path, on(MethodFilter::OPTIONS, no_preflight)));
        router.with_state(state)
    }
}

/// Browsers that ask for another origin whether it may call what is for our own pages.
async fn no_preflight() -> Problem {
    own_pages::refusal()
}

/// The path as the router wants it: segments at one place have one name there, whatever the table calls them.
fn mounted(path: &str) -> String {
    let segments = path.split('/').enumerate();
    let named =
        segments.map(
            |(place, segment)| {
                if segment.starts_with('{') { format!("{{at{place}}}") } else { segment.to_owned() }
            },
        );
    named.collect::<Vec<_>>().join("/")
}

/// A namespace lives as long as the process; there is one for each cached route.
fn namespace_of(operation: &'static str, policy: &Policy) -> Option<&'static Namespace> {
    let tier = match policy.tier? {
        AppTier::Hot => Tier::Hot,
        AppTier::Warm => Tier::Warm,
        AppTier::Cold => Tier::Cold,
    };
    let unchecked = Duration::from_millis(policy.unchecked_ms.into());
    Some(Box::leak(Box::new(Namespace::new(operation, tier).unchecked(unchecked))))
}
