//! Several real processes on one cache: the program that runs starts itself again, told by a variable what to do. Its
//! children say what they do in lines that begin with a word of their own, and begin when they are all there.

use std::convert::Infallible;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use neurmatic_cache::{Answer, Cache, Encoding, Entry, Invalidation, Namespace, Source, Tag, Tier, Wanted};
use neurmatic_redis::Redis;
use redis::aio::MultiplexedConnection;
use tokio::task::JoinSet;

/// Holds what a child shall do, as [`Plan::text`] writes it.
const PLAN: &str = "NEURMATIC_CACHE_CHILD";

/// What lines begin with that are meant for the parent; a test's harness writes others.
const WORD: &str = "child: ";

/// Long enough for everything that isn't told how long to take.
const LONG: Duration = Duration::from_secs(60);

static VALUE: Namespace = Namespace::new("value", Tier::Hot);

/// What a child shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// So many callers miss one key at once, whose load takes so long.
    Stampede { callers: usize, load_ms: u64 },
    /// Read for so long, and tell what was served that was invalidated before.
    Read { ms: u64 },
}

impl Plan {
    fn text(self) -> String {
        match self {
            Self::Stampede { callers, load_ms } => format!("stampede {callers} {load_ms}"),
            Self::Read { ms } => format!("read {ms}"),
        }
    }

    fn parse(text: &str) -> Self {
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            ["stampede", callers, load_ms] => {
                Self::Stampede { callers: callers.parse().unwrap(), load_ms: load_ms.parse().unwrap() }
            }
            ["read", ms] => Self::Read { ms: ms.parse().unwrap() },
            _ => panic!("no plan: {text}"),
        }
    }
}

/// Does what a parent wants, if there is one. Where the cache lies comes with the plan.
pub(crate) fn be_a_child() -> bool {
    let Ok(plan) = std::env::var(PLAN) else { return false };
    let [url, prefix, plan] = plan.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("no plan: {plan}") };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        match Plan::parse(plan) {
            Plan::Stampede { callers, load_ms } => stampede(url, prefix, callers, load_ms).await,
            Plan::Read { ms } => read(url, prefix, Duration::from_millis(ms)).await,
        }
    });
    true
}

