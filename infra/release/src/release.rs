//! A release: publish what is packaged, probe it, migrate the database, shift to it in steps. What goes wrong before the shift
//! leaves everything as it was; what goes wrong in it leads back.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use neurmatic_config::Env;
use serde_json::json;

use crate::alarms::Alarms;
use crate::deployment::{Deployment, MIGRATE, RELAY};
use crate::lambda::Lambda;
use crate::manifest::Manifest;
use crate::migrate::migrate;
use crate::note::Note;
use crate::probe::probe;
use crate::settings::Settings;
use crate::shift::{Brake, Moved, Pace, Shift};
use crate::words::Words;
use crate::{hash, say};

/// The steps of a shift, in percent.
const SHARES: &str = "5,25,50";

/// How long each step is watched, in seconds: an alarm of one minute has had two to ring.
const HOLD_SECS: u64 = 120;

/// How often it is looked at a step, in seconds.
const LOOK_SECS: u64 = 10;

/// How much of a commit a version's description says.
const COMMIT_LETTERS: usize = 12;

/// What a release is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The deployment's file.
    pub deployment: PathBuf,
    /// The folder of packages; there is one below it for each architecture.
    pub packages: PathBuf,
    /// The steps before everything, in percent, rising.
    pub shares: Vec<u32>,
    /// How fast.
    pub pace: Pace,
    /// Whether packages of a changed checkout may be released.
    pub allow_dirty: bool,
    /// Alarms that don't stop it: those that it is to end.
    pub ignored_alarms: Vec<String>,
}

impl Options {
    /// Reads the words after `release`.
    ///
    /// # Errors
    /// When one is missing or unknown.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut words = Words::of(words);
        let packages = words.value("--packages")?.unwrap_or_else(|| "target/package".to_owned());
        let shares = words.value("--steps")?.unwrap_or_else(|| SHARES.to_owned());
        let hold = Duration::from_secs(words.parsed("--hold-secs", HOLD_SECS)?);
        let look = Duration::from_secs(words.parsed("--look-secs", LOOK_SECS)?.max(1));
        let (allow_dirty, ignored_alarms) = (words.flag("--allow-dirty"), words.values("--ignore-alarm")?);
        let rest = words.rest()?;
        let [deployment] = rest.as_slice() else {
            bail!("`release` takes one deployment: the file of `terraform output -json release`")
        };
        Ok(Self {
            deployment: PathBuf::from(deployment),
            packages: PathBuf::from(packages),
            shares: parse_shares(&shares)?,
            pace: Pace { hold, look },
            allow_dirty,
            ignored_alarms,
        })
    }
}

fn parse_shares(text: &str) -> Result<Vec<u32>> {
    let read = |text: &str| text.parse::<u32>().ok().filter(|share| (1..100).contains(share));
    let shares: Option<Vec<u32>> = text.split(',').filter(|share| !share.is_empty()).map(read).collect();
    shares
        .filter(|shares| shares.is_sorted())
        .with_context(|| format!("--steps is rising numbers from 1 to 99, such as {SHARES}, and not {text}"))
}

/// Does what the words say.
///
/// # Errors
/// With what stopped the release. The old versions serve then.
pub async fn run(words: &[String], env: &Env) -> Result<()> {
    release(&Options::parse(words)?, env).await
}

/// Releases.
///
/// # Errors
/// As [`run`].
pub async fn release(options: &Options, env: &Env) -> Result<()> {
    let deployment = Deployment::read(&options.deployment)?;
    let folder = options.packages.join(deployment.architecture.folder());
    let manifest = Manifest::read(&folder)?;
    if manifest.dirty && !options.allow_dirty {
        bail!(
            "the packages are of a checkout with changes: commit them and package anew, or say --allow-dirty"
        );
    }
    let settings = Settings::from_env(env, &deployment.region)?;
    let brake = Brake::new(Alarms::new(&settings), &deployment, &options.ignored_alarms)?;
    let release = Release { lambda: Lambda::new(&settings)?, deployment, manifest, folder };

    brake.look().await.context("nothing was begun: the platform isn't well")?;
    let standing = release.standing().await?;
    let moved = release.publish_all(standing).await?;
    if moved.iter().all(|moved| moved.old == moved.new) {
        say(&format!("nothing to release: {} is what serves", release.commit()));
        return Ok(());
    }
    release.probe_all(&moved).await?;
    release.migrate(&moved).await?;
    release.find_unmoved(&moved).await?;
    let (lambda, alias) = (&release.lambda, release.deployment.alias.as_str());
    let shift = Shift { lambda, alias, brake: &brake, moved: &moved, pace: options.pace };
    shift.run(&options.shares).await?;
    release.warm().await;
    say(&format!("released: {}", release.commit()));
    Ok(())
}

/// What is released, and where to.
struct Release {
    lambda: Lambda,
    deployment: Deployment,
    manifest: Manifest,
    folder: PathBuf,
}

