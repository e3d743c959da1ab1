//! Migrations by the function that is deployed for them: before a release shifts, and the first ones of a new deployment.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use neurmatic_config::Env;
use serde_json::{Value, json};

use crate::deployment::{Deployment, MIGRATE};
use crate::lambda::{Called, Lambda};
use crate::say;
use crate::settings::Settings;
use crate::words::Words;

/// How long the migrations may take: the 15 minutes that Lambda lets a function run, and one for its answer.
const WITHIN: Duration = Duration::from_secs(960);

/// Does what the words say.
///
/// # Errors
/// When the deployment has no function for it, or a migration fails.
pub async fn run(words: &[String], env: &Env) -> Result<()> {
    let rest = Words::of(words).rest()?;
    let [path] = rest.as_slice() else {
        bail!("`migrate` takes one deployment: the file of `terraform output -json release`")
    };
    let deployment = Deployment::read(Path::new(path))?;
    let lambda = Lambda::new(&Settings::from_env(env, &deployment.region)?)?;
    let Some(function) = deployment.of_package(MIGRATE).next() else {
        bail!("{path} names no function of the package {MIGRATE}")
    };
    migrate(&lambda, function, &deployment.alias).await
}

/// Applies what a version of the function holds and the database doesn't.
///
/// # Errors
/// When a migration fails, or Lambda can't be asked. What was applied before stays.
pub async fn migrate(lambda: &Lambda, function: &str, version: &str) -> Result<()> {
    let called = lambda.call(function, version, &json!({"command": "up"}), WITHIN).await?;
    let Called::Answered(answer) = called else { bail!("the migration failed: {called:?}") };
    let applied = answer.get("applied").and_then(Value::as_array).map(Vec::len).unwrap_or_default();
    say(&format!("{applied} migrations applied"));
    Ok(())
}
