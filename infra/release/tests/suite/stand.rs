//! A deployment, packages for it, and a call of the release, all in a folder of the test's own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Result;
use neurmatic_config::Env;
use neurmatic_release::deployment::{Architecture, Deployment};
use neurmatic_release::hash;
use neurmatic_release::lambda::Lambda;
use neurmatic_release::manifest::{Manifest, Package};
use neurmatic_release::release::{Options, release};
use neurmatic_release::roll_back::roll_back;
use neurmatic_release::settings::Settings;
use neurmatic_release::shift::Pace;
use serde_json::{Value, json};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// The folder is gone with it.
pub(crate) struct Stand {
    pub(crate) folder: PathBuf,
    pub(crate) options: Options,
    pub(crate) env: Env,
}

impl Stand {
    /// A deployment of these functions at this address, and packages of these contents.
    pub(crate) fn new(url: &str, functions: &Value, packages: &[(&str, &[u8])]) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("neurmatic-release-{}-{number}", std::process::id()));
        std::fs::create_dir_all(folder.join("arm64")).unwrap();
        let deployment = json!({
            "region": "eu-central-1",
            "architecture": "arm64",
            "functions": functions,
            "alarms": ["errors", "latency"],
            "health_url": format!("{url}/health"),
        });
        std::fs::write(folder.join("deployment.json"), deployment.to_string()).unwrap();
        let options = Options {
            deployment: folder.join("deployment.json"),
            packages: folder.clone(),
            shares: vec![5, 50],
            pace: Pace { hold: Duration::from_millis(50), look: Duration::from_millis(20) },
            allow_dirty: false,
            ignored_alarms: Vec::new(),
        };
        let env = Env::of([
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hidden"),
            ("AWS_SESSION_TOKEN", "token"),
            ("AWS_ENDPOINT_URL", url),
        ]);
        let stand = Self { folder, options, env };
        stand.package("0123456789abcdef", packages);
        stand
    }

    /// Other packages, of another commit.
    pub(crate) fn package(&self, commit: &str, packages: &[(&str, &[u8])]) {
        let folder = self.folder.join("arm64");
        let functions = packages.iter().map(|(name, bytes)| {
            std::fs::write(folder.join(format!("{name}.zip")), bytes).unwrap();
            Package {
                name: (*name).to_owned(),
                zip: format!("{name}.zip"),
                zip_bytes: bytes.len() as u64,
                zip_sha256: hash::hex(bytes),
                program_bytes: 0,
                program_sha256: String::new(),
                sbom: String::new(),
            }
        });
        let manifest = Manifest {
            commit: commit.to_owned(),
            dirty: false,
            architecture: Architecture::Arm64,
            built_by: Vec::new(),
            functions: functions.collect(),
        };
        manifest.write(&folder).unwrap();
    }

    pub(crate) async fn release(&self) -> Result<()> {
        Box::pin(release(&self.options, &self.env)).await
    }

    /// What a release that must fail says.
    pub(crate) async fn refusal(&self) -> String {
        format!("{:#}", self.release().await.unwrap_err())
    }

    pub(crate) async fn roll_back(&self) -> Result<()> {
        let deployment = Deployment::read(&self.options.deployment)?;
        let settings = Settings::from_env(&self.env, &deployment.region)?;
        roll_back(&Lambda::new(&settings)?, &deployment).await
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}
