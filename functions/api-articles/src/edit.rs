//! Beginning, changing and removing articles.

use axum::extract::State;
use neurmatic_core::ids::ArticleId;
use neurmatic_core::rules::{reading_minutes, slug_of};
use neurmatic_core::words::{ArticleStatus, ContentFormat};
use neurmatic_db::editing::{self, ArticleChange, LockedRow, NewArticle};
use neurmatic_db::{DbError, Tx, articles};
use neurmatic_http::{
    Answer, Caller, Created, IdempotencyKey, IfMatch, Json, NoContent, Path, Problem, Services,
};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::PublishArticle;
use serde_json::{Value, json};

use crate::change::invalidated_by;
use crate::input::{ArticleIn, ArticlePatch};
use crate::out::ArticleOut;

/// Begins an article.
pub(crate) async fn create_article(
    State(app): State<Services>,
    editor: Caller,
    key: IdempotencyKey,
    Json(input): Json<ArticleIn>,
) -> Result<Created<ArticleOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, editor.user).await? {
        return Ok(before);
    }
    let id = ArticleId::new();
    let slug = input.slug.clone().unwrap_or_else(|| made_slug(&input.title, id));
    let new = new_article(&input, id, &slug, editor);
    editing::insert(&tx, &new).await.map_err(naming_field)?;
    editing::set_tags(&tx, id, &input.tag_ids).await.map_err(naming_field)?;
    editing::set_models(&tx, id, &input.model_ids).await.map_err(naming_field)?;
    if let Some(at) = new.scheduled_at {
        outbox::send_at(&tx, &PublishArticle { article: id }, at).await?;
    }
    note(&tx, editor, "article.create", id, &json!({"status": new.status})).await?;
    let article = whole(&tx, id).await?;
    let (kind, tags) = invalidated_by(None, Some(&article));
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    let (revision, location) = (article.revision, format!("/api/v1/articles/{id}"));
    let answer = Created::of(&ArticleOut::from(article))?.revision(revision).location(location);
    key.keep(&tx, editor.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Changes an article, and keeps its text as it was before. A stale `If-Match` changes nothing.
pub(crate) async fn edit_article(
    State(app): State<Services>,
    editor: Caller,
    Path(id): Path<ArticleId>,
    seen: IfMatch,
    Json(patch): Json<ArticlePatch>,
) -> Result<Answer<ArticleOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, &seen).await?;
    if before.status == ArticleStatus::Archived {
        return Err(Problem::conflict(
            "article_archived",
            "an archived article cannot be edited; publish it again first",
        ));
    }
    if patch.changes_text(&before) {
        editing::record_revision(&tx, id, editor.user, patch.change_summary.as_deref()).await?;
    }
    editing::update(&tx, id, &patch.change(), editor.user).await.map_err(naming_field)?;
    if let Some(tags) = &patch.tag_ids {
        editing::set_tags(&tx, id, tags).await.map_err(naming_field)?;
    }
    if let Some(models) = &patch.model_ids {
        editing::set_models(&tx, id, models).await.map_err(naming_field)?;
    }
    note(&tx, editor, "article.edit", id, &json!({"revision": before.revision + 1})).await?;
    finish(&app, tx, &before).await
}

/// Removes an article with everything that hangs on it.
pub(crate) async fn delete_article(
    State(app): State<Services>,
    editor: Caller,
    Path(id): Path<ArticleId>,
    seen: IfMatch,
) -> Result<NoContent, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, id, &seen).await?;
    editing::delete(&tx, id).await?;
    note(&tx, editor, "article.delete", id, &json!({"slug": before.slug, "title": before.title})).await?;
    let (kind, tags) = invalidated_by(Some(&before), None);
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(NoContent)
}

/// The article, locked, if the caller has seen it as it is.
pub(crate) async fn locked(tx: &Tx, id: ArticleId, seen: &IfMatch) -> Result<LockedRow, Problem> {
    let article = editing::lock(tx, id).await?.ok_or_else(|| Problem::not_found("article"))?;
    seen.must_include(article.revision)?;
    Ok(article)
}

/// Commits a change and answers the article as it is now; whatever showed it is made anew.
pub(crate) async fn finish(
    app: &Services,
    tx: Tx,
    before: &LockedRow,
) -> Result<Answer<ArticleOut>, Problem> {
    let article = whole(&tx, before.id).await?;
    let (kind, tags) = invalidated_by(Some(before), Some(&article));
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    let revision = article.revision;
    Ok(Answer::of(&ArticleOut::from(article))?.revision(revision))
}

