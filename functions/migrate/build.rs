//! Writes the list of migrations that the crate embeds, and refuses a pair that isn't one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[derive(Default)]
struct Pair {
    name: String,
    up: Option<PathBuf>,
    down: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../migrations").canonicalize()?;
    println_cargo(&format!("cargo::rerun-if-changed={}", folder.display()))?;

    let mut pairs: BTreeMap<i32, Pair> = BTreeMap::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((stem, is_up)) = file
            .strip_suffix(".up.sql")
            .map(|stem| (stem, true))
            .or_else(|| file.strip_suffix(".down.sql").map(|stem| (stem, false)))
        else {
            continue;
        };
        let (number, name) = stem.split_once('_').ok_or_else(|| format!("{file}: not NNNN_name"))?;
        let pair = pairs.entry(number.parse()?).or_default();
        if !pair.name.is_empty() && pair.name != name {
            return Err(format!("{file}: the number is taken by {number}_{}", pair.name).into());
        }
        name.clone_into(&mut pair.name);
        *(if is_up { &mut pair.up } else { &mut pair.down }) = Some(path.clone());
    }

    let mut list = String::from("&[\n");
    for (version, pair) in &pairs {
        let (Some(up), Some(down)) = (&pair.up, &pair.down) else {
            return Err(format!("{version:04}_{}: the up or the down file is missing", pair.name).into());
        };
        list += &format!(
            "Migration {{ version: {version}, name: {:?}, up: include_str!({up:?}), down: include_str!({down:?}) }},\n",
            format!("{version:04}_{}", pair.name)
        );
    }
    list += "]\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("migrations.rs"), list)?;
    Ok(())
}

/// Cargo reads a build script's instructions from its standard output.
fn println_cargo(line: &str) -> io::Result<()> {
    use io::Write as _;
    writeln!(io::stdout(), "{line}")
}
