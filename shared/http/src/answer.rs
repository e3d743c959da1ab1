//! What handlers answer: `{"data": …}` with a status of its own type, so that the OpenAPI document knows it too.
//!
//! The body is serialised here, once; caching, compression and headers are the front's.

use std::marker::PhantomData;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use neurmatic_cache::Tag;
use serde::Serialize;

use crate::cookie::SetCookie;
use crate::page::Pagination;
use crate::problem::Problem;

/// The media type of every answer but feeds and pages.
pub(crate) const JSON: &str = "application/json";

/// What the front needs to know of an answer beside its bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    /// The row's revision: the `r…` part of the entity tag.
    pub(crate) revision: Option<i64>,
    /// Which invalidations make a cached copy stale.
    pub(crate) tags: Vec<Tag>,
}

/// An answer before it is a response.
#[derive(Debug)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    content_type: &'static str,
    location: Option<String>,
    cookie: Option<SetCookie>,
    about: About,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    data: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<&'a Pagination>,
}

fn reply<T: Serialize>(
    status: StatusCode,
    data: &T,
    pagination: Option<&Pagination>,
) -> Result<Reply, Problem> {
    let body = serde_json::to_vec(&Envelope { data, pagination }).map_err(Problem::internal)?;
    let about = About::default();
    Ok(Reply { status, body: body.into(), content_type: JSON, location: None, cookie: None, about })
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        if self.status != StatusCode::NO_CONTENT {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        if let Some(location) = self.location.and_then(|l| HeaderValue::try_from(l).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        if let Some(cookie) = self.cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie.into_value());
        }
        response.extensions_mut().insert(self.about);
        response
    }
}

macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident = $status:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<T>(Reply, PhantomData<T>);

        impl<T: Serialize> $name<T> {
            /// The answer that holds `data`.
            ///
            /// # Errors
            /// When it can't be written as JSON: a fault of ours.
            pub fn of(data: &T) -> Result<Self, Problem> {
                reply(StatusCode::$status, data, None).map(|reply| Self(reply, PhantomData))
            }
        }

        impl<T> $name<T> {
            /// The status of every such answer.
            pub const STATUS: StatusCode = StatusCode::$status;

            /// The same, as revision `revision` of its row.
            #[must_use]
            pub fn revision(mut self, revision: i64) -> Self {
                self.0.about.revision = Some(revision);
                self
            }

            /// The same, stale as soon as one of `tags` is invalidated.
            #[must_use]
            pub fn tags(mut self, tags: impl IntoIterator<Item = Tag>) -> Self {
                self.0.about.tags.extend(tags);
                self
            }

            /// The same, with the address of what it speaks of.
            #[must_use]
            pub fn location(mut self, location: String) -> Self {
                self.0.location = Some(location);
                self
            }

            /// The same, with what the browser is to do with a cookie.
            #[must_use]
            pub fn cookie(mut self, cookie: SetCookie) -> Self {
                self.0.cookie = Some(cookie);
                self
            }
        }

        impl<T> IntoResponse for $name<T> {
            fn into_response(self) -> Response {
                self.0.into_response()
            }
        }
    )*};
}

answers! {
    /// 200.
    Answer = OK;
    /// 201: something new exists.
    Created = CREATED;
    /// 202: it will be done.
    Accepted = ACCEPTED;
}

impl<T> Answer<T> {
    /// The same as 503: what it says is that the platform can't do its work.
    #[must_use]
    pub fn unavailable(mut self) -> Self {
        self.0.status = StatusCode::SERVICE_UNAVAILABLE;
        self
    }
}

impl<T> Created<T> {
    pub(crate) fn reply(&self) -> &Reply {
        &self.0
    }

    /// An answer that was given before.
    pub(crate) fn again(body: Vec<u8>) -> Self {
        let about = About::default();
        Self(
            Reply {
                status: StatusCode::CREATED,
                body: body.into(),
                content_type: JSON,
                location: None,
                cookie: None,
                about,
            },
            PhantomData,
        )
    }
}

/// 200: a list, and where it goes on.
#[derive(Debug)]
pub struct Page<T>(Reply, PhantomData<T>);

impl<T: Serialize> Page<T> {
    /// The page that holds `data`.
    ///
    /// # Errors
    /// When it can't be written as JSON: a fault of ours.
    pub fn of(data: &T, pagination: &Pagination) -> Result<Self, Problem> {
        reply(StatusCode::OK, data, Some(pagination)).map(|reply| Self(reply, PhantomData))
    }

    /// The same, stale as soon as one of `tags` is invalidated.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = Tag>) -> Self {
        self.0.about.tags.extend(tags);
        self
    }
}

impl<T> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

/// 204: done, and nothing to say.
#[derive(Clone, Copy, Debug)]
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// 204: done, and nothing to say but what the browser is to do with a cookie.
#[derive(Clone, Debug)]
pub struct CookieOnly(pub SetCookie);

impl IntoResponse for CookieOnly {
    fn into_response(self) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().insert(header::SET_COOKIE, self.0.into_value());
        response
    }
}

/// 200: something that isn't JSON, such as a feed.
#[derive(Debug)]
pub struct Text(Reply);

impl Text {
    /// `text`, of a media type.
    #[must_use]
    pub fn of(content_type: &'static str, text: impl Into<Bytes>) -> Self {
        Self(Reply {
            status: StatusCode::OK,
            body: text.into(),
            content_type,
            location: None,
            cookie: None,
            about: About::default(),
        })
    }

    /// The same, stale as soon as one of `tags` is invalidated.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = Tag>) -> Self {
        self.0.about.tags.extend(tags);
        self
    }
}

impl IntoResponse for Text {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}
