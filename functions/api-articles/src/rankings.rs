//! Rankings: trending, popular, related.

use axum::extract::State;
use neurmatic_cards::{ArticleCard, ArticlesOut};
use neurmatic_core::ids::ArticleId;
use neurmatic_db::{Db, articles};
use neurmatic_http::{Answer, Path, Problem, Query, Services, Tag};
use schemars::JsonSchema;
use serde::Deserialize;

/// Items of a ranking when the client names no number.
const LIMIT_DEFAULT: u32 = 10;

/// Items of a ranking at most.
const LIMIT_MAX: u32 = 50;

/// What a ranking may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RankingQuery {
    /// Items, 1 to 50; 10 when left out.
    limit: Option<u32>,
}

impl RankingQuery {
    fn limit(&self) -> Result<i64, Problem> {
        let limit = self.limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(Problem::parameter(
                "/query/limit",
                "out_of_range",
                format!("must be 1 to {LIMIT_MAX}"),
            ));
        }
        Ok(i64::from(limit))
    }
}

/// What is read most this week.
pub(crate) async fn trending_articles(
    State(app): State<Services>,
    Query(query): Query<RankingQuery>,
) -> Result<Answer<ArticlesOut>, Problem> {
    let ids = articles::trending(&app.db, query.limit()?).await?;
    Ok(answer(&app.db, &ids).await?.tags([Tag::all("articles")]))
}

/// What was viewed most.
pub(crate) async fn popular_articles(
    State(app): State<Services>,
    Query(query): Query<RankingQuery>,
) -> Result<Answer<ArticlesOut>, Problem> {
    let ids = articles::popular(&app.db, query.limit()?).await?;
    Ok(answer(&app.db, &ids).await?.tags([Tag::all("articles")]))
}

/// Up to six articles like one.
pub(crate) async fn related_articles(
    State(app): State<Services>,
    Path(id): Path<ArticleId>,
) -> Result<Answer<ArticlesOut>, Problem> {
    if !articles::is_published(&app.db, id).await? {
        return Err(Problem::not_found("article"));
    }
    let ids = articles::related(&app.db, id).await?;
    let shown = std::iter::once(&id).chain(&ids).map(|id| Tag::of("article", &id.to_string()));
    Ok(answer(&app.db, &ids).await?.tags(shown))
}

async fn answer(db: &Db, ids: &[ArticleId]) -> Result<Answer<ArticlesOut>, Problem> {
    let cards = articles::cards(db, ids).await?;
    Answer::of(&ArticlesOut { articles: cards.into_iter().map(ArticleCard::from).collect() })
}
