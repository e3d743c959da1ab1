//! `Idempotency-Key`: a write that comes twice happens once, and is answered alike.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use neurmatic_core::ids::UserId;
use neurmatic_db::Tx;
use neurmatic_db::idempotency::{self, Place};

use crate::answer::Created;
use crate::operation::Operation;
use crate::problem::Problem;

/// The header.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key, in characters.
const KEY_CHARS_MAX: usize = 255;

/// The largest answer that is kept, in bytes.
const RESPONSE_BYTES_MAX: usize = 64 * 1024;

/// How long a client waits for its own running request, in seconds.
const RUNNING_RETRY_SECS: u32 = 1;

/// Keyed hash of the request's path and body; the front puts it there for requests that carry a key.
#[derive(Clone, Debug)]
pub(crate) struct RequestFingerprint(pub(crate) Vec<u8>);

/// What the client sent, if it did.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(Option<Sent>);

#[derive(Clone, Debug)]
struct Sent {
    key: String,
    operation: &'static str,
    fingerprint: Vec<u8>,
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(&IDEMPOTENCY_KEY) else { return Ok(Self(None)) };
        let key = value.to_str().unwrap_or_default();
        if key.is_empty() || key.chars().count() > KEY_CHARS_MAX {
            let detail = format!("must be 1 to {KEY_CHARS_MAX} visible ASCII characters");
            return Err(Problem::parameter("/header/Idempotency-Key", "invalid", detail));
        }
        let fingerprint =
            parts.extensions.get::<RequestFingerprint>().map(|f| f.0.clone()).unwrap_or_default();
        let operation = parts.extensions.get::<Operation>().map_or("-", |o| o.0);
        Ok(Self(Some(Sent { key: key.to_owned(), operation, fingerprint })))
    }
}

impl IdempotencyKey {
    /// The answer to the same request before, if there was one. Until `tx` ends, no other request with this key gets
    /// past this point.
    ///
    /// # Errors
    /// 409 while the same request is running, 422 when the key came with another path or body before.
    pub async fn replay<T>(&self, tx: &Tx, user: UserId) -> Result<Option<Created<T>>, Problem> {
        let Some(sent) = &self.0 else { return Ok(None) };
        let is_first = idempotency::lock(tx, sent.place(user)).await?;
        // Who only reads a kept answer holds the lock too, for a moment: an answer that is there is given all the same.
        match idempotency::find(tx, sent.place(user)).await? {
            None if is_first => Ok(None),
            None => {
                let detail = "the same request is still running; ask again in a moment";
                Err(Problem::conflict("request_running", detail).retry_after(RUNNING_RETRY_SECS))
            }
            Some(kept) if kept.fingerprint == sent.fingerprint => Ok(Some(Created::again(kept.response))),
            Some(_) => Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "this Idempotency-Key came with another request before; use a new one for a new request",
            )),
        }
    }

    /// Keeps the answer in the transaction of its effect. One that is larger than 64 KiB isn't kept: the effect's own
    /// constraints then tell a second request.
    ///
    /// # Errors
    /// When the database can't.
    pub async fn keep<T>(&self, tx: &Tx, user: UserId, answer: &Created<T>) -> Result<(), Problem> {
        let Some(sent) = &self.0 else { return Ok(()) };
        let reply = answer.reply();
        if reply.body.len() <= RESPONSE_BYTES_MAX {
            idempotency::keep(tx, sent.place(user), &sent.fingerprint, reply.status.as_u16(), &reply.body)
                .await?;
        }
        Ok(())
    }
}

impl Sent {
    fn place(&self, user: UserId) -> Place<'_> {
        Place { user, route: self.operation, key: &self.key }
    }
}
