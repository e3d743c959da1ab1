//! One launcher at a time in a state folder. The operating system frees the lock with the process, however that ends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The lock, held as long as this lives.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// Takes the lock of `file`, or `None` when another process holds it.
    pub(crate) fn try_take(file: &Path) -> Result<Option<Self>> {
        let handle = File::options().create(true).append(true).open(file);
        let handle = handle.with_context(|| format!("cannot write {}", file.display()))?;
        match handle.try_lock() {
            Ok(()) => Ok(Some(Self(handle))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).context(format!("cannot lock {}", file.display())),
        }
    }

    /// Takes the lock, waiting up to `patience` for whoever holds it.
    pub(crate) fn take(file: &Path, patience: Duration) -> Result<Self> {
        let end = Instant::now() + patience;
        loop {
            if let Some(lock) = Self::try_take(file)? {
                return Ok(lock);
            }
            if Instant::now() > end {
                bail!("another cargo dev holds {} and does not let go", file.display());
            }
            crate::interrupt::check()?;
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
