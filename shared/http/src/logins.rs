//! Whether a login may still be used: cached positively in Redis, and known within a second everywhere.
//!
//! What Redis doesn't know costs one primary-key read; it never means "allowed". A state is only ever replaced by a
//! newer one, so that a reader who was slow can't bring a revoked login back.

use std::time::Duration;

use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use neurmatic_db::Db;
use neurmatic_db::sessions::{self, LoginStateRow};
use neurmatic_redis::{Answers, Part, Redis, Script, Trip, Unavailable};

use crate::extract::Caller;
use crate::problem::Problem;
use crate::tokens::Claims;

/// How long a state is kept: longer than an access token lives.
const KEEP_SECS: u32 = 20 * 60;

/// How long telling a state may take.
const BUDGET: Duration = Duration::from_millis(250);

/// Replaces a state by a newer one.
static PUT: Script = Script::new(
    "local held = redis.call('GET', KEYS[1]) \
     if held and tonumber(string.match(held, '^%d+')) > tonumber(ARGV[1]) then return 0 end \
     redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return 1",
);

/// The logins.
#[derive(Clone)]
pub struct Logins {
    redis: Redis,
    db: Db,
}

/// A login's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginState {
    /// Whose login it is.
    pub user: UserId,
    /// The user's role.
    pub role: Role,
    /// The higher one is the newer one.
    pub revision: i64,
    /// Whether it may be used.
    pub active: bool,
}

impl From<LoginStateRow> for LoginState {
    fn from(row: LoginStateRow) -> Self {
        Self { user: row.user_id, role: row.role, revision: row.revision, active: row.active }
    }
}

impl LoginState {
    fn encode(&self) -> String {
        let active = if self.active { 'a' } else { 'r' };
        format!("{}:{active}:{}:{}", self.revision, self.role, self.user)
    }

    fn decode(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ':');
        let revision = parts.next()?.parse().ok()?;
        let active = parts.next()? == "a";
        let role = parts.next()?.parse().ok()?;
        let user = parts.next()?.parse().ok()?;
        Some(Self { user, role, revision, active })
    }
}

impl Logins {
    /// The logins of this Redis and this database.
    #[must_use]
    pub fn new(redis: Redis, db: Db) -> Self {
        Self { redis, db }
    }

    /// Asks for a login's state as a part of `trip`.
    pub(crate) fn ask(&self, trip: &mut Trip, session: SessionId) -> Part {
        trip.get(&self.key(session))
    }

    /// Who the login belongs to, if it may be used.
    ///
    /// # Errors
    /// 401 when it may not, 503 when nobody can tell.
    pub(crate) async fn settle(
        &self,
        claims: &Claims,
        cached: Option<LoginState>,
    ) -> Result<Caller, Problem> {
        let state = match cached {
            Some(state) => state,
            None => self.load(claims.sid).await?,
        };
        if !state.active || state.user != claims.sub {
            return Err(Problem::unauthenticated("session_ended", "this login has ended: sign in again"));
        }
        Ok(Caller { user: state.user, role: state.role, session: claims.sid })
    }

    /// What Redis knew of the login.
    pub(crate) fn cached(part: Part, answers: Option<&mut Answers>) -> Option<LoginState> {
        let text: Option<String> = answers?.take(part).ok()?;
        LoginState::decode(&text?)
    }

    async fn load(&self, session: SessionId) -> Result<LoginState, Problem> {
        let row = sessions::login_state(&self.db, session).await?;
        let state = row.map(LoginState::from).ok_or_else(|| {
            Problem::unauthenticated("session_ended", "this login has ended: sign in again")
        })?;
        if let Err(error) = self.tell(&[(session, state)]).await {
            tracing::debug!(%error, "a login's state was not cached");
        }
        Ok(state)
    }

    /// Tells everybody the new states of logins.
    ///
    /// # Errors
    /// When Redis is away. The change's own invalidation row repeats it then.
    pub async fn tell(&self, states: &[(SessionId, LoginState)]) -> Result<(), Unavailable> {
        let mut trip = self.redis.trip();
        for (session, state) in states {
            trip.script(&PUT, &[self.key(*session)], (state.revision, state.encode(), KEEP_SECS));
        }
        trip.send(BUDGET).await.map(drop)
    }

    fn key(&self, session: SessionId) -> String {
        self.redis.key(&format!("login:{session}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_back_as_itself() {
        for active in [true, false] {
            let state = LoginState { user: UserId::new(), role: Role::Company, revision: 12, active };
            assert_eq!(LoginState::decode(&state.encode()), Some(state));
        }
        assert_eq!(LoginState::decode("1:a:user"), None);
    }
}
