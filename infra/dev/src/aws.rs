//! `aws`: all of Terraform at an emulator of AWS, with the packages as they are deployed, and what is proved by it.
//!
//! The emulator keeps everything in memory: what it held is gone with it. So a deployment here lives from `up` to `destroy`, on
//! servers of its own in a folder of its own; nothing of the platform that `cargo dev` runs is touched.

mod applied;
mod differences;
mod faults;
mod known;
mod stand;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::binaries::{Binaries, cargo};
use crate::checkout::{Layout, remove_file, remove_folder};
use crate::emulator::Emulator;
use crate::lock::Lock;
use crate::process::Identity;
use crate::release as releases;
use crate::state::State;
use crate::{down, interrupt, package, platform, seed, step, terminal};
use applied::Applied;
use differences::compare;
use stand::Stand;

/// The folder of everything, in the state folder.
const FOLDER: &str = "aws";

/// What `terraform output -json release` says, for the program of releases.
const DEPLOYMENT: &str = "deployment.json";

/// The release after the one that is deployed.
const NEXT: &str = "next";

/// The end-to-end suite, and its part that is asked when everything was taken down.
const SUITE: [&str; 5] = ["test", "--package", platform::PROGRAM, "--test", "deployed"];
const WHAT_IS_LEFT: &str = "left::nothing_is_left";

/// What can be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Deed {
    Up,
    Plan,
    Test,
    Release,
    Destroy,
}

/// How long each part took, in the order in which they were done.
#[derive(Debug, Default)]
struct Times(Vec<(String, Duration)>);

/// Does what the words say. When it is everything, the deployment is taken down whatever happened before.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let deed = deed(words)?;
    let outer = Layout::open()?;
    let layout = outer.inner(FOLDER)?;
    let Some(_lock) = Lock::try_take(&layout.lock_file())? else {
        bail!("another `cargo dev aws` is at work here; wait for it, or stop it with `cargo dev down`");
    };
    note_launcher(&layout, Identity::own())?;
    let mut times = Times::default();
    let done = match deed {
        Some(deed) => deed.run(&layout, &mut times),
        None => everything(&layout, &mut times),
    };
    note_launcher(&layout, None)?;
    times.say();
    done.map(|()| ExitCode::SUCCESS)
}

/// Stops what runs here; the deployment is gone with it. Returns the names of what ran.
pub(crate) fn stop(outer: &Layout) -> Result<Vec<String>> {
    if !outer.root.join(FOLDER).is_dir() {
        return Ok(Vec::new());
    }
    let layout = outer.inner(FOLDER)?;
    let stopped = down::stop(&layout)?;
    forget(&layout)?;
    Ok(stopped)
}

/// Stops what runs, and removes all that was of it but logs and secrets.
fn forget(layout: &Layout) -> Result<()> {
    Stand::stop(layout)?;
    Applied::forget(layout)?;
    remove_folder(&layout.root.join(NEXT))?;
    remove_file(&layout.logins())?;
    remove_file(&layout.root.join(DEPLOYMENT))
}

fn deed(words: &[String]) -> Result<Option<Deed>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(None),
        ["up"] => Ok(Some(Deed::Up)),
        ["plan"] => Ok(Some(Deed::Plan)),
        ["test"] => Ok(Some(Deed::Test)),
        ["release"] => Ok(Some(Deed::Release)),
        ["destroy"] => Ok(Some(Deed::Destroy)),
        _ => bail!(
            "`aws` is called with up, plan, test, release or destroy; without a word it does all in turn"
        ),
    }
}

/// `down` asks a launcher at work to end before it stops what that started.
fn note_launcher(layout: &Layout, launcher: Option<Identity>) -> Result<()> {
    let mut state = State::load(&layout.root);
    state.launcher = launcher;
    state.save(&layout.root)
}

fn everything(layout: &Layout, times: &mut Times) -> Result<()> {
    let tried = [Deed::Up, Deed::Plan, Deed::Release];
    let tried = tried.into_iter().try_for_each(|deed| deed.run(layout, times));
    if interrupt::requested() {
        return tried;
    }
    let destroyed = Deed::Destroy.run(layout, times);
    tried.and(destroyed)
}

impl Deed {
    fn run(self, layout: &Layout, times: &mut Times) -> Result<()> {
        match self {
            Self::Up => up(layout, times),
            Self::Plan => plan(layout, times),
            Self::Test => test(layout, times),
            Self::Release => release(layout, times),
            Self::Destroy => destroy(layout, times),
        }
    }
}

/// From nothing, or from what runs, to a deployment that the suite finds sound.
fn up(layout: &Layout, times: &mut Times) -> Result<()> {
    layout.check_disk()?;
    times.of("packages", || package::for_this_machine(layout))?;
    let binaries = Binaries::build(layout, &platform::PROGRAMS)?;
    let stand = match Stand::running(layout)? {
        Some(stand) => stand,
        None => times.of("servers", || {
            forget(layout)?;
            Stand::start(layout, &binaries)
        })?,
    };
    let applied = Applied::prepare(layout, stand.variables(layout)?)?;
    times.of("terraform apply", || applied.apply())?;
    write_deployment(layout, &applied)?;
    times.of("the first migrations", || released(layout, &stand, &["migrate"]))?;
    seed::on_first_start(layout, &binaries, &stand.state)?;
    times.of("the clock's start", || applied.start_clock())?;
    let places = [("API", entry(&applied)?), ("emulator", stand.aws()?), ("mailbox", stand.mailbox()?)];
    places.iter().for_each(|(what, at)| terminal::say(&format!("{what:<10}{at}")));
    tested(layout, &stand, &applied, times)
}

