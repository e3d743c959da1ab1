//! `counters:flush`: exact counts.

use std::sync::atomic::{AtomicBool, Ordering};

use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::FlushCounters;
use neurmatic_tasks::{Outcome, Worker, outbox};
use neurmatic_testing::{World, eventually};
use tasks::TaskState;
use uuid::Uuid;

async fn flush(world: &World, services: &Services) {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    let tx = services.db.begin().await.unwrap();
    outbox::send_once(&tx, &FlushCounters {}, "all").await.unwrap();
    tx.commit().await.unwrap();
    for delivery in run_due_now(&worker).await.unwrap() {
        assert_eq!(delivery.outcome, Outcome::Done);
    }
}

async fn article(world: &World) -> Uuid {
    let editor = world.user().role(Role::Moderator).create().await;
    let (article, category) = (Uuid::now_v7(), Uuid::now_v7());
    let name = format!("n{}", article.simple());
    let owner = world.owner();
    owner
        .execute("INSERT INTO news_categories (id, name, slug) VALUES ($1, $2, $2)", &[&category, &name])
        .await
        .unwrap();
    owner
        .execute(
            "INSERT INTO articles (id, title, slug, summary, content, category_id, created_by_id) \
             VALUES ($1, $2, $2, 's', 'c', $3, $4)",
            &[&article, &name, &category, &editor.id],
        )
        .await
        .unwrap();
    article
}

#[tokio::test]
async fn a_thousand_views_count_exactly_though_they_come_while_others_are_flushed() {
    let world = World::new().await;
    let services = world.services();
    let articles = [article(&world).await, article(&world).await];
    let viewing = AtomicBool::new(true);
    let readers = futures::future::join_all((0..10_u32).map(|_| async {
        let reader = world.another_owner().await;
        for n in 0..100_usize {
            let insert =
                "INSERT INTO counter_deltas (counter, target_id, delta) VALUES ('article_views', $1, 1)";
            reader.execute(insert, &[&articles[n % 2]]).await.unwrap();
        }
    }));
    let view = async {
        readers.await;
        viewing.store(false, Ordering::SeqCst);
    };
    let count = async {
        while viewing.load(Ordering::SeqCst) {
            flush(&world, &services).await;
        }
        flush(&world, &services).await;
    };
    futures::join!(view, count);

    for article in articles {
        let views: i64 = world.one("SELECT view_count FROM articles WHERE id = $1", &[&article]).await;
        assert_eq!(views, 500);
    }
    let left: i64 = world.one("SELECT count(*) FROM counter_deltas", &[]).await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn counters_come_together_however_their_increments_are_ordered_and_leave_the_revision_alone() {
    let world = World::new().await;
    let services = world.services();
    let article = article(&world).await;
    let deltas = "INSERT INTO counter_deltas (counter, target_id, delta) SELECT";
    let owner = world.owner();
    owner.execute(&format!("{deltas} 'article_bookmarks', $1, -2"), &[&article]).await.unwrap();
    owner.execute(&format!("{deltas} 'article_shares', $1, 4"), &[&article]).await.unwrap();
    owner
        .execute(&format!("{deltas} 'article_views', $1, 1 FROM generate_series(1, 12000)"), &[&article])
        .await
        .unwrap();
    owner.execute(&format!("{deltas} 'article_views', gen_random_uuid(), 1"), &[]).await.unwrap();
    flush(&world, &services).await;
    owner.execute(&format!("{deltas} 'article_bookmarks', $1, 5"), &[&article]).await.unwrap();
    flush(&world, &services).await;

    let counts: String = world
        .one("SELECT view_count || ' ' || bookmark_count || ' ' || share_count || ' ' || revision FROM articles WHERE id = $1", &[&article])
        .await;
    assert_eq!(counts, "12000 3 4 1");
    let left: i64 = world.one("SELECT count(*) FROM counter_deltas", &[]).await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn who_locks_articles_in_the_order_of_their_ids_and_a_flush_of_several_batches_do_not_lock_each_other_out()
 {
    let world = World::new().await;
    let services = world.services();
    let (one, other) = (article(&world).await, article(&world).await);
    let (first, second) = (one.min(other), one.max(other));
    // The second article's increments fill the first batch, the first one's is a batch of its own.
    let sql = "INSERT INTO counter_deltas (id, counter, target_id, delta)
        SELECT lpad(n::text, 32, '0')::uuid, 'article_views', CASE WHEN n <= 200 THEN $2::uuid ELSE $1::uuid END, 1
        FROM generate_series(1, 201) AS n";
    world.owner().execute(sql, &[&first, &second]).await.unwrap();
    let mut editor = world.another_owner().await;
    editor.batch_execute("SET lock_timeout = '1s'").await.unwrap();
    let locking = editor.transaction().await.unwrap();
    let lock = "SELECT FROM articles WHERE id = $1 FOR NO KEY UPDATE";
    locking.execute(lock, &[&first]).await.unwrap();

    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%tasks.flush_counters%'";
    tokio::join!(flush(&world, &services), async {
        eventually("the flush waits for the first article", || async {
            world.one::<i64>(waiting, &[]).await > 0
        })
        .await;
        locking.execute(lock, &[&second]).await.unwrap();
        locking.commit().await.unwrap();
    });
    let views = "SELECT view_count FROM articles WHERE id = $1";
    assert_eq!(world.one::<i64>(views, &[&first]).await, 1);
    assert_eq!(world.one::<i64>(views, &[&second]).await, 200);
}
