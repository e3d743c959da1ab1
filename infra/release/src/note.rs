//! What a release writes beside each alias: where the function came from. It is the way back, and everybody who may take it can
//! read it.

use std::fmt;

use jiff::Timestamp;

/// A release, as the description of an alias tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The beginning of the commit.
    pub commit: String,
    /// When the release began: by it the last one is known.
    pub begun: Timestamp,
    /// The version that served before; the alias' own where the release didn't change the function.
    pub before: String,
}

impl Note {
    /// Reads a description. None: it is no note of a release.
    #[must_use]
    pub fn read(description: &str) -> Option<Self> {
        let (release, before) = description.strip_prefix("release ")?.split_once(" over ")?;
        let (commit, begun) = release.split_once(" of ")?;
        Some(Self { commit: commit.to_owned(), begun: begun.parse().ok()?, before: before.to_owned() })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { commit, begun, before } = self;
        write!(out, "release {commit} of {begun} over {before}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let written = "release 0123456789ab of 2026-11-29T14:00:00.5Z over 7";
        let note = Note::read(written).unwrap();
        assert_eq!((note.commit.as_str(), note.before.as_str()), ("0123456789ab", "7"));
        assert_eq!(note.to_string(), written);
        for other in ["", "rolled back from 8", "release 0123 over 7", "release 0123 of late over 7"] {
            assert_eq!(Note::read(other), None, "{other}");
        }
    }
}