/// What a plan would change, each difference with its reason. One without fails.
fn plan(layout: &Layout, times: &mut Times) -> Result<()> {
    let (_, applied) = standing(layout)?;
    let plan = times.of("terraform plan", || applied.plan())?;
    let compared = compare(&plan, &applied.known().differences);
    for known in &applied.known().differences {
        if let Some(count) = compared.explained.get(&known.r#type) {
            terminal::say(&format!("{count:>4}  {}: {}", known.r#type, known.why));
        }
    }
    for gone in &compared.gone {
        terminal::complain(&format!("{gone} does not differ any more: take it from infra/aws/emulator.json"));
    }
    if compared.unexplained.is_empty() {
        return Ok(());
    }
    compared.unexplained.iter().for_each(|line| terminal::complain(line));
    bail!("{} differences have no explanation in infra/aws/emulator.json", compared.unexplained.len())
}

fn test(layout: &Layout, times: &mut Times) -> Result<()> {
    let (stand, applied) = standing(layout)?;
    tested(layout, &stand, &applied, times)
}

/// A release with a migration and the way back, while people read; and a broken one, which its alarm stops.
fn release(layout: &Layout, times: &mut Times) -> Result<()> {
    let (stand, applied) = standing(layout)?;
    let next = layout.root.join(NEXT);
    times.of("the next packages", || package::next(layout, &next))?;
    write_deployment(layout, &applied)?;
    let mut suite = cargo(layout);
    suite.args(["test", "--package", releases::PROGRAM, "--test", "deployed", "--", "--nocapture"]);
    suite.envs(stand.told_to_tests(layout, &entry(&applied)?)?);
    suite.env("DEPLOYED_RELEASE", layout.root.join(DEPLOYMENT)).env("DEPLOYED_NEXT", next.join("packages"));
    times.of("releases", || step::must(&mut suite))
}

/// Takes everything down, asks the emulator whether anything is left, and stops it.
fn destroy(layout: &Layout, times: &mut Times) -> Result<()> {
    let (stand, applied) = standing(layout)?;
    times.of("terraform destroy", || applied.destroy())?;
    let mut suite = cargo(layout);
    suite.args(SUITE).args(["--", "--exact", WHAT_IS_LEFT]).env("DEPLOYED_ONCE_AT", stand.aws()?);
    times.of("asking what is left", || step::must(&mut suite))?;
    forget(layout)
}

/// What runs here.
fn standing(layout: &Layout) -> Result<(Stand, Applied)> {
    let running = Stand::running(layout)?.filter(|_| Applied::exists(layout));
    let stand = running.context("nothing is deployed here; `cargo dev aws up` does it")?;
    let applied = Applied::prepare(layout, stand.variables(layout)?)?;
    Ok((stand, applied))
}

/// The end-to-end suite.
fn tested(layout: &Layout, stand: &Stand, applied: &Applied, times: &mut Times) -> Result<()> {
    let mut suite = cargo(layout);
    suite.args(SUITE).envs(stand.told_to_tests(layout, &entry(applied)?)?);
    times.of("the end-to-end suite", || step::must(&mut suite))
}

/// The address of the API.
fn entry(applied: &Applied) -> Result<String> {
    let entry = applied.output("entry")?;
    let address = entry.get("address").and_then(Value::as_str);
    address.map(str::to_owned).context("Terraform tells no address")
}

/// Writes what a release has to know.
fn write_deployment(layout: &Layout, applied: &Applied) -> Result<()> {
    let release = applied.output("release")?;
    std::fs::write(layout.root.join(DEPLOYMENT), release.to_string())?;
    Ok(())
}

/// Has the program of releases do something with the deployment.
fn released(layout: &Layout, stand: &Stand, words: &[&str]) -> Result<()> {
    let mut program = cargo(layout);
    program.args(["run", "--quiet", "--package", releases::PROGRAM, "--"]).args(words);
    program.arg(layout.root.join(DEPLOYMENT)).env("AWS_ENDPOINT_URL", stand.aws()?);
    step::must(program.envs(Emulator::login()).env_remove("AWS_SESSION_TOKEN"))
}

impl Times {
    /// Does a part, and notes how long it took.
    fn of<T>(&mut self, what: &str, part: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        let done = terminal::timed(what, part);
        self.0.push((what.to_owned(), start.elapsed()));
        done
    }

    fn say(&self) {
        for (what, took) in &self.0 {
            terminal::say(&format!("{what:<24}{:>12}", terminal::seconds(*took)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Deed>> {
        deed(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn without_a_word_everything_is_done_in_turn() {
        assert_eq!(parsed("").unwrap(), None);
        assert_eq!(parsed("destroy").unwrap(), Some(Deed::Destroy));
        assert!(parsed("down").unwrap_err().to_string().contains("up, plan, test, release or destroy"));
        assert!(parsed("up now").is_err());
    }
}
