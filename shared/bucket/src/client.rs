//! The URL for others, and the calls: signed requests, one connection pool a process.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_config::Bucket as Settings;
use neurmatic_sigv4::{ALGORITHM, Request, Signer, UNSIGNED, amz_date, canonical_query, hash, names};
use reqwest::{Client, Method, Response, StatusCode, header, redirect};
use secrecy::ExposeSecret as _;

use crate::error::BucketError;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest answer that is read, in bytes, where no object is asked for: a page of XML.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    host: String,
    /// What stands before an object's name in a path, with a slash at its end.
    folder: String,
    http: OnceLock<Client>,
}

/// A URL under which somebody may put one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPut {
    /// The URL. Whoever has it may use it.
    pub url: String,
    /// Until when it is taken, or somewhat earlier where the platform's own key ends before.
    pub expires_at: Timestamp,
}

/// What there is to see of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peek {
    /// Its length, in bytes.
    pub size: u64,
    /// Which of the objects that had this name it is.
    pub etag: String,
    /// Its first bytes, as many as were asked for and are there.
    pub first: Vec<u8>,
}

impl Bucket {
    /// A client; nothing connects yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let rest = settings.url.split_once("://").map_or(settings.url.as_str(), |(_, rest)| rest);
        let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let folder = if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") };
        Self(Arc::new(Inner { host: host.to_owned(), folder, settings, http: OnceLock::new() }))
    }

    /// Where the edge reads an object: what it is to forget is named so.
    #[must_use]
    pub fn origin_url(&self, key: &str) -> String {
        format!("{}/{key}", self.0.settings.origin)
    }

    /// A URL under which an object of this name may be put for a while, any number of times. The bucket refuses another
    /// `Content-Type` and another length.
    #[must_use]
    pub fn sign_put(
        &self,
        key: &str,
        content_type: &str,
        size: u64,
        now: Timestamp,
        valid_for: Duration,
    ) -> SignedPut {
        let Inner { settings, host, folder, .. } = &*self.0;
        let (date, signer) = (amz_date(now), self.signer());
        let (credential, size) = (signer.credential(&date), size.to_string());
        let headers =
            [("content-length", size.as_str()), ("content-type", content_type), ("host", host.as_str())];
        let (signed, secs) = (names(&headers), valid_for.as_secs().to_string());
        let mut query = vec![
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", credential.as_str()),
            ("X-Amz-Date", date.as_str()),
            ("X-Amz-Expires", secs.as_str()),
            ("X-Amz-SignedHeaders", signed.as_str()),
        ];
        query.extend(
            settings.session_token.as_ref().map(|token| ("X-Amz-Security-Token", token.expose_secret())),
        );
        let path = format!("{folder}{key}");
        let request =
            Request { method: "PUT", path: &path, query: &query, headers: &headers, payload: UNSIGNED };
        let signature = signer.signature(&date, &request);
        SignedPut {
            url: format!("{}/{key}?{}&X-Amz-Signature={signature}", settings.url, canonical_query(&query)),
            expires_at: now + valid_for,
        }
    }

    /// Reads up to `bytes` of an object's beginning; `None` when there is none of this name. The key needs the right to list
    /// the bucket: else S3 says of a missing object that it is forbidden.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn peek(&self, key: &str, bytes: usize, within: Duration) -> Result<Option<Peek>, BucketError> {
        const ACTION: &str = "reading";
        let range = format!("bytes=0-{}", bytes.saturating_sub(1));
        let response = self.call(ACTION, Method::GET, key, &[("range", &range)], within).await?;
        let etag = text(&response, header::ETAG).to_owned();
        match response.status() {
            StatusCode::NOT_FOUND => Ok(None),
            // There is no first byte.
            StatusCode::RANGE_NOT_SATISFIABLE => Ok(Some(Peek { size: 0, etag, first: Vec::new() })),
            StatusCode::PARTIAL_CONTENT => {
                let size = text(&response, header::CONTENT_RANGE).rsplit('/').next();
                let size = size.and_then(|size| size.parse().ok());
                let size = size.ok_or(BucketError::Answer { action: ACTION })?;
                let first = read(ACTION, response, bytes).await?;
                Ok(Some(Peek { size, etag, first }))
            }
            _ => Err(refusal(ACTION, response).await),
        }
    }

    /// Copies an object within the bucket, if it is still the one with this entity tag. The copy has this `Content-Type`, and no
    /// other header that came with the object, such as an encoding, or for how long it may be kept.
    ///
    /// # Errors
    /// [`BucketError`]; a refusal with `PreconditionFailed` when it is another one meanwhile.
    pub async fn copy(
        &self,
        from: &str,
        etag: &str,
        to: &str,
        content_type: &str,
        within: Duration,
    ) -> Result<(), BucketError> {
        const ACTION: &str = "copying";
        let source = format!("/{}/{from}", self.0.settings.name);
        let headers = [
            ("content-type", content_type),
            ("x-amz-copy-source", source.as_str()),
            ("x-amz-copy-source-if-match", etag),
            ("x-amz-metadata-directive", "REPLACE"),
        ];
        let response = self.call(ACTION, Method::PUT, to, &headers, within).await?;
        if response.status() != StatusCode::OK {
            return Err(refusal(ACTION, response).await);
        }
        // A copy may fail after its status was sent.
        let answer = read(ACTION, response, ANSWER_BYTES_MAX).await?;
        let answer = String::from_utf8_lossy(&answer);
        if answer.contains("<CopyObjectResult") {
            return Ok(());
        }
        Err(BucketError::Refused { action: ACTION, status: 200, code: code(&answer) })
    }

    /// Deletes an object; one that isn't there is none.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn delete(&self, key: &str, within: Duration) -> Result<(), BucketError> {
        const ACTION: &str = "deleting";
        let response = self.call(ACTION, Method::DELETE, key, &[], within).await?;
        match response.status() {
            status if status.is_success() => Ok(()),
            StatusCode::NOT_FOUND => Ok(()),
            _ => Err(refusal(ACTION, response).await),
        }
    }

    /// A request without a body, signed in its headers.
    async fn call(
        &self,
        action: &'static str,
        method: Method,
        key: &str,
        more: &[(&str, &str)],
        within: Duration,
    ) -> Result<Response, BucketError> {
        let Inner { settings, host, folder, .. } = &*self.0;
        let (date, payload, signer) = (amz_date(Timestamp::now()), hash(b""), self.signer());
        let mut headers = vec![
            ("host", host.as_str()),
            ("x-amz-content-sha256", payload.as_str()),
            ("x-amz-date", date.as_str()),
        ];
        let token = settings.session_token.as_ref().map(|token| token.expose_secret());
        headers.extend(token.map(|token| ("x-amz-security-token", token)));
        headers.extend(more);
        headers.sort_unstable();
        let path = format!("{folder}{key}");
        let request = Request {
            method: method.as_str(),
            path: &path,
            query: &[],
            headers: &headers,
            payload: &payload,
        };
        let authorization = signer.authorization(&date, &request);

        let is_put = method == Method::PUT;
        let url = format!("{}/{key}", settings.url);
        let mut request =
            self.http()?.request(method, url).timeout(within).header(header::AUTHORIZATION, authorization);
        for (name, value) in headers.into_iter().filter(|(name, _)| *name != "host") {
            request = request.header(name, value);
        }
        if is_put {
            // S3 wants to be told that there is no body.
            request = request.header(header::CONTENT_LENGTH, "0");
        }
        let unreached =
            |source: reqwest::Error| BucketError::Unreached { action, source: source.without_url() };
        request.send().await.map_err(unreached)
    }

    fn signer(&self) -> Signer<'_> {
        let settings = &self.0.settings;
        Signer {
            access_key_id: &settings.access_key_id,
            secret_access_key: settings.secret_access_key.expose_secret(),
            region: &settings.region,
            service: "s3",
        }
    }

    /// The connection pool, made by the first call: who signs URLs connects to nothing.
    fn http(&self) -> Result<&Client, BucketError> {
        if let Some(http) = self.0.http.get() {
            return Ok(http);
        }
        let builder = Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(redirect::Policy::none());
        let http = builder.build().map_err(BucketError::Client)?;
        Ok(self.0.http.get_or_init(|| http))
    }
}

