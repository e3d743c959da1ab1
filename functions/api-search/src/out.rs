//! How hits look on the wire.

use jiff::Timestamp;
use neurmatic_db::search::{HitRow, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::marks::{Segment, segments};
use crate::merge::{Count, Match};

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SearchType {
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

/// Every type, its name and what the database calls it.
const TYPES: [(&str, SearchType, Kind); 7] = [
    ("articles", SearchType::Articles, Kind::Articles),
    ("topics", SearchType::Topics, Kind::Topics),
    ("replies", SearchType::Replies, Kind::Replies),
    ("jobs", SearchType::Jobs, Kind::Jobs),
    ("companies", SearchType::Companies, Kind::Companies),
    ("users", SearchType::Users, Kind::Users),
    ("models", SearchType::Models, Kind::Models),
];

impl SearchType {
    /// Every type, in the order of facets.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        TYPES.into_iter().map(|(_, of, _)| of)
    }

    /// The type of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        TYPES.into_iter().find(|(known, ..)| *known == name).map(|(_, of, _)| of)
    }

    /// What the database calls it.
    pub(crate) fn kind(self) -> Kind {
        TYPES.into_iter().find(|(_, of, _)| *of == self).map_or(Kind::Articles, |(.., kind)| kind)
    }

    fn of(kind: Kind) -> Self {
        TYPES.into_iter().find(|(.., of)| *of == kind).map_or(Self::Articles, |(_, of, _)| of)
    }
}

/// A page of hits, and how many there are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SearchOut {
    /// The hits, the best first.
    pub(crate) hits: Vec<HitOut>,
    /// How many matches each type has that was searched.
    pub(crate) facets: Vec<FacetOut>,
}

/// A hit.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HitOut {
    /// What it is.
    r#type: SearchType,
    /// Its id.
    id: Uuid,
    /// Its slug, a user's name; a reply has none.
    slug: Option<String>,
    /// Its title or name, whole; none of a reply.
    title: Vec<Segment>,
    /// The part of its text that fits best; none where there is no text.
    snippet: Vec<Segment>,
    /// How well it fits, 0 to 1; the same measure for every type.
    score: f64,
    /// Since when it is there.
    created_at: Option<Timestamp>,
    /// Where a reply stands.
    topic: Option<TopicPlaceOut>,
    /// Whose a job is.
    company: Option<CompanyNameOut>,
}

/// Where a reply stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TopicPlaceOut {
    /// The topic's id.
    id: Uuid,
    /// The topic's slug.
    slug: String,
    /// The topic's title.
    title: String,
    /// The reply's place among the topic's visible replies, the oldest being 1.
    position: i64,
}

/// Whose a job is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CompanyNameOut {
    /// The company's id.
    id: Uuid,
    /// The company's slug.
    slug: String,
    /// The company's name.
    name: String,
}

/// How many matches a type has.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FacetOut {
    /// The type.
    r#type: SearchType,
    /// Its matches, as far as they were counted.
    count: i64,
    /// Whether there may be more than that.
    is_capped: bool,
}

impl HitOut {
    /// A match as it is shown.
    pub(crate) fn new(found: Match, row: HitRow) -> Self {
        let (mut topic, mut company) = (None, None);
        if let (Some(id), Some(slug), Some(name)) = (row.within_id, row.within_slug, row.within_name) {
            match row.position {
                Some(position) => topic = Some(TopicPlaceOut { id, slug, title: name, position }),
                None => company = Some(CompanyNameOut { id, slug, name }),
            }
        }
        Self {
            r#type: SearchType::of(found.kind),
            id: found.id,
            slug: row.slug,
            title: segments(row.title.as_deref().unwrap_or_default()),
            snippet: segments(&row.snippet),
            score: (found.score * 10_000.0).round() / 10_000.0,
            created_at: row.at,
            topic,
            company,
        }
    }
}

impl From<Count> for FacetOut {
    fn from(count: Count) -> Self {
        Self { r#type: SearchType::of(count.kind), count: count.matches, is_capped: count.is_capped }
    }
}
