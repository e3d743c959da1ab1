//! `up` and `services`: everything, or only the servers, started in order and left running or watched.

use anyhow::{Result, bail};

use crate::binaries::Binaries;
use crate::checkout::Layout;
use crate::edge::{self, Edge};
use crate::emulator::Emulator;
use crate::lock::Lock;
use crate::process::Identity;
use crate::secrets::Secrets;
use crate::servers::{self, Purpose};
use crate::state::{AWS, EDGE, PLATFORM, POSTGRES, REDIS, State};
use crate::status::Report;
use crate::{down, foreground, install, platform, ports, terminal};

/// What is started.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Scope {
    Platform,
    PlatformOnAws,
    Servers,
}

/// Starts everything; with `aws` an emulator of AWS's queues too.
pub(crate) fn platform(detach: bool, aws: bool) -> Result<()> {
    run(if aws { Scope::PlatformOnAws } else { Scope::Platform }, detach)
}

/// Starts Postgres and Redis.
pub(crate) fn services(detach: bool) -> Result<()> {
    run(Scope::Servers, detach)
}

fn run(scope: Scope, detach: bool) -> Result<()> {
    let layout = Layout::open()?;
    let lock = Lock::try_take(&layout.lock_file())?;
    let mut state = State::load(&layout.root);
    if scope.is_up(&state) {
        Report::of(&layout).print();
        terminal::complain("It runs already; `cargo dev down` stops it (a new start takes up changed code).");
        return Ok(());
    }
    let Some(_lock) = lock else { return Err(occupied(&state)) };

    layout.check_disk()?;
    state.launcher = Identity::own();
    state.save(&layout.root)?;
    let ended = start(scope, &layout, &mut state)
        .and_then(|()| if detach { Ok(()) } else { foreground::watch(&layout, &state) });
    state.launcher = None;
    if !detach || ended.is_err() {
        let stopped = state.stop_all()?;
        if !stopped.is_empty() {
            terminal::complain(&format!("Stopped {}.", stopped.join(", ")));
        }
    }
    state.save(&layout.root)?;
    ended?;
    if detach {
        Report::of(&layout).print();
    }
    Ok(())
}

fn start(scope: Scope, layout: &Layout, state: &mut State) -> Result<()> {
    let leftovers = down::stop_leftovers(layout, state)?;
    if !leftovers.is_empty() {
        terminal::complain(&format!("Stopped what an earlier run left behind: {}.", leftovers.join(", ")));
    }
    // What cannot work is better said before the build than after it.
    for part in scope.ports() {
        ports::pick(part, None)?;
    }
    if layout.data().join("postgres").exists() && !Secrets::exist(&layout.root) {
        bail!(
            "the database's password, kept in {}/env, is gone; `cargo dev reset` starts anew",
            layout.root.display()
        );
    }
    let mut secrets = Secrets::open(&layout.root)?;
    install::postgres(layout)?;
    install::redis(layout)?;
    match scope {
        Scope::Servers => servers::start(layout, Purpose::Development, state, &secrets),
        Scope::Platform | Scope::PlatformOnAws => {
            let binaries = Binaries::build(layout, &platform::PROGRAMS)?;
            let edge = Edge::prepare(layout)?;
            let emulator = if scope == Scope::PlatformOnAws { Some(Emulator::needed(layout)?) } else { None };
            servers::start(layout, Purpose::Development, state, &secrets)?;
            if let Some(emulator) = emulator {
                emulator.start(layout, state)?;
            }
            platform::start(layout, &binaries, state, &mut secrets, edge.as_ref())
        }
    }
}

impl Scope {
    fn is_up(self, state: &State) -> bool {
        let healthy = || state.ports.get(platform::API).copied().is_some_and(platform::is_healthy);
        !state.is_orphaned()
            && state.is_whole()
            && (self == Self::Servers || (state.runs(PLATFORM) && healthy()))
            && (self != Self::PlatformOnAws || state.runs(AWS))
    }

    fn ports(self) -> &'static [&'static str] {
        match self {
            Self::PlatformOnAws => {
                &[POSTGRES, REDIS, AWS, platform::API, platform::MAILBOX, EDGE, edge::CACHE]
            }
            Self::Platform => &[POSTGRES, REDIS, platform::API, platform::MAILBOX, EDGE, edge::CACHE],
            Self::Servers => &[POSTGRES, REDIS],
        }
    }
}

/// Why this start has to wait for another one.
fn occupied(state: &State) -> anyhow::Error {
    let dead = state.processes.iter().filter(|process| !process.identity.is_running());
    let dead: Vec<&str> = dead.map(|process| process.name.as_str()).collect();
    let who =
        state.launcher.as_ref().map_or_else(String::new, |launcher| format!(" (process {})", launcher.pid));
    let what = if dead.is_empty() { String::new() } else { format!(", where {} has ended", dead.join(", ")) };
    anyhow::anyhow!(
        "another `cargo dev` is at work here{who}{what}; wait for it, or stop it with `cargo dev down`"
    )
}
