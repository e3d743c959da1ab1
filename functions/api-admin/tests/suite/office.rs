//! An office: a world with an administrator, and ways to be somebody.

use api_admin::{Admin, routes};
use jiff::{SignedDuration, Timestamp};
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::{Value, json};

pub(crate) struct Office {
    pub(crate) world: World,
    pub(crate) anybody: Client,
    pub(crate) admin: TestUser,
}

impl Office {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let anybody = client(&world);
        let admin = world.user().role(Role::Admin).create().await;
        Self { world, anybody, admin }
    }

    /// The administrator.
    pub(crate) fn admin(&self) -> Client {
        self.anybody.signed_in(&self.admin)
    }

    /// A client of another process.
    pub(crate) fn another_process(&self) -> Client {
        client(&self.world)
    }

    pub(crate) async fn user(&self, role: Role) -> TestUser {
        self.world.user().role(role).create().await
    }

    pub(crate) async fn status_of(&self, user: &TestUser) -> String {
        self.world.one("SELECT role || ' ' || status FROM users WHERE id = $1", &[&user.id]).await
    }
}

/// A client of a process of its own.
pub(crate) fn client(world: &World) -> Client {
    let services = world.services();
    let admin = Admin::from_env(&world.env(), services.clone()).unwrap();
    world.client(routes().into_router(admin, &services))
}

pub(crate) fn path(user: &TestUser) -> String {
    format!("/admin/users/{}", user.id)
}

/// A change with a reason.
pub(crate) fn because(mut change: Value) -> Value {
    change["reason"] = json!("A reason that is long enough");
    change
}

/// A suspension that ends in some days.
pub(crate) fn suspended(days: i64) -> Value {
    let until = Timestamp::now() + SignedDuration::from_hours(24 * days);
    let until = Timestamp::from_second(until.as_second()).unwrap();
    because(json!({"status": "suspended", "suspendedUntil": until}))
}
