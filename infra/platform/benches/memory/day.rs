//! A day of the source document's traffic, as fast as it goes, in one environment as on Lambda: 40 % of the requests look at
//! articles, 30 % at topics, 20 % at jobs, 10 % are members'. By the hour there are as many users as in its load tests.

use std::sync::Arc;

use axum::http::Method;
use jiff::Timestamp;
use neurmatic_config::{AccessTokenSigner, AppEnv, Env};
use neurmatic_core::words::Role;
use neurmatic_http::{AuthClass, Route, Signer};
use neurmatic_memory::Verdict;
use neurmatic_platform::functions;

use crate::Stand;
use crate::function::Asking;

/// The day's function, as it is called in the place of one that is deployed.
pub(crate) const DAY: &str = "day";

/// Users by the hour: ten as in the document's smoke test at night, its hundred by day, its peak of five hundred in the evening,
/// with its thousand in one hour.
const USERS: [usize; 24] = [
    10, 10, 10, 10, 10, 20, 50, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 200, 500, 500, 1_000, 500,
    100, 50,
];

/// Whose the requests of each ten are: readers' of articles, topics and jobs, members'.
const TURNS: [usize; 10] = [0, 1, 0, 2, 0, 1, 2, 0, 1, 3];

/// Whose public reads the first three groups are.
const READ: [&str; 3] = ["api-articles", "api-forum", "api-jobs"];

/// Where members have something of their own.
const MEMBERS: [&str; 6] =
    ["api-articles", "api-forum", "api-jobs", "api-users", "api-community", "api-notifications"];

/// How often the verdict is looked at, in requests.
const LOOK_EVERY: usize = 1_000;

/// Members' tokens are fresh for so many requests: they are good for a quarter of an hour, and the busiest hour may take longer.
const TOKENS_FOR: usize = 100_000;

/// Lives through the day, and prints a line for each hour. Fails when it was ever thought to leak, or most requests failed.
pub(crate) async fn live(stand: &Stand) {
    let groups = groups();
    let mut asking = Asking::new(stand);
    println!(
        "{:<8}{:>8}{:>12}{:>12}{:>12}{:>14}  verdict",
        "a day", "users", "requests", "succeeded", "live MB", "resident MB"
    );
    let (mut n, mut asked, mut leaks, mut all_successes) = (0, [0; 4], 0, 0);
    for (hour, users) in USERS.iter().enumerate() {
        let requests = users * stand.requests;
        let mut successes = 0;
        for _ in 0..requests {
            if n % TOKENS_FOR == 0 {
                asking.tokens = tokens(stand);
            }
            let group = TURNS[n % TURNS.len()];
            let (routes, before) = (&groups[group], asked[group]);
            // Each route in turn, and each thing in turn by each route.
            let status = asking.send(&routes[before % routes.len()], before / routes.len()).await;
            successes += usize::from(status.is_success());
            asked[group] += 1;
            n += 1;
            if n % LOOK_EVERY == 0 {
                leaks += usize::from(asking.services.memory.verdict() == Verdict::Leaking);
            }
        }
        all_successes += successes;
        let report = asking.services.memory.report();
        println!(
            "  {hour:>2}:00{users:>9}{requests:>12}{:>10} %{:>12.1}{:>14}  {:?}",
            successes * 100 / requests.max(1),
            report.live_bytes as f64 / 1e6,
            report.rss_bytes / 1_000_000,
            report.verdict
        );
    }
    println!("  {n} requests; looks at which it was thought to leak: {leaks} (goal 0)");
    assert_eq!(leaks, 0, "a day's traffic was taken for a leak");
    assert!(all_successes * 2 >= n, "most of it failed: {all_successes} of {n} requests succeeded");
}

/// The routes of each group.
fn groups() -> [Vec<Arc<Route>>; 4] {
    let is_read = |route: &Route| route.method == Method::GET && route.rules.auth == AuthClass::Public;
    // What a member deletes is gone for the rest of the day.
    let is_members =
        |route: &Route| route.method != Method::DELETE && route.rules.auth == AuthClass::AtLeast(Role::User);
    let [articles, topics, jobs] = READ.map(|function| routes(&[function], is_read));
    [articles, topics, jobs, routes(&MEMBERS, is_members)]
}

fn routes(of: &[&str], is_asked: impl Fn(&Route) -> bool) -> Vec<Arc<Route>> {
    let chosen = functions().into_iter().filter(|(name, _)| of.contains(name));
    chosen.flat_map(|(_, routes)| routes).filter(|route| is_asked(route)).collect()
}

/// Access tokens of the day's members, from now on.
fn tokens(stand: &Stand) -> Vec<String> {
    let settings = AccessTokenSigner::from_env(&Env::process(), AppEnv::Development).unwrap();
    let (signer, now) = (Signer::new(&settings), Timestamp::now());
    let sign = |(user, session)| signer.sign(user, Role::User, session, now).unwrap();
    stand.members.iter().copied().map(sign).collect()
}