/// A function before the release.
struct Standing {
    function: String,
    package: String,
    version: String,
    /// What stands beside its alias.
    note: String,
}

impl Release {
    fn commit(&self) -> &str {
        self.manifest.commit.get(..COMMIT_LETTERS).unwrap_or(&self.manifest.commit)
    }

    /// What serves now. Every fault that can be seen is seen here, before anything is changed.
    async fn standing(&self) -> Result<Vec<Standing>> {
        let mut all = Vec::new();
        for (function, package) in &self.deployment.functions {
            self.manifest.package(package)?;
            let alias = self.lambda.alias(function, &self.deployment.alias).await?;
            if let Some((version, _)) = alias.beside() {
                bail!(
                    "a shift of {function} to version {version} is under way: end it with `cargo dev roll-back`"
                );
            }
            if alias.function_version == "$LATEST" {
                bail!(
                    "the alias of {function} means $LATEST, of which nothing can be kept: have Terraform publish a version"
                );
            }
            let configuration = self.lambda.configuration(function, None).await?;
            let wanted = self.deployment.architecture.lambda();
            if !configuration.architectures.iter().any(|is| is == wanted) {
                bail!("{function} runs on {}, not on {wanted}", configuration.architectures.join(", "));
            }
            let (function, package) = (function.clone(), package.clone());
            all.push(Standing {
                function,
                package,
                version: alias.function_version,
                note: alias.description,
            });
        }
        Ok(all)
    }

    /// Gives every function its code and makes a version of it. Nobody is served by it yet.
    async fn publish_all(&self, standing: Vec<Standing>) -> Result<Vec<Moved>> {
        let mut moved = Vec::with_capacity(standing.len());
        let begun = Timestamp::now();
        for Standing { function, package, version: old, note: note_before } in standing {
            let zip = self.manifest.package(&package)?.zip(&self.folder)?;
            let code = hash::base64(&zip);
            if self.lambda.settled(&function, None).await?.code_sha256 != code {
                self.lambda.give_code(&function, &zip, self.deployment.architecture).await?;
                self.lambda.settled(&function, None).await?;
            }
            let new = self.lambda.publish(&function, &code, &format!("release {}", self.commit())).await?;
            self.lambda.settled(&function, Some(&new)).await?;
            say(&if old == new {
                format!("{function}: version {old} is this already")
            } else {
                format!("{function}: version {new} beside {old}")
            });
            let note = Note { commit: self.commit().to_owned(), begun, before: old.clone() }.to_string();
            moved.push(Moved { function, package, old, new, note, note_before });
        }
        Ok(moved)
    }

    async fn probe_all(&self, moved: &[Moved]) -> Result<()> {
        for Moved { function, package, new, .. } in moved {
            probe(&self.lambda, function, new, package).await.context("nothing was shifted")?;
        }
        say("every new version answers");
        Ok(())
    }

    /// Expands the database. The old versions go on with it: a migration takes nothing away that they use.
    async fn migrate(&self, moved: &[Moved]) -> Result<()> {
        for Moved { function, new, .. } in moved.iter().filter(|moved| moved.package == MIGRATE) {
            migrate(&self.lambda, function, new).await.context("nothing was shifted")?;
        }
        Ok(())
    }

    /// Sees that nobody else released meanwhile: publishing and migrating take minutes.
    async fn find_unmoved(&self, moved: &[Moved]) -> Result<()> {
        for Moved { function, old, .. } in moved {
            let alias = self.lambda.alias(function, &self.deployment.alias).await?;
            if alias.function_version != *old || alias.beside().is_some() {
                bail!(
                    "somebody else is releasing: {function} isn't at version {old} any more; nothing was shifted"
                );
            }
        }
        Ok(())
    }

    /// Has the caches filled anew. The release is done with or without it.
    async fn warm(&self) {
        // One is enough, where there are more of the relay's program.
        let Some(function) = self.deployment.of_package(RELAY).next() else { return };
        let event = json!({"fire": "cache:warm", "workSecs": 5});
        match self.lambda.call_later(function, &self.deployment.alias, &event).await {
            Ok(()) => say("the caches are being warmed"),
            Err(error) => say(&format!("the caches are not warmed: {error:#}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Result<Options> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_release_goes_in_four_steps_unless_told_otherwise() {
        assert_eq!(options("a.json").unwrap().shares, [5, 25, 50]);
        let told = options("a.json --steps 10 --hold-secs 5 --ignore-alarm x").unwrap();
        assert_eq!((told.shares, told.pace.hold), (vec![10], Duration::from_secs(5)));
        assert_eq!(told.ignored_alarms, ["x"]);
    }

    #[test]
    fn steps_rise_and_stay_below_everything() {
        for odd in ["50,25", "0", "100", "x"] {
            assert!(
                options(&format!("a.json --steps {odd}")).unwrap_err().to_string().contains("--steps"),
                "{odd}"
            );
        }
        assert!(options("").unwrap_err().to_string().contains("one deployment"));
    }
}
