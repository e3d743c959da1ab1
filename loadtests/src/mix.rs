//! What users do, as visits of one or two requests.
//!
//! The source document's mix: 40 % look at articles (a list; four in five open one), 30 % at topics (seven in ten open
//! one), 20 % at jobs (six in ten open one). 10 % are signed in, and read their own, vote, bookmark, reply and apply.
//!
//! The platform's mix: four fifths of that; the rest search, look at models and people, and are signed in to what the
//! document doesn't know of.

use anyhow::bail;
use rand::RngExt as _;
use rand::rngs::SmallRng;
use serde::Serialize;

use crate::kind::Kind;

/// A visit: a request, and perhaps another after it by the same client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// What is asked first.
    pub first: Kind,
    /// What is asked then.
    pub then: Option<Kind>,
}

/// A group of users: its name, its share in percent, and what one of them does next.
pub type Group = (&'static str, u32, fn(&mut SmallRng) -> Visit);

/// Which parts of the platform are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mix {
    /// Those of the source document: articles, topics, jobs.
    Document,
    /// All.
    Platform,
}

const DOCUMENT: &[Group] =
    &[("articles", 40, articles), ("topics", 30, topics), ("jobs", 20, jobs), ("signed in", 10, signed_in)];

const PLATFORM: &[Group] = &[
    ("articles", 32, articles),
    ("topics", 24, topics),
    ("jobs", 16, jobs),
    ("signed in", 8, signed_in),
    ("search", 8, search),
    ("models", 4, models),
    ("people", 3, people),
    ("at home", 5, at_home),
];

impl Mix {
    /// The mix of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(word: &str) -> anyhow::Result<Self> {
        match word {
            "document" => Ok(Self::Document),
            "platform" => Ok(Self::Platform),
            _ => bail!("--mix is document or platform, not `{word}`"),
        }
    }

    /// As the command line and the report say it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Platform => "platform",
        }
    }

    /// Its groups; their shares are 100 together.
    #[must_use]
    pub const fn groups(self) -> &'static [Group] {
        match self {
            Self::Document => DOCUMENT,
            Self::Platform => PLATFORM,
        }
    }

    /// What somebody does next.
    pub fn visit(self, rng: &mut SmallRng) -> Visit {
        let mut drawn = rng.random_range(0..100);
        for (_, percent, group) in self.groups() {
            if drawn < *percent {
                return group(rng);
            }
            drawn -= percent;
        }
        articles(rng)
    }
}

fn articles(rng: &mut SmallRng) -> Visit {
    one_and(rng, Kind::ArticleList, 80, Kind::Article)
}

fn topics(rng: &mut SmallRng) -> Visit {
    one_and(rng, Kind::TopicList, 70, Kind::Topic)
}

fn jobs(rng: &mut SmallRng) -> Visit {
    one_and(rng, Kind::JobList, 60, Kind::Job)
}

/// Half type what they look for and take a suggestion first.
fn search(rng: &mut SmallRng) -> Visit {
    if rng.random() { one_and(rng, Kind::Suggest, 80, Kind::Search) } else { alone(Kind::Search) }
}

fn models(rng: &mut SmallRng) -> Visit {
    one_and(rng, Kind::ModelList, 70, Kind::Model)
}

fn people(rng: &mut SmallRng) -> Visit {
    match rng.random_range(0..100_u32) {
        0..20 => alone(Kind::Badges),
        20..50 => one_and(rng, Kind::Leaderboard, 60, Kind::Profile),
        _ => alone(Kind::Profile),
    }
}

/// Half of what members do changes something.
fn signed_in(rng: &mut SmallRng) -> Visit {
    alone(match rng.random_range(0..100_u32) {
        0..20 => Kind::Me,
        20..50 => Kind::ArticleMe,
        50..70 => Kind::Bookmark,
        70..88 => Kind::Vote,
        88..95 => Kind::Reply,
        _ => Kind::Apply,
    })
}

/// A page that members leave open asks for the count again and again.
fn at_home(rng: &mut SmallRng) -> Visit {
    match rng.random_range(0..100_u32) {
        0..40 => one_and(rng, Kind::UnreadCount, 20, Kind::Notifications),
        40..65 => alone(Kind::Feed),
        65..78 => alone(Kind::Conversations),
        78..85 => alone(Kind::Account),
        85..93 => alone(Kind::Follow),
        _ => alone(Kind::Message),
    }
}

const fn alone(first: Kind) -> Visit {
    Visit { first, then: None }
}

fn one_and(rng: &mut SmallRng, first: Kind, percent: u32, then: Kind) -> Visit {
    Visit { first, then: (rng.random_range(0..100) < percent).then_some(then) }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    fn visits(mix: Mix) -> Vec<Visit> {
        let mut rng = SmallRng::seed_from_u64(1);
        (0..100_000).map(|_| mix.visit(&mut rng)).collect()
    }

    fn percent(visits: &[Visit], of: impl Fn(&Visit) -> bool) -> i64 {
        (visits.iter().filter(|visit| of(visit)).count() as f64 / 1_000.0).round() as i64
    }

    #[test]
    fn the_documents_mix_is_the_stated_one() {
        let visits = visits(Mix::Document);
        assert_eq!(percent(&visits, |visit| visit.first == Kind::ArticleList), 40);
        assert_eq!(percent(&visits, |visit| visit.first == Kind::TopicList), 30);
        assert_eq!(percent(&visits, |visit| visit.first == Kind::JobList), 20);
        assert_eq!(percent(&visits, |visit| visit.first.is_signed_in()), 10);
        assert_eq!(percent(&visits, |visit| visit.then == Some(Kind::Article)), 32, "80 % of 40");
        assert_eq!(percent(&visits, |visit| visit.then == Some(Kind::Topic)), 21, "70 % of 30");
        assert_eq!(percent(&visits, |visit| visit.then == Some(Kind::Job)), 12, "60 % of 20");
    }

    #[test]
    fn the_platforms_mix_has_every_kind() {
        let visits = visits(Mix::Platform);
        for kind in Kind::ALL {
            let seen = |visit: &Visit| visit.first == kind || visit.then == Some(kind);
            assert!(visits.iter().any(seen), "{kind:?}");
        }
        assert_eq!(percent(&visits, |visit| visit.first.is_signed_in()), 13);
    }

    #[test]
    fn the_groups_are_all_of_it() {
        for mix in [Mix::Document, Mix::Platform] {
            assert_eq!(mix.groups().iter().map(|(_, percent, _)| percent).sum::<u32>(), 100);
        }
    }
}
