//! Users who are signed in.

use jiff::Timestamp;
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;

use crate::world::World;

/// A user of a test, signed in.
#[derive(Clone, Debug)]
pub struct TestUser {
    /// The user's id.
    pub id: UserId,
    /// The user's login.
    pub session: SessionId,
    /// The user's address.
    pub email: String,
    /// The user's name.
    pub username: String,
    /// The user's role.
    pub role: Role,
    /// A fresh access token.
    pub token: String,
}

/// A user to be made.
#[derive(Debug)]
pub struct UserBuilder<'a> {
    world: &'a World,
    role: Role,
}

impl<'a> UserBuilder<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        Self { world, role: Role::User }
    }

    /// The role; `user` when nothing is said.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Makes the user, a verified address and a login. There is no password: such a user doesn't log in.
    pub async fn create(self) -> TestUser {
        let (id, session) = (UserId::new(), SessionId::new());
        let username = format!("user-{}", id.0.simple());
        let email = format!("{username}@test.example");
        let owner = self.world.owner();
        let role = self.role.as_str();
        owner
            .execute(
                "INSERT INTO users (id, email, email_verified_at, username, role) VALUES ($1, $2, now(), $3, $4::text::user_role)",
                &[&id, &email, &username, &role],
            )
            .await
            .unwrap();
        owner
            .execute("INSERT INTO profiles (user_id, display_name) VALUES ($1, $2)", &[&id, &username])
            .await
            .unwrap();
        owner
            .execute(
                "INSERT INTO sessions (id, user_id, refresh_hash, expires_at) \
                 VALUES ($1, $2, sha256(convert_to($1::uuid::text, 'UTF8')), now() + interval '30 days')",
                &[&session, &id],
            )
            .await
            .unwrap();
        let token = self.world.signer().sign(id, self.role, session, Timestamp::now()).unwrap();
        TestUser { id, session, email, username, role: self.role, token }
    }
}
