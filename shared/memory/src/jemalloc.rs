//! The door to jemalloc: its figures, its free pages, its profiler. The only unsafe code of the platform.
//!
//! Each entry of jemalloc's tree (`mallctl`) has a type that its manual names; a call with another length is refused by
//! jemalloc. A private function per type keeps name and type together.

#![expect(unsafe_code, reason = "jemalloc is a library of C, and is told its options by a symbol")]

use std::ffi::{CStr, c_char, c_int};
use std::ptr::{null_mut, with_exposed_provenance};

use tikv_jemalloc_sys::mallctl;

/// The profiler is ready and idle: while it is, an allocation pays for a look at one flag.
#[used]
#[unsafe(export_name = "_rjem_malloc_conf")]
static OPTIONS: Option<&'static c_char> = Some(
    // SAFETY: the text lives as long as the program, and ends with a zero byte.
    unsafe { &*c"prof:true,prof_active:false".as_ptr() },
);

/// One allocation is sampled in so many bytes, as a power of two: 16 KiB.
const SAMPLE_LG: usize = 14;

/// The heap by jemalloc's figures, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heap {
    /// Given out, and what thread caches hold ready.
    pub(crate) allocated: u64,
    /// What thread caches hold ready.
    pub(crate) cached: u64,
    /// Pages that hold something given out.
    pub(crate) active: u64,
    /// Pages in memory: active ones, free ones that were not given back, jemalloc's own.
    pub(crate) resident: u64,
}

/// The heap now. `None` where jemalloc doesn't tell.
pub(crate) fn heap() -> Option<Heap> {
    // A new epoch, so that the figures are of now.
    if !set_u64(c"epoch", 1) {
        return None;
    }
    Some(Heap {
        allocated: size(c"stats.allocated")?,
        // 4096 stands for all arenas together.
        cached: size(c"stats.arenas.4096.tcache_bytes")?,
        active: size(c"stats.active")?,
        resident: size(c"stats.resident")?,
    })
}

/// Gives free pages back to the system.
pub(crate) fn release_free_pages() -> bool {
    // SAFETY: the entry takes nothing and answers nothing; 4096 stands for all arenas.
    let code = unsafe { mallctl(c"arena.4096.purge".as_ptr(), null_mut(), null_mut(), null_mut(), 0) };
    code == 0
}

/// What this thread allocated and did not free, in bytes; others may have freed it, or this thread what was others'.
pub(crate) fn thread_bytes() -> Option<i64> {
    let bytes = COUNTERS.try_with(|counters| {
        let (allocated, freed) = (*counters)?;
        // SAFETY: jemalloc keeps both counters for as long as the thread lives, and only the thread writes them.
        let (allocated, freed) = unsafe { (allocated.read(), freed.read()) };
        Some(allocated.wrapping_sub(freed).cast_signed())
    });
    bytes.ok().flatten()
}

thread_local! {
    /// Where jemalloc counts for this thread.
    static COUNTERS: Option<(*const u64, *const u64)> = counters();
}

fn counters() -> Option<(*const u64, *const u64)> {
    let at = |name| Some(with_exposed_provenance(size_of_pointer(name)?));
    Some((at(c"thread.allocatedp")?, at(c"thread.deallocatedp")?))
}

/// Begins to sample allocations, and forgets what was sampled before. `false` where the profiler isn't there.
pub(crate) fn begin_profile() -> bool {
    set_size(c"prof.reset", SAMPLE_LG) && set_flag(c"prof.active", true)
}

/// Writes what was sampled and not freed since to a file, in jemalloc's format.
pub(crate) fn dump_profile(file: &CStr) -> bool {
    let mut name = file.as_ptr();
    // SAFETY: the entry takes a pointer to a text that ends with zero; it is read before the call ends.
    let code = unsafe {
        mallctl(c"prof.dump".as_ptr(), null_mut(), null_mut(), (&raw mut name).cast(), size_of_val(&name))
    };
    code == 0
}

/// Ends sampling, and forgets what was sampled.
pub(crate) fn end_profile() -> bool {
    set_flag(c"prof.active", false) && set_size(c"prof.reset", SAMPLE_LG)
}

fn size(name: &CStr) -> Option<u64> {
    size_of_pointer(name).and_then(|value| u64::try_from(value).ok())
}

/// Reads an entry of type `size_t`, or a pointer as its address.
fn size_of_pointer(name: &CStr) -> Option<usize> {
    let (mut value, mut bytes) = (0_usize, size_of::<usize>());
    // SAFETY: jemalloc writes at most `bytes` bytes to `value`, which is as long; the name ends with zero.
    let code: c_int =
        unsafe { mallctl(name.as_ptr(), (&raw mut value).cast(), &raw mut bytes, null_mut(), 0) };
    (code == 0 && bytes == size_of::<usize>()).then_some(value)
}

fn set_size(name: &CStr, mut value: usize) -> bool {
    // SAFETY: jemalloc reads `value` if the entry's type is as long, else it refuses; the name ends with zero.
    let code = unsafe {
        mallctl(name.as_ptr(), null_mut(), null_mut(), (&raw mut value).cast(), size_of::<usize>())
    };
    code == 0
}

fn set_u64(name: &CStr, mut value: u64) -> bool {
    // SAFETY: as above.
    let code =
        unsafe { mallctl(name.as_ptr(), null_mut(), null_mut(), (&raw mut value).cast(), size_of::<u64>()) };
    code == 0
}

fn set_flag(name: &CStr, mut value: bool) -> bool {
    // SAFETY: as above.
    let code =
        unsafe { mallctl(name.as_ptr(), null_mut(), null_mut(), (&raw mut value).cast(), size_of::<bool>()) };
    code == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allocated_and_kept_shows_in_the_figures_and_in_the_threads_own() {
        let (before, thread_before) = (heap().unwrap(), thread_bytes().unwrap());
        let kept = vec![1_u8; 32 * 1024 * 1024];
        let (after, thread_after) = (heap().unwrap(), thread_bytes().unwrap());
        assert!(after.allocated >= before.allocated + 30 * 1024 * 1024, "{before:?} {after:?}");
        assert!(thread_after - thread_before >= 32 * 1024 * 1024);
        assert!(after.cached < after.allocated && after.allocated <= after.active, "{after:?}");
        drop(kept);
        assert!(thread_bytes().unwrap() - thread_before < 1024 * 1024);
        assert!(release_free_pages());
    }
}
