//! How much is generated.

use std::fmt;
use std::str::FromStr;

/// A data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 200 articles, 100 topics, 80 jobs, 50 users: for the databases of tests.
    Test,
    /// 1,000 articles and topics, 500 jobs, 500 users: what `cargo dev` shows.
    Demo,
    /// A tenth of the realistic one: for tests of how queries are planned.
    Tenth,
    /// 100,000 articles, topics and users, 50,000 jobs, about a million views, bookmarks, replies and votes: for load
    /// tests.
    Realistic,
    /// Five times the realistic one.
    Huge,
}

impl Size {
    /// Every size.
    pub const ALL: [Self; 5] = [Self::Test, Self::Demo, Self::Tenth, Self::Realistic, Self::Huge];

    /// Its name on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Demo => "demo",
            Self::Tenth => "tenth",
            Self::Realistic => "realistic",
            Self::Huge => "huge",
        }
    }

    /// Articles, of every status.
    #[must_use]
    pub const fn articles(self) -> u64 {
        match self {
            Self::Test => 200,
            Self::Demo => 1_000,
            Self::Tenth => 10_000,
            Self::Realistic => 100_000,
            Self::Huge => 500_000,
        }
    }

    /// Generated users; the demo logins come on top.
    #[must_use]
    pub const fn users(self) -> u64 {
        match self {
            Self::Test => 50,
            Self::Demo => 500,
            Self::Tenth => 10_000,
            Self::Realistic => 100_000,
            Self::Huge => 500_000,
        }
    }

    /// Jobs, of every status.
    #[must_use]
    pub const fn jobs(self) -> u64 {
        match self {
            Self::Test => 80,
            Self::Demo => 500,
            Self::Tenth => 5_000,
            Self::Realistic => 50_000,
            Self::Huge => 250_000,
        }
    }

    /// Companies; one of seven is not verified and has no jobs.
    #[must_use]
    pub const fn companies(self) -> u64 {
        self.jobs() / 20
    }

    /// Views of articles in the last 90 days.
    #[must_use]
    pub const fn views(self) -> u64 {
        match self {
            Self::Test => 2_000,
            Self::Demo => 20_000,
            Self::Tenth => 100_000,
            Self::Realistic => 1_000_000,
            Self::Huge => 5_000_000,
        }
    }

    /// Topics of the forum, of every state.
    #[must_use]
    pub const fn topics(self) -> u64 {
        match self {
            Self::Test => 100,
            Self::Demo => 1_000,
            Self::Tenth => 10_000,
            Self::Realistic => 100_000,
            Self::Huge => 500_000,
        }
    }

    /// Replies to them.
    #[must_use]
    pub const fn replies(self) -> u64 {
        self.topics() * 10
    }

    /// The median length of an article, in bytes. Shorter in the large sizes: the full-text vectors take most of the
    /// loading time.
    pub(crate) const fn median_body_bytes(self) -> u64 {
        match self {
            Self::Test | Self::Demo => 4_000,
            Self::Tenth | Self::Realistic | Self::Huge => 2_000,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|size| size.as_str() == text);
        found.ok_or_else(|| format!("{text:?} is not a size; it is demo, realistic or huge"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_reads_back_as_itself() {
        for size in Size::ALL {
            assert_eq!(size.to_string().parse(), Ok(size));
        }
        assert!("tiny".parse::<Size>().unwrap_err().contains("demo, realistic or huge"));
    }
}
