//! Who asks: visitors by their addresses, and members whose logins were made before the window.

use anyhow::{Context as _, anyhow, ensure};
use jiff::Timestamp;
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use neurmatic_http::Signer;
use rand::RngExt as _;
use rand::rngs::SmallRng;
use tokio_postgres::Client;

/// Visitors' addresses: at 12,000 requests a second each still stays far below 100 reads a minute.
const ADDRESSES: u32 = 60_000;

/// Members that take part, where the data have so many.
pub const MEMBERS: usize = 20_000;

/// Logins are written in this many rows at once.
const LOGINS_PER_STATEMENT: usize = 5_000;

/// Everybody who asks.
#[derive(Debug)]
pub struct People {
    members: Vec<Member>,
}

/// A member with a login.
#[derive(Debug)]
pub struct Member {
    /// The access token, good for 15 minutes.
    pub token: String,
    /// The address that this member asks from.
    pub address: String,
}

impl People {
    /// Makes a login for each member of a role, as a login would have made it, and signs its access token.
    ///
    /// # Errors
    /// When the database doesn't answer, or holds nobody of that role.
    pub async fn sign_in(database: &Client, signer: &Signer, role: Role) -> anyhow::Result<Self> {
        let rows = database
            .query(
                "SELECT id FROM users WHERE role = $1::text::user_role AND status = 'active' ORDER BY id LIMIT $2",
                &[&role.as_str(), &(MEMBERS as i64)],
            )
            .await?;
        let users: Vec<UserId> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        ensure!(!users.is_empty(), "the data hold nobody who is {role}: seed them first");
        let mut members = Vec::with_capacity(users.len());
        let now = Timestamp::now();
        for users in users.chunks(LOGINS_PER_STATEMENT) {
            let sessions: Vec<SessionId> = users.iter().map(|_| SessionId::new()).collect();
            database
                .execute(
                    "INSERT INTO sessions (id, user_id, refresh_hash, expires_at) \
                     SELECT s, u, sha256(convert_to(s::text, 'UTF8')), now() + interval '1 day' \
                     FROM unnest($1::uuid[], $2::uuid[]) AS made (s, u)",
                    &[&sessions, &users],
                )
                .await
                .context("making logins")?;
            for (user, session) in users.iter().zip(sessions) {
                let token = signer
                    .sign(*user, role, session, now)
                    .map_err(|problem| anyhow!("a token cannot be signed: {problem:?}"))?;
                members.push(Member { token, address: address(ADDRESSES + members.len() as u32) });
            }
        }
        Ok(Self { members })
    }

    /// How many members there are.
    #[must_use]
    pub fn members(&self) -> usize {
        self.members.len()
    }

    /// Everybody's access token.
    #[must_use]
    pub fn tokens(&self) -> Vec<&str> {
        self.members.iter().map(|member| member.token.as_str()).collect()
    }

    /// A member.
    ///
    /// # Errors
    /// When there is none.
    pub fn member(&self, rng: &mut SmallRng) -> anyhow::Result<&Member> {
        self.members.get(rng.random_range(0..self.members.len().max(1))).context("no members")
    }
}

/// A visitor's address.
pub fn visitor(rng: &mut SmallRng) -> String {
    address(rng.random_range(0..ADDRESSES))
}

fn address(number: u32) -> String {
    let [_, b, c, d] = number.to_be_bytes();
    format!("10.{b}.{c}.{d}")
}
