//! `logs`: what the parts wrote, as it is or as it comes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::checkout::Layout;
use crate::{interrupt, terminal};

const LINES: usize = 40;
const EVERY: Duration = Duration::from_millis(200);

/// The end of every log, or the whole of one; then, when followed, what is added. A reader that has seen enough
/// (`cargo dev logs | head`) is no failure.
pub(crate) fn run(name: Option<&str>, follow: bool) -> Result<()> {
    print(name, follow).or_else(|error| match error.downcast_ref::<std::io::Error>() {
        Some(reason) if reason.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

fn print(name: Option<&str>, follow: bool) -> Result<()> {
    let layout = Layout::open()?;
    let mut logs = existing(&layout)?;
    if let Some(name) = name {
        logs.retain(|(log, _)| log == name);
        if logs.is_empty() {
            bail!("there is no log `{name}` here; there are: {}", names(&existing(&layout)?));
        }
    }
    if logs.is_empty() {
        terminal::say("Nothing was started here yet.");
    }
    let mut followed = Vec::new();
    for (log, file) in logs {
        let title = if name.is_none() { Some(log.as_str()) } else { None };
        let mut tail = Tail { file, position: 0 };
        let text = tail.rest()?;
        show(title, if name.is_none() { last_lines(&text) } else { &text })?;
        followed.push((title.map(str::to_owned), tail));
    }
    while follow && !interrupt::requested() {
        for (title, tail) in &mut followed {
            show(title.as_deref(), &tail.rest()?)?;
        }
        std::thread::sleep(EVERY);
    }
    Ok(())
}

/// A file and how much of it was shown. A new run starts the file anew.
struct Tail {
    file: PathBuf,
    position: u64,
}

impl Tail {
    fn rest(&mut self) -> Result<String> {
        let Ok(mut file) = File::open(&self.file) else { return Ok(String::new()) };
        if file.metadata()?.len() < self.position {
            self.position = 0;
        }
        file.seek(SeekFrom::Start(self.position))?;
        let mut bytes = Vec::new();
        self.position += u64::try_from(file.read_to_end(&mut bytes)?)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Writes to stdout; a closed pipe is an error here, so that following ends.
fn show(title: Option<&str>, text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match title {
        None => out.write_all(text.as_bytes())?,
        Some(title) => text.lines().try_for_each(|line| writeln!(out, "{title:>9} | {line}"))?,
    }
    Ok(out.flush()?)
}

fn last_lines(text: &str) -> &str {
    let starts = text.match_indices('\n').map(|(at, _)| at + 1).rev();
    let from = starts.skip(1).nth(LINES - 1).unwrap_or(0);
    text.get(from..).unwrap_or_default()
}

fn existing(layout: &Layout) -> Result<Vec<(String, PathBuf)>> {
    let folder = layout.root.join("logs");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut logs: Vec<_> =
        entries.flatten().filter_map(|entry| Some((part(&entry.path())?, entry.path()))).collect();
    logs.sort();
    Ok(logs)
}

/// `redis.log` is a part's; `redis.previous.log` is the run before's.
fn part(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?.strip_suffix(".log")?;
    (!name.contains('.')).then(|| name.to_owned())
}

fn names(logs: &[(String, PathBuf)]) -> String {
    logs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_lines_are_kept() {
        let text: String = (0..50).map(|line| format!("{line}\n")).collect();
        assert!(last_lines(&text).starts_with("10\n"));
        assert_eq!(last_lines("a\nb"), "a\nb");
    }

    #[test]
    fn the_log_of_the_run_before_is_not_a_part() {
        assert_eq!(part(Path::new("logs/redis.log")).as_deref(), Some("redis"));
        assert_eq!(part(Path::new("logs/redis.previous.log")), None);
    }
}
