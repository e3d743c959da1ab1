//! A private Postgres: made, started and told ready without any client library.
//!
//! Postgres refuses to run as root; for root it runs as `nobody`, who then owns its data folder.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::checkout::is_root;
use crate::process::{self, Identity};
use crate::servers::Purpose;
use crate::{health, state, step};

/// The project's database.
pub(crate) const DATABASE: &str = "neurmatic";

const READY_WITHIN: Duration = Duration::from_secs(60);
const BACKENDS_END_WITHIN: Duration = Duration::from_secs(5);

/// A server with its programs and its data folder.
#[derive(Debug)]
pub(crate) struct Postgres {
    /// Folder with `initdb` and `postgres`.
    pub(crate) programs: PathBuf,
    /// The cluster's data folder.
    pub(crate) data: PathBuf,
    pub(crate) purpose: Purpose,
}

impl Postgres {
    /// Whether there is a cluster in the data folder.
    pub(crate) fn is_made(&self) -> bool {
        self.data.join("PG_VERSION").is_file()
    }

    /// Makes the cluster with a superuser `postgres` and the project's empty database, in a folder that gets its final
    /// name when all is done: half a cluster would be taken for a whole one next time.
    pub(crate) fn make(&self, password: &str) -> Result<()> {
        let fresh = Self { programs: self.programs.clone(), data: self.data.with_extension("new"), ..*self };
        crate::checkout::remove_folder(&fresh.data)?;
        std::fs::create_dir(&fresh.data).with_context(|| format!("cannot make {}", fresh.data.display()))?;
        let password_file = self.data.with_extension("password");
        state::write_private(&password_file, password)?;
        if let Some((user, group)) = unprivileged()? {
            chown(&fresh.data, Some(user), Some(group))?;
            chown(&password_file, Some(user), Some(group))?;
        }
        let made = fresh.initdb(&password_file).and_then(|()| fresh.create_database());
        std::fs::remove_file(&password_file)?;
        made?;
        Ok(std::fs::rename(&fresh.data, &self.data)?)
    }

    /// Starts the server on a loopback port. [`wait_until_ready`](Self::wait_until_ready) comes next.
    pub(crate) fn start(&self, port: u16, log: &Path) -> Result<Child> {
        self.check_version()?;
        stop_leftover(&self.data)?;
        let mut command = self.program("postgres")?;
        command.arg("-D").arg(&self.data).args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        for setting in self.settings() {
            command.args(["-c", &setting]);
        }
        process::start(&mut command, log)
    }

    /// Waits until the server takes queries: it says so in the last line of its lock file.
    pub(crate) fn wait_until_ready(&self, server: &mut Child, port: u16, log: &Path) -> Result<()> {
        let lock = self.data.join("postmaster.pid");
        let pid = server.id().to_string();
        process::wait_until_ready(server, log, READY_WITHIN, || {
            let text = std::fs::read_to_string(&lock).unwrap_or_default();
            let mut lines = text.lines().map(str::trim);
            lines.next() == Some(&pid) && lines.next_back() == Some("ready") && health::accepts(port)
        })
    }

