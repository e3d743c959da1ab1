//! The performance area: what the platform says of itself. Its health, its figures, its memory, its queues, and how to use it.

mod alerts;
mod cache_stats;
mod cost;
mod dashboard;
mod database;
mod docs;
mod health;
mod invalidate;
mod limits;
mod metrics;
mod page;
mod queue_figures;
mod queues;
mod rates;
mod resources;
mod slow_queries;
mod unavailable;
mod window;

use axum::extract::State;
use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, admin, public};
use neurmatic_rate_limit::policies::READ;

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let docs = |summary| public(summary).limits(&[&READ]).cached(&policy::DOCS);
    let last = health::LastLook::default();
    let health = move |app: State<Services>| health::health(last.clone(), app);
    Routes::new()
        .get("performance.health", "/performance/health", health, public("Whether the platform can do its work"))
        .get("performance.dashboard", "/performance/dashboard", dashboard::dashboard, admin("Everything that the dashboard shows"))
        .get("performance.resources", "/performance/resources", resources::resources, admin("What each instance's memory and processor time do"))
        .get("performance.alerts", "/performance/alerts", alerts::alerts, admin("What is wrong, and what was"))
        .get("performance.metrics", "/performance/metrics", metrics::metrics, admin("How long requests take, and how many fail"))
        .get("performance.request_rates", "/performance/request-rates", rates::request_rates, admin("How many requests there are, by minute and operation"))
        .get("performance.cache_stats", "/performance/cache-stats", cache_stats::cache_stats, admin("What the application cache does, by layer and namespace"))
        .delete("cache.invalidate", "/performance/cache/{pattern}", invalidate::invalidate_namespaces, admin("Forget whole namespaces of the cache, here and at the CDN"))
        .delete("cache.invalidate_tag", "/performance/cache/tags/{tag}", invalidate::invalidate_tag, admin("Forget what carries a tag, here and at the CDN"))
        .get("performance.database_stats", "/performance/database-stats", database::database_stats, admin("What the database is and does"))
        .get("performance.database_checks", "/performance/database-checks", database::database_checks, admin("What is wrong with the database, and how to mend it"))
        .get("performance.missing_indexes", "/performance/missing-indexes", slow_queries::missing_indexes, admin("Indexes that seem to be missing"))
        .get("performance.slow_queries", "/performance/slow-queries", slow_queries::slow_queries, admin("The statements that cost most"))
        .get("performance.page", "/performance/", page::page, public("The dashboard, a page for admins that holds no data"))
        .get("performance.page_file", "/performance/assets/{release}/{folder}/{name}", page::file, public("What the dashboard's page is made of").cached(&policy::PAGE_FILE))
        .get("queues.list", "/performance/queues", queues::list_queues, admin("How the queues of background tasks are doing"))
        .post("queues.redrive", "/performance/queues/{name}/redrive", queues::redrive_queue, admin("Do again what failed"))
        .post("queues.pause", "/performance/queues/{name}/pause", queues::pause_queue, admin("Begin nothing of a queue"))
        .post("queues.resume", "/performance/queues/{name}/resume", queues::resume_queue, admin("Go on with a queue"))
        .post("queues.purge", "/performance/queues/{name}/purge", queues::purge_queue, admin("Forget what waits in a queue"))
        .delete("tasks.cancel", "/performance/tasks/{id}", queues::cancel_task, admin("Forget a task that waits"))
        .get("docs.openapi", "/openapi.json", docs::openapi, docs("This document"))
        .get("docs.page", "/docs", docs::page, docs("This document as a page"))
}
