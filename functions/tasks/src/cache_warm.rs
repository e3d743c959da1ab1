//! `cache:warm`: what most people will ask for is in the caches before they do.

use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use neurmatic_core::words::JobStatus;
use neurmatic_db::articles::{self, Filter, Sort, Window};
use neurmatic_db::{Db, DbError, Tx, jobs};
use neurmatic_tasks::payloads::WarmCache;
use neurmatic_tasks::{Context, Task, TaskError};
use reqwest::{Client, redirect};

/// Lists that a first page of the site shows, below the base of the interface.
const LISTS: &[&str] = &[
    "articles",
    "articles/trending",
    "articles/popular",
    "articles/categories",
    "articles/tags",
    "articles/feed.xml",
    "articles/sitemap.xml",
    "forum/topics",
    "forum/topics/unanswered",
    "forum/categories",
    "forum/tags",
    "jobs",
    "companies",
    "openapi.json",
    "docs",
];

/// Of each kind of thing so many: with the lists fewer than a visitor may ask for in a minute.
const EACH: i64 = 20;

/// Pages that are asked for at once: the platform has others to answer.
const AT_ONCE: usize = 4;

/// How long a page may take. One that takes longer is not warm, and that is all.
const PAGE_TIMEOUT: Duration = Duration::from_secs(3);

/// How long pages are asked for altogether: less than the task.
const WARM_FOR: Duration = Duration::from_secs(15);

/// A client that asks for pages; nothing connects yet.
pub(crate) fn visitor() -> Result<Client, reqwest::Error> {
    Client::builder().timeout(PAGE_TIMEOUT).redirect(redirect::Policy::none()).build()
}

/// Asks for public pages as any visitor does, past the edge, and leaves it to the caches to keep them.
pub(crate) struct CacheWarm {
    db: Db,
    http: Client,
    public_url: String,
}

impl CacheWarm {
    pub(crate) fn new(db: Db, http: Client, public_url: &str) -> Self {
        Self { db, http, public_url: public_url.to_owned() }
    }

    /// The most viewed and the newest articles, the newest jobs.
    async fn paths(&self) -> Result<Vec<String>, DbError> {
        let mut paths: Vec<String> = LISTS.iter().map(|list| (*list).to_owned()).collect();
        let first = Window { limit: EACH, ..Window::default() };
        for sort in [Sort::ViewCount, Sort::PublishedAt] {
            let places = articles::list(&self.db, &Filter::default(), sort, first).await?;
            let ids: Vec<_> = places.iter().map(|place| place.id).collect();
            let cards = articles::cards(&self.db, &ids).await?;
            paths.extend(cards.into_iter().map(|card| format!("articles/{}", card.slug)));
        }
        let open = jobs::Filter::of(JobStatus::Active);
        let places = jobs::list(&self.db, &open, jobs::Sort::PublishedAt, first).await?;
        let ids: Vec<_> = places.iter().map(|place| place.id).collect();
        let cards = jobs::cards(&self.db, &ids).await?;
        paths.extend(cards.into_iter().map(|card| format!("jobs/{}", card.slug)));
        paths.sort_unstable();
        paths.dedup();
        Ok(paths)
    }

    async fn ask(&self, path: String) -> bool {
        let answer = self.http.get(format!("{}/api/v1/{path}", self.public_url)).send().await;
        match answer.and_then(reqwest::Response::error_for_status) {
            // A cache keeps what was read to its end.
            Ok(answer) => answer.bytes().await.is_ok(),
            Err(error) => {
                tracing::debug!(path, error = %error.without_url(), "a page stays cold");
                false
            }
        }
    }
}

impl Task for CacheWarm {
    type Payload = WarmCache;

    async fn run(&self, _payload: WarmCache, _tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let paths = self.paths().await?;
        let pages = paths.len();
        let asked = stream::iter(paths).map(|path| self.ask(path)).buffer_unordered(AT_ONCE);
        let mut warm = 0_usize;
        let counting = asked.for_each(|is_warm| {
            warm += usize::from(is_warm);
            std::future::ready(())
        });
        let in_time = tokio::time::timeout(WARM_FOR, counting).await.is_ok();
        tracing::info!(warm, pages, in_time, "caches were warmed");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use neurmatic_cache_policy::{Facts, decide};

    use super::*;

    #[test]
    fn every_list_is_one_that_caches_keep() {
        for list in LISTS {
            let path = format!("/api/v1/{list}");
            let facts = Facts { method: "GET", path: &path, query: None, credentials: false };
            assert!(decide(&facts).unwrap().shared().is_some(), "{list}");
        }
    }
}
