//! Starts, and requests one after the other or several at once.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use neurmatic_testing::{Event, Outcome, RuntimeStub, World};

use crate::programs::{Asked, Program};

/// Requests before warm ones are counted.
pub(crate) const WARM_UP: usize = 500;

/// Requests at once where a process may have more than one.
const AT_ONCE: usize = 16;

/// One start.
pub(crate) struct Start {
    /// To the first question for an event.
    poll: Duration,
    /// From the first event to its answer: with the connections to Postgres and Redis, which are made then.
    first: Duration,
    resident_kib: u64,
}

/// All starts of a program, each column sorted for itself.
#[derive(Default)]
pub(crate) struct Starts {
    pub(crate) polls: Vec<Duration>,
    pub(crate) firsts: Vec<Duration>,
    /// From the start to the first answer.
    pub(crate) connected: Vec<Duration>,
    pub(crate) resident_kib: Vec<u64>,
}

/// Requests to one process, one after the other.
pub(crate) struct Warm {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) mean: Duration,
    /// After all of them.
    pub(crate) resident_kib: u64,
    /// Of an answer's body.
    pub(crate) answer_bytes: f64,
    /// Of log, for each request.
    pub(crate) log_bytes: f64,
}

impl Starts {
    pub(crate) fn add(&mut self, start: Start) {
        self.polls.push(start.poll);
        self.firsts.push(start.first);
        self.connected.push(start.poll + start.first);
        self.resident_kib.push(start.resident_kib);
    }

    pub(crate) fn sort(&mut self) {
        self.polls.sort_unstable();
        self.firsts.sort_unstable();
        self.connected.sort_unstable();
        self.resident_kib.sort_unstable();
    }
}

/// Starts a program once, and asks it once.
pub(crate) async fn start(program: &Program, world: &World) -> Start {
    let stub = RuntimeStub::start_at(&program.path, &program.env).await;
    let (poll, resident_kib) = (stub.first_poll_after(), resident_kib(stub.pid()));
    let (first, _) = ask(program, &stub, world).await;
    Start { poll, first, resident_kib }
}

/// Asks one process again and again. None for what isn't asked.
pub(crate) async fn warm(program: &Program, world: &World, requests: usize) -> Option<Warm> {
    if matches!(program.asked, Asked::Nothing) {
        return None;
    }
    let stub = RuntimeStub::start_at(&program.path, &program.env).await;
    for _ in 0..WARM_UP {
        ask(program, &stub, world).await;
    }
    let mut times = Vec::with_capacity(requests);
    let mut answer_bytes = 0;
    for _ in 0..requests {
        let (took, bytes) = ask(program, &stub, world).await;
        times.push(took);
        answer_bytes += bytes;
    }
    let resident_kib = resident_kib(stub.pid());
    let log = stub.terminate().await.stdout.len();
    let total: Duration = times.iter().sum();
    times.sort_unstable();
    Some(Warm {
        p50: times[requests / 2],
        p99: times[requests * 99 / 100],
        mean: total / u32::try_from(requests).unwrap(),
        resident_kib,
        answer_bytes: answer_bytes as f64 / requests as f64,
        log_bytes: log as f64 / (requests + WARM_UP) as f64,
    })
}

/// Sends one event; how long the answer took, and its body's bytes.
async fn ask(program: &Program, stub: &RuntimeStub, world: &World) -> (Duration, usize) {
    match &program.asked {
        Asked::Nothing => (Duration::ZERO, 0),
        Asked::Event(event) => {
            let event = event.to_string();
            let sent = Instant::now();
            let outcome = stub.invoke(event).await;
            let took = sent.elapsed();
            match outcome {
                Outcome::Answered(answer) => (took, answer.to_string().len()),
                Outcome::Failed(error) => panic!("{}: {error}", program.name),
            }
        }
        Asked::Read { path, status } => {
            let event = read(path, world);
            let sent = Instant::now();
            let answer = stub.answer(event).await;
            let took = sent.elapsed();
            assert_eq!(answer.reply.status, *status, "{}", program.name);
            (took, answer.reply.body.len())
        }
    }
}

/// A read from an address of its own, so that it is not the limit that answers.
fn read(path: &str, world: &World) -> String {
    Event::new("GET", path).from_address(&world.address()).json().to_string()
}

/// What one process does in a second, with one request at a time and with several, as on managed instances.
pub(crate) async fn print_concurrent(program: &Program, world: &World, requests: usize) {
    let Asked::Read { path, .. } = program.asked else { return };
    let mut rates = Vec::new();
    for at_once in [1, AT_ONCE] {
        let env = program.env.clone().with("AWS_LAMBDA_MAX_CONCURRENCY", &at_once.to_string());
        let stub = Arc::new(RuntimeStub::start_at(&program.path, &env).await);
        rates.push(rate(&stub, world, path, requests / 10, at_once).await);
    }
    println!(
        "\n{}, requests a second of one process: {:.0} with one at a time, {:.0} with {AT_ONCE} at once ({:.2} ×)",
        program.name,
        rates[0],
        rates[1],
        rates[1] / rates[0]
    );
}

async fn rate(stub: &Arc<RuntimeStub>, world: &World, path: &str, requests: usize, at_once: usize) -> f64 {
    let each = requests / at_once;
    let shares: Vec<Vec<String>> =
        (0..at_once).map(|_| (0..each).map(|_| read(path, world)).collect()).collect();
    let began = Instant::now();
    let senders = shares.into_iter().map(|events| {
        let stub = Arc::clone(stub);
        tokio::spawn(async move {
            for event in events {
                assert_eq!(stub.answer(event).await.reply.status, 200);
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    (each * at_once) as f64 / began.elapsed().as_secs_f64()
}

/// The memory of a process that is in RAM.
fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("no VmRSS");
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
