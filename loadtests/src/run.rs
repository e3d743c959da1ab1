//! A run from its data to its report.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::task::JoinHandle;

use crate::machine::{Usage, redis_figures};
use crate::open::{self, Offer};
use crate::progress::Progress;
use crate::redis_trouble::{Trouble, until_hit};
use crate::report::{self, Report, Window};
use crate::scenario::{Model, Plan, RATE, Scenario};
use crate::stage::{Figures, Stage};
use crate::tally::{Counts, Latency, Tally};
use crate::{closed, verdict};

/// Before the open model's window the caches are filled by the same load, for this long; not counted.
const WARM_UP: Duration = Duration::from_secs(10);

/// The ceiling's limit of p99, in milliseconds.
const CEILING_P99_MS: f64 = 200.0;

/// Times that the ceiling halves what it doesn't know.
const BISECTIONS: usize = 3;

/// Before each step of the ceiling, so that it doesn't begin with what an overload left behind.
const REST: Duration = Duration::from_secs(5);

/// Exit status when all thresholds were kept to.
const KEPT: u8 = 0;
/// Exit status when one wasn't.
const BROKEN: u8 = 1;
/// Exit status when the run says nothing about the server.
const INVALID: u8 = 3;

/// Runs the scenarios and writes a report of each. The exit status is the worst of theirs.
///
/// # Errors
/// When one can't run.
pub async fn run(plan: Plan) -> anyhow::Result<ExitCode> {
    // First of all: a run of half an hour must not end in a report that can't be written.
    let folders: Vec<_> = plan
        .scenarios
        .iter()
        .map(|scenario| report::folder(&plan.reports, &scenario.name))
        .collect::<anyhow::Result<_>>()?;
    let mut stage = Box::pin(Stage::set(plan.setting)).await?;
    let mut worst = KEPT;
    for (place, (scenario, folder)) in plan.scenarios.iter().zip(&folders).enumerate() {
        if place > 0 {
            // Access tokens don't last for all of them.
            stage.sign_in().await?;
        }
        let report = Box::pin(play(&mut stage, scenario)).await?;
        print!("{}", report.text());
        report::write(&report, folder)?;
        println!("report: {}", folder.display());
        worst = worst.max(exit_status(report.invalid.as_deref(), report.passed));
    }
    Ok(ExitCode::from(worst))
}

async fn play(stage: &mut Stage, scenario: &Scenario) -> anyhow::Result<Report> {
    let (window, steps) = match &scenario.model {
        Model::Closed(stages) => {
            let shape: Vec<String> =
                stages.iter().map(|(users, lasts)| format!("{users} in {} s", lasts.as_secs())).collect();
            println!("{}: users {}", scenario.name, shape.join(", "));
            (Box::pin(watch(stage, None, &scenario.model)).await?, Vec::new())
        }
        Model::Open(offer) => {
            warm_up(stage, *offer).await?;
            println!("{}: {} requests/s for {:?}", scenario.name, offer.rate, offer.lasts);
            (Box::pin(watch(stage, Some(*offer), &scenario.model)).await?, Vec::new())
        }
        Model::Outage(offer) => {
            warm_up(stage, Offer { rate: RATE, ..*offer }).await?;
            let third = offer.lasts / 3;
            println!(
                "{}: {} requests/s, the origin away from {third:?} on for as long",
                scenario.name, offer.rate
            );
            (Box::pin(outage(stage, Offer { lasts: third, ..*offer })).await?, Vec::new())
        }
        Model::Redis(offer) => {
            warm_up(stage, Offer { rate: RATE, ..*offer }).await?;
            let part = offer.lasts / (Trouble::ALL.len() as u32 + 1);
            println!(
                "{}: {} requests/s, a trouble every {part:?}, for half of it",
                scenario.name, offer.rate
            );
            (Box::pin(redis_trouble(stage, Offer { lasts: part, ..*offer })).await?, Vec::new())
        }
        Model::Ceiling { from, step } => {
            let offer = Offer { rate: RATE, lasts: *step, connections: open_connections(RATE) };
            warm_up(stage, offer).await?;
            Box::pin(ceiling(stage, *from, *step)).await?
        }
    };
    Report::of(scenario, stage, window, steps).await
}

