//! From an article's edit to its being read at the edge, the Worker on workerd, through the routes, purge rows and the CDN's
//! interface at the real limits of a plan; the same with an interface that fails for a while, and amid many votes and
//! replies. Reads the variables that `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails by panicking"
)]

#[path = "../../../../edge/tests/suite/workerd.rs"]
#[expect(dead_code, reason = "the edge's own tests use all of it")]
mod workerd;

mod crowd;

use std::net::SocketAddr;
use std::process::Child;
use std::time::{Duration, Instant};

use axum::Router;
use neurmatic_cdn::Clock;
use neurmatic_config::{Cdn, Site, Worker as WorkerSettings};
use neurmatic_core::ids::CategoryId;
use neurmatic_core::words::Role;
use neurmatic_db::purges;
use neurmatic_http::Services;
use neurmatic_platform::cdn_api::{self, CdnApi, Fault, Wanted};
use neurmatic_platform::edge_cache::{self, EdgeCache};
use neurmatic_platform::router;
use neurmatic_tasks::Worker;
use neurmatic_tasks::embedded::Runner;
use neurmatic_testing::{Client, World};
use serde_json::json;
use tasks::TaskState;
use tokio::net::TcpListener;

/// Edits that are timed, those of them that the free plan's bucket of 25 calls holds beside what a new platform's first schedules
/// have dropped, and those that are made while the interface fails.
const EDITS: usize = 200;
const EDITS_OF_A_BUCKET: usize = 20;
const EDITS_IN_OUTAGE: usize = 40;
/// How long it fails.
const OUTAGE: Duration = Duration::from_secs(20);
/// Editors, who may make 20 edits a minute each.
const EDITORS: usize = 40;
/// Half of the edits at most may take longer, and one of a hundred.
const P50_MAX: Duration = Duration::from_millis(500);
const P99_MAX: Duration = Duration::from_secs(2);
/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// The Worker as `cargo dev` starts it, seen from here.
const EDGE: &str = "../../edge/workerd.capnp";

/// Dropping it ends workerd.
struct Stand {
    world: World,
    services: Services,
    anybody: Client,
    editors: Vec<Client>,
    article: String,
    /// Where the article is at the edge.
    url: String,
    visitor: reqwest::Client,
    workerd: Child,
    api: CdnApi,
    /// Dropped, it stops.
    _runner: Runner,
}

impl Drop for Stand {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.workerd.kill();
        let _ended = self.workerd.wait();
    }
}

#[tokio::main]
async fn main() {
    for plan in ["free", "pro"] {
        let stand = Stand::new(plan).await;
        let edits = if plan == "free" { EDITS_OF_A_BUCKET } else { EDITS };
        let took = stand.edits(edits, 0).await;
        report(plan, &took, &stand);
        if plan == "pro" {
            stand.outage().await;
        }
    }
    crowd::measure(&Stand::new("free").await).await;
}

/// Of times: half and 99 of a hundred are below, and the longest.
fn percentiles(took: &[Duration]) -> (Duration, Duration, Duration) {
    let mut sorted = took.to_vec();
    sorted.sort_unstable();
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    (at(0.5), at(0.99), at(1.0))
}

fn report(plan: &str, took: &[Duration], stand: &Stand) {
    let (p50, p99, max) = percentiles(took);
    println!(
        "plan {plan}: {} edits one after the other, from the request to its being read at the edge: p50 {p50:.1?}, p99 {p99:.1?}, max {max:.1?}; {:?}",
        took.len(),
        stand.api.counts()
    );
    let verdict = if p50 < P50_MAX && p99 < P99_MAX { "reached" } else { "missed" };
    println!("  the goal, {P50_MAX:?} for half and {P99_MAX:?} for 99 %, is {verdict}");
}

