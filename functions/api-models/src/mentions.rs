//! What names a model: articles and open jobs, in the shape of their own lists.

use axum::extract::State;
use neurmatic_cards::{ArticleCard, ArticlesOut, JobCard, JobsOut};
use neurmatic_core::ids::{ArticleId, JobId};
use neurmatic_core::words::JobStatus;
use neurmatic_db::{articles, jobs};
use neurmatic_http::{Page, PageRequest, Path, Position, Problem, Query, Services, Tag};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::of_model;
use crate::get::find;

/// What the lists may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MentionsQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

impl MentionsQuery {
    fn page(&self, of: &str) -> Result<(PageRequest, articles::Window), Problem> {
        let page = PageRequest::new(self.limit, self.cursor.as_deref(), self.page, of)?;
        let after = page.after().map(|p| (p.key, p.id));
        let window = articles::Window { after, offset: page.offset(), limit: page.rows_wanted() };
        Ok((page, window))
    }
}

/// Published articles that name a model.
pub(crate) async fn list_articles(
    State(app): State<Services>,
    Path(key): Path<String>,
    Query(query): Query<MentionsQuery>,
) -> Result<Page<ArticlesOut>, Problem> {
    let (page, window) = query.page(&format!("articles {key}"))?;
    let model = find(&app.db, &key).await?;
    let filter = articles::Filter { model: Some(model.id), ..articles::Filter::default() };
    let mut places = articles::list(&app.db, &filter, articles::Sort::PublishedAt, window).await?;
    let position = |place: &articles::PlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, Some(i64::from(model.article_count)), position);
    let ids: Vec<ArticleId> = places.iter().map(|place| place.id).collect();
    let cards = articles::cards(&app.db, &ids).await?;
    let out = ArticlesOut { articles: cards.into_iter().map(ArticleCard::from).collect() };
    Ok(Page::of(&out, &pagination)?.tags([of_model(model.id), Tag::all("articles")]))
}

/// Open jobs that name a model.
pub(crate) async fn list_jobs(
    State(app): State<Services>,
    Path(key): Path<String>,
    Query(query): Query<MentionsQuery>,
) -> Result<Page<JobsOut>, Problem> {
    let (page, window) = query.page(&format!("jobs {key}"))?;
    let model = find(&app.db, &key).await?;
    let filter = jobs::Filter { model: Some(model.id), ..jobs::Filter::of(JobStatus::Active) };
    let mut places = jobs::list(&app.db, &filter, jobs::Sort::PublishedAt, window).await?;
    // The model's counter has those that have expired and wait to be closed, too.
    let total = Some(jobs::count(&app.db, &filter).await?).filter(|n| *n <= jobs::COUNT_MAX);
    let position = |place: &jobs::PlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<JobId> = places.iter().map(|place| place.id).collect();
    let cards = jobs::cards(&app.db, &ids).await?;
    let out = JobsOut { jobs: cards.into_iter().map(JobCard::from).collect() };
    let tags = [of_model(model.id), Tag::all("jobs"), Tag::all("model-names")];
    Ok(Page::of(&out, &pagination)?.tags(tags))
}
