//! `article:publish`: an article's time has come.

use neurmatic_db::{Tx, tasks};
use neurmatic_http::Tag;
use neurmatic_tasks::payloads::{Invalidate, PublishArticle};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// Publishes an article, and has the lists that it belongs to dropped.
pub(crate) struct ArticlePublish;

impl Task for ArticlePublish {
    type Payload = PublishArticle;

    async fn run(&self, payload: PublishArticle, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let article = payload.article;
        let Some(published) = tasks::publish_if_due(tx, article).await? else {
            return Ok(()); // Unscheduled, put off, archived or published meanwhile: nothing to do.
        };
        let mut tags = vec![
            Tag::all("articles"),
            Tag::of("article", &article.to_string()),
            Tag::of("category", &published.category_id.to_string()),
        ];
        tags.extend(published.author_id.map(|author| Tag::of("author", &author.to_string())));
        let carried = tasks::tags_of_article(tx, article).await?;
        tags.extend(carried.iter().map(|tag| Tag::of("tag", &tag.to_string())));

        let tags = tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        let invalidate = Invalidate { tags, soft: true, ..Invalidate::default() };
        outbox::send(tx, &invalidate).await?;
        Ok(())
    }
}