/// Notes in the trail what an editor did, under the request's id.
pub(crate) async fn note(
    tx: &Tx,
    editor: Caller,
    action: &str,
    id: ArticleId,
    changes: &Value,
) -> Result<(), Problem> {
    let request_id = neurmatic_tasks::request_id();
    Ok(editing::audit(tx, editor.user, action, id, changes, request_id.as_deref()).await?)
}

async fn whole(tx: &Tx, id: ArticleId) -> Result<articles::ArticleRow, Problem> {
    articles::any_by_id(tx, id).await?.ok_or_else(|| Problem::not_found("article"))
}

/// A slug from the title, made unique by the end of the id.
fn made_slug(title: &str, id: ArticleId) -> String {
    let (words, id) = (slug_of(title), id.0.simple().to_string());
    let end = id.get(26..).unwrap_or_default();
    if words.is_empty() { format!("article-{end}") } else { format!("{words}-{end}") }
}

fn new_article<'a>(input: &'a ArticleIn, id: ArticleId, slug: &'a str, editor: Caller) -> NewArticle<'a> {
    let author_id = input.author_id.or_else(|| input.author_name.is_none().then_some(editor.user));
    NewArticle {
        id,
        title: &input.title,
        slug,
        summary: &input.summary,
        content: &input.content,
        content_format: input.content_format.unwrap_or(ContentFormat::Markdown),
        featured_image_url: input.featured_image_url.as_deref(),
        author_id,
        author_name: input.author_name.as_deref(),
        source_url: input.source_url.as_deref(),
        category_id: input.category_id,
        status: input.status.unwrap_or(ArticleStatus::Draft),
        scheduled_at: input.scheduled_at,
        difficulty: input.difficulty,
        reading_time_minutes: input.reading_time_minutes.unwrap_or_else(|| reading_minutes(&input.content)),
        meta_title: input.meta_title.as_deref(),
        meta_description: input.meta_description.as_deref(),
        is_featured: input.is_featured,
        is_trending: input.is_trending,
        created_by: editor.user,
    }
}

impl ArticlePatch {
    fn changes_text(&self, before: &LockedRow) -> bool {
        let differs = |new: &Option<String>, old: &str| new.as_deref().is_some_and(|new| new != old);
        differs(&self.title, &before.title)
            || differs(&self.summary, &before.summary)
            || differs(&self.content, &before.content)
            || self.content_format.is_some_and(|format| format != before.content_format)
    }

    fn change(&self) -> ArticleChange<'_> {
        fn text(field: &Option<Option<String>>) -> Option<Option<&str>> {
            field.as_ref().map(Option::as_deref)
        }
        let counted = self.content.as_deref().map(reading_minutes);
        ArticleChange {
            title: self.title.as_deref(),
            slug: self.slug.as_deref(),
            summary: self.summary.as_deref(),
            content: self.content.as_deref(),
            content_format: self.content_format,
            featured_image_url: text(&self.featured_image_url),
            author_id: self.author_id,
            author_name: text(&self.author_name),
            source_url: text(&self.source_url),
            category_id: self.category_id,
            difficulty: self.difficulty,
            reading_time_minutes: self.reading_time_minutes.or(counted),
            meta_title: text(&self.meta_title),
            meta_description: text(&self.meta_description),
            is_featured: self.is_featured,
            is_trending: self.is_trending,
        }
    }
}

/// Names the field whose value met a constraint.
fn naming_field(error: DbError) -> Problem {
    let constraint = match &error {
        DbError::Taken(constraint) | DbError::Missing(constraint) => constraint.0.as_str(),
        _ => return error.into(),
    };
    match constraint {
        "articles_slug_key" => Problem::conflict_on("/slug", "slug_taken", "another article has this slug"),
        "articles_category_id_fkey" => Problem::field("/categoryId", "unknown", "there is no such category"),
        "articles_author_id_fkey" => Problem::field("/authorId", "unknown", "there is no such user"),
        "article_tags_tag_id_fkey" => Problem::field("/tagIds", "unknown", "one of the tags does not exist"),
        "article_models_model_id_fkey" => {
            Problem::field("/modelIds", "unknown", "one of the models does not exist")
        }
        _ => error.into(),
    }
}
