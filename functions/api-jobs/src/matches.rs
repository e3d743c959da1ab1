//! Jobs that suit the caller, with the reasons: the three parts that bring the most points, in words.

use axum::extract::State;
use neurmatic_cards::JobCard;
use neurmatic_core::ids::JobId;
use neurmatic_db::jobs;
use neurmatic_db::matches::{self, MatchRow, Window};
use neurmatic_http::{Caller, Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Parts that are told as reasons.
const REASONS: usize = 3;

/// What the matches may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct MatchesQuery {
    /// Only those with at least this score, 0 to 100.
    min_score: Option<u8>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Jobs that suit the caller.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MatchesOut {
    /// The best first.
    matches: Vec<MatchOut>,
}

/// A job, and how well it suits the caller.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MatchOut {
    /// The job.
    job: JobCard,
    /// 0 to 100.
    score: f64,
    /// The parts that bring the most points, the most first.
    reasons: Vec<ReasonOut>,
    /// Asked skills that the caller has.
    shared_skills: Vec<String>,
    /// Needed skills that the caller lacks.
    missing_skills: Vec<String>,
    /// Named models that the caller knows.
    shared_models: Vec<String>,
}

/// What a score is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Part {
    Skills,
    Stack,
    Experience,
    Location,
    Salary,
    Culture,
}

/// A part of a score.
#[derive(Debug, Serialize, JsonSchema)]
struct ReasonOut {
    /// Which part.
    part: Part,
    /// How well it fits, 0 to 100; 50 is for what isn't known.
    score: f64,
    /// Points that it brings.
    points: f64,
    /// In words.
    detail: String,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::Skills, Self::Stack, Self::Experience, Self::Location, Self::Salary, Self::Culture];

    /// Its share of the score; the statement `matches.find` sums by the same.
    const fn weight(self) -> f64 {
        match self {
            Self::Skills => 0.40,
            Self::Stack => 0.20,
            Self::Experience => 0.15,
            Self::Location | Self::Salary => 0.10,
            Self::Culture => 0.05,
        }
    }

    fn score(self, row: &MatchRow) -> f64 {
        match self {
            Self::Skills => row.skills,
            Self::Stack => row.stack,
            Self::Experience => row.experience,
            Self::Location => row.location,
            Self::Salary => row.salary,
            Self::Culture => row.culture,
        }
    }

    /// The part in words.
    fn detail(self, row: &MatchRow) -> String {
        match self {
            Self::Skills if !row.shared_skills.is_empty() => {
                format!("You have {}", row.shared_skills.join(", "))
            }
            Self::Stack if !row.shared_models.is_empty() => {
                format!("You work with {}", row.shared_models.join(", "))
            }
            _ => format!("{} {}", self.subject(), degree(self.score(row))),
        }
    }

    const fn subject(self) -> &'static str {
        match self {
            Self::Skills => "The skills asked for",
            Self::Stack => "The technologies",
            Self::Experience => "The experience asked for",
            Self::Location => "The place of work",
            Self::Salary => "The salary",
            Self::Culture => "What the company offers",
        }
    }
}

fn degree(score: f64) -> &'static str {
    if score >= 90.0 {
        "suits you very well"
    } else if score >= 70.0 {
        "suits you well"
    } else if score >= 50.0 {
        "may suit you"
    } else {
        "suits you in part"
    }
}

impl MatchOut {
    fn of(row: MatchRow, job: JobCard) -> Self {
        let mut reasons: Vec<ReasonOut> = Part::ALL
            .into_iter()
            .map(|part| {
                let score = part.score(&row);
                let points = hundredths(score * part.weight());
                ReasonOut { part, score: hundredths(score), points, detail: part.detail(&row) }
            })
            .collect();
        reasons.sort_by(|a, b| b.points.total_cmp(&a.points));
        reasons.truncate(REASONS);
        Self {
            job,
            score: score(row.key),
            reasons,
            shared_skills: row.shared_skills,
            missing_skills: row.missing_skills,
            shared_models: row.shared_models,
        }
    }
}

/// With two places.
fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// A score from its hundredths.
fn score(key: i64) -> f64 {
    f64::from(i32::try_from(key).unwrap_or_default()) / 100.0
}

/// Open jobs that suit the caller, the best first. What is compared: skills 0.40, stack 0.20, experience 0.15, location
/// 0.10, salary 0.10, culture 0.05.
pub(crate) async fn list_matches(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<MatchesQuery>,
) -> Result<Page<MatchesOut>, Problem> {
    let score_min = query.min_score.unwrap_or_default();
    if score_min > 100 {
        return Err(Problem::parameter("/query/minScore", "out_of_range", "must be 0 to 100"));
    }
    let binding = format!("{} {score_min}", caller.user);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut rows = matches::find(&app.db, caller.user, i64::from(score_min) * 100, window).await?;
    let total = rows.first().map(|row| row.total).or_else(|| (page.offset() == 0).then_some(0));
    let pagination = page.paginate(&mut rows, total, |row| Position { key: row.key, id: row.id.0 });
    let ids: Vec<JobId> = rows.iter().map(|row| row.id).collect();
    let mut cards = jobs::cards(&app.db, &ids).await?.into_iter().map(JobCard::from).peekable();
    // Cards come in the order of the ids; one that was removed meanwhile is left out.
    let matches = rows
        .into_iter()
        .filter_map(|row| {
            let card = cards.next_if(|card| card.id == row.id)?;
            Some(MatchOut::of(row, card))
        })
        .collect();
    Page::of(&MatchesOut { matches }, &pagination)
}
