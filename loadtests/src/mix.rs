//! What users do: the source document's mix, as visits of one or two requests.
//!
//! 40 % look at articles (a list; four in five open one), 30 % at topics (seven in ten open one), 20 % at jobs (six in
//! ten open one). 10 % are signed in, and read their own, vote, bookmark, reply and apply.

use rand::RngExt as _;
use rand::rngs::SmallRng;
use serde::Serialize;

/// A kind of request, as the report names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The list of articles: its first or second page, or a category's.
    ArticleList,
    /// An article.
    Article,
    /// The list of topics.
    TopicList,
    /// A topic.
    Topic,
    /// The list of open jobs.
    JobList,
    /// A job.
    Job,
    /// Who the caller is.
    Me,
    /// The caller's part of an article.
    ArticleMe,
    /// A bookmark.
    Bookmark,
    /// A vote on a reply.
    Vote,
    /// A reply to a topic.
    Reply,
    /// An application for a job.
    Apply,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::ArticleList,
        Self::Article,
        Self::TopicList,
        Self::Topic,
        Self::JobList,
        Self::Job,
        Self::Me,
        Self::ArticleMe,
        Self::Bookmark,
        Self::Vote,
        Self::Reply,
        Self::Apply,
    ];

    /// The operation's name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ArticleList => "articles.list",
            Self::Article => "articles.get",
            Self::TopicList => "forum.topics",
            Self::Topic => "forum.topic",
            Self::JobList => "jobs.list",
            Self::Job => "jobs.get",
            Self::Me => "auth.me",
            Self::ArticleMe => "articles.me",
            Self::Bookmark => "articles.bookmark",
            Self::Vote => "forum.vote_reply",
            Self::Reply => "forum.reply",
            Self::Apply => "jobs.apply",
        }
    }

    /// Whether an answer with this status is what the request asked for. A second application for a job is refused by
    /// rule, not by failure.
    #[must_use]
    pub const fn expects(self, status: u16) -> bool {
        match self {
            Self::Apply => matches!(status, 201 | 409),
            Self::Reply => status == 201,
            Self::Bookmark => matches!(status, 200 | 201 | 204),
            _ => status == 200,
        }
    }

    /// Its place in [`Kind::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default()
    }

    /// Whether it needs a login.
    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        matches!(self, Self::Me | Self::ArticleMe | Self::Bookmark | Self::Vote | Self::Reply | Self::Apply)
    }
}

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

/// The mix's four groups.
pub const GROUPS: [Group; 4] =
    [("articles", 40, articles), ("topics", 30, topics), ("jobs", 20, jobs), ("signed in", 10, signed_in)];

/// What somebody does next.
pub fn visit(rng: &mut SmallRng) -> Visit {
    let mut drawn = rng.random_range(0..100);
    for (_, percent, group) in GROUPS {
        if drawn < percent {
            return group(rng);
        }
        drawn -= percent;
    }
    articles(rng)
}

fn articles(rng: &mut SmallRng) -> Visit {
    list_and(rng, Kind::ArticleList, 80, Kind::Article)
}

fn topics(rng: &mut SmallRng) -> Visit {
    list_and(rng, Kind::TopicList, 70, Kind::Topic)
}

fn jobs(rng: &mut SmallRng) -> Visit {
    list_and(rng, Kind::JobList, 60, Kind::Job)
}

fn list_and(rng: &mut SmallRng, list: Kind, percent: u32, one: Kind) -> Visit {
    Visit { first: list, then: (rng.random_range(0..100) < percent).then_some(one) }
}

/// Half of what members do changes something.
fn signed_in(rng: &mut SmallRng) -> Visit {
    let first = match rng.random_range(0..100_u32) {
        0..20 => Kind::Me,
        20..50 => Kind::ArticleMe,
        50..70 => Kind::Bookmark,
        70..88 => Kind::Vote,
        88..95 => Kind::Reply,
        _ => Kind::Apply,
    };
    Visit { first, then: None }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn the_mix_is_the_stated_one() {
        let mut rng = SmallRng::seed_from_u64(1);
        let visits: Vec<Visit> = (0..100_000).map(|_| visit(&mut rng)).collect();
        let share = |of: &dyn Fn(&Visit) -> bool| {
            (visits.iter().filter(|visit| of(visit)).count() as f64 / 1_000.0).round() as i64
        };
        assert_eq!(share(&|visit| visit.first == Kind::ArticleList), 40);
        assert_eq!(share(&|visit| visit.first == Kind::TopicList), 30);
        assert_eq!(share(&|visit| visit.first == Kind::JobList), 20);
        assert_eq!(share(&|visit| visit.first.is_signed_in()), 10);
        assert_eq!(share(&|visit| visit.then == Some(Kind::Article)), 32, "80 % of 40");
        assert_eq!(share(&|visit| visit.then == Some(Kind::Topic)), 21, "70 % of 30");
        assert_eq!(share(&|visit| visit.then == Some(Kind::Job)), 12, "60 % of 20");
    }

    #[test]
    fn the_groups_are_all_of_it_and_every_kind_occurs() {
        assert_eq!(GROUPS.iter().map(|(_, percent, _)| percent).sum::<u32>(), 100);
        let mut rng = SmallRng::seed_from_u64(2);
        let mut seen = [false; Kind::ALL.len()];
        for _ in 0..10_000 {
            let visit = visit(&mut rng);
            seen[visit.first.index()] = true;
            if let Some(then) = visit.then {
                seen[then.index()] = true;
            }
        }
        assert!(seen.iter().all(|seen| *seen), "{seen:?}");
    }
}
