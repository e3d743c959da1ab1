//! `article:publish`: scheduled articles.

use neurmatic_cache::Tag;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

use crate::cached::is_loaded;

fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

/// Fires the schedule of publishing.
async fn look_for_due_articles(services: &Services) {
    let schedule = schedules::of("article:publish").unwrap();
    schedule.fire(&services.db).await.unwrap();
}

/// An article that is to be published at a time from now, in SQL; with a tag.
async fn scheduled(world: &World, at: &str) -> Uuid {
    let editor = world.user().role(Role::Moderator).create().await;
    let (article, category, tag) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let name = format!("n{}", article.simple());
    let owner = world.owner();
    owner
        .execute("INSERT INTO news_categories (id, name, slug) VALUES ($1, $2, $2)", &[&category, &name])
        .await
        .unwrap();
    owner
        .execute("INSERT INTO news_tags (id, name, slug) VALUES ($1, $2, $2)", &[&tag, &name])
        .await
        .unwrap();
    let insert = format!(
        "INSERT INTO articles (id, title, slug, summary, content, author_id, category_id, status, scheduled_at, created_by_id) \
         VALUES ($1, $2, $2, 's', 'c', $3, $4, 'scheduled', now() + interval '{at}', $3)"
    );
    owner.execute(&insert, &[&article, &name, &editor.id, &category]).await.unwrap();
    owner
        .execute("INSERT INTO article_tags (article_id, tag_id) VALUES ($1, $2)", &[&article, &tag])
        .await
        .unwrap();
    article
}

#[tokio::test]
async fn an_article_whose_time_has_come_is_published_once_and_its_lists_are_dropped() {
    let world = World::new().await;
    let services = world.services();
    let worker = worker(&world, &services);
    let article = scheduled(&world, "-1 second").await;
    let of = async |what: &str| -> Uuid {
        let from = "articles JOIN article_tags ON article_id = id";
        world.one(&format!("SELECT {what} FROM {from} WHERE id = $1"), &[&article]).await
    };
    let tags = [
        Tag::all("articles"),
        Tag::of("article", &article.to_string()),
        Tag::of("category", &of("category_id").await.to_string()),
        Tag::of("author", &of("author_id").await.to_string()),
        Tag::of("tag", &of("tag_id").await.to_string()),
    ];
    for tag in &tags {
        assert!(is_loaded(&services, tag).await);
        assert!(!is_loaded(&services, tag).await, "{tag:?} is not cached");
    }

    look_for_due_articles(&services).await;
    look_for_due_articles(&services).await;
    let done: Vec<(String, Outcome)> = run_due_now(&worker)
        .await
        .unwrap()
        .into_iter()
        .map(|delivery| (delivery.task, delivery.outcome))
        .collect();

    let expected = ["article:publish", "cache:invalidate"].map(|task| (task.to_owned(), Outcome::Done));
    assert_eq!(done, expected);
    let published: bool = world
        .one("SELECT status = 'published' AND revision = 2 AND published_at > scheduled_at FROM articles WHERE id = $1", &[&article])
        .await;
    assert!(published);
    for tag in &tags {
        assert!(is_loaded(&services, tag).await, "{tag:?} was not invalidated");
    }
    let purges = "SELECT count(*) FROM purges WHERE state = 'waiting' AND kind = 'soft'";
    assert_eq!(world.one::<i64>(purges, &[]).await, 5);

    look_for_due_articles(&services).await;
    assert_eq!(run_due_now(&worker).await.unwrap(), []);
}

#[tokio::test]
async fn an_article_whose_time_was_put_off_is_left_alone() {
    let world = World::new().await;
    let services = world.services();
    let article = scheduled(&world, "-1 second").await;
    look_for_due_articles(&services).await;
    world.sql("UPDATE articles SET scheduled_at = now() + interval '1 hour'").await;

    let deliveries = run_due_now(&worker(&world, &services)).await.unwrap();

    assert_eq!(deliveries.len(), 1, "it has nothing to invalidate");
    assert_eq!(deliveries[0].outcome, Outcome::Done);
    let status: String = world.one("SELECT status::text FROM articles WHERE id = $1", &[&article]).await;
    assert_eq!(status, "scheduled");
}
