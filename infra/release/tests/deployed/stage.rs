//! The deployment and the packages of its next release, as the environment names them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use neurmatic_config::Env;
use neurmatic_release::deployment::{Deployment, MIGRATE};
use neurmatic_release::lambda::{Called, Lambda};
use neurmatic_release::release::{Options, release};
use neurmatic_release::roll_back::roll_back;
use neurmatic_release::settings::Settings;
use neurmatic_release::shift::Pace;
use serde_json::{Value, json};

use crate::amazon::Amazon;

/// How long a step is watched that is to go well: the alarms are asked some times.
const HOLD: Duration = Duration::from_secs(5);

const LOOK: Duration = Duration::from_secs(1);

/// How long the migrations' state may take to be told.
const STATUS_WITHIN: Duration = Duration::from_secs(60);

/// A deployment.
pub(crate) struct Stage {
    pub(crate) deployment: Deployment,
    pub(crate) amazon: Amazon,
    pub(crate) entry: String,
    pub(crate) origin_secret: String,
    /// The packages of the next release, a folder below for the architecture.
    pub(crate) next: PathBuf,
    path: PathBuf,
    env: Env,
    lambda: Lambda,
}

impl Stage {
    /// The deployment; none, after a line that says so, where the environment names none.
    pub(crate) fn given() -> Option<Self> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let Some(path) = variable("DEPLOYED_RELEASE") else {
            eprintln!("left out: DEPLOYED_RELEASE names no deployment; `cargo dev aws release` does");
            return None;
        };
        let needed = |name: &str| variable(name).unwrap_or_else(|| panic!("{name} is not set"));
        let path = PathBuf::from(path);
        let deployment = Deployment::read(&path).unwrap();
        let url = needed("DEPLOYED_AWS");
        let env = Env::of([
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", url.as_str()),
        ]);
        let settings = Settings::from_env(&env, &deployment.region).unwrap();
        Some(Self {
            amazon: Amazon::at(&url, &deployment.region),
            entry: needed("DEPLOYED_URL"),
            origin_secret: needed("DEPLOYED_ORIGIN_SECRET"),
            next: needed("DEPLOYED_NEXT").into(),
            lambda: Lambda::new(&settings).unwrap(),
            deployment,
            path,
            env,
        })
    }

    /// Releases what a folder holds, in two steps.
    pub(crate) async fn release(&self, packages: &Path, hold: Duration) -> Result<()> {
        let options = Options {
            deployment: self.path.clone(),
            packages: packages.to_owned(),
            shares: vec![50],
            pace: Pace { hold, look: LOOK },
            // The next release is of sources that no commit holds.
            allow_dirty: true,
            ignored_alarms: Vec::new(),
        };
        Box::pin(release(&options, &self.env)).await
    }

    /// The same for one that is to go well.
    pub(crate) async fn release_next(&self) -> Result<()> {
        self.release(&self.next, HOLD).await
    }

    /// Back to what served before.
    pub(crate) async fn roll_back(&self) -> Result<()> {
        roll_back(&self.lambda, &self.deployment).await
    }

    /// Which version each function's alias means.
    pub(crate) async fn serving(&self) -> BTreeMap<String, String> {
        let mut serving = BTreeMap::new();
        for function in self.deployment.functions.keys() {
            let alias = self.lambda.alias(function, &self.deployment.alias).await.unwrap();
            assert!(alias.beside().is_none(), "{function} is shifted half-way");
            serving.insert(function.clone(), alias.function_version);
        }
        serving
    }

    /// How a migration stands, by what the version that serves knows of it.
    pub(crate) async fn migration(&self, name: &str) -> Option<Value> {
        let function = self.deployment.of_package(MIGRATE).next().unwrap();
        let event = json!({"command": "status"});
        let called = self.lambda.call(function, &self.deployment.alias, &event, STATUS_WITHIN).await.unwrap();
        let Called::Answered(answer) = called else { panic!("{called:?}") };
        let all = answer["migrations"].as_array().unwrap();
        all.iter().find(|migration| migration["name"] == name).cloned()
    }
}
