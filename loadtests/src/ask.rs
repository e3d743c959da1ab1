//! Requests: what a visit sends, as bytes or for a client library.

use rand::RngExt as _;
use rand::rngs::SmallRng;
use serde_json::{Value, json};

use crate::catalogue::Catalogue;
use crate::kind::Kind;
use crate::mix::Mix;
use crate::people::{People, visitor};

/// What requests are made from.
#[derive(Debug)]
pub struct Asker {
    /// What there is.
    pub catalogue: Catalogue,
    /// Who asks.
    pub people: People,
    /// What they do.
    pub mix: Mix,
    /// The header that makes the platform, or the edge before it, believe the clients' addresses.
    pub secret: (&'static str, String),
}

/// A request.
#[derive(Debug)]
pub struct Ask {
    /// What it is.
    pub kind: Kind,
    /// The method.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// The client's address.
    pub address: String,
    /// The access token.
    pub token: Option<String>,
    /// The body.
    pub body: Option<Value>,
}

impl Asker {
    /// A request of this kind. `address` is the visitor's; members have their own.
    ///
    /// # Errors
    /// When the catalogue is empty.
    pub fn ask(&self, kind: Kind, address: &str, rng: &mut SmallRng) -> anyhow::Result<Ask> {
        let (catalogue, v1) = (&self.catalogue, "/api/v1");
        let (method, target, body) = match kind {
            Kind::ArticleList => ("GET", self.article_list(rng)?, None),
            Kind::Article => ("GET", format!("{v1}/articles/{}", catalogue.articles.popular(rng)?), None),
            Kind::TopicList => ("GET", format!("{v1}/forum/topics?limit=20"), None),
            Kind::Topic => ("GET", format!("{v1}/forum/topics/{}", catalogue.topics.popular(rng)?), None),
            Kind::JobList => ("GET", format!("{v1}/jobs?limit=20&status=active"), None),
            Kind::Job => ("GET", format!("{v1}/jobs/{}", catalogue.jobs.popular(rng)?), None),
            Kind::Me => ("GET", format!("{v1}/auth/me"), None),
            Kind::ArticleMe => {
                ("GET", format!("{v1}/articles/{}/me", catalogue.articles.popular(rng)?), None)
            }
            Kind::Bookmark => {
                let target = format!("{v1}/articles/{}/bookmark", catalogue.articles.popular(rng)?);
                ("PUT", target, Some(json!({})))
            }
            Kind::Vote => {
                // Voting down takes reputation, which few members have.
                let value = i32::from(rng.random_range(0..5) > 0);
                let target = format!("{v1}/forum/replies/{}/vote", catalogue.replies.any(rng)?);
                ("PUT", target, Some(json!({"value": value})))
            }
            Kind::Reply => {
                let content = format!("A generated reply of a load test, number {}.", rng.random::<u64>());
                let target = format!("{v1}/forum/topics/{}/replies", catalogue.open_topics.popular(rng)?);
                ("POST", target, Some(json!({"content": content})))
            }
            Kind::Apply => {
                let letter = format!("A generated letter of a load test, number {}.", rng.random::<u64>());
                let target = format!("{v1}/jobs/{}/applications", catalogue.quick_jobs.any(rng)?);
                ("POST", target, Some(json!({"coverLetter": letter})))
            }
            Kind::Suggest => {
                let typed = catalogue.titles.beginning(rng)?;
                ("GET", format!("{v1}/search/suggest?{}", query("q", &typed)), None)
            }
            Kind::Search => {
                ("GET", format!("{v1}/search?{}", query("q", &catalogue.titles.words(rng)?)), None)
            }
            Kind::ModelList => ("GET", format!("{v1}/models?limit=20"), None),
            Kind::Model => ("GET", format!("{v1}/models/{}", catalogue.models.popular(rng)?), None),
            Kind::Leaderboard => ("GET", format!("{v1}/leaderboards/{}", period(rng)), None),
            Kind::Badges => ("GET", format!("{v1}/badges"), None),
            Kind::Profile => ("GET", format!("{v1}/users/{}", catalogue.usernames.popular(rng)?), None),
            Kind::UnreadCount => ("GET", format!("{v1}/notifications/unread-count"), None),
            Kind::Notifications => ("GET", format!("{v1}/notifications?limit=20"), None),
            Kind::Feed => ("GET", format!("{v1}/feed?limit=20"), None),
            Kind::Conversations => ("GET", format!("{v1}/conversations?limit=20"), None),
            Kind::Account => ("GET", format!("{v1}/users/me"), None),
            Kind::Follow => ("PUT", format!("{v1}/follows/user/{}", catalogue.authors.popular(rng)?), None),
            Kind::Message => {
                let content = format!("A generated message of a load test, number {}.", rng.random::<u64>());
                let body = json!({"recipientId": catalogue.authors.any(rng)?, "content": content});
                ("POST", format!("{v1}/messages"), Some(body))
            }
        };
        let (address, token) = if kind.is_signed_in() {
            let member = self.people.member(rng)?;
            (member.address.clone(), Some(member.token.clone()))
        } else {
            (address.to_owned(), None)
        };
        Ok(Ask { kind, method, target, address, token, body })
    }

    /// Most look at the first page, some at the second, some at a category.
    fn article_list(&self, rng: &mut SmallRng) -> anyhow::Result<String> {
        Ok(match rng.random_range(0..10) {
            0..7 => "/api/v1/articles?limit=20".to_owned(),
            7 => "/api/v1/articles?limit=20&page=2".to_owned(),
            _ => format!("/api/v1/articles?limit=20&category={}", self.catalogue.categories.popular(rng)?),
        })
    }

    /// The request as it goes over the wire.
    #[must_use]
    pub fn bytes(&self, ask: &Ask) -> Vec<u8> {
        let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
        let mut request = format!(
            "{} {} HTTP/1.1\r\nhost: load.example\r\naccept: application/json\r\naccept-encoding: br\r\n\
             user-agent: neurmatic-loadtests\r\n{}: {}\r\ncf-connecting-ip: {}\r\n",
            ask.method, ask.target, self.secret.0, self.secret.1, ask.address
        );
        if let Some(token) = &ask.token {
            request.push_str(&format!("authorization: Bearer {token}\r\n"));
        }
        if ask.body.is_some() {
            request
                .push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(&body);
        request.into_bytes()
    }
}

/// A parameter of a query, as it goes over the wire.
fn query(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// Most look at the week.
fn period(rng: &mut SmallRng) -> &'static str {
    match rng.random_range(0..10) {
        0..6 => "weekly",
        6..9 => "monthly",
        _ => "all-time",
    }
}

/// A client who makes visits one after another: a visit's second request comes from the address of its first.
#[derive(Debug)]
pub struct Client {
    rng: SmallRng,
    address: String,
    then: Option<Kind>,
}

impl Client {
    /// A client whose choices follow from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        use rand::SeedableRng as _;
        Self { rng: SmallRng::seed_from_u64(seed), address: String::new(), then: None }
    }

    /// The next request.
    ///
    /// # Errors
    /// When the catalogue is empty.
    pub fn next(&mut self, asker: &Asker) -> anyhow::Result<Ask> {
        let kind = match self.then.take() {
            Some(kind) => kind,
            None => {
                let visit = asker.mix.visit(&mut self.rng);
                self.address = visitor(&mut self.rng);
                self.then = visit.then;
                visit.first
            }
        };
        asker.ask(kind, &self.address, &mut self.rng)
    }
}
