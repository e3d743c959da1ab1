//! `cache:warm`: which pages are asked for, and how often.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use tokio::net::TcpListener;
use uuid::Uuid;

type Asked = Arc<Mutex<Vec<String>>>;

async fn page(State(asked): State<Asked>, uri: Uri) -> StatusCode {
    asked.lock().unwrap().push(uri.path().to_owned());
    if uri.path() == "/api/v1/docs" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
}

/// A site that notes what it is asked for, and a process that knows it by its address.
async fn site(world: &World) -> (Asked, Services, Worker) {
    let asked = Asked::default();
    let router = Router::new().fallback(page).with_state(Arc::clone(&asked));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let env = world.env().with("PUBLIC_URL", &format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let services = Services::from_env(&env).unwrap();
    let registry = tasks::registry(TaskState::from_env(&env, services.clone()).unwrap());
    (asked, services.clone(), Worker::new(services.db.clone(), registry))
}

/// Published articles, each viewed more often than the one before.
async fn articles(world: &World, n: i32) {
    let (editor, category) = (world.user().role(Role::Moderator).create().await, Uuid::now_v7());
    let sql = "INSERT INTO news_categories (id, name, slug) VALUES ($1, 'C', 'c')";
    world.owner().execute(sql, &[&category]).await.unwrap();
    let sql = "INSERT INTO articles (id, title, slug, summary, content, category_id, created_by_id, status, published_at, view_count)
        SELECT gen_random_uuid(), 'A', 'a-' || n, 's', 'c', $1, $2, 'published', now() - n * interval '1 minute', n
        FROM generate_series(1, $3) AS n";
    world.owner().execute(sql, &[&category, &editor.id.0, &n]).await.unwrap();
}

#[tokio::test]
async fn the_lists_the_most_viewed_and_the_newest_are_asked_for_once_though_the_task_comes_twice() {
    let world = World::new().await;
    articles(&world, 50).await;
    let (asked, services, worker) = site(&world).await;
    schedules::of("cache:warm").unwrap().fire(&services.db).await.unwrap();
    schedules::of("cache:warm").unwrap().fire(&services.db).await.unwrap();
    world.sql("CREATE TABLE kept AS TABLE outbox").await;
    let done = run_due_now(&worker).await.unwrap();
    assert_eq!(done.len(), 1);
    assert_eq!(done[0].outcome, Outcome::Done, "one page that fails does no harm");

    let pages = asked.lock().unwrap().clone();
    for page in ["/api/v1/articles", "/api/v1/jobs", "/api/v1/articles/a-1", "/api/v1/articles/a-50"] {
        assert_eq!(pages.iter().filter(|asked| *asked == page).count(), 1, "{page}: {pages:?}");
    }
    assert!(!pages.contains(&"/api/v1/articles/a-25".to_owned()), "neither new nor viewed much");

    world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    assert_eq!(run_due_now(&worker).await.unwrap()[0].outcome, Outcome::Repeated);
    assert_eq!(asked.lock().unwrap().len(), pages.len());
}
