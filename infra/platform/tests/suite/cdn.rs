//! From a change to the edge's cache, through purge rows and the CDN's interface; and that interface by itself.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use neurmatic_cdn::{Clock, Purger};
use neurmatic_config::{Cdn, Env, Site};
use neurmatic_http::{Invalidation, Services, Tag};
use neurmatic_platform::cdn_api::{self, CdnApi, Fault, Wanted};
use neurmatic_platform::edge_cache::{self, EdgeCache};
use neurmatic_testing::World;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const ZONE: &str = "00000000000000000000000000000c0d";
const URL: &str = "http://origin.example/api/v1/articles/one";

/// The edge's cache with the CDN's interface in front, a purger, and a clock that they share.
struct Network {
    world: World,
    services: Services,
    cache: Router,
    api: CdnApi,
    http: Router,
    purger: Purger,
    later: Arc<Mutex<SignedDuration>>,
}

impl Network {
    async fn new() -> Self {
        let world = World::new().await;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}{}", listener.local_addr().unwrap(), cdn_api::BASE);
        let account = account(&world.env().with("CDN_API_URL", &url));
        let later = Arc::new(Mutex::new(SignedDuration::ZERO));
        let moved = Arc::clone(&later);
        let clock = Clock::new(move || Timestamp::now() + *moved.lock().unwrap());
        let edge = EdgeCache::new(1024 * 1024);
        let api = CdnApi::new(account.clone(), edge.clone(), clock.clone());
        let http = cdn_api::router(api.clone());
        tokio::spawn(axum::serve(listener, http.clone()).into_future());
        let services = world.services();
        let purger = Purger::new(Some(account), clock).unwrap();
        Self { world, services, cache: edge_cache::router(edge), api, http, purger, later }
    }

    fn pass(&self, secs: i64) {
        *self.later.lock().unwrap() += SignedDuration::from_secs(secs);
    }

    /// A reader at the edge: whether there is something to be served. When there is nothing, it is loaded with this tag.
    async fn is_served(&self, tag: &str) -> bool {
        let asked = self.ask("GET", Body::empty()).await;
        if asked == StatusCode::OK {
            return true;
        }
        let response = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncache-tag: {tag}\r\n\
             cloudflare-cdn-cache-control: public, max-age=300, stale-if-error=86400\r\n\
             cache-control: public, max-age=300\r\ncontent-length: 3\r\n\r\none"
        );
        assert!(self.ask("PUT", Body::from(response)).await.is_success());
        false
    }

    async fn ask(&self, method: &str, body: Body) -> StatusCode {
        let request = Request::builder().method(method).uri(URL).body(body).unwrap();
        self.cache.clone().oneshot(request).await.unwrap().status()
    }

    async fn change(&self, kind: Invalidation, tag: &str) {
        let tx = self.services.db.begin().await.unwrap();
        let tags = vec![Tag::parse(tag).unwrap()];
        let _change = self.services.change(&tx, kind, tags, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn round(&self) -> usize {
        self.purger.run_once(&self.services.db).await.unwrap().accepted
    }

    /// What the interface answers to a call: the status, `Retry-After`, the first error's code.
    async fn call(&self, authorization: &str, path: &str, body: &str) -> (u16, Option<String>, u64) {
        let mut request = Request::builder().method("POST").uri(format!("{}{path}", cdn_api::BASE));
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.http.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after").map(|secs| secs.to_str().unwrap().to_owned());
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, retry_after, body["errors"][0]["code"].as_u64().unwrap_or_default())
    }
}

fn account(env: &Env) -> Cdn {
    let env = env
        .clone()
        .with("CDN_ENABLED", "1")
        .with("CDN_PLAN", "free")
        .with("CDN_SOFT_PURGE", "1")
        .with("CDN_HOST", "origin.example")
        .with("CLOUDFLARE_ZONE_ID", ZONE)
        .with("CLOUDFLARE_API_TOKEN", "t0k3n");
    Cdn::from_env(&env, &Site::from_env(&env).unwrap()).unwrap().unwrap()
}

#[tokio::test]
async fn what_is_edited_or_deleted_is_gone_from_the_edge_by_the_next_round() {
    let network = Network::new().await;
    for kind in [Invalidation::Soft, Invalidation::Hard] {
        network.is_served("article:1,article").await;
        assert!(network.is_served("article:1,article").await);
        network.change(Invalidation::Hard, "article:2").await;
        network.round().await;
        assert!(network.is_served("article:1,article").await, "another article is none of its business");
        network.change(kind, "article:1").await;
        assert_eq!(network.round().await, 1);
        assert!(!network.is_served("article:1,article").await, "{kind:?}");
    }
}

