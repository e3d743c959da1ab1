//! `email:send`, over HTTP.

use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{MailTemplate, SendEmail};
use neurmatic_tasks::{Delivery, Outcome, Worker, outbox};
use neurmatic_testing::World;
use serde_json::Value;
use tasks::TaskState;

use crate::probe::let_time_pass;
use crate::provider::Provider;

fn worker(world: &World, services: &Services, mail_api_url: &str) -> Worker {
    let env = world.env().with("MAIL_API_URL", mail_api_url).with("MAIL_API_KEY", "the-key");
    let state = TaskState::from_env(&env, services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

async fn send(services: &Services) {
    let mail = SendEmail {
        to: "someone@example.org".to_owned(),
        template: MailTemplate::VerifyEmail { link: "https://neurmatic.example/v?token=t0k3n".to_owned() },
        locale: "en".to_owned(),
    };
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &mail).await.unwrap();
    tx.commit().await.unwrap();
}

async fn deliver(worker: &Worker) -> Outcome {
    let deliveries: Vec<Delivery> = run_due_now(worker).await.unwrap();
    assert_eq!(deliveries.len(), 1);
    deliveries[0].outcome.clone()
}

#[tokio::test]
async fn a_mail_reaches_the_provider_once_though_delivered_twice() {
    let world = World::new().await;
    let services = world.services();
    let (provider, url) = Provider::start(&[]).await;
    let worker = worker(&world, &services, &url);
    send(&services).await;
    world.sql("CREATE TABLE kept AS TABLE outbox").await;

    assert_eq!(deliver(&worker).await, Outcome::Done);
    world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    assert_eq!(deliver(&worker).await, Outcome::Repeated);

    let requests = provider.requests();
    assert_eq!(requests.len(), 1);
    let (key, body) = &requests[0];
    assert_eq!(key, "Bearer the-key");
    assert_eq!(body["personalizations"][0]["to"][0]["email"], "someone@example.org");
    for content in body["content"].as_array().unwrap() {
        assert!(
            content["value"].as_str().unwrap().contains("https://neurmatic.example/v?token=t0k3n"),
            "{content}"
        );
    }
}

#[tokio::test]
async fn a_mail_whose_commit_was_lost_goes_out_again_under_the_same_message_id() {
    let world = World::new().await;
    let services = world.services();
    let (provider, url) = Provider::start(&[]).await;
    let worker = worker(&world, &services, &url);
    send(&services).await;
    world.sql("CREATE TABLE kept AS TABLE outbox").await;

    assert_eq!(deliver(&worker).await, Outcome::Done);
    world.sql("INSERT INTO outbox SELECT * FROM kept; DELETE FROM inbox").await;
    assert_eq!(deliver(&worker).await, Outcome::Done);

    let ids: Vec<Value> = provider
        .requests()
        .into_iter()
        .map(|(_, body)| body["personalizations"][0]["custom_args"]["message_id"].clone())
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids[0].is_string() && ids[0] == ids[1], "{ids:?}");
}

#[tokio::test]
async fn a_busy_provider_is_asked_again_and_a_refusal_is_final() {
    let world = World::new().await;
    let services = world.services();
    let (provider, url) = Provider::start(&[503, 429, 401, 400]).await;
    let worker = worker(&world, &services, &url);
    send(&services).await;

    for status in [503, 429, 401] {
        let outcome = deliver(&worker).await;
        let Outcome::PutBack { error, .. } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(error, &format!("the mail provider answered {status}"));
        let_time_pass(&world).await;
    }
    let last = deliver(&worker).await;

    let error = "the mail provider refused the mail with 400 (fields: from.email)".to_owned();
    assert_eq!(last, Outcome::GivenUp { error });
    assert_eq!(provider.requests().len(), 4);
}

#[tokio::test]
async fn a_provider_that_is_away_is_tried_later_and_its_address_is_not_told() {
    let world = World::new().await;
    let services = world.services();
    let worker = worker(&world, &services, "http://127.0.0.1:9");
    send(&services).await;
    let outcome = deliver(&worker).await;
    let Outcome::PutBack { error, .. } = &outcome else { panic!("{outcome:?}") };
    assert!(error.starts_with("the mail provider was not reached: "), "{error}");
    assert!(!error.contains("127.0.0.1:9/"), "{error}");
}