impl Stand {
    async fn new(plan: &str) -> Self {
        let program = workerd::program().expect("no workerd: run it by `cargo dev bench purge`");
        let world = World::new().await;
        let (listener, url) = listener().await;
        let url = format!("http://{url}{}", cdn_api::BASE);
        let env = world
            .env()
            .with("ORIGIN_SECRET", workerd::ORIGIN_SECRET)
            .with("CDN_ENABLED", "1")
            .with("CDN_PLAN", plan)
            .with("CDN_HOST", "origin.example")
            .with("CDN_API_URL", &url)
            .with("CLOUDFLARE_ZONE_ID", "00000000000000000000000000000c0d")
            .with("CLOUDFLARE_API_TOKEN", "t0k3n");
        let account = Cdn::from_env(&env, &Site::from_env(&env).unwrap()).unwrap().unwrap();
        let edge = EdgeCache::new(1024 * 1024);
        let cache = served(edge_cache::router(edge.clone())).await;
        let api = CdnApi::new(account.clone(), edge, Clock::system());
        tokio::spawn(axum::serve(listener, cdn_api::router(api.clone())).into_future());
        let services = world.services();
        let registry = tasks::registry(TaskState::from_env(&env, services.clone()).unwrap());
        let worker = Worker::new(services.db.clone(), registry);
        let runner = Runner::start(worker, &WorkerSettings { concurrency: 5 });

        let origin = router(&env, &Services::from_env(&env).unwrap()).unwrap();
        let anybody = world.client(router(&world.env(), &services).unwrap());
        let (workerd, edge) = workerd::start(&program, EDGE, served(origin).await, cache).await;
        let mut editors = Vec::new();
        for _ in 0..EDITORS {
            let user = world.user().role(Role::Moderator).create().await;
            editors.push(anybody.signed_in(&user).from_address(&world.address()));
        }
        let category = CategoryId::new();
        let sql = format!("INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'R', 'r')");
        world.sql(&sql).await;
        let article = json!({
            "title": "An article that is edited often", "categoryId": category, "status": "draft",
            "summary": "A summary that is long enough to be one of an article.",
            "content": "Words, again and again. ".repeat(200),
        });
        let made = editors[0].post("/articles", article).await.expect(201).data();
        let article = made["id"].as_str().unwrap().to_owned();
        editors[0].post(&format!("/articles/{article}/publish"), json!({})).await.expect(200);
        let url = format!("http://{edge}/api/v1/articles/{article}");
        let visitor = reqwest::Client::new();
        let stand =
            Self { world, services, anybody, editors, article, url, visitor, workerd, api, _runner: runner };
        stand.until("all is quiet", async || stand.pending().await == 0).await;
        stand
    }

    /// Edits, one after the other; how long each took from the request to its being read at the edge.
    async fn edits(&self, edits: usize, first: usize) -> Vec<Duration> {
        let mut took = Vec::new();
        for n in first..first + edits {
            self.until("the edge holds the article", async || self.read().await.0).await;
            let began = Instant::now();
            let title = self.edit(n).await;
            self.until("the edge has the new one", async || self.read().await.1 == title).await;
            took.push(began.elapsed());
        }
        took
    }

    /// Edits while the interface fails in turns; then how long until nothing is left to be sent.
    async fn outage(&self) {
        let before = self.count("accepted").await;
        let began = Instant::now();
        let faults = [Fault::Busy, Fault::Error, Fault::Garbage, Fault::Hang];
        for n in 0..EDITS_IN_OUTAGE {
            self.api.want(Wanted { fault: Some(faults[n * faults.len() / EDITS_IN_OUTAGE]), calls: None });
            self.edit(n).await;
            tokio::time::sleep_until(
                (began + OUTAGE.mul_f64((n + 1) as f64 / EDITS_IN_OUTAGE as f64)).into(),
            )
            .await;
        }
        let (pending, failed) = (self.pending().await, self.api.counts().failed);
        self.api.want(Wanted::default());
        let healed = Instant::now();
        self.until("the backlog is gone", async || self.pending().await == 0).await;
        let took = healed.elapsed();
        let lost = self.count("refused").await
            + self
                .world
                .one::<i64>("SELECT count(*) FROM purges WHERE state = 'accepted' AND receipt IS NULL", &[])
                .await;
        let receipts = self.count("accepted").await - before;
        println!(
            "{EDITS_IN_OUTAGE} edits in {OUTAGE:?} of failures: {failed} calls failed, {pending} purges waited; gone {took:.1?} after it healed, {receipts} receipts, {lost} lost"
        );
        assert!(lost == 0 && receipts >= pending && pending > 0);
    }

    /// Gives the article another title.
    async fn edit(&self, n: usize) -> String {
        let editor = &self.editors[n % self.editors.len()];
        let title = format!("An article that was edited {n} times");
        editor.patch(&format!("/articles/{}", self.article), json!({ "title": title })).await.expect(200);
        title
    }

    /// Reads the article at the edge, always as another visitor: whether its cache answered, and the title.
    async fn read(&self) -> (bool, String) {
        let read = self
            .visitor
            .get(&self.url)
            .header("x-trusted-client", workerd::TRUSTED_CLIENT_SECRET)
            .header("cf-connecting-ip", self.world.address());
        let response = read.send().await.unwrap().error_for_status().unwrap();
        let is_hit = response.headers()["cache-status"].to_str().unwrap().contains("neurmatic-edge; hit");
        let article: serde_json::Value = response.json().await.unwrap();
        (is_hit, article["data"]["title"].as_str().unwrap().to_owned())
    }

    async fn pending(&self) -> i64 {
        purges::backlog(&self.services.db).await.unwrap().pending
    }

    async fn count(&self, state: &str) -> i64 {
        self.world.one("SELECT count(*) FROM purges WHERE state::text = $1", &[&state]).await
    }

    async fn until(&self, what: &str, mut state: impl AsyncFnMut() -> bool) {
        let until = Instant::now() + PATIENCE;
        while !state().await {
            assert!(Instant::now() < until, "never came to be: {what}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Serves it; where.
async fn served(router: Router) -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(axum::serve(listener, router).into_future());
    address
}
