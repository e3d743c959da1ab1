//! `articles:trending`: what is read most of late.

use jiff::Timestamp;
use neurmatic_db::Tx;
use neurmatic_db::analytics::{self, Trending};
use neurmatic_http::Tag;
use neurmatic_tasks::payloads::{FlagTrending, Invalidate};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// The original's figures: the twenty best, if they are better than a half.
const TRENDING: Trending = Trending { above: 0.5, most: 20 };

/// Flags the articles that trend and no other, and has what shows the changed ones dropped.
pub(crate) struct ArticlesTrending;

impl Task for ArticlesTrending {
    type Payload = FlagTrending;

    async fn run(&self, _: FlagTrending, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let changed = analytics::flag_trending(tx, Timestamp::now(), TRENDING).await?;
        if changed.is_empty() {
            return Ok(());
        }
        let own = changed.iter().map(|article| Tag::of("article", &article.to_string()));
        let tags = own.chain([Tag::all("articles")]).map(|tag| tag.as_str().to_owned()).collect();
        let invalidate = Invalidate { tags, soft: true, ..Invalidate::default() };
        outbox::send(tx, &invalidate).await?;
        Ok(())
    }
}