fn text(response: &Response, name: header::HeaderName) -> &str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The first bytes of an answer's body.
async fn read(action: &'static str, mut response: Response, bytes: usize) -> Result<Vec<u8>, BucketError> {
    let mut body = Vec::new();
    let unreached = |source: reqwest::Error| BucketError::Unreached { action, source: source.without_url() };
    while body.len() < bytes {
        let Some(chunk) = response.chunk().await.map_err(unreached)? else { break };
        body.extend_from_slice(&chunk);
    }
    body.truncate(bytes);
    Ok(body)
}

/// What an answer that is no success says.
async fn refusal(action: &'static str, response: Response) -> BucketError {
    let status = response.status().as_u16();
    match read(action, response, ANSWER_BYTES_MAX).await {
        Ok(answer) => BucketError::Refused { action, status, code: code(&String::from_utf8_lossy(&answer)) },
        Err(error) => error,
    }
}

/// The name of a refusal: `<Code>AccessDenied</Code>`.
fn code(answer: &str) -> String {
    let code = answer.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map_or("unknown", |(code, _)| code).to_owned()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    /// The key, the time and the host of the published examples.
    fn bucket(url: &str, session_token: Option<&str>) -> Bucket {
        Bucket::new(Settings {
            name: "examplebucket".to_owned(),
            url: url.to_owned(),
            origin: "https://files.example".to_owned(),
            region: "us-east-1".to_owned(),
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            session_token: session_token.map(SecretString::from),
        })
    }

    fn put(bucket: &Bucket) -> SignedPut {
        let now = "2013-05-24T00:00:00Z".parse().unwrap();
        bucket.sign_put("uploads/a.png", "image/png", 67, now, Duration::from_secs(300))
    }

    #[test]
    fn a_url_says_all_that_is_signed() {
        let put = put(&bucket("https://examplebucket.s3.amazonaws.com", None));
        let expected = "https://examplebucket.s3.amazonaws.com/uploads/a.png?X-Amz-Algorithm=AWS4-HMAC-SHA256\
            &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
            &X-Amz-Expires=300&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&X-Amz-Signature=fd323dd83588f8a94631906628d26b490a194cbd7d909ac3455018bd860a9e07";
        assert_eq!(put.url, expected);
        assert_eq!(put.expires_at.to_string(), "2013-05-24T00:05:00Z");
    }

    #[test]
    fn a_token_of_a_session_goes_along() {
        let with_token = put(&bucket("https://examplebucket.s3.amazonaws.com", Some("a/token==")));
        assert!(
            with_token.url.contains("&X-Amz-Security-Token=a%2Ftoken%3D%3D&X-Amz-SignedHeaders="),
            "{with_token:?}"
        );
    }

    #[test]
    fn a_bucket_may_be_a_folder_of_a_host() {
        let bucket = bucket("http://127.0.0.1:9/examplebucket", None);
        assert_eq!((bucket.0.host.as_str(), bucket.0.folder.as_str()), ("127.0.0.1:9", "/examplebucket/"));
        assert!(put(&bucket).url.starts_with("http://127.0.0.1:9/examplebucket/uploads/a.png?"));
        assert_eq!(bucket.origin_url("media/a.png"), "https://files.example/media/a.png");
    }

    #[test]
    fn a_refusal_is_named() {
        assert_eq!(code("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"), "AccessDenied");
        assert_eq!(code("<html>"), "unknown");
    }
}