fn say(text: &str) {
    // At once, and in one piece: the parent may kill whoever says it.
    std::io::stdout().write_all(format!("\n{WORD}{text}\n").as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

fn wait_for_all() {
    say("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

async fn stampede(url: &str, prefix: &str, callers: usize, load_ms: u64) {
    let redis = Redis::open(url, prefix).unwrap();
    assert!(redis.ready(LONG).await);
    let cache = Arc::new(Cache::new(redis));
    wait_for_all();
    let began = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..callers {
        let cache = Arc::clone(&cache);
        calls.spawn(async move {
            let load = async || {
                say("loading");
                tokio::time::sleep(Duration::from_millis(load_ms)).await;
                Ok::<_, Infallible>(Entry::found(
                    "text/plain",
                    "x".repeat(4_000),
                    None,
                    vec![Tag::all("values")],
                ))
            };
            let wanted = Wanted::body(Encoding::Identity);
            let served = cache.get_or_load(VALUE.key(&["1"]), wanted, load).await.unwrap();
            matches!(served.answer, Answer::Body(body) if body.body().len() == 4_000)
        });
    }
    let served = calls.join_all().await.into_iter().filter(|served| *served).count();
    say(&format!("done {served} {}", began.elapsed().as_millis()));
}

/// The database of the readers: another one of the same Redis, which a flush of the cache leaves alone.
pub(crate) struct Truth(MultiplexedConnection);

impl Truth {
    pub(crate) async fn open(url: &str) -> Self {
        let client = redis::Client::open(format!("{url}/1")).unwrap();
        Self(client.get_multiplexed_async_connection().await.unwrap())
    }

    async fn get(&self, key: &str) -> u64 {
        redis::cmd("GET").arg(key).query_async::<Option<u64>>(&mut self.0.clone()).await.unwrap().unwrap_or(0)
    }

    pub(crate) async fn set(&self, key: &str, value: u64) {
        redis::cmd("SET").arg(key).arg(value).exec_async(&mut self.0.clone()).await.unwrap();
    }
}

async fn read(url: &str, prefix: &str, time: Duration) {
    let truth = Arc::new(Truth::open(url).await);
    let cache = Arc::new(Cache::new(Redis::open(url, prefix).unwrap()));
    wait_for_all();
    let (reads, until) = (Arc::new(AtomicUsize::new(0)), Instant::now() + time);
    let mut readers = JoinSet::new();
    for reader in 0..4 {
        let (truth, cache, reads) = (Arc::clone(&truth), Arc::clone(&cache), Arc::clone(&reads));
        readers.spawn(async move {
            let mut faults = 0;
            while Instant::now() < until {
                let floor = truth.get("announced").await;
                let load = async || {
                    let value = truth.get("value").await;
                    tokio::time::sleep(Duration::from_micros(value * (reader + 1) * 37 % 1_500)).await;
                    let entry = Entry::found("text/plain", value.to_string(), None, vec![Tag::all("values")]);
                    Ok::<_, Infallible>(entry)
                };
                let wanted = Wanted::body(Encoding::Identity);
                let served = cache.get_or_load(VALUE.key(&["2"]), wanted, load).await.unwrap();
                let Answer::Body(body) = served.answer else { panic!("no body") };
                let value: u64 = std::str::from_utf8(body.body()).unwrap().parse().unwrap();
                faults += usize::from(value < floor || served.source == Source::Stale);
                reads.fetch_add(1, SeqCst);
            }
            faults
        });
    }
    let faults: usize = readers.join_all().await.into_iter().sum();
    let loads = cache.stats()[0].loads;
    say(&format!("done {} {faults} {loads}", reads.load(SeqCst)));
}

/// A parent's children.
pub(crate) struct Children {
    children: Vec<Child>,
    lines: mpsc::Receiver<(usize, String)>,
}

impl Children {
    /// Starts so many with a plan, and lets them go when all are ready. `arguments` are what this program needs to get to
    /// [`be_a_child`].
    pub(crate) fn start(count: usize, arguments: &[&str], url: &str, prefix: &str, plan: Plan) -> Self {
        let (say, lines) = mpsc::channel();
        let children = (0..count).map(|number| {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(arguments)
                .env(PLAN, format!("{url} {prefix} {}", plan.text()))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let (output, say) = (BufReader::new(child.stdout.take().unwrap()), say.clone());
            std::thread::spawn(move || {
                let lines = output.lines().map_while(Result::ok);
                for line in lines.filter_map(|line| Some(line.strip_prefix(WORD)?.to_owned())) {
                    // A parent that doesn't listen any more has seen enough.
                    let _ = say.send((number, line));
                }
            });
            child
        });
        let mut all = Self { children: children.collect(), lines };
        for _ in 0..count {
            assert_eq!(all.next().1, "ready");
        }
        for child in &mut all.children {
            child.stdin.take().unwrap().write_all(b"go\n").unwrap();
        }
        all
    }

    /// What a child says next, and which.
    pub(crate) fn next(&mut self) -> (usize, String) {
        self.lines.recv_timeout(2 * LONG).expect("a child says something in time")
    }

    pub(crate) fn kill(&mut self, number: usize) {
        self.children[number].kill().unwrap();
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for child in &mut self.children {
            // One that has ended can't be killed.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// What became of a stampede.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stampede {
    pub(crate) served: usize,
    pub(crate) loads: usize,
    /// How long the last caller waited.
    pub(crate) longest_ms: u64,
}

/// Lets a stampede run; the first to load is killed as it does, if that is wanted.
pub(crate) fn run_stampede(mut children: Children, kill_first: bool) -> Stampede {
    let mut outcome = Stampede { served: 0, loads: 0, longest_ms: 0 };
    let mut running = children.children.len();
    while running > 0 {
        let (number, line) = children.next();
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["loading"] => {
                outcome.loads += 1;
                if kill_first && outcome.loads == 1 {
                    children.kill(number);
                    running -= 1;
                }
            }
            ["done", served, ms] => {
                outcome.served += served.parse::<usize>().unwrap();
                outcome.longest_ms = outcome.longest_ms.max(ms.parse().unwrap());
                running -= 1;
            }
            _ => panic!("{line}"),
        }
    }
    outcome
}

/// What readers saw in all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Readings {
    pub(crate) reads: usize,
    pub(crate) faults: usize,
    pub(crate) loads: usize,
    pub(crate) writes: u64,
}

/// Changes and invalidates until all readers are done, and flushes the cache once, in the midst.
pub(crate) fn write_while_they_read(
    mut children: Children,
    url: &str,
    prefix: &str,
    time: Duration,
) -> Readings {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut readings = Readings::default();
    runtime.block_on(async {
        let (truth, redis) = (Truth::open(url).await, Redis::open(url, prefix).unwrap());
        let cache = Cache::new(redis.clone());
        let (until, mut flush_at) = (Instant::now() + time, Some(Instant::now() + time / 2));
        while Instant::now() < until {
            readings.writes += 1;
            truth.set("value", readings.writes).await;
            let kind = if readings.writes % 3 == 0 { Invalidation::Hard } else { Invalidation::Soft };
            while cache.invalidate_tags(&[Tag::all("values")], kind).await.is_err() {}
            truth.set("announced", readings.writes).await;
            if flush_at.is_some_and(|at| at <= Instant::now()) {
                flush_at = None;
                let mut trip = redis.trip();
                trip.command(neurmatic_redis::cmd("FLUSHDB"));
                trip.send(LONG).await.unwrap();
            }
            tokio::time::sleep(Duration::from_micros(readings.writes * 101 % 5_000)).await;
        }
    });
    for _ in 0..children.children.len() {
        let (_, line) = children.next();
        let words: Vec<&str> = line.split(' ').collect();
        let ["done", reads, faults, loads] = words[..] else { panic!("{line}") };
        readings.reads += reads.parse::<usize>().unwrap();
        readings.faults += faults.parse::<usize>().unwrap();
        readings.loads += loads.parse::<usize>().unwrap();
    }
    readings
}
