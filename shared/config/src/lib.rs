//! The only reader of the environment: a struct per concern, checked at start.
//!
//! Deliberately not in here: settings that admins change while the platform runs (those are rows).

mod bucket;
mod cdn;
mod database;
mod edge;
mod env;
mod instance;
mod mail;
mod queues;
mod redis;
mod secrets;
mod site;
mod telemetry;
mod tokens;
mod worker;

pub use bucket::Bucket;
pub use cdn::{Cdn, CdnPlan};
pub use database::Database;
pub use edge::{DirectClients, Edge};
pub use env::{ConfigError, Env};
pub use instance::Instance;
pub use mail::{Mail, MailEvents};
pub use queues::Queues;
pub use redis::Redis;
pub use secrets::Secrets;
pub use site::{AppEnv, Site};
pub use telemetry::{CloudWatch, Sentry, Telemetry};
pub use tokens::{AccessTokenSigner, AccessTokenVerifier, NamedKey};
pub use worker::Worker;