#[tokio::test]
async fn an_interface_that_fails_for_a_while_delays_and_loses_nothing() {
    let network = Network::new().await;
    network.is_served("article:1,article").await;
    for (n, fault) in [Fault::Busy, Fault::Error, Fault::Garbage].into_iter().enumerate() {
        network.api.want(Wanted { fault: Some(fault), calls: Some(1) });
        network.change(Invalidation::Hard, &format!("article:{n}")).await;
        assert_eq!(network.round().await, 0, "{fault:?}");
        network.pass(35);
    }
    assert_eq!(network.round().await, 3);
    assert!(!network.is_served("article:1,article").await);
    network.api.want(Wanted { fault: Some(Fault::NoInvalidation), calls: None });
    network.change(Invalidation::Soft, "article:1").await;
    assert_eq!(network.round().await + network.round().await, 1, "softly it can't, so it does it hard");
    let left: i64 = network.world.one("SELECT count(*) FROM purges WHERE state <> 'accepted'", &[]).await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_interface_keeps_to_the_limits_of_its_plan() {
    let network = Network::new().await;
    let purge = format!("/zones/{ZONE}/purge_cache");
    let call = || network.call("Bearer t0k3n", &purge, r#"{"tags":["articles"]}"#);
    for _ in 0..25 {
        assert_eq!(call().await.0, 200);
    }
    let (status, retry_after, _) = call().await;
    assert_eq!((status, retry_after.as_deref()), (429, Some("12")));
    network.pass(12);
    assert_eq!((call().await.0, call().await.0), (200, 429));
    let counts = network.api.counts();
    assert_eq!((counts.done, counts.operations, counts.beyond_limits), (26, 26, 2));
}

#[tokio::test]
async fn the_interface_refuses_what_cloudflare_refuses() {
    let network = Network::new().await;
    let (purge, token) = (format!("/zones/{ZONE}/purge_cache"), "Bearer t0k3n");
    let good = r#"{"tags":["articles"]}"#;
    let tags = |n: usize| json!({ "tags": vec!["articles"; n] }).to_string();
    assert_eq!(network.call("", &purge, good).await, (400, None, 6003));
    assert_eq!(network.call("Bearer other", &purge, good).await, (403, None, 10000));
    assert_eq!(network.call(token, "/zones/0123/purge_cache", good).await.0, 404);
    assert_eq!(network.call(token, &format!("/zones/{ZONE}/forget"), good).await.0, 404);
    for body in [
        "",
        "[]",
        "{}",
        r#"{"tags":"articles"}"#,
        r#"{"tags":[]}"#,
        r#"{"tags":["a"],"files":["https://e.org/"]}"#,
        r#"{"tags":["a b"]}"#,
        r#"{"files":["e.org/a"]}"#,
        r#"{"prefixes":["https://e.org/a"]}"#,
        r#"{"prefixes":["e.org/a?b"]}"#,
        &tags(101),
    ] {
        assert_eq!(network.call(token, &purge, body).await.0, 400, "{body}");
    }
    for body in [
        &tags(100),
        r#"{"files":["https://e.org/a"]}"#,
        r#"{"prefixes":["e.org/a"]}"#,
        r#"{"purge_everything":true}"#,
    ] {
        assert_eq!(network.call(token, &purge, body).await.0, 200, "{body}");
    }
}

#[tokio::test]
async fn the_switch_is_reached_by_http() {
    let network = Network::new().await;
    let ask = |method: &str, body: &'static str| {
        let request =
            Request::builder().method(method).uri(cdn_api::SWITCH).header("content-type", "application/json");
        network.http.clone().oneshot(request.body(Body::from(body)).unwrap())
    };
    assert_eq!(ask("PUT", r#"{"fault":"busy","calls":2}"#).await.unwrap().status(), 204);
    assert!(ask("PUT", r#"{"fault":"lazy"}"#).await.unwrap().status().is_client_error());
    let shown = ask("GET", "").await.unwrap();
    let shown = axum::body::to_bytes(shown.into_body(), usize::MAX).await.unwrap();
    let shown: Value = serde_json::from_slice(&shown).unwrap();
    assert_eq!(
        (&shown["fault"], &shown["calls"], &shown["counts"]["done"]),
        (&json!("busy"), &json!(2), &json!(0))
    );
}
