//! The deployment as the environment names it, and who visits it.

use std::time::Duration;

use neurmatic_testing::Reply;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::aws::Aws;

/// How long a request may take: the gateway's bound is 30 s, and a start of a program here takes its time.
const REQUEST_WITHIN: Duration = Duration::from_secs(40);

/// How long something may take that waits for the clock, which starts the relay each minute.
const PATIENCE: Duration = Duration::from_secs(180);

const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// A deployment.
pub(crate) struct Stage {
    http: Client,
    url: String,
    mailbox: String,
    logins: Value,
    origin_secret: String,
    pub(crate) aws: Aws,
}

/// Somebody with an address of their own, perhaps signed in.
pub(crate) struct Visitor<'a> {
    stage: &'a Stage,
    address: String,
    token: Option<String>,
}

impl Stage {
    /// The deployment; none, after a line that says so, where the environment names none.
    pub(crate) fn given() -> Option<Self> {
        let Some(url) = variable("DEPLOYED_URL") else {
            eprintln!("left out: DEPLOYED_URL names no deployment; `cargo dev aws up` makes one");
            return None;
        };
        let needed = |name: &str| variable(name).unwrap_or_else(|| panic!("{name} is not set"));
        let logins = std::fs::read(needed("DEPLOYED_LOGINS")).unwrap();
        Some(Self {
            // A kept connection may be closed at its other end by then.
            http: Client::builder().timeout(REQUEST_WITHIN).pool_max_idle_per_host(0).build().unwrap(),
            url: format!("{}/api/v1", url.trim_end_matches('/')),
            mailbox: needed("DEPLOYED_MAILBOX"),
            logins: serde_json::from_slice(&logins).unwrap(),
            origin_secret: needed("DEPLOYED_ORIGIN_SECRET"),
            aws: Aws::at(&needed("DEPLOYED_AWS")),
        })
    }

    /// Somebody who was never here.
    pub(crate) fn visitor(&self) -> Visitor<'_> {
        let [.., first, second, third] = Uuid::now_v7().into_bytes();
        Visitor { stage: self, address: format!("10.{first}.{second}.{third}"), token: None }
    }

    /// A demo user of a role, signed in.
    pub(crate) async fn member(&self, role: &str) -> Visitor<'_> {
        let login = &self.logins[role];
        let visitor = self.visitor();
        let body = json!({"email": login["email"], "password": login["password"]});
        let signed_in = visitor.post("/auth/login", body).await.data();
        Visitor { token: signed_in["accessToken"].as_str().map(str::to_owned), ..visitor }
    }

    /// The mails to an address, the newest first.
    pub(crate) async fn mails(&self, to: &str) -> Vec<Value> {
        let url = format!("{}/mails?to={to}", self.mailbox);
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// How many tags, URLs and prefixes the CDN was told to forget so far.
    pub(crate) async fn forgotten(&self) -> u64 {
        let url = format!("{}/cdn", self.mailbox);
        let told: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        told["counts"]["operations"].as_u64().unwrap()
    }

    /// A request to somewhere else.
    pub(crate) fn elsewhere(&self) -> &Client {
        &self.http
    }
}

impl Visitor<'_> {
    /// GET; paths are below `/api/v1`.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, None).await
    }

    /// GET of what isn't this entity.
    pub(crate) async fn get_unless(&self, path: &str, tag: &str) -> Reply {
        self.send(Method::GET, path, None, Some(tag)).await
    }

    /// POST with a JSON body.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body), None).await
    }

    /// DELETE.
    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None, None).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>, tag: Option<&str>) -> Reply {
        let url = format!("{}{path}", self.stage.url);
        // As the edge passes it on, which alone may say where a visitor comes from.
        let mut request = self.stage.http.request(method, &url);
        request = request.header("x-origin-secret", &self.stage.origin_secret);
        request = request.header("cf-connecting-ip", &self.address);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{url}: {error:?}"));
        let (status, headers) = (response.status(), response.headers().clone());
        Reply { status, headers, body: response.bytes().await.unwrap() }
    }
}

/// Waits until `state` is there, as long as the clock and a start of a program may need.
pub(crate) async fn finally<T, F: Future<Output = Option<T>>>(what: &str, mut state: impl FnMut() -> F) -> T {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = state().await {
                return found;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("never came to be: {what}"))
}

/// A variable that isn't empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
