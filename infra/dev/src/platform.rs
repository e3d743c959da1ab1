//! The platform's process: its settings and its start.

use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::binaries::{Binaries, cargo};
use crate::checkout::Layout;
use crate::edge::{self, Edge};
use crate::emulator::Emulator;
use crate::secrets::{APP_PASSWORD, MONITOR_PASSWORD, PLATFORM as KEYS, Secrets};
use crate::state::{AWS, EDGE, PLATFORM, State};
use crate::{health, migrate, ports, process, seed, step, terminal};

/// The programs a start needs.
pub(crate) const PROGRAMS: [&str; 3] = ["migrate", seed::PROGRAM, PROGRAM];
/// The local host.
pub(crate) const PROGRAM: &str = "neurmatic-platform";
/// The part under which the API's port is kept.
pub(crate) const API: &str = "api";
/// The part under which the mailbox's port is kept.
pub(crate) const MAILBOX: &str = "mailbox";

const READY_WITHIN: Duration = Duration::from_secs(60);
const POOL_SIZE: &str = "8";

/// The zone of the CDN that the platform stands in for, and the limits that it keeps to: those of the plan after the free
/// one, under which an edit is seen within a second also when many come.
pub(crate) const CDN_ZONE: &str = "00000000000000000000000000000c0d";
pub(crate) const CDN_PLAN: &str = "pro";

/// The bucket of uploaded files, which the platform serves beside the mailbox, and what stands for AWS otherwise.
const BUCKET: &str = "neurmatic-files";
const AWS_REGION: &str = "eu-central-1";
const AWS_KEY: &str = "local";

/// Migrates, seeds on the first start, starts the platform on the servers that the state names, and the edge before it.
pub(crate) fn start(
    layout: &Layout,
    binaries: &Binaries,
    state: &mut State,
    secrets: &mut Secrets,
    edge: Option<&Edge>,
) -> Result<()> {
    migrate::make_keys(layout, binaries, secrets)?;
    terminal::timed("Migrating the database", || migrate::bring_up(layout, binaries, state, secrets))?;
    seed::on_first_start(layout, binaries, state)?;

    let api = ports::pick(API, state.ports.get(API).copied())?;
    let mailbox = ports::pick(MAILBOX, state.ports.get(MAILBOX).copied().filter(|port| *port != api))?;
    state.ports.extend([(API.to_owned(), api), (MAILBOX.to_owned(), mailbox)]);
    edge::pick_ports(state)?;
    let mut command = binaries.command(layout, PROGRAM)?;
    set_environment(&mut command, state, secrets, api, mailbox)?;
    let public = if edge.is_some() { EDGE } else { API };
    let port = |part: &str| state.ports.get(part).copied().unwrap_or(api);
    command.env("PUBLIC_URL", format!("http://127.0.0.1:{}", port(public)));
    if state.runs(AWS) {
        command.env("SQS_QUEUE_URL_PREFIX", Emulator::queues(port(AWS)));
        command.env("CLOUDWATCH_URL", format!("http://127.0.0.1:{}/", port(AWS)));
    }
    command.env("PLATFORM_EDGE_CACHE_PORT", port(edge::CACHE).to_string());
    let log = layout.log(PLATFORM);
    terminal::timed("Starting the platform", || {
        let mut child = process::start(&mut command, &log)?;
        state.record(PLATFORM, child.id());
        state.save(&layout.root)?;
        process::wait_until_ready(&mut child, &log, READY_WITHIN, || is_healthy(api))
            .context("the platform does not start")
    })?;
    edge.map_or(Ok(()), |edge| edge.start(layout, state, secrets))
}

/// Where the edge reads files: the bucket itself.
pub(crate) fn files_url(mailbox: u16) -> String {
    format!("http://127.0.0.1:{mailbox}/{BUCKET}")
}

/// Whether the platform answers on its port.
pub(crate) fn is_healthy(port: u16) -> bool {
    health::http_status(port, health::HEALTH_PATH) == Some(200)
}

/// Writes a committed document anew: `dashboards`, `openapi` or `schedules`.
pub(crate) fn write(document: &str) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let mut command = cargo(&layout);
    command.args(["run", "--quiet", "--package", PROGRAM, "--", document]);
    Ok(step::exit_code(step::run(&mut command)?))
}

fn set_environment(
    command: &mut Command,
    state: &State,
    secrets: &Secrets,
    api: u16,
    mailbox: u16,
) -> Result<()> {
    command
        .env("DATABASE_URL", database(state, secrets)?)
        .env("DATABASE_MONITOR_URL", login(state, "neurmatic_monitor", secrets.get(MONITOR_PASSWORD)?)?)
        .env("DATABASE_POOL_SIZE", POOL_SIZE)
        .env("REDIS_URL", state.redis_url.as_deref().context("no Redis runs")?)
        .env("MAIL_API_URL", format!("http://127.0.0.1:{mailbox}"))
        .env("MAIL_FROM", "no-reply@neurmatic.example")
        .env("APP_ENV", "development")
        .env("CDN_ENABLED", "1")
        .env("CDN_API_URL", format!("http://127.0.0.1:{mailbox}/client/v4"))
        .env("CDN_HOST", format!("127.0.0.1:{api}"))
        .env("CDN_PLAN", CDN_PLAN)
        .env("CDN_SOFT_PURGE", "1")
        .env("CLOUDFLARE_ZONE_ID", CDN_ZONE)
        .env("BUCKET_NAME", BUCKET)
        .env("BUCKET_ENDPOINT", format!("http://127.0.0.1:{mailbox}"))
        .env("BUCKET_ORIGIN", files_url(mailbox))
        .env("AWS_REGION", AWS_REGION)
        .env("AWS_ACCESS_KEY_ID", AWS_KEY)
        // The machine owner's own, if there is one.
        .env_remove("AWS_SESSION_TOKEN")
        .env("PLATFORM_API_PORT", api.to_string())
        .env("PLATFORM_MAILBOX_PORT", mailbox.to_string())
        .stdin(Stdio::null());
    for name in KEYS {
        command.env(name, secrets.get(name)?);
    }
    if std::env::var_os("RUST_LOG").is_none() {
        command.env("RUST_LOG", "info");
    }
    Ok(())
}

/// The URL of the database for the application's role.
pub(crate) fn database(state: &State, secrets: &Secrets) -> Result<String> {
    login(state, "neurmatic_app", secrets.get(APP_PASSWORD)?)
}

fn login(state: &State, role: &str, password: &str) -> Result<String> {
    let owner = state.database_url.as_deref().context("no database runs")?;
    with_login(owner, role, password)
        .context("NEURMATIC_DATABASE_URL is not of the form postgres://user:password@host:port/database")
}

/// The same URL for another user.
fn with_login(url: &str, user: &str, password: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host_and_path = rest.split_once('@').map_or(rest, |(_, after)| after);
    Some(format!("{scheme}://{user}:{password}@{host_and_path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_login_of_a_url_changes() {
        let url = with_login("postgres://postgres:a@127.0.0.1:5432/neurmatic?x=y", "app", "b");
        assert_eq!(url.as_deref(), Some("postgres://app:b@127.0.0.1:5432/neurmatic?x=y"));
        assert_eq!(with_login("127.0.0.1", "app", "b"), None);
    }
}
