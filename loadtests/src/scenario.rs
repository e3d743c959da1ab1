//! The scenarios, as their names on the command line.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{bail, ensure};
use neurmatic_seed::Size;

use crate::closed::Stage;
use crate::mix::Mix;
use crate::open::Offer;
use crate::stage::{Setting, Through};

/// What the command line says.
pub const USAGE: &str = "\
cargo dev load <scenario> … [--size test|demo|realistic] [--seconds N] [--rate N] [--through origin|edge]
                        [--mix document|platform] [--report FOLDER]

  Several scenarios run one after another on the same data.

  smoke      10 users, as the source document's script: 2 min
  load       100 users: 9 min
  stress     500 users: 14 min
  spike      1,000 users: 6 min 10 s
  open       requests at a fixed rate, whatever the answers: 3,500 a second for 5 min
  ceiling    the highest rate at a p99 below 200 ms, found by steps of 15 s
  outage     1,000 requests a second through the edge for 2 min; the origin is away for the middle one
  redis      1,000 requests a second for 100 s; Redis is flushed, mute, out of memory and gone, for 10 s each

  --size     the generated data; realistic when not given
  --seconds  of the whole scenario, its stages in proportion; of a step for ceiling; at most 780
  --rate     requests a second, for open; where to begin, for ceiling
  --through  straight to the platform, when not given, or through the edge on workerd
  --mix      what users do: the source document's mix, when not given, or one of all areas
  --report   where the reports go, each in a folder named after its scenario; target/load when not given";

/// Access tokens are good for 15 minutes, and are signed before the window.
const SECONDS_MAX: u64 = 780;

/// The source document's headline, in requests a second.
pub(crate) const RATE: u32 = 3_500;

/// While the origin is away, or Redis in trouble: what a site of some size is asked for.
const OUTAGE_RATE: u32 = 1_000;

/// Connections of the open model, and with that requests under way at once.
const CONNECTIONS: usize = 1_000;

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// One after another.
    pub scenarios: Vec<Scenario>,
    /// What they are run on.
    pub setting: Setting,
    /// Where the reports go.
    pub reports: PathBuf,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What is done.
    pub model: Model,
}

/// How load is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Users who wait for their answers and think.
    Closed(Vec<Stage>),
    /// Requests at a fixed rate.
    Open(Offer),
    /// The highest rate.
    Ceiling {
        /// Where to begin, in requests a second.
        from: u32,
        /// How long each step lasts.
        step: Duration,
    },
    /// A fixed rate, while the origin goes away and comes back.
    Outage(Offer),
    /// A fixed rate, while Redis has every trouble in turn.
    Redis(Offer),
}

impl Plan {
    /// Reads the command line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        let names = words.iter().take_while(|word| !word.starts_with("--")).count();
        let (names, options) = words.split_at(names);
        ensure!(!names.is_empty(), "say which scenario");
        let (mut size, mut seconds, mut rate) = (Size::Realistic, None, None);
        let mut reports = PathBuf::from("target/load");
        let (mut through, mut mix) = (Through::Origin, Mix::Document);
        for option in options.chunks(2) {
            match option {
                [name, value] if name == "--size" => size = value.parse().map_err(anyhow::Error::msg)?,
                [name, value] if name == "--seconds" => seconds = Some(number(name, value, SECONDS_MAX)?),
                [name, value] if name == "--rate" => rate = Some(number(name, value, 100_000)? as u32),
                [name, value] if name == "--through" => through = way(value)?,
                [name, value] if name == "--mix" => mix = Mix::named(value)?,
                [name, value] if name == "--report" => reports = PathBuf::from(value),
                other => bail!("`{}` is no option", other.join(" ")),
            }
        }
        let scenarios = names.iter().map(|name| Scenario::named(name, seconds, rate));
        let scenarios = scenarios.collect::<anyhow::Result<Vec<_>>>()?;
        if scenarios.iter().any(|scenario| matches!(scenario.model, Model::Outage(_))) {
            through = Through::Gate;
        }
        let has_gates = scenarios.iter().any(|scenario| matches!(scenario.model, Model::Redis(_)));
        Ok(Self { scenarios, setting: Setting { size, through, mix, has_gates }, reports })
    }
}

