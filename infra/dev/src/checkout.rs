//! Where things lie: the checkout, its state folder, and the folder that the database server can reach.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Building and the demo data need about half of this.
const FREE_BYTES: u64 = 1 << 30;

/// The folders of one run.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The workspace's root.
    pub(crate) checkout: PathBuf,
    /// State, keys, logs: `.dev`, or `NEURMATIC_STATE_DIR`.
    pub(crate) root: PathBuf,
}

impl Layout {
    /// The layout of the checkout that the command is called in, with its state folder made and writable.
    pub(crate) fn open() -> Result<Self> {
        let checkout = find_checkout()?;
        let root = match std::env::var_os("NEURMATIC_STATE_DIR") {
            Some(folder) => std::path::absolute(folder)?,
            None => checkout.join(".dev"),
        };
        let layout = Self { checkout, root };
        layout.prepare()?;
        Ok(layout)
    }

    /// A layout inside this one, for services that are thrown away after use.
    pub(crate) fn inner(&self, name: &str) -> Result<Self> {
        let layout = Self { checkout: self.checkout.clone(), root: self.root.join(name) };
        layout.prepare()?;
        Ok(layout)
    }

    /// The folder of downloaded programs, shared by all state folders of the checkout.
    pub(crate) fn tools(&self) -> PathBuf {
        let folder = self.checkout.join(".dev/tools");
        if reachable_by_servers(&folder) { folder } else { fallback(&self.checkout).join("tools") }
    }

    /// Where the servers' data lie. A server that may not run as root must be able to reach it: when the checkout
    /// is below a closed folder, the data go to the system's folder for temporary files.
    pub(crate) fn data(&self) -> PathBuf {
        let folder = self.root.join("data");
        if reachable_by_servers(&folder) { folder } else { fallback(&self.root).join("data") }
    }

    /// The log of a part.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.root.join("logs").join(format!("{name}.log"))
    }

    /// The lock against two launchers at once.
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// The demo logins, written by the seeder.
    pub(crate) fn logins(&self) -> PathBuf {
        self.root.join("logins.json")
    }

    /// Says, beside the data so that it goes with them, what was loaded.
    pub(crate) fn seeded_marker(&self) -> PathBuf {
        self.data().join("seeded.json")
    }

    /// Stops with a hint when the disk is nearly full: Postgres would fail later and less clearly.
    pub(crate) fn check_disk(&self) -> Result<()> {
        let disk = rustix::fs::statvfs(&self.root).context("cannot ask for free disk space")?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < FREE_BYTES {
            bail!(
                "only {} MiB are free on the disk of {}, and at least {} MiB are needed; free some (`cargo clean`, \
                 `cargo dev reset`) or point NEURMATIC_STATE_DIR to a folder on another disk",
                free >> 20,
                self.root.display(),
                FREE_BYTES >> 20
            );
        }
        Ok(())
    }

    /// Removes the servers' data, wherever they lie.
    pub(crate) fn remove_data(&self) -> Result<()> {
        remove_folder(&self.root.join("data"))?;
        remove_folder(&fallback(&self.root).join("data"))?;
        // Gone only when empty: the tools of a closed checkout lie beside the data.
        let _holds_more = std::fs::remove_dir(fallback(&self.root));
        Ok(())
    }

    fn prepare(&self) -> Result<()> {
        let make = || -> std::io::Result<()> {
            std::fs::create_dir_all(self.root.join("logs"))?;
            if is_root() {
                std::fs::set_permissions(&self.root, PermissionsExt::from_mode(0o755))?;
            }
            // A name of our own: another cargo dev may be trying the same at this moment.
            let probe = self.root.join(format!("probe-{}", std::process::id()));
            std::fs::write(&probe, "")?;
            std::fs::remove_file(&probe)
        };
        make().with_context(|| {
            let root = self.root.display();
            format!(
                "cannot write to {root}; change its owner, or point NEURMATIC_STATE_DIR to a folder of yours"
            )
        })
    }
}

/// Removes a folder that may not be there.
pub(crate) fn remove_folder(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Removes a file that may not be there.
pub(crate) fn remove_file(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// Makes a folder for servers, which they can reach. In a place that all can write to, somebody else may have made it
/// or its parent before us: that is refused.
pub(crate) fn make_server_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let own = rustix::process::geteuid().as_raw();
    for level in folder.ancestors().take(2) {
        let owner = std::fs::symlink_metadata(level)?.uid();
        if owner != own {
            bail!(
                "{} belongs to user {owner}, not to you; remove it, or set NEURMATIC_STATE_DIR",
                level.display()
            );
        }
        if is_root() {
            std::fs::set_permissions(level, PermissionsExt::from_mode(0o755))?;
        }
    }
    Ok(())
}

/// Whether the launcher is root, whose servers must run as another user.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Whether a server, which does not run as root, can reach what lies below this folder (it need not exist yet).
pub(crate) fn reachable_by_servers(folder: &Path) -> bool {
    !is_root() || all_can_enter(folder)
}

fn all_can_enter(folder: &Path) -> bool {
    let existing = folder.ancestors().filter_map(|parent| std::fs::metadata(parent).ok());
    existing.into_iter().all(|parent| parent.mode() & 0o001 != 0)
}

fn fallback(root: &Path) -> PathBuf {
    std::env::temp_dir().join(format!("neurmatic-{:016x}", fnv1a(root.as_os_str().as_encoded_bytes())))
}

/// FNV-1a, 64 bits: the same in every release of the compiler, which std's hashers do not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// From cargo's own word, else from the current folder upwards.
fn find_checkout() -> Result<PathBuf> {
    let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::current_dir()?,
    };
    let found = start.ancestors().find(|folder| folder.join("infra/dev/Cargo.toml").is_file());
    Ok(found.context("call cargo dev inside a checkout of the project")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
