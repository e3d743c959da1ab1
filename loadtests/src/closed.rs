//! The closed model: so many users, each thinking between what they do, by Goose.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use goose::config::{GooseConfiguration, GooseDefault, GooseDefaultType as _};
use goose::goose::GooseResponse;
use goose::prelude::*;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::ask::Asker;
use crate::kind::Kind;
use crate::mix::Visit;
use crate::people::visitor;
use crate::tally::{Done, Outcome, Tally};
use crate::wire::ANSWER_TIMEOUT;

/// A pause within a visit, between list and detail: the source document's script sleeps a second there.
const WITHIN_VISIT: Duration = Duration::from_secs(1);

/// A pause between visits, in milliseconds: from one to four seconds, as in the source document's script.
const BETWEEN_VISITS_MS: std::ops::Range<u64> = 1_000..4_000;

/// A part of a plan: so many users, reached evenly within this time.
pub type Stage = (usize, Duration);

/// What every user shares.
#[derive(Debug)]
struct Run {
    asker: Arc<Asker>,
    tally: Arc<Tally>,
    users: AtomicUsize,
}

/// What one user keeps between visits.
#[derive(Clone, Debug)]
struct Soul {
    number: usize,
    rng: SmallRng,
}

/// Runs the stages to their end, and returns how long they took.
///
/// # Errors
/// When Goose can't start.
pub async fn run(
    asker: Arc<Asker>,
    server: SocketAddr,
    stages: &[Stage],
    tally: Arc<Tally>,
) -> anyhow::Result<Duration> {
    let plan: Vec<String> =
        stages.iter().map(|(users, lasts)| format!("{users},{}s", lasts.as_secs().max(1))).collect();
    let run = Arc::new(Run { asker, tally, users: AtomicUsize::new(0) });
    let mut attack = *GooseAttack::initialize_with_config(configuration(server))?
        .set_default(GooseDefault::TestPlan, plan.join(";").as_str())?;
    for &(name, percent, draw) in run.asker.mix.groups() {
        let run = Arc::clone(&run);
        let visits = Transaction::new(Arc::new(move |user: &mut GooseUser| {
            let run = Arc::clone(&run);
            Box::pin(async move { visit(&run, user, draw).await })
        }));
        attack = attack.register_scenario(
            Scenario::new(name).register_transaction(visits).set_weight(usize::try_from(percent)?)?,
        );
    }
    let started = Instant::now();
    Box::pin(attack.execute()).await.context("Goose")?;
    Ok(started.elapsed())
}

/// Goose sends and paces; counting is ours, since it rounds what is slow.
fn configuration(server: SocketAddr) -> GooseConfiguration {
    let mut configuration = GooseConfiguration::default();
    configuration.host = Some(format!("http://{server}"));
    configuration.quiet = 2;
    configuration.no_metrics = true;
    configuration.no_print_metrics = true;
    configuration.no_telnet = true;
    configuration.no_websocket = true;
    configuration.no_gzip = true;
    configuration.timeout = Some(ANSWER_TIMEOUT.as_secs().to_string());
    configuration
}

async fn visit(run: &Run, user: &mut GooseUser, draw: fn(&mut SmallRng) -> Visit) -> TransactionResult {
    if user.get_session_data::<Soul>().is_none() {
        let number = run.users.fetch_add(1, Relaxed);
        user.set_session_data(Soul { number, rng: SmallRng::seed_from_u64(number as u64) });
    }
    let (number, visit, address, pause) = {
        let soul = user.get_session_data_unchecked_mut::<Soul>();
        let pause = Duration::from_millis(soul.rng.random_range(BETWEEN_VISITS_MS));
        (soul.number, draw(&mut soul.rng), visitor(&mut soul.rng), pause)
    };
    send(run, user, number, visit.first, &address).await?;
    tokio::time::sleep(WITHIN_VISIT).await;
    if let Some(then) = visit.then {
        send(run, user, number, then, &address).await?;
    }
    tokio::time::sleep(pause).await;
    Ok(())
}

async fn send(
    run: &Run,
    user: &mut GooseUser,
    number: usize,
    kind: Kind,
    address: &str,
) -> TransactionResult {
    let rng = &mut user.get_session_data_unchecked_mut::<Soul>().rng;
    let ask = run.asker.ask(kind, address, rng);
    let ask = ask.map_err(|error| Box::new(TransactionError::Custom(error.to_string())))?;
    let method = match ask.method {
        "PUT" => GooseMethod::Put,
        "POST" => GooseMethod::Post,
        _ => GooseMethod::Get,
    };
    let mut builder = user
        .get_request_builder(&method, &ask.target)?
        .header("accept-encoding", "br")
        .header(run.asker.secret.0, &run.asker.secret.1)
        .header("cf-connecting-ip", &ask.address);
    if let Some(token) = &ask.token {
        builder = builder.bearer_auth(token);
    }
    if let Some(body) = &ask.body {
        builder = builder.json(body);
    }
    let request =
        GooseRequest::builder().method(method).name(kind.name()).set_request_builder(builder).build();
    let sent = Instant::now();
    let outcome = outcome(user.request(request).await?).await;
    run.tally.record(number, Done { kind, outcome, latency: sent.elapsed(), lateness: Duration::ZERO });
    Ok(())
}

async fn outcome(answer: GooseResponse) -> Outcome {
    let response = match answer.response {
        Ok(response) => response,
        Err(error) if error.is_timeout() => return Outcome::TimedOut,
        Err(_broken) => return Outcome::Broken,
    };
    let status = response.status().as_u16();
    let said = response.headers().get("cache-status").and_then(|value| value.to_str().ok());
    let cache = said.and_then(crate::wire::cached);
    match response.bytes().await {
        Ok(_body) => Outcome::Answered { status, cache },
        Err(error) if error.is_timeout() => Outcome::TimedOut,
        Err(_broken) => Outcome::Broken,
    }
}
