//! What a program must be before it is packaged: of the architecture that it is meant for, without the folder that it was
//! built in, and content with the C library that Lambda has.

use anyhow::{Result, bail};

use crate::deployment::Architecture;

/// The C library of `provided.al2023` is 2.34.
pub const GLIBC_MINOR_MAX: u32 = 34;

const VERSIONED: &[u8] = b"GLIBC_2.";

/// Refuses a program that would not start on Lambda, or whose bytes depend on where it was built.
///
/// # Errors
/// With what is wrong with it.
pub fn check(program: &[u8], architecture: Architecture, built_in: &str) -> Result<()> {
    let machine = match program {
        [0x7f, b'E', b'L', b'F', 2, 1, _, _, _, _, _, _, _, _, _, _, _, _, low, high, ..] => {
            u16::from_le_bytes([*low, *high])
        }
        _ => bail!("it is no 64-bit program for Linux"),
    };
    if machine != architecture.elf_machine() {
        bail!("it is not for {architecture}: its machine is {machine}");
    }
    if !built_in.is_empty() && holds(program, built_in.as_bytes()) {
        bail!("it holds {built_in}, where it was built: elsewhere it would be another program");
    }
    match newest_glibc_minor(program) {
        Some(minor) if minor > GLIBC_MINOR_MAX => {
            bail!("it needs glibc 2.{minor}, and Lambda has 2.{GLIBC_MINOR_MAX}")
        }
        _ => Ok(()),
    }
}

fn holds(program: &[u8], wanted: &[u8]) -> bool {
    program.windows(wanted.len()).any(|window| window == wanted)
}

/// The newest `GLIBC_2.<minor>` that the program's symbols name.
fn newest_glibc_minor(program: &[u8]) -> Option<u32> {
    let places = program.windows(VERSIONED.len()).enumerate().filter(|(_, window)| *window == VERSIONED);
    let minors = places.filter_map(|(at, _)| {
        let digits: String = program
            .get(at + VERSIONED.len()..)?
            .iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .map(|byte| char::from(*byte))
            .collect();
        digits.parse().ok()
    });
    minors.max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(machine: u16, text: &str) -> Vec<u8> {
        let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0];
        bytes.resize(18, 0);
        bytes.extend(machine.to_le_bytes());
        bytes.resize(64, 0);
        bytes.extend(text.as_bytes());
        bytes
    }

    fn fault(bytes: &[u8]) -> String {
        check(bytes, Architecture::Arm64, "/home/somebody/checkout").unwrap_err().to_string()
    }

    #[test]
    fn a_program_for_lambda_passes() {
        let fine = program(183, "GLIBC_2.17\0GLIBC_2.34\0/neurmatic/shared/db/src/door.rs");
        check(&fine, Architecture::Arm64, "/home/somebody/checkout").unwrap();
        check(&program(62, ""), Architecture::X86_64, "").unwrap();
    }

    #[test]
    fn one_that_would_not_start_or_could_not_be_built_again_is_refused() {
        assert!(fault(b"#!/bin/sh").contains("no 64-bit program"));
        assert!(fault(&program(62, "")).contains("not for arm64"));
        assert!(fault(&program(183, "GLIBC_2.4\0GLIBC_2.36\0")).contains("needs glibc 2.36"));
        assert!(fault(&program(183, "at /home/somebody/checkout/shared")).contains("where it was built"));
    }
}
