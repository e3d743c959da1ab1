//! Who asks. The front has checked the token, the session and the route's class before a handler runs.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;

use crate::problem::Problem;

/// A signed-in caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// The user's role now, not when the token was made.
    pub role: Role,
    /// The login.
    pub session: SessionId,
}

/// A caller who may be signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaybeCaller(pub Option<Caller>);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().copied();
        caller.ok_or_else(|| Problem::unauthenticated("sign_in_needed", "sign in, and send the access token"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaybeCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self(parts.extensions.get::<Caller>().copied()))
    }
}
