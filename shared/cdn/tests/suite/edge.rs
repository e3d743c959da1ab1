//! An interface that notes what it is told, and answers what the test says; and a world around it, with a clock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use jiff::{SignedDuration, Timestamp};
use neurmatic_cdn::{Clock, Purger, Report};
use neurmatic_config::{Cdn, Env, Site};
use neurmatic_http::{Invalidation, Services, Tag};
use neurmatic_testing::World;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const ZONE: &str = "0123456789abcdef0123456789abcdef";

/// What the interface answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Yes,
    Status(u16, &'static str),
    /// 429 with so many seconds of `Retry-After`.
    Later(u32),
    /// 400, when the call names this.
    YesBut(&'static str),
    Hang,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) path: String,
    pub(crate) authorization: String,
    pub(crate) body: Value,
}

#[derive(Clone)]
pub(crate) struct Interface(Arc<Mutex<Noted>>);

struct Noted {
    answers: VecDeque<Answer>,
    always: Answer,
    calls: Vec<Told>,
}

impl Interface {
    async fn start() -> (Self, String) {
        let noted = Noted { answers: VecDeque::new(), always: Answer::Yes, calls: Vec::new() };
        let interface = Self(Arc::new(Mutex::new(noted)));
        let router = Router::new()
            .route("/client/v4/zones/{zone}/{endpoint}", post(told))
            .with_state(interface.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/client/v4", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (interface, url)
    }

    /// The next answers; after them it goes on as before.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.0.lock().unwrap().answers.extend(answers);
    }

    /// All answers from now on.
    pub(crate) fn always(&self, answer: Answer) {
        let mut noted = self.0.lock().unwrap();
        noted.always = answer;
        noted.answers.clear();
    }

    pub(crate) fn calls(&self) -> Vec<Told> {
        self.0.lock().unwrap().calls.clone()
    }

    /// The endpoint and the body of each call.
    pub(crate) fn bodies(&self) -> Vec<(String, Value)> {
        let endpoint = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        self.calls().into_iter().map(|told| (endpoint(&told.path), told.body)).collect()
    }
}

async fn told(
    State(interface): State<Interface>,
    Path((zone, endpoint)): Path<(String, String)>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let authorization = headers["authorization"].to_str().unwrap().to_owned();
    let body: Value = serde_json::from_str(&body).unwrap();
    let path = format!("/zones/{zone}/{endpoint}");
    let (answer, n) = {
        let mut noted = interface.0.lock().unwrap();
        noted.calls.push(Told { path, authorization, body: body.clone() });
        (noted.answers.pop_front().unwrap_or_else(|| noted.always.clone()), noted.calls.len())
    };
    let yes = json!({"success": true, "errors": [], "messages": [], "result": {"id": format!("call-{n}")}});
    let no = json!({"success": false, "errors": [{"code": 1012, "message": "no"}], "result": null});
    match answer {
        Answer::Yes => yes.to_string().into_response(),
        Answer::Status(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Answer::Later(secs) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", secs.to_string())], no.to_string())
                .into_response()
        }
        Answer::YesBut(value) if body.to_string().contains(&format!("\"{value}\"")) => {
            (StatusCode::BAD_REQUEST, no.to_string()).into_response()
        }
        Answer::YesBut(_) => yes.to_string().into_response(),
        Answer::Hang => std::future::pending().await,
    }
}

/// A world with a CDN.
pub(crate) struct Edge {
    pub(crate) world: World,
    pub(crate) services: Services,
    pub(crate) interface: Interface,
    env: Env,
    later: Arc<Mutex<SignedDuration>>,
    pub(crate) purger: Purger,
}

impl Edge {
    pub(crate) async fn new(plan: &str) -> Self {
        let world = World::new().await;
        let (interface, url) = Interface::start().await;
        let env = world
            .env()
            .with("CDN_ENABLED", "1")
            .with("CLOUDFLARE_ZONE_ID", ZONE)
            .with("CLOUDFLARE_API_TOKEN", "t0k3n")
            .with("CDN_API_URL", &url)
            .with("CDN_SOFT_PURGE", "1")
            .with("CDN_HOST", "origin.example")
            .with("CDN_PLAN", plan);
        let later = Arc::new(Mutex::new(SignedDuration::ZERO));
        let purger = purger(&env, &later);
        let services = world.services();
        Self { world, services, interface, env, later, purger }
    }

    /// Another process.
    pub(crate) fn another(&self) -> Purger {
        purger(&self.env, &self.later)
    }

    /// Lets time pass for the purger.
    pub(crate) fn pass(&self, secs: i64) {
        *self.later.lock().unwrap() += SignedDuration::from_secs(secs);
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now() + *self.later.lock().unwrap()
    }

    pub(crate) async fn round(&self) -> Report {
        self.purger.run_once(&self.services.db).await.unwrap()
    }

    /// Rounds until one has nothing to do; what they did in all.
    pub(crate) async fn rounds(&self) -> Report {
        let mut all = Report::default();
        loop {
            let report = self.round().await;
            if report.claimed == 0 || report.calls == 0 {
                return all;
            }
            all.claimed += report.claimed;
            all.calls += report.calls;
            all.accepted += report.accepted;
            all.put_back += report.put_back;
            all.refused += report.refused;
        }
    }

    /// A change of these tags, committed.
    pub(crate) async fn change(&self, kind: Invalidation, tags: &[String]) {
        let tx = self.services.db.begin().await.unwrap();
        let _change = self.services.change(&tx, kind, parsed(tags), Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The same for what changes often.
    pub(crate) async fn frequent_change(&self, tags: &[String]) {
        let tx = self.services.db.begin().await.unwrap();
        let _change = self.services.frequent_change(&tx, parsed(tags)).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Has the rows of changes since the last call be as old as the purger's clock says.
    pub(crate) async fn requested_now(&self) {
        let sql = "UPDATE purges SET requested_at = $1 WHERE state = 'waiting' AND requested_at < clock_timestamp()";
        self.world.owner().execute(sql, &[&self.now()]).await.unwrap();
    }

    /// Rows in a state.
    pub(crate) async fn count(&self, state: &str) -> i64 {
        let sql = "SELECT count(*) FROM purges WHERE state::text = $1";
        self.world.one(sql, &[&state]).await
    }

    /// Each row as `value kind state`, in order.
    pub(crate) async fn rows(&self) -> Vec<String> {
        let sql = "SELECT array_agg(value || ' ' || kind || ' ' || state ORDER BY value, id) FROM purges";
        self.world.one::<Option<Vec<String>>>(sql, &[]).await.unwrap_or_default()
    }
}

pub(crate) fn tags(kind: &str, n: usize) -> Vec<String> {
    (0..n).map(|n| format!("{kind}:{n:05}")).collect()
}

pub(crate) fn of(tags: &[&str]) -> Vec<String> {
    tags.iter().map(|tag| (*tag).to_owned()).collect()
}

fn parsed(tags: &[String]) -> Vec<Tag> {
    tags.iter().map(|tag| Tag::parse(tag).unwrap()).collect()
}

fn purger(env: &Env, later: &Arc<Mutex<SignedDuration>>) -> Purger {
    let cdn = Cdn::from_env(env, &Site::from_env(env).unwrap()).unwrap();
    let later = Arc::clone(later);
    Purger::new(cdn, Clock::new(move || Timestamp::now() + *later.lock().unwrap())).unwrap()
}
