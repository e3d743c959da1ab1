//! Postgres and Redis together, as private child processes, or the ones whose URLs are given.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::checkout::{Layout, make_server_folder};
use crate::postgres::{DATABASE, Postgres};
use crate::redis::Redis;
use crate::secrets::{SUPERUSER_PASSWORD, Secrets};
use crate::state::{POSTGRES, REDIS, State};
use crate::{install, interrupt, ports, postgres, terminal};

/// A free port may be taken between finding it and using it; old backends of a killed Postgres take a moment to go.
const TRIES: u32 = 20;

const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// What the servers are for decides how they are set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// Data stay; URLs and fixed ports of the environment hold.
    Development,
    /// Thrown away, and set for speed at the price of safety.
    Test,
    /// Thrown away, but set as in production.
    Bench,
}

/// Starts both and writes them into the state; when one fails, the caller stops what the state holds.
pub(crate) fn start(layout: &Layout, purpose: Purpose, state: &mut State, secrets: &Secrets) -> Result<()> {
    let given = |name: &str| std::env::var(name).ok().filter(|_| purpose == Purpose::Development);
    make_server_folder(&layout.data())?;
    state.database_url = Some(match given("NEURMATIC_DATABASE_URL") {
        Some(url) => url,
        None => start_postgres(layout, purpose, state, secrets)?,
    });
    state.redis_url = Some(match given("NEURMATIC_REDIS_URL") {
        Some(url) => url,
        None => start_redis(layout, purpose, state)?,
    });
    state.save(&layout.root)
}

fn start_postgres(layout: &Layout, purpose: Purpose, state: &mut State, secrets: &Secrets) -> Result<String> {
    let server =
        Postgres { programs: install::postgres(layout)?, data: layout.data().join("postgres"), purpose };
    let password = secrets.get(SUPERUSER_PASSWORD)?;
    if !server.is_made() {
        terminal::timed("Making the database cluster", || server.make(password))?;
    }
    let log = layout.log(POSTGRES);
    let port = terminal::timed("Starting Postgres", || {
        on_a_port(layout, POSTGRES, purpose, state, |port, state| {
            let mut child = server.start(port, &log)?;
            state.record(POSTGRES, child.id());
            state.save(&layout.root)?;
            server.wait_until_ready(&mut child, port, &log)
        })
    })?;
    Ok(format!("postgres://postgres:{password}@127.0.0.1:{port}/{DATABASE}"))
}

fn start_redis(layout: &Layout, purpose: Purpose, state: &mut State) -> Result<String> {
    let server = Redis { program: install::redis(layout)?, data: layout.data().join("redis") };
    let log = layout.log(REDIS);
    let port = terminal::timed("Starting Redis", || {
        on_a_port(layout, REDIS, purpose, state, |port, state| {
            let mut child = server.start(port, &log)?;
            state.record(REDIS, child.id());
            state.save(&layout.root)?;
            server.wait_until_ready(&mut child, port, &log)
        })
    })?;
    Ok(format!("redis://127.0.0.1:{port}"))
}

/// Starts a part on its port; again when its port was taken meanwhile.
fn on_a_port(
    layout: &Layout,
    name: &str,
    purpose: Purpose,
    state: &mut State,
    start: impl Fn(u16, &mut State) -> Result<()>,
) -> Result<u16> {
    for _ in 0..TRIES {
        let port = match purpose {
            Purpose::Development => ports::pick(name, state.ports.get(name).copied())?,
            Purpose::Test | Purpose::Bench => ports::free()?,
        };
        let Err(error) = start(port, state) else {
            state.ports.insert(name.to_owned(), port);
            return Ok(port);
        };
        let log = layout.log(name);
        let may_pass = !ports::is_free(port) || postgres::waits_for_old_backends(&log);
        if state.runs(name) || !may_pass {
            return Err(error).with_context(|| format!("{name} does not start (see {})", log.display()));
        }
        state.processes.retain(|process| process.name != name);
        interrupt::check()?;
        std::thread::sleep(BETWEEN_TRIES);
    }
    bail!("{name} does not start, after {TRIES} tries (see {})", layout.log(name).display())
}