fn exit_status(invalid: Option<&str>, passed: bool) -> u8 {
    match (invalid, passed) {
        (Some(_), _) => INVALID,
        (None, true) => KEPT,
        (None, false) => BROKEN,
    }
}

async fn warm_up(stage: &Stage, offer: Offer) -> anyhow::Result<()> {
    println!("warming up for {WARM_UP:?} …");
    let offer = Offer { lasts: WARM_UP.min(offer.lasts), ..offer };
    open::run(&stage.asker, stage.server(), offer, &Arc::new(Tally::new()?)).await?;
    Ok(())
}

/// Runs a load with a line a second, and what the processes cost meanwhile.
async fn watch(stage: &mut Stage, offer: Option<Offer>, model: &Model) -> anyhow::Result<Window> {
    let tally = Arc::new(Tally::new()?);
    stage.forget_figures().await?;
    let before = stage.processes.usage();
    let sampler = Sampler::start(stage);
    let progress = Progress::of(&tally);
    let (started, at) = (Instant::now(), Timestamp::now());
    let took = match (offer, model) {
        (Some(offer), _) => open::run(&stage.asker, stage.server(), offer, &tally).await?,
        (None, Model::Closed(stages)) => {
            Box::pin(closed::run(Arc::clone(&stage.asker), stage.server(), stages, Arc::clone(&tally)))
                .await?
        }
        (None, _) => started.elapsed(),
    };
    drop(progress);
    let (active, rss_peak_bytes) = sampler.stop().await?;
    let counts = tally.counts()?;
    let invalid = offer.and_then(|offer| verdict::invalid(&counts, offer.rate, offer.lasts, took));
    Ok(Window {
        at,
        took,
        offer,
        invalid,
        usage: stage.processes.usage().since(before),
        rss_peak_bytes,
        active_connections: active,
        redis: redis_figures(&mut stage.redis).await?,
        figures: stage.figures().await?,
        counts,
    })
}

/// Three windows: before, while the origin is away, and after. The middle one is the report's.
async fn outage(stage: &mut Stage, offer: Offer) -> anyhow::Result<Window> {
    let gate = stage.gate.clone().context("no gate: the plan has one for this scenario")?;
    let model = Model::Outage(offer);
    let mut away = None;
    for (name, is_open) in [("before", true), ("away", false), ("after", true)] {
        if is_open {
            gate.open();
        } else {
            gate.shut();
        }
        let window = Box::pin(watch(stage, Some(offer), &model)).await?;
        println!(
            "{name}: {:.3} % of the cacheable requests got no answer, {:.3} % of all",
            window.counts.unanswered_share() * 100.0,
            window.counts.error_share() * 100.0
        );
        if !is_open {
            away = Some(window);
        }
    }
    away.context("no window")
}

/// A window without trouble, and one with each. The one with the most errors is the report's; among equals the slowest.
async fn redis_trouble(stage: &mut Stage, offer: Offer) -> anyhow::Result<Window> {
    let model = Model::Redis(offer);
    let (server, asker) = (stage.server(), Arc::clone(&stage.asker));
    let mut worst = Box::pin(watch(stage, Some(offer), &model)).await?;
    tell("none", &worst.counts);
    for trouble in Trouble::ALL {
        let mut victim = stage.victim();
        let befalls = async {
            victim.suffer(trouble, offer.lasts / 2).await?;
            until_hit(server, &asker).await
        };
        let (window, healed) = tokio::join!(Box::pin(watch(stage, Some(offer), &model)), befalls);
        let window = window?;
        tell(trouble.name(), &window.counts);
        println!(
            "{}: the cache answers again {:.0} ms after",
            trouble.name(),
            healed?.as_secs_f64() * 1000.0
        );
        let badness =
            |window: &Window| (window.counts.error_count(), window.counts.all.value_at_quantile(0.99));
        if badness(&window) > badness(&worst) {
            worst = window;
        }
    }
    Ok(worst)
}

