//! Who asks.

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_testing::{Client, World};

/// Somebody of this role, before a process with these services.
pub(crate) async fn client(world: &World, services: &Services, role: Role) -> Client {
    let user = world.user().role(role).create().await;
    world.client(routes().into_router(services.clone(), services)).signed_in(&user)
}