    fn initdb(&self, password_file: &Path) -> Result<()> {
        let mut command = self.program("initdb")?;
        command.arg("-D").arg(&self.data).arg("--pwfile").arg(password_file);
        command.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]);
        command.arg(if cfg!(target_os = "macos") { "--locale=en_US.UTF-8" } else { "--locale=C.UTF-8" });
        if self.purpose == Purpose::Test {
            command.arg("--no-sync");
        }
        let log = self.data.with_extension("initdb.log");
        let out = File::create(&log)?;
        let status = step::run(command.stdout(out.try_clone()?).stderr(out))?;
        if !status.success() {
            bail!("initdb failed ({status}):\n{}", process::tail(&log, 20));
        }
        Ok(std::fs::remove_file(&log)?)
    }

    /// By the single-user mode, which every installation has, unlike `createdb`.
    fn create_database(&self) -> Result<()> {
        let mut command = self.program("postgres")?;
        command.arg("--single").arg("-D").arg(&self.data).arg("postgres");
        let mut child =
            step::spawn(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()))?;
        let mut input = child.stdin.take().context("no way to talk to postgres")?;
        input.write_all(format!("CREATE DATABASE {DATABASE}\n").as_bytes())?;
        drop(input);
        let output = child.wait_with_output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || errors.contains("ERROR:") {
            bail!("cannot create the database {DATABASE}: {}", errors.trim());
        }
        Ok(())
    }

    fn settings(&self) -> Vec<String> {
        let mut settings: Vec<&str> = vec![
            "unix_socket_directories=",
            "timezone=GMT",
            "log_timezone=GMT",
            "maintenance_work_mem=128MB",
            "max_wal_size=2GB",
        ];
        // A server of production gives a quarter of its memory; so much holds the realistic data's hot part.
        settings.push(if self.purpose == Purpose::Bench {
            "shared_buffers=1GB"
        } else {
            "shared_buffers=256MB"
        });
        if self.purpose == Purpose::Test {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }
        if self.purpose != Purpose::Development {
            settings.push("max_connections=300");
        }
        let preload = self.available_libraries();
        settings.push(&preload);
        settings.into_iter().map(str::to_owned).collect()
    }

    /// Statement figures and the plans of slow queries, where the installation has them.
    fn available_libraries(&self) -> String {
        let folder = Command::new(self.programs.join("pg_config")).arg("--pkglibdir").output();
        let told = folder.ok().and_then(|output| String::from_utf8(output.stdout).ok());
        let lib = self.programs.join("../lib");
        let folders = [told.map(|text| PathBuf::from(text.trim())), Some(lib.join("postgresql")), Some(lib)];
        let has = |name: &&str| {
            let candidates = folders.iter().flatten().filter(|folder| !folder.as_os_str().is_empty());
            candidates
                .flat_map(|folder| ["so", "dylib"].map(|end| folder.join(format!("{name}.{end}"))))
                .any(|f| f.is_file())
        };
        let found: Vec<&str> = ["pg_stat_statements", "auto_explain"].into_iter().filter(has).collect();
        format!("shared_preload_libraries={}", found.join(","))
    }

    fn check_version(&self) -> Result<()> {
        let data = std::fs::read_to_string(self.data.join("PG_VERSION"))?;
        let programs =
            crate::install::postgres_major(&self.programs).context("postgres does not tell its version")?;
        if data.trim() != programs.to_string() {
            bail!(
                "the data were made by Postgres {}, but {} is version {programs}; `cargo dev reset` drops the data, \
                 or set NEURMATIC_POSTGRES_BIN",
                data.trim(),
                self.programs.display()
            );
        }
        Ok(())
    }

    fn program(&self, name: &str) -> Result<Command> {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(&self.data).env_remove("PGDATA");
        if let Some((user, group)) = unprivileged()? {
            command.uid(user).gid(group);
        }
        Ok(command)
    }
}

/// Whether a server just started failed only because backends of a killed one have not noticed its end yet.
pub(crate) fn waits_for_old_backends(log: &Path) -> bool {
    process::tail(log, 5).contains("is still in use")
}

/// Stops a server on these data that the state file does not know, and what a killed one left. Says whether one ran.
///
/// The lock file of a server that is gone stays, since Postgres judges better whether its memory is free; but when its
/// number now belongs to another program, or to a process that nobody has buried, Postgres would refuse for ever.
pub(crate) fn stop_leftover(data: &Path) -> Result<bool> {
    let lock = data.join("postmaster.pid");
    let text = std::fs::read_to_string(&lock).unwrap_or_default();
    let first: Option<u32> = text.lines().next().and_then(|line| line.trim().parse().ok());
    let in_use =
        |pid: &u32| process::command_line(*pid).is_some_and(|words| words.contains(&*data.to_string_lossy()));
    let server = first.filter(in_use).and_then(Identity::of);
    if let Some(server) = &server {
        server.stop(Signal::INT)?;
    }
    for backend in process::working_in(data, "postgres") {
        // It sees the end of its server by itself, unless it is deep in a query.
        if !backend.ends_within(BACKENDS_END_WITHIN) {
            backend.stop(Signal::KILL)?;
        }
    }
    if first.is_some_and(process::number_is_taken) {
        crate::checkout::remove_file(&lock)?;
    }
    Ok(server.is_some())
}

/// The user and group for a server when we are root: `nobody`'s.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    if !is_root() {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let ids =
        nobody(&users).context("/etc/passwd has no user `nobody`, and Postgres refuses to run as root")?;
    Ok(Some(ids))
}

/// macOS writes -2 for the highest number but one.
fn nobody(users: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|line| line.starts_with("nobody:"))?;
    let mut ids = line.split(':').skip(2).map(|id| id.parse::<i64>().ok());
    let (user, group) = (ids.next()??, ids.next()??);
    let unsigned = |id: i64| u32::try_from(id.rem_euclid(1 << 32)).ok();
    Some((unsigned(user)?, unsigned(group)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_found_on_both_systems() {
        assert_eq!(nobody("root:x:0:0\nnobody:x:65534:65533:nobody:/:/bin/false"), Some((65534, 65533)));
        assert_eq!(
            nobody("nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false"),
            Some((4294967294, 4294967294))
        );
    }
}
