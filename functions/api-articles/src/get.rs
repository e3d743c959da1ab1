//! One article.

use axum::extract::State;
use neurmatic_core::ids::ArticleId;
use neurmatic_core::rules::is_slug;
use neurmatic_db::articles;
use neurmatic_http::{Answer, Path, Problem, Services};

use crate::change::carried_by;
use crate::out::ArticleOut;

/// A published article, by its id or its slug. What it is to the caller is a route of its own: this answer is the same
/// for everybody.
pub(crate) async fn get_article(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<ArticleOut>, Problem> {
    let found = match key.parse::<ArticleId>() {
        Ok(id) => articles::published_by_id(&app.db, id).await?,
        Err(_) if is_slug(&key) => articles::published_by_slug(&app.db, &key).await?,
        Err(_) => None,
    };
    let article = found.ok_or_else(|| Problem::not_found("article"))?;
    let (revision, tags) = (article.revision, carried_by(&article));
    Ok(Answer::of(&ArticleOut::from(article))?.revision(revision).tags(tags))
}
