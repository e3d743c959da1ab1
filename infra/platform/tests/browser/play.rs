//! Plays a scene: Node with its script, told where everything is. What it says is shown when it fails.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use tokio::sync::Semaphore;

use crate::stage::{PASSWORD, Stage};

/// How long a scene may take, its browser's start included, on a machine that is busy.
const SCENE_WITHIN: Duration = Duration::from_secs(120);

/// Browsers at once, at most: each has several processes.
const BROWSERS_MAX: usize = 4;

static BROWSERS: Semaphore = Semaphore::const_new(BROWSERS_MAX);

/// Plays a scene on a stage of its own; after a line that says so, nothing where no browser is.
pub(crate) async fn play(script: &str, scene: &str) {
    let Some((chromium, packages)) = browser() else { return };
    let stage = Stage::set().await;
    let _turn = BROWSERS.acquire().await.unwrap();
    let told = json!({
        "platform": stage.platform,
        "hands": stage.hands,
        "originSecret": stage.origin_secret(),
        "hasHistory": stage.has_history,
        "admin": stage.admin.email,
        "reader": stage.reader.email,
        "password": PASSWORD,
        "pictures": pictures(),
    });
    let mut node = Command::new("node");
    node.arg(folder().join("play.mjs"))
        .args([script, scene])
        .env("STAGE", told.to_string())
        // What a browser leaves that is killed.
        .env("TMPDIR", env!("CARGO_TARGET_TMPDIR"))
        .env("TEST_CHROMIUM", chromium)
        .env("TEST_BROWSER_PACKAGES", packages);
    let (is_well, said) = Playing::start(node).end().await;
    assert!(is_well, "{script}::{scene}\n{said}");
}

/// Where the scripts are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Where pictures go: into the documents when that is wanted, and else where nothing is committed.
fn pictures() -> PathBuf {
    match std::env::var_os("NEURMATIC_PICTURES") {
        Some(_) => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures"),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures"),
    }
}

/// The browser's program and the folder of what drives it, which `cargo dev test` names.
fn browser() -> Option<(OsString, OsString)> {
    let browser = std::env::var_os("TEST_CHROMIUM").zip(std::env::var_os("TEST_BROWSER_PACKAGES"));
    if browser.is_none() {
        let is_required = std::env::var_os("NEURMATIC_BROWSER").is_some_and(|value| value == "required");
        assert!(!is_required, "TEST_CHROMIUM is not set, and the tests in a browser must run here");
        println!(
            "not tested: TEST_CHROMIUM names no browser; `cargo dev test browser` brings one where Node is"
        );
    }
    browser
}

/// A scene that is being played. Dropping it ends Node, and the browser with it: they are tied by a pipe.
struct Playing(Child);

impl Playing {
    fn start(mut node: Command) -> Self {
        node.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        Self(node.spawn().expect("Node doesn't start"))
    }

    /// Waits for its end: whether all went well, and what was said.
    async fn end(mut self) -> (bool, String) {
        let mut errors = self.0.stderr.take().unwrap();
        let mut reading = tokio::task::spawn_blocking(move || {
            let mut said = Vec::new();
            // What was said before the end is all there is.
            let _cut_short = errors.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        let ended = tokio::time::timeout(SCENE_WITHIN, &mut reading).await;
        match ended {
            Ok(said) => (self.0.wait().unwrap().success(), said.unwrap()),
            Err(_elapsed) => {
                drop(self);
                (false, format!("not over after {} s\n{}", SCENE_WITHIN.as_secs(), reading.await.unwrap()))
            }
        }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}
