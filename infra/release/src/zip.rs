//! A zip of few files, whose bytes depend on the files alone: times, order, modes and the compression are fixed.
//!
//! Deliberately not in here: folders, other names than ASCII, and more than 4 GiB.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The first day that a zip can name, 1 January 1980, in the form of its entries.
const DATE: u16 = 0b0000_0000_0010_0001;
const TIME: u16 = 0;

/// Deflate, for which version 2.0 of the format is needed.
const METHOD: u16 = 8;
const VERSION_NEEDED: u16 = 20;

/// Made on Unix, so that the upper half of the attributes is a mode.
const MADE_BY: u16 = (3 << 8) | VERSION_NEEDED;
const REGULAR_FILE: u32 = 0o100_000;

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its name, in ASCII; with `/` where it lies in a folder.
    pub name: &'a str,
    /// Its permissions: `0o755` for a program.
    pub mode: u32,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// The zip of these files, in order of their names.
///
/// # Errors
/// When a file is bigger than the format allows.
pub fn zip(entries: &[Entry<'_>]) -> Result<Vec<u8>> {
    let mut sorted = entries.to_vec();
    sorted.sort_by_key(|entry| entry.name);
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in &sorted {
        write_entry(&mut out, &mut directory, entry)
            .with_context(|| format!("{} can't be zipped", entry.name))?;
    }
    let offset = u32::try_from(out.len())?;
    let count = u16::try_from(sorted.len())?;
    out.extend_from_slice(&directory);
    // The end: no other disks, the directory's entries twice, its size and place, no comment.
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    put16(&mut out, count);
    put16(&mut out, count);
    put32(&mut out, u32::try_from(directory.len())?);
    put32(&mut out, offset);
    put16(&mut out, 0);
    Ok(out)
}

fn write_entry(out: &mut Vec<u8>, directory: &mut Vec<u8>, entry: &Entry<'_>) -> Result<()> {
    let offset = u32::try_from(out.len())?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(entry.bytes)?;
    let packed = encoder.finish()?;
    let mut crc = Crc::new();
    crc.update(entry.bytes);

    // What both headers say of a file, in the same order.
    let mut common = Vec::new();
    put16(&mut common, VERSION_NEEDED);
    // No flags: sizes stand before the data, and names are ASCII.
    put16(&mut common, 0);
    put16(&mut common, METHOD);
    put16(&mut common, TIME);
    put16(&mut common, DATE);
    put32(&mut common, crc.sum());
    put32(&mut common, u32::try_from(packed.len())?);
    put32(&mut common, u32::try_from(entry.bytes.len())?);
    put16(&mut common, u16::try_from(entry.name.len())?);
    // No extra field.
    put16(&mut common, 0);

    out.extend_from_slice(b"PK\x03\x04");
    out.extend_from_slice(&common);
    out.extend_from_slice(entry.name.as_bytes());
    out.extend_from_slice(&packed);

    directory.extend_from_slice(b"PK\x01\x02");
    put16(directory, MADE_BY);
    directory.extend_from_slice(&common);
    // No comment, the first disk, no inner attributes.
    directory.extend_from_slice(&[0; 6]);
    put32(directory, (REGULAR_FILE | entry.mode) << 16);
    put32(directory, offset);
    directory.extend_from_slice(entry.name.as_bytes());
    Ok(())
}

fn put16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::DeflateDecoder;

    use super::*;

    fn number(bytes: &[u8], at: usize, length: usize) -> usize {
        bytes[at..at + length].iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte))
    }

    /// The files of a zip by its directory: name, mode, content.
    fn unzipped(zip: &[u8]) -> Vec<(String, u32, Vec<u8>)> {
        let end = zip.len() - 22;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let mut at = number(zip, end + 16, 4);
        assert_eq!(at + number(zip, end + 12, 4), end, "the directory ends where the end begins");
        let mut files = Vec::new();
        for _ in 0..number(zip, end + 10, 2) {
            assert_eq!(&zip[at..at + 4], b"PK\x01\x02");
            let (packed, length, name) =
                (number(zip, at + 20, 4), number(zip, at + 24, 4), number(zip, at + 28, 2));
            let mode = u32::try_from(number(zip, at + 38, 4)).unwrap() >> 16;
            let local = number(zip, at + 42, 4);
            assert_eq!(&zip[local..local + 4], b"PK\x03\x04");
            assert_eq!(zip[local + 4..local + 30], zip[at + 6..at + 32], "both headers say the same");
            let begin = local + 30 + name;
            let mut bytes = Vec::new();
            DeflateDecoder::new(&zip[begin..begin + packed]).read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len(), length);
            let mut crc = Crc::new();
            crc.update(&bytes);
            assert_eq!(number(zip, at + 16, 4), crc.sum() as usize);
            files.push((String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).unwrap(), mode, bytes));
            at += 46 + name;
        }
        files
    }

    #[test]
    fn files_come_back_with_their_modes_in_order() {
        let program = b"a program ".repeat(1_000);
        let entries = [
            Entry { name: "roots.pem", mode: 0o644, bytes: b"roots" },
            Entry { name: "bootstrap", mode: 0o755, bytes: &program },
        ];
        let packed = zip(&entries).unwrap();
        assert!(packed.len() < program.len() / 10);
        let files = unzipped(&packed);
        assert_eq!(files[0], ("bootstrap".to_owned(), 0o100_755, program.clone()));
        assert_eq!(files[1], ("roots.pem".to_owned(), 0o100_644, b"roots".to_vec()));
    }

    #[test]
    fn the_order_in_which_files_are_given_changes_nothing() {
        let one = Entry { name: "a", mode: 0o644, bytes: b"one" };
        let other = Entry { name: "b", mode: 0o644, bytes: b"" };
        assert_eq!(zip(&[one, other]).unwrap(), zip(&[other, one]).unwrap());
    }
}
