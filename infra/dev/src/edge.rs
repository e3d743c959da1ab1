//! The edge: the Worker's build, and workerd, on which it runs here. Needs Node's npm for workerd; where it or anything
//! else that the edge needs is missing, a line says so, and the rest works without it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::binaries::{add_target, cargo};
use crate::checkout::{Layout, remove_folder};
use crate::secrets::{ORIGIN_SECRET, Secrets, TRUSTED_CLIENT_SECRET};
use crate::state::{EDGE, State};
use crate::{install, interrupt, platform, ports, process, step, terminal};

/// The part under which the port of the edge's cache is kept: a service of the platform's.
pub(crate) const CACHE: &str = "edge-cache";

/// Says in a test run or a check that the edge must be there.
const REQUIRED: &str = "NEURMATIC_EDGE";

const READY_WITHIN: Duration = Duration::from_secs(20);

/// What Cloudflare takes on the free plan is 3 MiB; ours is to stay far below, for the sake of its start.
const GZIPPED_BYTES_MAX: u64 = 350 * 1024;

/// A Worker that is built, and what it runs on.
#[derive(Debug)]
pub(crate) struct Edge {
    workerd: PathBuf,
}

impl Edge {
    /// Gets the tools and builds the Worker. `None`, after a line that says why, where that can't be done.
    pub(crate) fn prepare(layout: &Layout) -> Result<Option<Self>> {
        let prepared = install::workerd(layout).and_then(|workerd| {
            build_worker(layout)?;
            Ok(Self { workerd })
        });
        match prepared {
            Ok(edge) => Ok(Some(edge)),
            Err(error) if error.is::<interrupt::Interrupted>() => Err(error),
            Err(error) if std::env::var_os(REQUIRED).is_some_and(|value| value == "required") => {
                Err(error.context(format!("the edge is needed here ({REQUIRED}=required)")))
            }
            Err(error) => {
                terminal::complain(&format!("The edge is left out: {error:#}"));
                Ok(None)
            }
        }
    }

    /// Starts workerd with the Worker, in front of the platform.
    pub(crate) fn start(&self, layout: &Layout, state: &mut State, secrets: &Secrets) -> Result<()> {
        let port = |part: &str| state.ports.get(part).copied().with_context(|| format!("no port for {part}"));
        let (edge, api, cache) = (port(EDGE)?, port(platform::API)?, port(CACHE)?);
        let files = platform::files_url(port(platform::MAILBOX)?);
        let mut command = Command::new(&self.workerd);
        command
            .args(["serve", "edge/workerd.capnp"])
            .arg(format!("--socket-addr=edge=127.0.0.1:{edge}"))
            .arg(format!("--external-addr=cache=127.0.0.1:{cache}"))
            .env("ORIGIN_URL", format!("http://127.0.0.1:{api}"))
            .env("BUCKET_ORIGIN", files)
            .env("ORIGIN_SECRET", secrets.get(ORIGIN_SECRET)?)
            .env("TRUSTED_CLIENT_SECRET", secrets.get(TRUSTED_CLIENT_SECRET)?)
            .current_dir(&layout.checkout)
            .stdin(Stdio::null());
        let log = layout.log(EDGE);
        terminal::timed("Starting the edge", || {
            let mut child = process::start(&mut command, &log)?;
            state.record(EDGE, child.id());
            state.save(&layout.root)?;
            process::wait_until_ready(&mut child, &log, READY_WITHIN, || platform::is_healthy(edge))
                .context("the edge does not start")
        })
    }

    /// What the edge's tests and benchmarks read.
    pub(crate) fn variable(&self) -> (&'static str, &Path) {
        ("TEST_WORKERD", &self.workerd)
    }
}

/// The ports of the edge and of its cache, which stay the same while they are free.
pub(crate) fn pick_ports(state: &mut State) -> Result<()> {
    for part in [EDGE, CACHE] {
        let taken: Vec<u16> =
            state.ports.iter().filter(|(name, _)| *name != part).map(|(_, port)| *port).collect();
        let last = state.ports.get(part).copied().filter(|port| !taken.contains(port));
        let port = ports::pick(part, last)?;
        state.ports.insert(part.to_owned(), port);
    }
    Ok(())
}

/// `edge build`: the Worker alone, as it is deployed.
pub(crate) fn build() -> Result<ExitCode> {
    build_worker(&Layout::open()?)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the Worker into `target/worker`: the module, its glue, and the wasm.
fn build_worker(layout: &Layout) -> Result<()> {
    let wasm_bindgen = install::wasm_bindgen(layout)?;
    add_target(layout, TARGET)?;
    terminal::timed("Building the edge", || {
        // Where the Worker is looked for, wherever the user's own settings have other builds go.
        let target = ["--target", TARGET, "--profile", "edge", "--target-dir", "target"];
        step::must(cargo(layout).args(["build", "--quiet", "--package", "neurmatic-edge"]).args(target))?;
        let fresh = layout.checkout.join(format!("target/worker.{}", std::process::id()));
        remove_folder(&fresh)?;
        let wasm = format!("target/{TARGET}/edge/neurmatic_edge.wasm");
        let mut bind = Command::new(&wasm_bindgen);
        bind.args(["--target", "web", "--no-typescript", "--out-name", "edge", "--out-dir"]);
        step::output(bind.arg(&fresh).arg(wasm).current_dir(&layout.checkout))?;
        flatten(&fresh)?;
        for file in ["glue.js", "shim.js"] {
            std::fs::copy(layout.checkout.join("edge/src").join(file), fresh.join(file))?;
        }
        replace(&layout.checkout.join("target/worker"), &fresh)?;
        check_size(layout)
    })
}

const TARGET: &str = "wasm32-unknown-unknown";

/// Puts what libraries bring of JavaScript beside the rest: their folders' names hold a hash, and the configuration of
/// workerd names every file.
fn flatten(folder: &Path) -> Result<()> {
    let main = folder.join("edge.js");
    let mut text = std::fs::read_to_string(&main)?;
    let snippets = folder.join("snippets");
    for library in std::fs::read_dir(&snippets).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(library.path())?.flatten() {
            let (library, name) = (library.file_name(), file.file_name());
            let (library, name) = (library.to_string_lossy(), name.to_string_lossy());
            text = text.replace(&format!("./snippets/{library}/{name}"), &format!("./{name}"));
            std::fs::rename(file.path(), folder.join(&*name))?;
        }
    }
    std::fs::write(main, text)?;
    remove_folder(&snippets)
}

/// Takes the new files over one by one, each at once, so that whoever starts meanwhile finds them all.
fn replace(folder: &Path, fresh: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for file in std::fs::read_dir(fresh)?.flatten() {
        std::fs::rename(file.path(), folder.join(file.file_name()))?;
    }
    remove_folder(fresh)
}

fn check_size(layout: &Layout) -> Result<()> {
    let wasm = layout.checkout.join("target/worker/edge_bg.wasm");
    let gzipped = step::output(Command::new("gzip").arg("--best").arg("--stdout").arg(wasm))?;
    let bytes = u64::try_from(gzipped.len())?;
    if bytes > GZIPPED_BYTES_MAX {
        bail!("the Worker has {} KiB gzipped, and {} are the most", bytes >> 10, GZIPPED_BYTES_MAX >> 10);
    }
    Ok(())
}
