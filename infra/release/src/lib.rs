//! From built programs to what is deployed: packages that are the same for the same programs, releases that shift to them in
//! steps, and the way back.
//!
//! Deliberately not in here: building, which is the launcher's (`infra/dev`), and what the functions are made of, which is
//! Terraform's.

pub mod alarms;
pub mod deployment;
pub mod elf;
pub mod hash;
pub mod lambda;
pub mod manifest;
pub mod migrate;
pub mod note;
pub mod pack;
pub mod probe;
pub mod release;
pub mod roll_back;
pub mod sbom;
pub mod settings;
pub mod shift;
pub mod words;
pub mod zip;

/// Prints a line of progress or of an answer. A closed pipe is no error.
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    let _closed_pipe = writeln!(std::io::stdout(), "{line}");
}
