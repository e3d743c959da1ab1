//! Every order of what several processes do: readers that look up, load, wait, serve stale and give up; writers that
//! change and invalidate; and a Redis that forgets or is away. The cache's own code runs; only Redis is a model, and time is
//! virtual, so that one number gives one schedule. (But for the cache's own randomness, which draws nonces and spreads waits.)

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use neurmatic_cache::{
    Answer, Cache, Encoding, Entry, Invalidation, Key, LoadError, Namespace, NamespaceStats, Source, Tag,
    Tier, Wanted,
};
use neurmatic_redis::Redis;
use tokio::time::Instant;

use crate::model::{Model, Without};

static CHECKED: Namespace =
    Namespace::new("checked", Tier::Hot).ttl(Duration::from_secs(2)).stale(Duration::from_secs(20));
static UNCHECKED: Namespace = Namespace::new("unchecked", Tier::Hot)
    .ttl(Duration::from_secs(4))
    .stale(Duration::from_secs(20))
    .unchecked(Duration::from_secs(1));

const PROCESSES: usize = 2;
const READERS: u64 = 4;
const READS: u64 = 4;
const WRITERS: u64 = 2;
const WRITES: u64 = 2;

/// More steps than any schedule takes that comes to an end.
const STEPS_MAX: u64 = 100_000;

/// A value that was served though it must not be any more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) seed: u64,
    pub(crate) served: u64,
    pub(crate) floor: u64,
    pub(crate) source: Source,
}

#[derive(Debug)]
struct Outage;

impl LoadError for Outage {
    fn is_outage(&self) -> bool {
        true
    }
}

/// Numbers from a seed (SplitMix64).
struct Numbers(AtomicU64);

impl Numbers {
    fn below(&self, bound: u64) -> u64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, SeqCst).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn one_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// The database, and what is known of its past.
struct Truth {
    value: AtomicU64,
    /// Invalidations that are done: when, up to which value, of which kind.
    invalidated: Mutex<Vec<(Instant, u64, Invalidation)>>,
    /// Whether a load failed, or was given up because it took too long: what was invalidated softly may be served then.
    load_failed: AtomicBool,
}

/// A load that runs.
struct Running<'a> {
    load_failed: &'a AtomicBool,
    has_ended: bool,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.load_failed.store(true, SeqCst);
        }
    }
}

impl Truth {
    /// The least value that may be served of what was invalidated by then.
    fn floor(&self, by: Instant, hard_only: bool) -> u64 {
        let all = self.invalidated.lock().unwrap();
        let counts = |kind| !hard_only || kind == Invalidation::Hard;
        all.iter()
            .filter(|(at, _, kind)| *at <= by && counts(*kind))
            .map(|(_, up_to, _)| *up_to)
            .max()
            .unwrap_or(0)
    }
}

struct World {
    seed: u64,
    numbers: Numbers,
    model: Arc<Model>,
    caches: Vec<Cache>,
    truth: Truth,
    fault: Mutex<Option<Fault>>,
    namespace: &'static Namespace,
    failing: bool,
}

impl World {
    fn new(seed: u64, without: Without) -> Arc<Self> {
        let numbers = Numbers(AtomicU64::new(seed.wrapping_mul(0xd134_2543_de82_ef95)));
        let model = Arc::new(Model::new(without));
        let redis = || Redis::answered_by(Arc::clone(&model) as _, "m").unwrap();
        let caches = (0..PROCESSES).map(|_| Cache::new(redis())).collect();
        let truth = Truth {
            value: AtomicU64::new(1),
            invalidated: Mutex::default(),
            load_failed: AtomicBool::new(false),
        };
        let namespace = if numbers.one_in(4) { &UNCHECKED } else { &CHECKED };
        let failing = numbers.one_in(2);
        Arc::new(Self { seed, caches, truth, fault: Mutex::default(), namespace, failing, model, numbers })
    }

    fn key(&self) -> Key {
        self.namespace.key(&["value"])
    }

    fn tags() -> [Tag; 2] {
        [Tag::all("values"), Tag::of("value", "1")]
    }

    async fn load(&self) -> Result<Entry, Outage> {
        let mut running = Running { load_failed: &self.truth.load_failed, has_ended: false };
        if self.numbers.one_in(2) {
            tokio::time::sleep(Duration::from_millis(self.numbers.below(800))).await;
        }
        tokio::task::yield_now().await;
        if self.failing && !self.numbers.one_in(3) {
            return Err(Outage);
        }
        let value = self.truth.value.load(SeqCst);
        tokio::task::yield_now().await;
        running.has_ended = true;
        Ok(Entry::found("text/plain", value.to_string(), None, Self::tags().to_vec()))
    }

    async fn read(&self, process: usize) {
        let (cache, asked) = (&self.caches[process], Instant::now());
        let unchecked_from = asked.checked_sub(self.namespace.unchecked).unwrap_or(asked);
        let floors = |by| (self.truth.floor(by, false), self.truth.floor(by, true));
        let ((floor, hard_floor), unchecked_floors) = (floors(asked), floors(unchecked_from));
        let before = self.unchecked_hits(process);
        let wanted = Wanted::body(Encoding::Identity);
        let Ok(served) = cache.get_or_load(self.key(), wanted, || self.load()).await else { return };
        let Answer::Body(body) = served.answer else { panic!("no body") };
        let value: u64 = std::str::from_utf8(body.body()).unwrap().parse().unwrap();
        let may_be_soft = served.source == Source::Stale && self.truth.load_failed.load(SeqCst);
        let may_be_unchecked = served.source == Source::Cache && self.unchecked_hits(process) > before;
        let floor = match (may_be_unchecked, may_be_soft) {
            (true, _) => unchecked_floors.0,
            (_, true) => hard_floor,
            _ => floor,
        };
        if value < floor {
            let fault = Fault { seed: self.seed, served: value, floor, source: served.source };
            self.fault.lock().unwrap().get_or_insert(fault);
        }
    }

