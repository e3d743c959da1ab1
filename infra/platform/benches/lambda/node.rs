//! The function on Node.js: its packages by npm and the committed lock file, and the list's bytes in the same Redis.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use neurmatic_config::Env;
use neurmatic_testing::World;

use crate::programs::{Asked, LIST, NODE, Program};

const MANIFEST: &str = include_str!("node/package.json");
const LOCK: &str = include_str!("node/package-lock.json");
const SOURCE: &str = include_str!("node/index.mjs");

/// The oldest Node whose figures count.
const MAJOR: u32 = 20;

/// Where the list's bytes lie.
const KEY: &str = "bench:lambda:list";

/// What a zip says of each file beside its bytes: two headers and its name twice, in bytes.
const ZIP_OVERHEAD: u64 = 160;

/// The program, and its Redis with the list. None where Node or its packages can't be had.
pub(crate) async fn baseline(world: &World, list: &[u8]) -> Option<Program> {
    let program = match installed() {
        Ok(program) => program,
        Err(reason) => {
            println!("the function on Node.js is left out: {reason}");
            return None;
        }
    };
    let url = world.env().optional("REDIS_URL").unwrap();
    let client = redis::Client::open(url.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    redis::cmd("SET").arg(KEY).arg(list).exec_async(&mut connection).await.unwrap();
    let zip_bytes = Some(deflated_bytes(program.parent().unwrap()));
    let env = Env::of([("REDIS_URL", url.as_str()), ("BASELINE_KEY", KEY)]);
    Some(Program {
        name: NODE,
        path: program,
        zip_bytes,
        env,
        asked: Asked::Read { path: LIST, status: 200 },
    })
}

/// Writes the program with its packages into the run's folder.
fn installed() -> Result<PathBuf, String> {
    let told = output(Command::new("node").args(["-p", "process.versions.node + ' ' + process.execPath"]))?;
    let (version, node) = told.trim().split_once(' ').ok_or("node doesn't tell its version")?;
    let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or_default();
    if major < MAJOR {
        return Err(format!("Node {version} is here, and {MAJOR} or newer is needed"));
    }
    println!("Node {version}");
    let folder = std::env::var_os("TEST_STATE_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join("lambda-node");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("package.json"), MANIFEST).unwrap();
    std::fs::write(folder.join("package-lock.json"), LOCK).unwrap();
    let ci = ["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"];
    output(Command::new("npm").args(ci).current_dir(&folder))?;
    // Lambda starts a file, and so does the stub.
    let program = folder.join("bootstrap.mjs");
    std::fs::write(&program, format!("#!{node}\n{SOURCE}")).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    Ok(program)
}

fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let told = command.output().map_err(|error| format!("{name}: {error}"))?;
    if !told.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&told.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&told.stdout).into_owned())
}

/// What a zip of a folder would have.
fn deflated_bytes(folder: &Path) -> u64 {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sum += deflated_bytes(&path);
        } else {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&std::fs::read(&path).unwrap()).unwrap();
            sum += encoder.finish().unwrap().len() as u64 + ZIP_OVERHEAD;
        }
    }
    sum
}
