//! Through several functions, the outbox and tasks: from registering to a verified address, from a schedule to its article, from
//! a reader to what an author is shown.

use neurmatic_config::{Env, Worker as WorkerSettings};
use neurmatic_platform::mailbox::{self, Mailbox};
use neurmatic_platform::router;
use neurmatic_tasks::embedded::{Runner, run_due_now};
use neurmatic_tasks::{Worker, schedules};
use neurmatic_testing::{World, eventually};
use serde_json::{Value, json};

/// A mailbox that listens, and the environment in which mail goes there.
async fn mailbox(world: &World) -> (Mailbox, Env) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let env = world.env().with("MAIL_API_URL", &url);
    let mailbox = Mailbox::new(neurmatic_config::Mail::from_env(&env).unwrap().api_key);
    tokio::spawn(axum::serve(listener, mailbox::router(mailbox.clone())).into_future());
    (mailbox, env)
}

/// An article that an editor would send.
async fn draft(world: &World) -> Value {
    let category = uuid::Uuid::now_v7();
    world
        .sql(&format!(
            "INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'Research', 'research')"
        ))
        .await;
    json!({
        "title": "An article that comes by itself", "summary": "A summary that is long enough to be one of an article.",
        "content": "Words, again and again. ".repeat(8), "categoryId": category,
    })
}

#[tokio::test]
async fn who_registers_gets_a_mail_whose_link_verifies_the_address() {
    let world = World::new().await;
    let (mailbox, env) = mailbox(&world).await;
    let services = world.services();
    let client = world.client(router(&env, &services).unwrap());
    let registry = tasks::registry(tasks::TaskState::from_env(&env, services.clone()).unwrap());
    let runner =
        Runner::start(Worker::new(services.db.clone(), registry), &WorkerSettings::from_env(&env).unwrap());

    let account = json!({"email": "new@test.example", "password": "Passw0rd-of-mine", "username": "newcomer", "termsAccepted": true});
    client.post("/auth/register", account).await.expect(201);
    eventually("the mail is in the mailbox", || async {
        !mailbox.letters(Some("new@test.example")).is_empty()
    })
    .await;

    let letters = mailbox.letters(Some("new@test.example"));
    assert_eq!(letters.len(), 1);
    let text = &letters[0].text;
    let token = text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap();
    let login = json!({"email": "new@test.example", "password": "Passw0rd-of-mine"});
    let before = client.post("/auth/login", login.clone()).await.data();
    assert_eq!(before["user"]["emailVerified"], false);
    client.post("/auth/verify-email", json!({"token": token})).await.expect(204);
    let after = client.post("/auth/login", login).await.data();
    assert_eq!(after["user"]["emailVerified"], true);
    runner.stop().await;
}

#[tokio::test]
async fn an_article_that_is_scheduled_appears_by_itself() {
    let world = World::new().await;
    let services = world.services();
    let client = world.client(router(&world.env(), &services).unwrap());
    let editor = world.user().role(neurmatic_core::words::Role::Moderator).create().await;
    let editors = client.signed_in(&editor);
    let made = editors.post("/articles", draft(&world).await).await.expect(201).data();
    let path = format!("/articles/{}", made["id"].as_str().unwrap());
    client.get(&path).await.expect(404);
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(1500);
    editors.post(&format!("{path}/schedule"), json!({"scheduledAt": soon})).await.expect(200);

    let registry = tasks::registry(tasks::TaskState::from_env(&world.env(), services.clone()).unwrap());
    let runner = Runner::start(
        Worker::new(services.db.clone(), registry),
        &WorkerSettings::from_env(&world.env()).unwrap(),
    );
    let readers = || client.from_address(&world.address());
    eventually("readers find the article", || async { readers().get(&path).await.status == 200 }).await;
    runner.stop().await;
}

#[tokio::test]
async fn what_a_reader_passes_on_twice_is_counted_once_for_the_author() {
    let world = World::new().await;
    let services = world.services();
    let client = world.client(router(&world.env(), &services).unwrap());
    let editors = client.signed_in(&world.user().role(neurmatic_core::words::Role::Moderator).create().await);
    let made = editors.post("/articles", draft(&world).await).await.expect(201).data();
    let id = made["id"].as_str().unwrap();
    editors.post(&format!("/articles/{id}/publish"), json!({})).await.expect(200);
    let shared = json!({"events": [{"kind": "article_share", "articleId": id, "platform": "email"}]});
    for _ in 0..2 {
        client.post("/analytics/events", shared.clone()).await.expect(202);
    }

    let registry = tasks::registry(tasks::TaskState::from_env(&world.env(), services.clone()).unwrap());
    let worker = Worker::new(services.db.clone(), registry);
    run_due_now(&worker).await.unwrap();
    schedules::of("counters:flush").unwrap().fire(&services.db).await.unwrap();
    run_due_now(&worker).await.unwrap();
    let figures = editors.get(&format!("/analytics/articles/{id}")).await.expect(200).data();
    assert_eq!(figures["totals"]["shares"], 1);
}
