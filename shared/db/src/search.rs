//! Searching every area at once: for each type the best of a bounded number of candidates, then the page's hits with their
//! matches marked. Only what a visitor may see.

use jiff::Timestamp;
use uuid::Uuid;

use crate::query::Query;
use crate::{DbError, Door, Statement, args, queries, rows};

queries! { "search":
    ARTICLES = "articles",
    COMPANIES = "companies",
    JOBS = "jobs",
    MODELS = "models",
    REPLIES = "replies",
    SHOW_ARTICLES = "show_articles",
    SHOW_COMPANIES = "show_companies",
    SHOW_JOBS = "show_jobs",
    SHOW_MODELS = "show_models",
    SHOW_REPLIES = "show_replies",
    SHOW_TOPICS = "show_topics",
    SHOW_USERS = "show_users",
    SUGGEST = "suggest",
    TOPICS = "topics",
    USERS = "users",
}

/// Matches of a type that are looked at, and counted, at most.
pub const MATCHES_MAX: i64 = 1_000;

/// What comes before a match in a marked text; neither mark is ever part of the text itself.
pub const MATCH_BEGIN: char = '\u{1}';
/// What comes after it.
pub const MATCH_END: char = '\u{2}';

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Published articles.
    Articles,
    /// Public topics.
    Topics,
    /// Visible replies to public topics.
    Replies,
    /// Open jobs.
    Jobs,
    /// Companies.
    Companies,
    /// Active users.
    Users,
    /// Models of the directory.
    Models,
}

impl Kind {
    /// The queries that find it and that show it.
    fn queries(self) -> (&'static Query, &'static Query) {
        match self {
            Self::Articles => (&ARTICLES, &SHOW_ARTICLES),
            Self::Topics => (&TOPICS, &SHOW_TOPICS),
            Self::Replies => (&REPLIES, &SHOW_REPLIES),
            Self::Jobs => (&JOBS, &SHOW_JOBS),
            Self::Companies => (&COMPANIES, &SHOW_COMPANIES),
            Self::Users => (&USERS, &SHOW_USERS),
            Self::Models => (&MODELS, &SHOW_MODELS),
        }
    }
}

rows! {
    /// A match.
    pub struct FoundRow {
        /// The thing's id.
        pub id: Uuid,
        /// How well it fits, 0 to 1, whatever its type.
        pub score: f64,
        /// Matches of its type, at most [`MATCHES_MAX`].
        pub matches: i64,
    }

    /// A match as it is shown.
    pub struct HitRow {
        /// The thing's id.
        pub id: Uuid,
        /// Its name in addresses; a reply has none.
        pub slug: Option<String>,
        /// Its title with its matches marked; a reply has none.
        pub title: Option<String>,
        /// Its best part with its matches marked.
        pub snippet: String,
        /// Since when it is there.
        pub at: Option<Timestamp>,
        /// A reply's topic, a job's company.
        pub within_id: Option<Uuid>,
        /// That one's name in addresses.
        pub within_slug: Option<String>,
        /// That one's title or name.
        pub within_name: Option<String>,
        /// A reply's place among those of its topic, from 1.
        pub position: Option<i64>,
    }

    /// Something whose name begins with a text.
    pub struct SuggestionRow {
        /// Its type.
        pub kind: String,
        /// Its id.
        pub id: Uuid,
        /// Its name in addresses.
        pub slug: String,
        /// The title or name that begins so.
        pub words: String,
    }
}

/// The best matches of a type, best first. Empty when there are none, and for a text that only excludes words.
///
/// # Errors
/// [`DbError`].
pub async fn find(db: &impl Door, kind: Kind, q: &str, limit: i64) -> Result<Vec<FoundRow>, DbError> {
    let (find, _) = kind.queries();
    db.rows(Statement::from(find), args![q => TEXT, limit => INT8]).await
}

/// Matches of a type as they are shown, in no order. What can't be seen any more is left out.
///
/// # Errors
/// [`DbError`].
pub async fn show(db: &impl Door, kind: Kind, ids: &[Uuid], q: &str) -> Result<Vec<HitRow>, DbError> {
    let (_, show) = kind.queries();
    db.rows(Statement::from(show), args![ids => UUID_ARRAY, q => TEXT]).await
}

/// Up to ten things whose title or name begins with a text, three of a type at most.
///
/// # Errors
/// [`DbError`].
pub async fn suggest(db: &impl Door, beginning: &str) -> Result<Vec<SuggestionRow>, DbError> {
    db.rows(&SUGGEST, args![beginning => TEXT]).await
}
