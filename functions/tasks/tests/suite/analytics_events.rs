//! `analytics:process`: what visitors did, each thing once.

use jiff::Timestamp;
use neurmatic_core::analytics::VisitorEvent;
use neurmatic_core::ids::{ArticleId, UserId};
use neurmatic_core::words::SharePlatform;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{FlushCounters, RecordEvents};
use neurmatic_tasks::{Outcome, outbox};
use neurmatic_testing::World;
use uuid::Uuid;

use crate::visits::{articles, run_well, worker};

/// The id of an article of [`articles`].
async fn article(world: &World, n: i32) -> ArticleId {
    ArticleId(world.one("SELECT id FROM articles WHERE slug = 'article-' || $1::int4", &[&n]).await)
}

fn told(user: Option<UserId>, visitor: u8, events: Vec<VisitorEvent>) -> RecordEvents {
    RecordEvents { user, visitor: [visitor; 32], at: Timestamp::now(), events }
}

fn read(article_id: ArticleId, seconds: u32, scroll_depth: Option<u8>) -> VisitorEvent {
    VisitorEvent::ArticleRead { article_id, seconds, scroll_depth }
}

fn shared(article_id: ArticleId, platform: SharePlatform) -> VisitorEvent {
    VisitorEvent::ArticleShare { article_id, platform }
}

/// What is kept, as lines.
async fn kept(world: &World) -> Vec<String> {
    let sql =
        "SELECT concat_ws(' ', kind, a.slug, seconds, scroll_depth, platform, path, result_count) AS line
        FROM analytics_events e LEFT JOIN articles a ON a.id = e.article_id ORDER BY 1";
    world.owner().query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

async fn share_count(world: &World, article: ArticleId) -> i32 {
    world.one("SELECT share_count FROM articles WHERE id = $1", &[&article]).await
}

#[tokio::test]
async fn a_call_delivered_twice_is_written_once_in_one_statement_and_its_shares_count_once() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 2).await;
    let (first, second) = (article(&world, 1).await, article(&world, 2).await);
    let events = vec![
        read(first, 30, Some(20)),
        shared(second, SharePlatform::Reddit),
        shared(second, SharePlatform::Email),
        VisitorEvent::PageView { path: "/articles".to_owned() },
        VisitorEvent::PageView { path: "/articles".to_owned() },
        VisitorEvent::Search { result_count: 4 },
    ];
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &told(None, 1, events)).await.unwrap();
    tx.commit().await.unwrap();
    world.sql("CREATE TABLE sent AS TABLE outbox").await;
    services.db.forget_statements();
    let worker = worker(&world, &services);
    assert_eq!(run_due_now(&worker).await.unwrap()[0].outcome, Outcome::Done);
    world.sql("INSERT INTO outbox SELECT * FROM sent").await;
    assert_eq!(run_due_now(&worker).await.unwrap()[0].outcome, Outcome::Repeated);

    let statements = services.db.statements();
    let written: u64 =
        statements.iter().filter(|of| of.name.starts_with("analytics.")).map(|of| of.count).sum();
    assert_eq!(written, 1, "{statements:?}");
    let expected = [
        "article_read article-1 30 20",
        "article_share article-2 email",
        "article_share article-2 reddit",
        "page_view /articles",
        "page_view /articles",
        "search 4",
    ];
    assert_eq!(kept(&world).await, expected);
    run_well(&world, &services, &FlushCounters {}).await;
    assert_eq!((share_count(&world, first).await, share_count(&world, second).await), (0, 2));
}

#[tokio::test]
async fn a_visitors_reading_of_a_day_is_the_longest_and_a_sharing_counts_once_a_platform() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 1).await;
    let article = article(&world, 1).await;
    for events in [
        vec![read(article, 30, Some(20)), read(article, 10, Some(90)), shared(article, SharePlatform::X)],
        vec![
            read(article, 120, None),
            shared(article, SharePlatform::X),
            shared(article, SharePlatform::Other),
        ],
        vec![
            read(article, 60, Some(40)),
            shared(article, SharePlatform::X),
            shared(article, SharePlatform::X),
        ],
    ] {
        run_well(&world, &services, &told(None, 1, events)).await;
    }
    run_well(&world, &services, &told(None, 2, vec![shared(article, SharePlatform::X)])).await;
    let expected = [
        "article_read article-1 120 90",
        "article_share article-1 other",
        "article_share article-1 x",
        "article_share article-1 x",
    ];
    assert_eq!(kept(&world).await, expected);
    run_well(&world, &services, &FlushCounters {}).await;
    assert_eq!(share_count(&world, article).await, 3);
}

#[tokio::test]
async fn many_calls_of_one_visitor_at_once_count_as_one_after_the_other() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 5).await;
    let mut all = Vec::new();
    for n in 1..=5 {
        all.push(article(&world, n).await);
    }
    let tx = services.db.begin().await.unwrap();
    for call in 0..20_u32 {
        let turned = all.iter().cycle().skip(call as usize % 5).take(5);
        let events = turned.flat_map(|id| [read(*id, call, None), shared(*id, SharePlatform::X)]).collect();
        outbox::send(&tx, &told(None, 1, events)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (one, other) = (worker(&world, &services), worker(&world, &services));
    let (one, other) = tokio::join!(run_due_now(&one), run_due_now(&other));
    for delivery in one.unwrap().into_iter().chain(other.unwrap()) {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
    let rows = "SELECT count(*) || ' ' || count(*) FILTER (WHERE seconds = 19) FROM analytics_events";
    assert_eq!(world.one::<String>(rows, &[]).await, "10 5");
    run_well(&world, &services, &FlushCounters {}).await;
    assert_eq!(world.one::<i64>("SELECT sum(share_count) FROM articles", &[]).await, 5);
}

#[tokio::test]
async fn what_is_said_of_an_article_that_readers_do_not_see_is_left_out() {
    let world = World::new().await;
    let services = world.services();
    articles(&world, 7).await;
    let events = vec![
        read(article(&world, 7).await, 30, None),
        read(ArticleId(Uuid::now_v7()), 30, None),
        shared(ArticleId(Uuid::now_v7()), SharePlatform::X),
        VisitorEvent::Search { result_count: 1 },
    ];
    run_well(&world, &services, &told(None, 1, events)).await;
    assert_eq!(kept(&world).await, ["search 1"]);
    assert_eq!(world.one::<i64>("SELECT count(*) FROM counter_deltas", &[]).await, 0);
}

#[tokio::test]
async fn an_account_that_is_gone_by_then_leaves_nothing() {
    let world = World::new().await;
    let services = world.services();
    let (there, gone) = (world.user().create().await.id, UserId::new());
    for user in [there, gone] {
        run_well(&world, &services, &told(Some(user), 1, vec![VisitorEvent::Search { result_count: 1 }]))
            .await;
    }
    let of: Uuid = world.one("SELECT user_id FROM analytics_events", &[]).await;
    assert_eq!(of, there.0);
}
