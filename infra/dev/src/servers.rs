//! Postgres and Redis together, as private child processes, or the ones whose URLs are given.

use std::process::Child;

use anyhow::{Context, Result, bail};

use crate::checkout::{Layout, make_server_folder};
use crate::postgres::{DATABASE, Postgres};
use crate::redis::Redis;
use crate::secrets::{SUPERUSER_PASSWORD, Secrets};
use crate::state::{POSTGRES, REDIS, State};
use crate::{install, ports, terminal};

/// A free port may be taken between finding it and using it.
const TRIES: u32 = 3;

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
            server.wait_until_ready(&mut child, port, &log)?;
            Ok(child)
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
            server.wait_until_ready(&mut child, port, &log)?;
            Ok(child)
        })
    })?;
    Ok(format!("redis://127.0.0.1:{port}"))
}

/// Starts a part on its port, and on another one when that was taken meanwhile.
fn on_a_port(
    layout: &Layout,
    name: &str,
    purpose: Purpose,
    state: &mut State,
    start: impl Fn(u16, &mut State) -> Result<Child>,
) -> Result<u16> {
    for _ in 0..TRIES {
        let port = match purpose {
            Purpose::Development => ports::pick(name, state.ports.get(name).copied())?,
            Purpose::Test | Purpose::Bench => ports::free()?,
        };
        match start(port, state) {
            Ok(_running) => {
                state.ports.insert(name.to_owned(), port);
                return Ok(port);
            }
            Err(error) => {
                let died = !state.runs(name);
                if !died || ports::is_free(port) {
                    return Err(error).with_context(|| {
                        format!("{name} does not start (see {})", layout.log(name).display())
                    });
                }
                state.processes.retain(|process| process.name != name);
            }
        }
    }
    bail!("{name} found its port taken {TRIES} times")
}
