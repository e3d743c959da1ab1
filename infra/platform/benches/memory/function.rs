//! One function in its own process: asks its routes and looks at what the process holds.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use neurmatic_config::Env;
use neurmatic_http::{AuthClass, Route, Services};
use neurmatic_memory::{live_bytes, slope};
use neurmatic_platform::{functions, router};
use tower::ServiceExt as _;

use crate::Stand;

/// What a function may hold after its mix, in MB of the process.
pub(crate) const RESIDENT_MB_MAX: u64 = 40;

/// Requests that fill what is filled once, before a handler is measured.
const WARM_UP: usize = 1_000;

/// Looks at the heap while a handler or the mix is asked.
const LOOKS: usize = 40;

/// Growth by request that is none, in bytes: less than the smallest thing that could be left of one.
const NONE_BELOW: f64 = 16.0;

/// An id that nothing has.
const SOME_ID: &str = "0198c0de-0000-7000-8000-000000000001";

/// Who asks for these is signed out: always the same one.
const ENDING: [&str; 2] = ["/auth/logout", "/auth/sessions"];

/// What was seen while it was asked.
struct Seen {
    requests: usize,
    successes: usize,
    /// Growth of live bytes by request.
    per_request: f64,
}

/// Who asks.
pub(crate) struct Asking<'a> {
    stand: &'a Stand,
    router: Router,
    pub(crate) services: Services,
    /// Access tokens of those who are signed in.
    pub(crate) tokens: Vec<String>,
    sent: u32,
}

/// Measures each handler, then all of them in turns, and prints a line for each.
pub(crate) async fn measure(stand: &Stand) {
    let mut asking = Asking::new(stand);
    let (_, routes) = functions().into_iter().find(|(name, _)| *name == stand.function).unwrap();
    println!("{:<34}{:>12}{:>16}{:>18}", stand.function, "succeeded", "bytes/request", "growth");
    for route in &routes {
        let only = std::slice::from_ref(route);
        asking.ask(only, WARM_UP).await;
        let seen = asking.ask(only, stand.requests).await;
        print_line(route.operation, &seen);
    }
    let seen = asking.ask(&routes, stand.mix).await;
    print_line("all in turns", &seen);
    let report = asking.services.memory.report();
    let (rss_mb, peak_mb) = (report.rss_bytes / 1_000_000, report.peak_bytes / 1_000_000);
    let verdict = if rss_mb <= RESIDENT_MB_MAX { "reached" } else { "missed" };
    println!(
        "  resident {rss_mb} MB, at most {peak_mb} MB: the goal is {verdict}; live {:.1} MB and {:.1} MB of cached answers; verdict {:?}: {}",
        report.live_bytes as f64 / 1e6,
        report.kept_bytes as f64 / 1e6,
        report.verdict,
        report.reason
    );
}

fn print_line(name: &str, seen: &Seen) {
    let growth = if seen.per_request < NONE_BELOW {
        "none".to_owned()
    } else {
        format!("{:.0} KB", seen.per_request * seen.requests as f64 / 1e3)
    };
    let share = seen.successes * 100 / seen.requests.max(1);
    println!("  {name:<32}{share:>10} %{:>16.1}{growth:>18}", seen.per_request);
}

impl<'a> Asking<'a> {
    pub(crate) fn new(stand: &'a Stand) -> Self {
        let env = Env::process();
        let services = Services::from_env(&env).unwrap();
        let router = router(&env, &services).unwrap();
        Self { stand, router, services, tokens: stand.tokens.clone(), sent: 0 }
    }

    /// Asks the routes in turns.
    async fn ask(&mut self, routes: &[Arc<Route>], requests: usize) -> Seen {
        let mut points = Vec::with_capacity(LOOKS + 1);
        let mut successes = 0;
        let between = (requests / LOOKS).max(1);
        for n in 0..requests {
            let route = &routes[n % routes.len()];
            successes += usize::from(self.send(route, n).await.is_success());
            if n % between == 0 {
                let kept = self.services.cache.memory().1;
                points.push((n as f64, live_bytes().saturating_sub(kept) as f64));
            }
        }
        Seen { requests, successes, per_request: slope(&points).unwrap_or_default() }
    }

    /// Asks a route of the `n`th thing that it may be asked of.
    pub(crate) async fn send(&mut self, route: &Route, n: usize) -> StatusCode {
        self.sent += 1;
        let [_, b, c, d] = (self.stand.first_address + self.sent % self.stand.addresses).to_be_bytes();
        let mut request = Request::builder()
            .method(route.method.clone())
            .uri(self.path_of(route, n))
            .header("x-origin-secret", &self.stand.origin_secret)
            .header("cf-connecting-ip", format!("10.{b}.{c}.{d}"));
        if route.rules.auth != AuthClass::Public {
            let is_ending = ENDING.iter().any(|path| route.path.contains(path));
            let token = if is_ending { 0 } else { 1 + n % (self.tokens.len() - 1) };
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.tokens[token]));
        }
        let has_body = route.method != Method::GET && route.method != Method::DELETE;
        let request = if has_body {
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"))
        } else {
            request.body(Body::empty())
        };
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        status
    }

    /// A path of the route, to something that is there where that is known.
    fn path_of(&self, route: &Route, n: usize) -> String {
        let fixed = route.path.split('{').next().unwrap_or_default();
        let known = self.stand.known.get(fixed).filter(|known| !known.is_empty());
        let id = known.map_or(SOME_ID, |known| known[n % known.len()].as_str());
        route
            .path
            .replace("{type}", "model")
            .replace("{period}", "weekly")
            .replace("{id}", id)
            .replace("{n}", "1")
            .replace("{username}", id)
            .replace("{release}", "0a1b2c3d")
            .replace("{folder}", "script")
            .replace("{name}", "bulk")
            .replace("{token}", "a.token.of-nobody")
    }
}