    fn unchecked_hits(&self, process: usize) -> u64 {
        self.caches[process].stats().iter().map(|stats| stats.unchecked_hits).sum()
    }

    async fn write(&self, process: usize) {
        let kind = if self.numbers.one_in(2) { Invalidation::Hard } else { Invalidation::Soft };
        let up_to = self.truth.value.fetch_add(1, SeqCst) + 1;
        tokio::task::yield_now().await;
        let tags = Self::tags();
        let tags = if self.numbers.one_in(3) { &tags[..] } else { &tags[1..] };
        let cache = &self.caches[process];
        // Its row repeats an invalidation until it is done.
        loop {
            let done = if self.numbers.one_in(8) {
                cache.invalidate_namespace(self.namespace, kind).await
            } else {
                cache.invalidate_tags(tags, kind).await
            };
            if done.is_ok() {
                break;
            }
            tokio::task::yield_now().await;
        }
        self.truth.invalidated.lock().unwrap().push((Instant::now(), up_to, kind));
    }

    /// What happens beside what readers and writers do.
    async fn happen(&self) {
        match self.numbers.below(200) {
            0 => self.model.flush(),
            1 => self.model.evict("m:t:value:1"),
            2 => self.model.evict("m:clock"),
            3 => self.model.evict(&format!("m:c:{}:value.identity", self.namespace.name)),
            4 => self.model.be_away(true),
            5..=20 => self.model.be_away(false),
            21..=36 => {
                let ms = [1, 20, 150, 700, 2_500][self.numbers.below(5) as usize];
                tokio::time::advance(Duration::from_millis(ms)).await;
            }
            _ => {}
        }
    }
}

type Actor = Pin<Box<dyn Future<Output = ()>>>;

fn actors(world: &Arc<World>) -> Vec<Actor> {
    let reader = |n: u64| {
        let world = Arc::clone(world);
        let reads = async move {
            for _ in 0..READS {
                world.read(n as usize % PROCESSES).await;
            }
        };
        Box::pin(reads) as Actor
    };
    let writer = |n: u64| {
        let world = Arc::clone(world);
        let writes = async move {
            for _ in 0..WRITES {
                world.write(n as usize % PROCESSES).await;
            }
        };
        Box::pin(writes) as Actor
    };
    (0..READERS).map(reader).chain((0..WRITERS).map(writer)).collect()
}

/// Runs the schedule of a seed; tells its first fault, and what the processes did.
async fn run(seed: u64, without: Without) -> (Option<Fault>, Vec<NamespaceStats>) {
    let world = World::new(seed, without);
    let mut actors = actors(&world);
    let mut context = Context::from_waker(Waker::noop());
    let mut steps = 0;
    while !actors.is_empty() {
        steps += 1;
        assert!(steps < STEPS_MAX, "schedule {seed} doesn't end");
        world.happen().await;
        let turn = world.numbers.below(actors.len() as u64) as usize;
        let is_done = actors[turn].as_mut().poll(&mut context) == Poll::Ready(());
        // A caller whose client is gone is given up in the midst of whatever it does; a writer goes on.
        let is_given_up = actors.len() > 2 && turn < actors.len() - 2 && world.numbers.one_in(400);
        if is_done || is_given_up {
            // Whoever gives its caller up has no load that failed.
            let had_failed = world.truth.load_failed.load(SeqCst);
            drop(actors.remove(turn));
            world.truth.load_failed.store(had_failed, SeqCst);
        }
    }
    let stats = world.caches.iter().flat_map(Cache::stats).collect();
    (world.fault.lock().unwrap().take(), stats)
}

/// What was found in many schedules.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) faults: Vec<Fault>,
    /// How often each way was walked.
    pub(crate) ways: Vec<(&'static str, u64)>,
}

/// Runs the schedules of these seeds.
pub(crate) fn explore(seeds: std::ops::Range<u64>, without: Without) -> Findings {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let mut findings = Findings::default();
    for seed in seeds {
        let (fault, stats) = runtime.block_on(tokio::task::unconstrained(run(seed, without)));
        findings.faults.extend(fault);
        for stats in stats {
            findings.count(&stats);
        }
    }
    findings
}

impl Findings {
    fn count(&mut self, stats: &NamespaceStats) {
        let counts = [
            ("hits", stats.hits),
            ("copy hits", stats.copy_hits),
            ("unchecked hits", stats.unchecked_hits),
            ("misses", stats.misses),
            ("loads", stats.loads),
            ("early refreshes", stats.early_refreshes),
            ("lease waits", stats.lease_waits),
            ("stale served", stats.stale_served),
            ("failsafe served", stats.failsafe_served),
            ("refused fills", stats.refused_fills),
            ("errors", stats.errors),
        ];
        self.ways.resize(counts.len(), ("", 0));
        for (way, (name, count)) in self.ways.iter_mut().zip(counts) {
            *way = (name, way.1 + count);
        }
    }
}
