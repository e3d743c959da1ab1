//! From the old versions to the new ones in steps, with a brake: whatever rings or doesn't answer on the way sends everything
//! back to the old versions, which were never stopped.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use futures::future::join_all;
use reqwest::Client;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::alarms::Alarms;
use crate::deployment::Deployment;
use crate::lambda::{AliasChange, Lambda};
use crate::say;

/// How long the platform's own word may take.
const HEALTH_WITHIN: Duration = Duration::from_secs(10);

/// How often it is asked before it counts as unwell: one lost packet is no reason to go back.
const HEALTH_ATTEMPTS: u32 = 3;

const HEALTH_PAUSE: Duration = Duration::from_secs(1);

/// One function on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its name at AWS.
    pub function: String,
    /// Its package.
    pub package: String,
    /// The version that serves.
    pub old: String,
    /// The version that is to serve; the same where nothing changed.
    pub new: String,
    /// What its alias is to say of it from the first step on: the way back.
    pub note: String,
    /// What its alias said before, and says again when the shift is stopped.
    pub note_before: String,
}

/// How fast a shift goes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long each step is watched, the last one too.
    pub hold: Duration,
    /// How often it is looked.
    pub look: Duration,
}

/// What stops a shift.
#[derive(Clone, Debug)]
pub struct Brake {
    alarms: Alarms,
    names: Vec<String>,
    health_url: Option<String>,
    http: Client,
}

/// A shift of all functions together.
#[derive(Clone, Copy, Debug)]
pub struct Shift<'a> {
    /// Lambda.
    pub lambda: &'a Lambda,
    /// The alias that is shifted.
    pub alias: &'a str,
    /// What stops it.
    pub brake: &'a Brake,
    /// The functions.
    pub moved: &'a [Moved],
    /// How fast.
    pub pace: Pace,
}

impl Brake {
    /// The deployment's alarms but for those that are ignored, and its address of health.
    ///
    /// # Errors
    /// When this machine can't make HTTPS requests, or an ignored alarm isn't one of the deployment's.
    pub fn new(alarms: Alarms, deployment: &Deployment, ignored: &[String]) -> Result<Self> {
        if let Some(unknown) = ignored.iter().find(|name| !deployment.alarms.contains(name)) {
            bail!("{unknown} is none of the deployment's alarms");
        }
        let names = deployment.alarms.iter().filter(|name| !ignored.contains(name)).cloned().collect();
        let http = Client::builder().timeout(HEALTH_WITHIN).build().context("no client can be made")?;
        Ok(Self { alarms, names, health_url: deployment.health_url.clone(), http })
    }

    /// Looks once.
    ///
    /// # Errors
    /// When an alarm rings, the platform doesn't say that it is well, or neither can be known.
    pub async fn look(&self) -> Result<()> {
        let ringing = self.alarms.ringing(&self.names).await?;
        if !ringing.is_empty() {
            bail!("these alarms ring: {}", ringing.join(", "));
        }
        let Some(url) = &self.health_url else { return Ok(()) };
        let mut attempt = 1;
        loop {
            let said = match self.http.get(url).send().await {
                Ok(response) if response.status().as_u16() == 200 => return Ok(()),
                Ok(response) => format!("it answers {}", response.status().as_u16()),
                Err(error) => format!("{:#}", anyhow::Error::new(error.without_url())),
            };
            if attempt == HEALTH_ATTEMPTS {
                bail!("{url} doesn't say that the platform is well: {said}");
            }
            attempt += 1;
            tokio::time::sleep(HEALTH_PAUSE).await;
        }
    }
}

impl Shift<'_> {
    /// Shifts: for each of `shares`, in percent, that much of the requests, then all.
    ///
    /// # Errors
    /// With what stopped it. The old versions serve then, or the error says which function's alias could not be set back.
    pub async fn run(&self, shares: &[u32]) -> Result<()> {
        let mut told_to_stop = listen()?;
        let Err(reason) = self.forward(shares, &mut told_to_stop).await else { return Ok(()) };
        say(&format!("stopped: {reason:#}"));
        let back = self.set_all(|moved| AliasChange {
            version: &moved.old,
            beside: None,
            description: Some(&moved.note_before),
        });
        back.await.context("not every function is back: call `cargo dev roll-back`")?;
        say("the old versions serve, as before");
        Err(reason.context("the release was stopped"))
    }

    async fn forward(&self, shares: &[u32], told_to_stop: &mut watch::Receiver<bool>) -> Result<()> {
        for share in shares {
            let weight = f64::from(*share) / 100.0;
            self.set_all(|moved| AliasChange {
                version: &moved.old,
                // What did not change has nothing beside it.
                beside: (moved.old != moved.new).then_some((moved.new.as_str(), weight)),
                // Should nobody come to the end of it, the way back is known.
                description: Some(&moved.note),
            })
            .await?;
            say(&format!("{share} % of the requests go to the new versions"));
            self.hold(told_to_stop).await?;
        }
        self.set_all(|moved| AliasChange {
            version: &moved.new,
            beside: None,
            description: Some(&moved.note),
        })
        .await?;
        say("all requests go to the new versions");
        self.hold(told_to_stop).await
    }

    /// Watches a step.
    async fn hold(&self, told_to_stop: &mut watch::Receiver<bool>) -> Result<()> {
        let until = Instant::now() + self.pace.hold;
        loop {
            tokio::select! {
                looked = self.brake.look() => looked?,
                _told = told_to_stop.wait_for(|told| *told) => bail!("somebody stopped it"),
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(left.min(self.pace.look)) => {}
                _told = told_to_stop.wait_for(|told| *told) => bail!("somebody stopped it"),
            }
        }
    }

    /// Has all aliases say something, at once; one that can't doesn't keep the others from it.
    async fn set_all(&self, change: impl Fn(&Moved) -> AliasChange<'_>) -> Result<()> {
        let changes = self.moved.iter().map(|moved| {
            let change = change(moved);
            async move { self.lambda.change_alias(&moved.function, self.alias, &change).await }
        });
        join_all(changes).await.into_iter().collect()
    }
}

/// Listens from now on for Ctrl-C and the like, so that a shift is never left half-way.
fn listen() -> Result<watch::Receiver<bool>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tell.send_replace(true);
    });
    Ok(told)
}
