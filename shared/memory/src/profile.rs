//! Where memory was allocated that nobody freed: jemalloc samples allocations from the moment at which a leak is
//! suspected, and what is left of them when it is told is put down to its call stacks.

use std::ffi::CString;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::jemalloc;

/// Sites that are told at most.
const SITES_MAX: usize = 5;

/// Frames of a site at most, the innermost first.
const FRAMES_MAX: usize = 16;

/// Characters of a frame at most.
const FRAME_CHARS_MAX: usize = 200;

/// Beginnings of names that allocate for others: whoever called them is of interest.
const ALLOCATES_FOR_OTHERS: [&str; 16] = [
    "_rjem_",
    "prof_",
    "imalloc",
    "malloc",
    "calloc",
    "realloc",
    "rallocx",
    "do_rallocx",
    "fallback",
    "alloc::",
    "core::",
    "std::",
    "hashbrown::",
    "__r",
    "tikv_jemallocator::",
    "neurmatic_memory::_",
];

/// Where memory was allocated that nobody freed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AllocationSite")]
pub struct Site {
    /// About how many bytes.
    pub bytes: u64,
    /// About how many allocations.
    pub objects: u64,
    /// Who called whom, the innermost first: names where the program has them, else places in it, `program+0x1234`.
    pub frames: Vec<String>,
}

/// A call stack of a dump, and what was allocated by it and not freed, estimated from samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// Bytes.
    pub bytes: f64,
    /// Allocations.
    pub objects: f64,
    /// Return addresses, the innermost first.
    pub addresses: Vec<usize>,
}

/// The heaviest sites of what is being sampled. Looking names up takes a moment, up to a second in a program with debug
/// information: it is done once for a leak.
pub(crate) fn sites() -> Option<Vec<Site>> {
    let file = std::env::temp_dir().join(format!("neurmatic-heap-{}.dump", std::process::id()));
    let name = CString::new(file.as_os_str().as_encoded_bytes()).ok()?;
    let text = jemalloc::dump_profile(&name).then(|| std::fs::read_to_string(&file));
    if let Err(error) = std::fs::remove_file(&file) {
        tracing::debug!(%error, "there was no dump of the heap to remove");
    }
    let base = base_of_program();
    match text? {
        Ok(text) => Some(read_dump(&text).iter().take(SITES_MAX).map(|stack| site(stack, base)).collect()),
        Err(error) => {
            tracing::warn!(%error, "the dump of the heap can't be read");
            None
        }
    }
}

/// Reads a dump in jemalloc's format (`heap_v2`), the heaviest stack first.
///
/// A line `heap_v2/16384` tells the sampling's rate in bytes, a line `@ 0x… 0x…` a stack, and a line `t*: objects: bytes […]` after
/// it what was sampled of it. Small allocations are sampled rarely: each sample stands for as many as its size says.
#[must_use]
pub fn read_dump(text: &str) -> Vec<Stack> {
    let mut lines = text.lines();
    let rate: f64 = lines
        .next()
        .and_then(|first| first.strip_prefix("heap_v2/"))
        .and_then(|rate| rate.trim().parse().ok())
        .unwrap_or(1.0);
    let mut stacks = Vec::new();
    let mut addresses: Option<Vec<usize>> = None;
    for line in lines.take_while(|line| !line.starts_with("MAPPED_LIBRARIES")) {
        if let Some(stack) = line.strip_prefix("@ ") {
            let hex = |word: &str| usize::from_str_radix(word.trim_start_matches("0x"), 16).ok();
            addresses = Some(stack.split_whitespace().filter_map(hex).collect());
        } else if let (Some(counts), Some(_)) = (line.trim_start().strip_prefix("t*: "), &addresses) {
            let addresses = addresses.take().unwrap_or_default();
            stacks.extend(counted(counts, rate).map(|(objects, bytes)| Stack { bytes, objects, addresses }));
        }
    }
    stacks.sort_by(|one, other| other.bytes.total_cmp(&one.bytes));
    stacks
}

/// Reads `objects: bytes [` and makes up for what was not sampled: an allocation of `size` bytes is sampled with a
/// probability of 1 − e^(−size / rate).
fn counted(text: &str, rate: f64) -> Option<(f64, f64)> {
    let mut numbers = text.split([':', '[']).map(str::trim);
    let objects: f64 = numbers.next()?.parse().ok()?;
    let bytes: f64 = numbers.next()?.parse().ok()?;
    if objects == 0.0 {
        return None;
    }
    let scale = 1.0 / (1.0 - (-bytes / objects / rate).exp());
    Some((objects * scale, bytes * scale))
}

