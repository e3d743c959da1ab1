//! Articles and what visitors do with them, and ways to run a task on that.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Delivery, Outcome, Payload, Worker, outbox};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

pub(crate) fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

/// Sends a task, and delivers it with what it sends.
pub(crate) async fn run<P: Payload>(world: &World, services: &Services, payload: &P) -> Vec<Delivery> {
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, payload).await.unwrap();
    tx.commit().await.unwrap();
    run_due_now(&worker(world, services)).await.unwrap()
}

pub(crate) async fn run_well<P: Payload>(world: &World, services: &Services, payload: &P) {
    for delivery in run(world, services, payload).await {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
}

pub(crate) fn ago(days: i64) -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().saturating_sub(days.days())
}

/// Articles `article-1`, `article-2` and so on, each published half a day after the next one; every seventh is a draft.
pub(crate) async fn articles(world: &World, many: i32) {
    let author = world.user().create().await.id;
    let category = Uuid::now_v7();
    let sql = format!(
        "INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'Research', 'research');
         INSERT INTO articles (id, title, slug, summary, content, author_id, category_id, status, published_at, created_by_id)
         SELECT gen_random_uuid(), 'Article', 'article-' || n, 's', 'c', '{author}', '{category}',
                CASE WHEN n % 7 = 0 THEN 'draft' ELSE 'published' END::article_status, now() - n * interval '12 hours', '{author}'
         FROM generate_series(1, {many}) AS n"
    );
    world.sql(&sql).await;
}
