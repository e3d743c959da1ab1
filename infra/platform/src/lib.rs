//! The local host: every function's router in one process, task delivery, a mailbox, a CDN, a bucket. Never deployed.

pub mod cdn_api;
pub mod dashboards;
pub mod edge_cache;
pub mod figures;
pub mod mailbox;
pub mod openapi;
pub mod operate;
pub mod schedules;
mod serve;
mod stand_ins;

use std::sync::Arc;

use api_admin::Admin;
use api_auth::Auth;
use api_notifications::Notifications;
use api_users::Users;
use axum::Router;
use neurmatic_config::Env;
use neurmatic_http::{Route, Services, complete};

pub use serve::serve;
pub use stand_ins::serve_stand_ins;

/// Every route of every function.
#[must_use]
pub fn table() -> Vec<Arc<Route>> {
    functions().into_iter().flat_map(|(_, table)| table).collect()
}

/// Every function that answers requests, with its routes.
#[must_use]
pub fn functions() -> Vec<(&'static str, Vec<Arc<Route>>)> {
    vec![
        ("api-admin", api_admin::routes().table()),
        ("api-analytics", api_analytics::routes().table()),
        ("api-articles", api_articles::routes().table()),
        ("api-auth", api_auth::routes().table()),
        ("api-community", api_community::routes().table()),
        ("api-forum", api_forum::routes().table()),
        ("api-jobs", api_jobs::routes().table()),
        ("api-messages", api_messages::routes().table()),
        ("api-models", api_models::routes().table()),
        ("api-notifications", api_notifications::routes().table()),
        ("api-performance", api_performance::routes().table()),
        ("api-search", api_search::routes().table()),
        ("api-users", api_users::routes().table()),
    ]
}

/// One router that answers all of them.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn router(env: &Env, services: &Services) -> anyhow::Result<Router> {
    let admin = Admin::from_env(env, services.clone())?;
    let auth = Auth::from_env(env, services.clone())?;
    let notifications = Notifications::from_env(env, services.clone())?;
    let router = Router::new()
        .merge(api_admin::routes().into_router(admin, services))
        .merge(api_analytics::routes().into_router(services.clone(), services))
        .merge(api_articles::routes().into_router(services.clone(), services))
        .merge(api_auth::routes().into_router(auth, services))
        .merge(api_community::routes().into_router(services.clone(), services))
        .merge(api_forum::routes().into_router(services.clone(), services))
        .merge(api_jobs::routes().into_router(services.clone(), services))
        .merge(api_messages::routes().into_router(services.clone(), services))
        .merge(api_models::routes().into_router(services.clone(), services))
        .merge(api_notifications::routes().into_router(notifications, services))
        .merge(api_performance::routes().into_router(services.clone(), services))
        .merge(api_search::routes().into_router(services.clone(), services))
        .merge(api_users::routes().into_router(Users::new(services.clone()), services));
    Ok(complete(router))
}
