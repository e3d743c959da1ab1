//! Four workers, each a process: one that was killed is started again, and now and then one is.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use neurmatic_config::Env;
use neurmatic_testing::World;

const WORKERS: usize = 4;

/// How often one is killed from outside, at whatever point it has come to.
const KILL_EVERY: Duration = Duration::from_secs(3);

/// Tells a process of this program that it is a worker, and how it gets its tasks.
const VARIABLE: &str = "TASKS_CHAOS_WORKER";

/// How tasks come to the workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Embedded,
    Queued,
}

impl Way {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Embedded => "by the outbox",
            Self::Queued => "through queues",
        }
    }

    /// What this process is to do, if it is a worker.
    pub(crate) fn of_worker() -> Option<Self> {
        let told = std::env::var(VARIABLE).ok()?;
        [Self::Embedded, Self::Queued].into_iter().find(|way| way.name() == told)
    }

    pub(crate) async fn world(self) -> Option<World> {
        match self {
            Self::Embedded => Some(World::with_outages().await),
            Self::Queued => World::with_queues().await,
        }
    }
}

/// The workers, and who watches them.
pub(crate) struct Crew {
    is_over: Arc<AtomicBool>,
    kills: Arc<AtomicU64>,
    watch: JoinHandle<()>,
}

impl Crew {
    pub(crate) fn start(way: Way, world: &World) -> Self {
        let (is_over, kills) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let env = world.env().with(VARIABLE, way.name()).with("RUST_LOG", "off");
        let watch = {
            let (is_over, kills) = (Arc::clone(&is_over), Arc::clone(&kills));
            std::thread::spawn(move || watch(&env, &is_over, &kills))
        };
        Self { is_over, kills, watch }
    }

    /// Ends them, and says how often one was killed.
    pub(crate) fn stop(self) -> u64 {
        self.is_over.store(true, Ordering::SeqCst);
        self.watch.join().unwrap();
        self.kills.load(Ordering::SeqCst)
    }
}

fn watch(env: &Env, is_over: &AtomicBool, kills: &AtomicU64) {
    let mut workers: Vec<Child> = (0..WORKERS).map(|_| worker(env)).collect();
    let mut next_kill = Instant::now() + KILL_EVERY;
    let mut turn = 0;
    while !is_over.load(Ordering::SeqCst) {
        if Instant::now() > next_kill {
            workers[turn % WORKERS].kill().unwrap();
            turn += 1;
            next_kill = Instant::now() + KILL_EVERY;
        }
        for each in &mut workers {
            if each.try_wait().unwrap().is_some() {
                kills.fetch_add(1, Ordering::SeqCst);
                *each = worker(env);
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    for mut each in workers {
        each.kill().unwrap();
        each.wait().unwrap();
    }
}

fn worker(env: &Env) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env_clear().envs(env.pairs()).stdin(Stdio::null()).stdout(Stdio::null());
    command.spawn().unwrap()
}
