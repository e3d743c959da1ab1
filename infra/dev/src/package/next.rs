//! A release after what is packaged for this machine, to try releases by: every program is another one, and `migrate` brings one
//! migration more, which expands a table that is in use.
//!
//! Only `migrate` is built for it. The other programs are those that are there, with some bytes behind their end, which nothing reads.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::build::{Architecture, Build};
use super::source::{self, Commit};
use super::{chosen, pack};
use crate::checkout::{Layout, remove_folder};

/// The function that is built.
const MIGRATE: &str = "migrate";

/// The migration, by the names of its files: after all that will ever be.
const UP: (&str, &str) = (
    "9999_released.up.sql",
    "-- released: a column that a release brings.\nSET LOCAL lock_timeout = '2s';\nALTER TABLE articles ADD COLUMN released text;\n",
);
const DOWN: (&str, &str) = (
    "9999_released.down.sql",
    "-- released: takes it back.\nSET LOCAL lock_timeout = '2s';\nALTER TABLE articles DROP COLUMN released;\n",
);

/// What makes another program of one.
const BEHIND_THE_END: &[u8] = b"the next release\n";

/// Writes packages of it into `packages` below `folder`; packages for this machine have to be there.
pub(crate) fn next(layout: &Layout, folder: &Path) -> Result<()> {
    let architecture = Architecture::of_this_machine();
    let commit = Commit { is_dirty: true, ..Commit::of(&layout.checkout)? };
    let (source, programs) = (folder.join("source"), folder.join("programs"));
    for fresh in [&source, &programs] {
        remove_folder(fresh)?;
        std::fs::create_dir_all(fresh)?;
    }
    source::export(&layout.checkout, &commit, &source)?;
    for (name, sql) in [UP, DOWN] {
        std::fs::write(source.join("migrations").join(name), sql)?;
    }
    let target = layout.checkout.join("target/package/next");
    let build = Build::prepare(layout, architecture, &source, &target)?;
    build.function(MIGRATE)?;

    let there = layout.checkout.join("target/package/build");
    let there = Build::prepare(layout, architecture, &layout.checkout, &there)?.programs();
    let functions = chosen(&layout.checkout, &[])?;
    for name in &functions {
        let from = if name == MIGRATE { build.programs() } else { there.clone() };
        let program = programs.join(name);
        std::fs::copy(from.join(name), &program).with_context(|| format!("{name} isn't packaged"))?;
        std::fs::File::options().append(true).open(&program)?.write_all(BEHIND_THE_END)?;
    }
    pack(layout, &build, &programs, &commit, &functions, &folder.join("packages").join(architecture.word()))
}
