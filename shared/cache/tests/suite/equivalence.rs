//! That the model answers as Redis with the real scripts does: both are asked the same, and must say and hold the same.

use std::sync::Arc;

use neurmatic_redis::{Part, Redis, Trip, Value, cmd};

use crate::model::{FILL, INVALIDATE, LOOKUP, Model, RELEASE, Without};
use crate::{LONG, redis};

/// Rounds, each of which begins with nothing.
const ROUNDS: u64 = 60;
const CALLS_PER_ROUND: u64 = 60;

/// The clock begins far ahead of any machine's, so that both go on from it in steps of one.
const AHEAD: u64 = 4_000_000_000_000_000;

/// Longer than the test takes, by far.
const KEEP_MS: &str = "100000";

const KEYS: [&str; 10] =
    ["clock", "n:e", "t:a", "t:b", "e.removed", "e.identity", "e.br", "e.gzip", "lease", "nothing"];

/// Numbers from a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

fn keyed(trip: &Trip, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| trip.redis().key(name)).collect()
}

/// Adds a call, the same for the same numbers.
fn call(trip: &mut Trip, numbers: &mut Numbers) -> Part {
    let nonce = format!("{:016x}", numbers.below(u64::from(u32::MAX)));
    match numbers.below(12) {
        0..=3 => {
            let wanted = numbers.of(&["identity", "br", "gzip"]);
            let names = [&format!("e.{wanted}"), "e.identity", "clock", "n:e"];
            let (may, held) = (numbers.of(&["valid", "soft"]), numbers.of(&["*", "V.br", "V.identity", "x"]));
            let tags_begin = trip.redis().key("t:");
            let held = if numbers.below(2) == 0 { vec![] } else { vec![held] };
            trip.script(&LOOKUP, &keyed(trip, &names), (wanted, tags_begin, may, nonce, held))
        }
        4..=6 => {
            let tags = numbers.of(&[&[][..], &["a"], &["a", "b"]]);
            let start = AHEAD + numbers.below(8);
            let removed = ["clock", "e.removed", "n:e"].map(str::to_owned);
            let names: Vec<String> = removed
                .into_iter()
                .chain(tags.iter().map(|tag| format!("t:{tag}")))
                .chain(["e.identity", "e.br", "e.gzip"].map(str::to_owned))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let era = numbers.of(&["0", "0", "0", "0", "1"]).repeat(16);
            let head = format!("n2{era}{start}0000020000000007\nV\ntext/plain\n{}\nbr", tags.join(","));
            let count = 1 + tags.len();
            trip.script(
                &FILL,
                &keyed(trip, &names),
                (format!("{start}{era}"), KEEP_MS, KEEP_MS, nonce, count, head, "I", "B"),
            )
        }
        7..=8 => {
            let names = numbers.of(&[&[][..], &["t:a"], &["t:a", "t:b"], &["n:e"]]);
            let (kind, seen) = (numbers.of(&["soft", "hard", "all"]), numbers.of(&[0, 0, 0, AHEAD + 6]));
            let keys = keyed(trip, &[&["clock"], names].concat());
            trip.script(&INVALIDATE, &keys, (KEEP_MS, nonce, kind, seen, names.len()))
        }
        9 => {
            let keys = keyed(trip, &["clock", "e.removed", "e.identity", "e.br"]);
            trip.script(&INVALIDATE, &keys, (KEEP_MS, nonce, "hard", 0, 1))
        }
        10 => {
            let mut take = cmd("SET");
            let holder = numbers.of(&["one", "two"]);
            take.arg(trip.redis().key("lease")).arg(holder).arg("NX").arg("GET").arg("PX").arg(KEEP_MS);
            trip.command(take)
        }
        _ => {
            let (holder, pause) = (numbers.of(&["one", "two", "pause"]), numbers.of(&["0", KEEP_MS]));
            trip.script(&RELEASE, &keyed(trip, &["lease"]), (holder, pause))
        }
    }
}

/// Asks for all that is held, and for how long.
fn holdings(trip: &mut Trip) -> Vec<Part> {
    let mut all = cmd("MGET");
    all.arg(keyed(trip, &KEYS));
    let all = trip.command(all);
    let keeps = KEYS.map(|name| {
        let mut keeps = cmd("PTTL");
        keeps.arg(trip.redis().key(name));
        trip.command(keeps)
    });
    std::iter::once(all).chain(keeps).collect()
}

/// What a round answers. Times that are left are rounded: the two aren't asked at the same moment.
async fn round(redis: &Redis, seed: u64) -> Vec<Value> {
    let mut numbers = Numbers(seed);
    let mut trip = redis.trip();
    // The first call gives the clock, whatever the machine's time.
    let keys = keyed(&trip, &["clock", "n:e"]);
    let mut parts = vec![trip.script(&INVALIDATE, &keys, (KEEP_MS, "0".repeat(16), "hard", AHEAD - 1, 1))];
    for _ in 0..CALLS_PER_ROUND {
        parts.push(call(&mut trip, &mut numbers));
        parts.extend(holdings(&mut trip));
    }
    let mut answers = trip.send(LONG).await.unwrap();
    parts.into_iter().map(|part| rounded(answers.take(part).unwrap())).collect()
}

fn rounded(value: Value) -> Value {
    match value {
        Value::Int(ms) if ms > 1_000 => Value::Int((ms + 50_000) / 100_000),
        Value::Array(values) => Value::Array(values.into_iter().map(rounded).collect()),
        other => other,
    }
}

/// Lets Redis know the scripts: one that it doesn't know runs after what was sent behind it.
async fn introduce(redis: &Redis) {
    for script in [&LOOKUP, &FILL, &INVALIDATE, &RELEASE] {
        let mut trip = redis.trip();
        let mut load = cmd("SCRIPT");
        load.arg("LOAD").arg(script.text());
        trip.command(load);
        trip.send(LONG).await.unwrap();
    }
}

#[tokio::test]
async fn the_model_answers_as_redis_does() {
    for seed in 0..ROUNDS {
        let real = redis();
        introduce(&real).await;
        let prefix = real.key("");
        let model = Arc::new(Model::new(Without::Nothing));
        let modelled = Redis::answered_by(model, prefix.trim_end_matches(':')).unwrap();
        let (of_real, of_model) = (round(&real, seed).await, round(&modelled, seed).await);
        for (n, (real, model)) in of_real.iter().zip(&of_model).enumerate() {
            assert_eq!(real, model, "round {seed}, answer {n}");
        }
        assert_eq!(of_real.len(), of_model.len());
    }
}