fn site(stack: &Stack, base: usize) -> Site {
    let mut frames: Vec<String> = stack.addresses.iter().flat_map(|address| names(*address, base)).collect();
    let first = frames.iter().position(|name| is_of_interest(name)).unwrap_or_default();
    frames.drain(..first);
    frames.truncate(FRAMES_MAX);
    Site { bytes: stack.bytes as u64, objects: stack.objects as u64, frames }
}

/// The functions at an address; several where one was built into another.
fn names(address: usize, base: usize) -> Vec<String> {
    let mut names = Vec::new();
    // A return address is behind its call, perhaps in another function.
    let call = address.saturating_sub(1);
    backtrace::resolve(std::ptr::with_exposed_provenance_mut(call), |symbol| {
        if let Some(name) = symbol.name() {
            let file = symbol.filename().and_then(Path::file_name);
            let place = match (file, symbol.lineno()) {
                (Some(file), Some(line)) => format!(" ({}:{line})", file.to_string_lossy()),
                _ => String::new(),
            };
            names.push(format!("{name:#}{place}").chars().take(FRAME_CHARS_MAX).collect());
        }
    });
    if names.is_empty() {
        names.push(format!("program+{:#x}", call.saturating_sub(base)));
    }
    names
}

fn is_of_interest(name: &str) -> bool {
    let bare = name.trim_start_matches('<');
    !ALLOCATES_FOR_OTHERS.iter().any(|beginning| bare.starts_with(beginning))
}

/// Where the program begins in memory: its first mapping. 0 where the system doesn't tell.
fn base_of_program() -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let first = maps.split('-').next().unwrap_or_default();
    usize::from_str_radix(first, 16).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "heap_v2/16384
  t*: 20: 100064 [0: 0]
  t0: 20: 100064 [0: 0]
@ 0x10 0x20 0x30
  t*: 16: 1024 [0: 0]
  t0: 16: 1024 [0: 0]
@ 0x40
  t*: 1: 65536 [0: 0]
  t0: 1: 65536 [0: 0]
@ 0x50
  t*: 0: 0 [0: 0]

MAPPED_LIBRARIES:
@ 0x60
  t*: 9: 9999999 [0: 0]
";

    #[test]
    fn a_dump_is_read_and_made_up_to_what_was_not_sampled() {
        let stacks = read_dump(DUMP);
        assert_eq!(stacks.len(), 2, "{stacks:?}");
        assert_eq!(stacks[0].addresses, [0x10, 0x20, 0x30]);
        // 16 samples of 64 bytes, one in 16 KiB, stand for about 256 KiB.
        assert!((stacks[0].bytes - 262_656.0).abs() < 1_000.0, "{}", stacks[0].bytes);
        assert!((stacks[0].objects - 4_104.0).abs() < 10.0, "{}", stacks[0].objects);
        assert!((stacks[1].bytes - 66_759.0).abs() < 1_000.0, "{}", stacks[1].bytes);
    }

    #[test]
    fn what_is_no_dump_has_no_stacks() {
        for text in ["", "heap_v2/", "heap_v2/x\n@ 0xzz\n t*: a: b [", "@ 0x1\nt*: 1", "\n\n\n"] {
            assert!(read_dump(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn whoever_allocates_for_others_is_passed_over() {
        for name in ["_rjem_malloc", "<alloc::vec::Vec<T> as core::clone::Clone>::clone", "std::io::read"] {
            assert!(!is_of_interest(name), "{name}");
        }
        assert!(is_of_interest("api_articles::list::list_articles"));
    }

    #[test]
    fn an_allocation_that_is_kept_while_sampling_is_told_with_its_place() {
        assert!(jemalloc::begin_profile(), "the profiler isn't there");
        let kept: Vec<Box<[u8; 4096]>> = (0..2_000).map(|_| Box::new([1; 4096])).collect();
        let sites = sites().unwrap();
        assert!(jemalloc::end_profile());
        let told = format!("{sites:?}");
        assert!(sites[0].bytes > 4 * 1024 * 1024, "{told}");
        assert!(told.contains("an_allocation_that_is_kept_while_sampling"), "{told}");
        drop(kept);
    }
}
