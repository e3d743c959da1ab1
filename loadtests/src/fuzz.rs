//! Generated requests over the OpenAPI document, as a visitor and as each role: no 5xx, no status and no body that the
//! document doesn't tell. Schemathesis makes the requests; this makes who sends them, and counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, ensure};
use neurmatic_config::Env;
use neurmatic_core::words::Role;
use neurmatic_seed::Size;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::mix::Mix;
use crate::people::People;
use crate::stage::{Setting, Stage, Through};

/// What the command line says.
pub const USAGE: &str = "\
cargo dev fuzz [--cases N] [--seed N]

  --cases    requests for a visitor, and for each role, at least; 10,000 when not given
  --seed     what the generation begins with; another finds other faults; 1 when not given";

/// What the requests are sent to.
const SETTING: Setting =
    Setting { size: Size::Demo, through: Through::Origin, mix: Mix::Document, has_gates: false };

/// People of each role: enough that the limits of one are never reached.
const PEOPLE: i64 = 80;

/// What an answer is checked for.
const CHECKS: &str =
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// What the command line asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    cases: u32,
    seed: u32,
}

impl Plan {
    /// Reads the command line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        let mut plan = Self { cases: 10_000, seed: 1 };
        for option in words.chunks(2) {
            let [name, value] = option else { anyhow::bail!("`{}` needs a number", option.join(" ")) };
            let number = value.parse().with_context(|| format!("`{name} {value}` is no number"))?;
            match name.as_str() {
                "--cases" => plan.cases = number,
                "--seed" => plan.seed = number,
                _ => anyhow::bail!("`{name}` is no option"),
            }
        }
        Ok(plan)
    }
}

/// Asks as each in turn.
///
/// # Errors
/// When it can't run.
pub async fn run(plan: Plan) -> anyhow::Result<ExitCode> {
    let env = Env::process();
    let told =
        |name: &str| env.optional(name).with_context(|| format!("no {name}: run it by `cargo dev fuzz`"));
    let (program, packages) = (told("SCHEMATHESIS")?, told("PYTHONPATH")?);
    let stage = Box::pin(Stage::set(SETTING)).await?;
    let known = known(stage.database()).await?;
    let operations = operations(&stage).await?;
    let folder = PathBuf::from(told("TEST_STATE_DIR")?).join("fuzz");
    std::fs::create_dir_all(&folder)?;
    let mut found = false;
    for &role in Role::ALL {
        let people = if role == Role::Visitor {
            None
        } else {
            promote(stage.database(), role).await?;
            Some(People::sign_in(stage.database(), &stage.signer(), role).await?)
        };
        let tokens = people.as_ref().map(People::tokens).unwrap_or_default();
        let who = json!({"tokens": tokens, "known": known, "secret": stage.origin_secret()});
        let options = [
            ("--max-examples", plan.cases.div_ceil(operations).to_string()),
            ("--seed", plan.seed.to_string()),
        ];
        let seen = ask((&program, &packages), &stage, &options, &who, &folder)?;
        println!("{role}: {seen}");
        found |= !seen.passed;
    }
    Ok(if found { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What came back for one of them.
struct Seen {
    passed: bool,
    statuses: BTreeMap<String, u64>,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let total: u64 = self.statuses.values().sum();
        write!(f, "{total} requests, {}; by status:", if self.passed { "no fault" } else { "FAULTS" })?;
        self.statuses.iter().try_for_each(|(status, count)| write!(f, " {status} × {count}"))
    }
}

fn ask(
    (program, packages): (&str, &str),
    stage: &Stage,
    options: &[(&str, String)],
    who: &Value,
    folder: &Path,
) -> anyhow::Result<Seen> {
    let (stage_file, counts_file) = (folder.join("stage.json"), folder.join("counts.json"));
    std::fs::write(&stage_file, serde_json::to_vec(who)?)?;
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let status = Command::new(program)
        .arg("--config-file")
        .arg(hooks.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("http://{}/api/v1/openapi.json", stage.server()))
        .args(["--checks", CHECKS, "--workers", "1", "--continue-on-failure", "--no-color", "--no-shrink"])
        .args([
            "--suppress-health-check",
            "all",
            "--phases",
            "examples,coverage,fuzzing",
            "--warnings",
            "off",
        ])
        .args(options.iter().flat_map(|(name, value)| [*name, value.as_str()]))
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", format!("{packages}:{}", hooks.display()))
        .env("FUZZ_STAGE", &stage_file)
        .env("FUZZ_COUNTS", &counts_file)
        .current_dir(folder)
        .status()
        .context("starting schemathesis")?;
    let statuses =
        serde_json::from_slice(&std::fs::read(&counts_file).context("schemathesis told nothing")?)?;
    Ok(Seen { passed: status.success(), statuses })
}

async fn operations(stage: &Stage) -> anyhow::Result<u32> {
    let url = format!("http://{}/api/v1/openapi.json", stage.server());
    let document: Value = reqwest::get(url).await?.error_for_status()?.json().await?;
    let paths = document.get("paths").and_then(Value::as_object).context("no paths in the document")?;
    let operations: usize = paths.values().filter_map(Value::as_object).map(serde_json::Map::len).sum();
    ensure!(operations > 0, "no operations in the document");
    Ok(u32::try_from(operations)?)
}

/// Makes some ordinary users more than that.
async fn promote(database: &Client, role: Role) -> anyhow::Result<()> {
    database
        .execute(
            "UPDATE users SET role = $1::text::user_role WHERE id IN (\
             SELECT id FROM users WHERE role = 'user' AND status = 'active' ORDER BY id DESC LIMIT $2)",
            &[&role.as_str(), &PEOPLE],
        )
        .await
        .with_context(|| format!("making people {role}"))?;
    Ok(())
}

/// Ids and slugs that are there, by what stands before them in a path.
async fn known(database: &Client) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut known = BTreeMap::new();
    for (path, sql) in [
        ("/articles/", "SELECT id::text FROM articles ORDER BY id LIMIT 200"),
        ("/forum/topics/", "SELECT id::text FROM topics ORDER BY id LIMIT 200"),
        ("/forum/member/topics/", "SELECT id::text FROM topics ORDER BY id LIMIT 200"),
        ("/forum/replies/", "SELECT id::text FROM replies ORDER BY id LIMIT 200"),
        ("/jobs/", "SELECT id::text FROM jobs ORDER BY id LIMIT 200"),
        ("/companies/", "SELECT id::text FROM companies ORDER BY id LIMIT 200"),
        ("/models/", "SELECT id::text FROM llm_models ORDER BY id LIMIT 200"),
        ("/applications/", "SELECT id::text FROM job_applications ORDER BY id LIMIT 200"),
        ("/jobs/alerts/", "SELECT id::text FROM job_alerts ORDER BY id LIMIT 200"),
        ("/reports/", "SELECT id::text FROM reports ORDER BY id LIMIT 200"),
    ] {
        let rows = database.query(sql, &[]).await.with_context(|| format!("what is at {path}"))?;
        let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        known.insert(format!("/api/v1{path}"), ids);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_says_how_many() {
        let parsed =
            |words: &str| Plan::parse(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parsed("").unwrap(), Plan { cases: 10_000, seed: 1 });
        assert_eq!(parsed("--cases 50 --seed 7").unwrap(), Plan { cases: 50, seed: 7 });
        assert!(parsed("--cases").is_err() && parsed("--cases many").is_err() && parsed("--case 5").is_err());
    }
}
