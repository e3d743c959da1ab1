//! A Lua script under the name Redis knows it by: the SHA-1 of its text.

use std::fmt::Write;
use std::sync::OnceLock;

use aws_lc_rs::digest;

/// A script's text and, computed at its first use, its SHA-1. Made to be a `static`.
#[derive(Debug)]
pub struct Script {
    text: &'static str,
    sha1: OnceLock<String>,
}

impl Script {
    /// A script of this text, usually `include_str!` of a `.lua` file.
    pub const fn new(text: &'static str) -> Self {
        Self { text, sha1: OnceLock::new() }
    }

    /// The text, for `EVAL`.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The name for `EVALSHA`, in lower-case hex.
    pub fn sha1(&self) -> &str {
        self.sha1.get_or_init(|| {
            let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, self.text.as_bytes());
            digest.as_ref().iter().fold(String::with_capacity(40), |mut hex, byte| {
                // Writing to a String can't fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_named_by_the_sha1_of_its_text() {
        assert_eq!(Script::new("return 1").sha1(), "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
    }
}