impl Scenario {
    fn named(name: &str, seconds: Option<u64>, rate: Option<u32>) -> anyhow::Result<Self> {
        let secs = |secs: &[(usize, u64)]| stages(secs, seconds);
        let model = match name {
            "smoke" => Model::Closed(secs(&[(10, 30), (10, 60), (0, 30)])),
            "load" => Model::Closed(secs(&[(50, 120), (100, 300), (0, 120)])),
            "stress" => Model::Closed(secs(&[(100, 120), (300, 300), (500, 300), (0, 120)])),
            "spike" => Model::Closed(secs(&[(50, 60), (1_000, 10), (1_000, 180), (50, 60), (0, 60)])),
            "open" => Model::Open(Offer {
                rate: rate.unwrap_or(RATE),
                lasts: Duration::from_secs(seconds.unwrap_or(300)),
                connections: CONNECTIONS,
            }),
            "ceiling" => Model::Ceiling {
                from: rate.unwrap_or(RATE),
                step: Duration::from_secs(seconds.unwrap_or(15)),
            },
            "outage" => Model::Outage(Offer {
                rate: rate.unwrap_or(OUTAGE_RATE),
                lasts: Duration::from_secs(seconds.unwrap_or(120)),
                connections: CONNECTIONS,
            }),
            "redis" => Model::Redis(Offer {
                rate: rate.unwrap_or(OUTAGE_RATE),
                lasts: Duration::from_secs(seconds.unwrap_or(100)),
                connections: CONNECTIONS,
            }),
            other => bail!("`{other}` is no scenario"),
        };
        if rate.is_some() && matches!(model, Model::Closed(_)) {
            bail!("--rate is for open, outage, redis and ceiling: the users of {name} pace themselves");
        }
        Ok(Self { name: name.to_owned(), model })
    }
}

fn way(word: &str) -> anyhow::Result<Through> {
    match word {
        "origin" => Ok(Through::Origin),
        "edge" => Ok(Through::Edge),
        _ => bail!("--through is origin or edge, not `{word}`"),
    }
}

fn number(option: &str, value: &str, max: u64) -> anyhow::Result<u64> {
    match value.parse() {
        Ok(number) if (1..=max).contains(&number) => Ok(number),
        _ => bail!("{option} is a number from 1 to {max}, not `{value}`"),
    }
}

/// The stages, shortened in proportion when the whole shall last `seconds`.
fn stages(stages: &[(usize, u64)], seconds: Option<u64>) -> Vec<Stage> {
    let whole: u64 = stages.iter().map(|(_, secs)| secs).sum();
    let seconds = seconds.unwrap_or(whole.min(SECONDS_MAX));
    stages
        .iter()
        .map(|(users, secs)| (*users, Duration::from_secs((secs * seconds / whole).max(1))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(line: &str) -> anyhow::Result<Plan> {
        Plan::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    fn parsed(line: &str) -> anyhow::Result<Scenario> {
        Ok(planned(line)?.scenarios.remove(0))
    }

    #[test]
    fn several_scenarios_share_their_options() {
        let plan = planned("smoke open --size demo --report reports").unwrap();
        assert_eq!(plan.scenarios.iter().map(|of| of.name.as_str()).collect::<Vec<_>>(), ["smoke", "open"]);
        assert_eq!((plan.setting.size, plan.reports), (Size::Demo, PathBuf::from("reports")));
        assert_eq!(plan.setting.mix, Mix::Document);
        assert_eq!(planned("open --mix platform").unwrap().setting.mix, Mix::Platform);
    }

    #[test]
    fn the_spike_has_a_thousand_users() {
        let Model::Closed(stages) = parsed("spike").unwrap().model else { panic!("closed") };
        assert_eq!(stages.iter().map(|(users, _)| *users).max(), Some(1_000));
        assert_eq!(stages[1], (1_000, Duration::from_secs(10)));
    }

    #[test]
    fn a_shorter_run_keeps_its_shape() {
        let Model::Closed(stages) = parsed("smoke --seconds 12").unwrap().model else { panic!("closed") };
        assert_eq!(
            stages,
            [3, 6, 3]
                .map(Duration::from_secs)
                .into_iter()
                .zip([10, 10, 0])
                .map(|(lasts, users)| (users, lasts))
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_open_model_offers_the_headline_unless_told_otherwise() {
        let Model::Open(offer) = parsed("open").unwrap().model else { panic!("open") };
        assert_eq!((offer.rate, offer.lasts.as_secs()), (3_500, 300));
        let Model::Open(offer) = parsed("open --rate 50 --seconds 2").unwrap().model else { panic!("open") };
        assert_eq!((offer.rate, offer.lasts.as_secs()), (50, 2));
    }

    #[test]
    fn gates_stand_only_where_they_are_shut() {
        let of = |line| planned(line).map(|plan| (plan.setting.through, plan.setting.has_gates)).unwrap();
        assert_eq!(of("open outage"), (Through::Gate, false));
        assert_eq!(of("open redis"), (Through::Origin, true));
        assert_eq!(of("open --through edge"), (Through::Edge, false));
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (line, says) in [
            ("", "which scenario"),
            ("storm", "`storm` is no scenario"),
            ("load --rate 10", "pace themselves"),
            ("open --seconds 3600", "1 to 780"),
            ("open --rate", "`--rate` is no option"),
            ("open --mix all", "document or platform, not `all`"),
        ] {
            let error = parsed(line).unwrap_err().to_string();
            assert!(error.contains(says), "{line}: {error}");
        }
    }
}
