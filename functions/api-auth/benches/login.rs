//! Whether the time of a refused login tells if an account exists: tries with an unknown address and tries with a
//! wrong password, in turns, through the router. Reads the variables that `cargo dev bench` sets.
//!
//! Each try has an address of its own, and each known account is tried once: no limit is met.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that can't be taken shall stop"
)]

use std::io::Write as _;
use std::time::{Duration, Instant};

use api_auth::{Auth, routes};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, SaltString};
use neurmatic_testing::{Client, World};
use serde_json::json;

/// Tries of each kind that are measured.
const TRIES: usize = 1_000;

/// Tries of each kind before them, so that connections and caches are warm.
const WARM_UP: usize = 50;

#[tokio::main]
async fn main() {
    let world = World::new().await;
    make_accounts(&world).await;
    let services = world.services();
    let auth = Auth::from_env(&world.env(), services.clone()).unwrap();
    let client = world.client(routes().into_router(auth, &services));

    let (mut unknown, mut wrong) = (Vec::new(), Vec::new());
    for n in 0..WARM_UP + TRIES {
        let pair = [("nobody", &mut unknown), ("known", &mut wrong)];
        // Whoever comes second finds the machine as the first one left it: they take turns at that too.
        let in_order: Vec<_> = if n % 2 == 0 { pair.into() } else { pair.into_iter().rev().collect() };
        for (who, times) in in_order {
            times.push(refused(&client, &world.address(), &format!("{who}-{n}@bench.example")).await);
        }
    }
    let (unknown, wrong) = (&mut unknown[WARM_UP..], &mut wrong[WARM_UP..]);
    let (chance, z) = mann_whitney(unknown, wrong);
    let report = format!(
        "{TRIES} tries of each, in turns; milliseconds\n{:<18}{:>9}{:>9}{:>9}{:>9}{:>9}\n{}{}\
         Mann-Whitney: a wrong password takes longer than an unknown address with chance {chance:.3} (0.5: no \
         difference), z = {z:.2} (beyond ±1.96 in 5 of 100 runs when there is none)\n",
        "",
        "p10",
        "p50",
        "p90",
        "p99",
        "mean",
        line("unknown address", unknown),
        line("wrong password", wrong),
    );
    std::io::stdout().write_all(report.as_bytes()).unwrap();
}

/// Accounts with one password that no try has.
async fn make_accounts(world: &World) {
    let salt = SaltString::from_b64("YmVuY2hiZW5jaGJlbmNoYQ").unwrap();
    let hash = Argon2::default().hash_password(b"Right-password-1", &salt).unwrap().to_string();
    let last = i32::try_from(WARM_UP + TRIES).unwrap();
    let insert = "INSERT INTO users (id, email, password_hash, username)
                  SELECT gen_random_uuid(), 'known-' || n || '@bench.example', $1, 'known-' || n
                  FROM generate_series(0, $2::int4) n";
    world.owner().execute(insert, &[&hash, &last]).await.unwrap();
    world.sql("ANALYZE users").await;
}

async fn refused(client: &Client, address: &str, email: &str) -> Duration {
    let client = client.from_address(address);
    let body = json!({"email": email, "password": "Wrong-password-1"});
    let started = Instant::now();
    let reply = client.post("/auth/login", body).await;
    let took = started.elapsed();
    reply.expect(401);
    took
}

fn line(name: &str, sorted: &[Duration]) -> String {
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    let at = |percent: usize| ms(sorted[sorted.len() * percent / 100]);
    let mean = ms(sorted.iter().sum::<Duration>()) / sorted.len() as f64;
    format!("{name:<18}{:>9.3}{:>9.3}{:>9.3}{:>9.3}{mean:>9.3}\n", at(10), at(50), at(90), at(99))
}

/// Sorts both; the chance that one of `b` is longer than one of `a`, and how many standard deviations the rank sum is
/// away from what no difference would give. Ties are rare at a nanosecond's resolution and count half.
fn mann_whitney(a: &mut [Duration], b: &mut [Duration]) -> (f64, f64) {
    a.sort_unstable();
    b.sort_unstable();
    let wins: f64 = b
        .iter()
        .map(|b| {
            let (shorter, not_longer) = (a.partition_point(|a| a < b), a.partition_point(|a| a <= b));
            (shorter + not_longer) as f64 / 2.0
        })
        .sum();
    let (n, m) = (a.len() as f64, b.len() as f64);
    let (expected, deviation) = (n * m / 2.0, (n * m * (n + m + 1.0) / 12.0).sqrt());
    (wins / (n * m), (wins - expected) / deviation)
}
