//! `status`: what runs and where, for people and as JSON for programs.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::checkout::Layout;
use crate::state::{EDGE, PLATFORM, State};
use crate::{platform, terminal};

/// The answer. What does not run is `null`.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    ready: bool,
    urls: Urls,
    logins: BTreeMap<String, Value>,
    processes: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Urls {
    edge: Option<String>,
    api: Option<String>,
    dashboard: Option<String>,
    docs: Option<String>,
    mailbox: Option<String>,
    database: Option<String>,
    redis: Option<String>,
}

#[derive(Debug, Serialize)]
struct Part {
    name: String,
    pid: u32,
    running: bool,
    log: String,
}

/// Prints the report.
pub(crate) fn run(json: bool) -> Result<()> {
    let report = Report::of(&Layout::open()?);
    if json {
        terminal::say(&serde_json::to_string_pretty(&report)?);
    } else {
        report.print();
    }
    Ok(())
}

impl Report {
    /// Looks at the processes and asks the platform for its health.
    pub(crate) fn of(layout: &Layout) -> Self {
        let state = State::load(&layout.root);
        let port = |part: &str| state.ports.get(part).copied().filter(|_| state.runs(PLATFORM));
        let local = |part: &str| port(part).map(|port| format!("http://127.0.0.1:{port}"));
        let api = local(platform::API);
        let edge = local(EDGE).filter(|_| state.runs(EDGE));
        let page = |path: &str| edge.as_ref().or(api.as_ref()).map(|url| format!("{url}/api/v1/{path}"));
        let logins = std::fs::read_to_string(layout.logins()).unwrap_or_default();
        Self {
            ready: state.is_whole() && port(platform::API).is_some_and(platform::is_healthy),
            urls: Urls {
                dashboard: page("performance/"),
                docs: page("docs"),
                mailbox: local(platform::MAILBOX),
                database: state.running_database().map(str::to_owned),
                redis: state.running_redis().map(str::to_owned),
                api,
                edge,
            },
            logins: serde_json::from_str(&logins).unwrap_or_default(),
            processes: parts(layout, &state),
        }
    }

    fn headline(&self) -> &'static str {
        match (self.ready, self.processes.as_slice()) {
            (true, _) => "The platform is ready.",
            (false, []) => "Nothing runs here.",
            (false, parts) if parts.iter().any(|part| !part.running) => {
                "Something has ended that should run."
            }
            (false, parts) if parts.iter().any(|part| part.name == PLATFORM) => {
                "The platform does not answer."
            }
            (false, _) => "The servers run, without the platform.",
        }
    }

    /// For people.
    pub(crate) fn print(&self) {
        terminal::say(self.headline());
        let urls = [
            ("edge", &self.urls.edge),
            ("api", &self.urls.api),
            ("docs", &self.urls.docs),
            ("dashboard", &self.urls.dashboard),
            ("mailbox", &self.urls.mailbox),
            ("database", &self.urls.database),
            ("redis", &self.urls.redis),
        ];
        for (name, url) in urls {
            terminal::say(&format!("  {name:<10} {}", url.as_deref().unwrap_or("null")));
        }
        if !self.logins.is_empty() {
            terminal::say("Demo logins (role: e-mail, password):");
        }
        for (role, login) in &self.logins {
            let field = |name: &str| login.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            terminal::say(&format!("  {role:<10} {}  {}", field("email"), field("password")));
        }
        for part in &self.processes {
            let now = if part.running { "runs" } else { "NOT RUNNING" };
            terminal::say(&format!("  {:<10} {now}, process {}, {}", part.name, part.pid, part.log));
        }
    }
}

fn parts(layout: &Layout, state: &State) -> Vec<Part> {
    let part = |process: &crate::state::Process| Part {
        name: process.name.clone(),
        pid: process.identity.pid,
        running: process.identity.is_running(),
        log: layout.log(&process.name).display().to_string(),
    };
    state.processes.iter().map(part).collect()
}
