//! A bucket on a port of its own, and its client.

use std::time::Duration;

use jiff::Timestamp;
use neurmatic_bucket::{Bucket, SignedPut};
use neurmatic_config::{Bucket as Settings, Env, Site};
use neurmatic_local_bucket::{LocalBucket, router};
use reqwest::{Client, Response};
use tokio::net::TcpListener;

/// A bound for every call; nothing here takes long.
pub(crate) const WITHIN: Duration = Duration::from_secs(10);

pub(crate) struct Stand {
    pub(crate) bucket: LocalBucket,
    pub(crate) client: Bucket,
    pub(crate) url: String,
    pub(crate) http: Client,
    settings: Settings,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let env = Env::of([
            ("PUBLIC_URL", "https://neurmatic.example"),
            ("HASH_SECRET", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj"),
            ("BUCKET_NAME", "test-files"),
            ("BUCKET_ENDPOINT", endpoint.as_str()),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hidden"),
        ]);
        let settings = Settings::from_env(&env, &Site::from_env(&env).unwrap()).unwrap();
        let bucket = LocalBucket::new(settings.clone());
        let serving = router(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, serving).await });
        let (client, url) = (Bucket::new(settings.clone()), settings.url.clone());
        Self { bucket, client, url, http: Client::new(), settings }
    }

    /// A client with another secret.
    pub(crate) fn stranger(&self) -> Bucket {
        Bucket::new(Settings { secret_access_key: "guessed".into(), ..self.settings.clone() })
    }

    /// A URL for an object of five bytes.
    pub(crate) fn signed(&self, key: &str, at: Timestamp) -> SignedPut {
        self.client.sign_put(key, "image/png", 5, at, Duration::from_secs(60))
    }

    pub(crate) async fn put(&self, url: &str, content_type: &str, body: &'static str) -> Response {
        self.http.put(url).header("content-type", content_type).body(body).send().await.unwrap()
    }

    /// Puts an object as whoever is given a URL does.
    pub(crate) async fn fill(&self, key: &str, body: &'static str) {
        let size = body.len().try_into().unwrap();
        let put = self.client.sign_put(key, "image/png", size, Timestamp::now(), Duration::from_secs(60));
        assert_eq!(self.put(&put.url, "image/png", body).await.status(), 200);
    }
}