fn tell(trouble: &str, counts: &Counts) {
    let latency = Latency::of(&counts.all);
    println!(
        "trouble {trouble}: {} requests, {} errors, p50 {:.1}, p99 {:.1}, longest {:.1} ms, {:.1} % from the cache",
        counts.requests(),
        counts.error_count(),
        latency.p50_ms,
        latency.p99_ms,
        latency.max_ms,
        counts.hit_share() * 100.0
    );
}

/// Finds the highest rate that the server bears: up by a quarter while it does, then by halves between the last that it
/// bore and the first that it didn't.
async fn ceiling(
    stage: &mut Stage,
    from: u32,
    step: Duration,
) -> anyhow::Result<(Window, Vec<report::Step>)> {
    let (mut steps, mut best, mut bore, mut broke) = (Vec::new(), None, 0, None);
    let (mut rate, mut halved) = (from, 0);
    loop {
        let offer = Offer { rate, lasts: step, connections: open_connections(rate) };
        tokio::time::sleep(REST).await;
        println!("ceiling: {rate} requests/s for {step:?}");
        let window = Box::pin(watch(stage, Some(offer), &Model::Open(offer))).await?;
        let latency = Latency::of(&window.counts.all);
        let holds = window.counts.error_count() == 0
            && latency.p99_ms < CEILING_P99_MS
            && window.reached() >= f64::from(rate) * 0.99;
        steps.push(report::Step {
            offered: rate,
            reached: window.reached(),
            p99_ms: latency.p99_ms,
            errors: window.counts.error_count(),
            lateness_p99_ms: window.counts.lateness.value_at_quantile(0.99) as f64 / 1000.0,
            holds,
        });
        if holds {
            bore = rate;
        } else {
            broke = Some(rate);
        }
        if holds || best.is_none() {
            best = Some(window);
        }
        rate = match broke {
            None => rate + rate / 4,
            Some(broke) if halved < BISECTIONS && bore > 0 => {
                halved += 1;
                bore.midpoint(broke)
            }
            Some(broke) if bore == 0 && broke > 100 => broke / 2,
            Some(_) => break,
        };
    }
    best.map(|window| (window, steps)).ok_or_else(|| anyhow::anyhow!("no step was run"))
}

/// As many as are under way at once when every answer takes as long as the limit allows.
fn open_connections(rate: u32) -> usize {
    (f64::from(rate) * CEILING_P99_MS / 1000.0).ceil() as usize + 200
}

/// Looks once a second at what can only be seen while the load runs.
struct Sampler {
    stop: tokio::sync::oneshot::Sender<()>,
    samples: JoinHandle<(Vec<u64>, u64)>,
}

impl Sampler {
    fn start(stage: &Stage) -> Self {
        let (stop, mut stopped) = tokio::sync::oneshot::channel();
        let (processes, figures) = (stage.processes, stage.figures_url());
        let samples = tokio::spawn(async move {
            let (mut active, mut rss_peak_bytes) = (Vec::new(), 0);
            let mut ticks = tokio::time::interval(Duration::from_secs(1));
            loop {
                tokio::select! {
                    _ = &mut stopped => return (active, rss_peak_bytes),
                    _ = ticks.tick() => {}
                }
                let Usage { platform_rss_bytes, .. } = processes.usage();
                rss_peak_bytes = rss_peak_bytes.max(platform_rss_bytes);
                if let Ok(figures) = Figures::at(&figures).await {
                    active.push(figures.connections.active);
                }
            }
        });
        Self { stop, samples }
    }

    async fn stop(self) -> anyhow::Result<(Vec<u64>, u64)> {
        // The other end is only gone when the task failed, which joining it tells.
        let _told = self.stop.send(());
        Ok(self.samples.await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_status_tells_kept_from_broken_from_invalid() {
        assert_eq!(exit_status(None, true), 0);
        assert_eq!(exit_status(None, false), 1);
        assert_eq!(exit_status(Some("the generator was the bottleneck"), true), 3);
    }
}
