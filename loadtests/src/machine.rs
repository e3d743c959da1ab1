//! What the processes cost: processor time and memory from `/proc`, and what Postgres and Redis say of themselves.

use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tokio_postgres::Client;

/// Linux counts processor time in hundredths of a second.
const TICK_MS: u64 = 10;

/// Linux counts resident memory in pages of this size here.
const PAGE_BYTES: u64 = 4096;

/// The processes that take part.
#[derive(Clone, Copy, Debug)]
pub struct Processes {
    /// The platform.
    pub platform: u32,
    /// Postgres's first process; the others are its children.
    pub postgres: u32,
    /// Redis.
    pub redis: u32,
    /// The load's own.
    pub generator: u32,
    /// The edge, where the load goes through one.
    pub edge: Option<u32>,
}

/// Processor time that each took, in seconds, and resident memory in bytes.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// The platform's processor time.
    pub platform_cpu_secs: f64,
    /// Postgres's, all its processes.
    pub postgres_cpu_secs: f64,
    /// Redis's.
    pub redis_cpu_secs: f64,
    /// The generator's.
    pub generator_cpu_secs: f64,
    /// The edge's; 0 without one.
    pub edge_cpu_secs: f64,
    /// The platform's resident memory.
    pub platform_rss_bytes: u64,
}

impl Usage {
    /// What was used between `earlier` and this; memory is this one's.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            platform_cpu_secs: self.platform_cpu_secs - earlier.platform_cpu_secs,
            postgres_cpu_secs: self.postgres_cpu_secs - earlier.postgres_cpu_secs,
            redis_cpu_secs: self.redis_cpu_secs - earlier.redis_cpu_secs,
            generator_cpu_secs: self.generator_cpu_secs - earlier.generator_cpu_secs,
            edge_cpu_secs: self.edge_cpu_secs - earlier.edge_cpu_secs,
            platform_rss_bytes: self.platform_rss_bytes,
        }
    }
}

impl Processes {
    /// Finds Postgres and Redis by asking them.
    ///
    /// # Errors
    /// When one doesn't answer.
    pub async fn find(
        platform: u32,
        edge: Option<u32>,
        database: &Client,
        redis: &mut redis::aio::MultiplexedConnection,
    ) -> anyhow::Result<Self> {
        let backend: i32 = database.query_one("SELECT pg_backend_pid()", &[]).await?.try_get(0)?;
        let postgres = Process::read(u32::try_from(backend)?).context("no process of Postgres")?.parent;
        let said: String = redis::cmd("INFO").arg("server").query_async(redis).await?;
        let redis = field(&said, "process_id").context("Redis doesn't tell its process")?;
        Ok(Self { platform, postgres, redis, generator: std::process::id(), edge })
    }

    /// What all of them used since they began.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let secs = |pid| Process::read(pid).map_or(0.0, |process| process.cpu.as_secs_f64());
        Usage {
            platform_cpu_secs: secs(self.platform),
            postgres_cpu_secs: family(self.postgres).map(|process| process.cpu.as_secs_f64()).sum(),
            redis_cpu_secs: secs(self.redis),
            generator_cpu_secs: secs(self.generator),
            edge_cpu_secs: self.edge.map_or(0.0, secs),
            platform_rss_bytes: Process::read(self.platform).map_or(0, |process| process.rss_bytes),
        }
    }
}

/// A process as `/proc` shows it.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    parent: u32,
    /// Its own, and that of its children that ended and were waited for.
    cpu: Duration,
    rss_bytes: u64,
}

impl Process {
    fn read(pid: u32) -> Option<Self> {
        Self::parse(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// Reads `/proc/<pid>/stat`: the name, in parentheses, may hold anything.
    fn parse(stat: &str) -> Option<Self> {
        let (_, after_name) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
        let ticks = number(11)? + number(12)? + number(13)? + number(14)?;
        Some(Self {
            parent: u32::try_from(number(1)?).ok()?,
            cpu: Duration::from_millis(ticks * TICK_MS),
            rss_bytes: number(21)? * PAGE_BYTES,
        })
    }
}

/// A process and its children.
fn family(first: u32) -> impl Iterator<Item = Process> {
    let children = std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(move |entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        Process::read(pid).filter(|process| process.parent == first)
    });
    Process::read(first).into_iter().chain(children)
}

/// What Redis says of itself.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RedisFigures {
    /// Keys.
    pub keys: u64,
    /// Memory that the data take, in bytes.
    pub memory_bytes: u64,
}

/// Asks Redis.
///
/// # Errors
/// When it doesn't answer.
pub async fn redis_figures(redis: &mut redis::aio::MultiplexedConnection) -> anyhow::Result<RedisFigures> {
    let keys: u64 = redis::cmd("DBSIZE").query_async(redis).await?;
    let memory: String = redis::cmd("INFO").arg("memory").query_async(redis).await?;
    Ok(RedisFigures { keys, memory_bytes: field(&memory, "used_memory").unwrap_or_default() })
}

/// A number of Redis's `INFO`.
fn field<T: std::str::FromStr>(info: &str, name: &str) -> Option<T> {
    info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let stat = "7 (a (b) c) S 3 7 7 0 -1 4194560 1 0 0 0 100 50 7 3 20 0 1 0 9 1000 25 184 1 1";
        let process = Process::parse(stat).unwrap();
        assert_eq!(
            process,
            Process { parent: 3, cpu: Duration::from_millis(1_600), rss_bytes: 25 * PAGE_BYTES }
        );
        assert_eq!(Process::parse("7 (broken"), None);
    }

    #[test]
    fn a_number_is_found_by_its_whole_name() {
        let info = "# Memory\r\nused_memory_human:1M\r\nused_memory:1048576\r\n";
        assert_eq!(field::<u64>(info, "used_memory"), Some(1_048_576));
        assert_eq!(field::<u64>(info, "used"), None);
    }
}
