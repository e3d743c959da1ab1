//! What only queues can do to a task: others' messages, outages of the queues, dead letters, order, pauses.

use std::time::Duration;

use neurmatic_http::Services;
use neurmatic_tasks::{Batch, Cause, Outcome, Queue, Received, polled};
use neurmatic_testing::{World, eventually};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::probe::{Probe, effects, send, waiting};
use crate::transport::{Queued, Transport};

/// A probe as another producer sends it.
fn from_outside(id: Uuid, probe: &str) -> Value {
    json!({
        "schema": 1, "producer": "importer", "id": id, "task": "test:probe", "version": 1, "payload": probe,
    })
}

/// Sends a probe like a request: written, committed, and sent before the answer.
async fn send_within_request(services: &Services, probe: Probe) -> Uuid {
    let cause = Cause::request("request".to_owned());
    let message = cause.run(send(services, probe)).await;
    services.sender.as_ref().unwrap().send_written(&services.db, &cause).await;
    message
}

fn queues(via: &Transport) -> &Queued {
    via.queues.as_ref().unwrap()
}

#[tokio::test]
async fn what_a_request_writes_is_in_its_queue_before_the_answer_and_its_row_stays_until_it_is_done() {
    let Some(via) = Transport::queued().await else { return };
    let message = send_within_request(&via.services, Probe::Succeed).await;
    assert_eq!(queues(&via).held(Queue::Default).await, 1);
    let row: String = via
        .world
        .one("SELECT (sent_at IS NOT NULL)::text || ' ' || (run_at > now() + interval '5 hours')::text FROM outbox", &[])
        .await;
    assert_eq!(row, "true true");
    assert_eq!(via.deliver().await[0].outcome, Outcome::Done);
    assert_eq!((effects(&via.world, message).await, waiting(&via.world).await), (1, 0));
    assert_eq!(queues(&via).held(Queue::Default).await, 0);
}

#[tokio::test]
async fn while_the_queue_is_away_a_request_waits_a_fifth_of_a_second_and_the_relay_sends_later() {
    let Some(via) = Transport::queued().await else { return };
    via.world.queue_gate().shut();
    let asked = Instant::now();
    let message = send_within_request(&via.services, Probe::Succeed).await;
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!(queues(&via).sender.sweep(&via.services.db, 10).await.unwrap().sent, 0);
    via.world.queue_gate().open();
    via.world.sql("UPDATE outbox SET locked_until = NULL").await;
    assert_eq!(via.deliver().await[0].outcome, Outcome::Done);
    assert_eq!(effects(&via.world, message).await, 1);
}

#[tokio::test]
async fn a_message_that_its_queue_lost_is_sent_again() {
    let Some(via) = Transport::queued().await else { return };
    let message = send_within_request(&via.services, Probe::Succeed).await;
    let lost = queues(&via)
        .sqs
        .receive("default", 10, Duration::ZERO, Duration::from_secs(60), Duration::from_secs(5))
        .await;
    let lost = lost.unwrap();
    queues(&via).sqs.delete("default", &[&lost[0].receipt], Duration::from_secs(5)).await.unwrap();
    assert_eq!(via.deliver().await, []);
    via.world.sql("UPDATE outbox SET run_at = now()").await;
    assert_eq!(via.deliver().await[0].outcome, Outcome::Done);
    assert_eq!(effects(&via.world, message).await, 1);
}

#[tokio::test]
async fn others_may_send_what_its_policy_allows_and_the_same_message_twice_has_one_effect() {
    let Some(via) = Transport::queued().await else { return };
    let id = Uuid::now_v7();
    for _ in 0..2 {
        queues(&via).put(Queue::Default, &from_outside(id, "Succeed").to_string(), Vec::new()).await;
    }
    let mut outcomes: Vec<Outcome> =
        via.deliver().await.into_iter().map(|delivery| delivery.outcome).collect();
    outcomes.sort_by_key(|outcome| *outcome == Outcome::Repeated);
    assert_eq!(outcomes, [Outcome::Done, Outcome::Repeated]);
    assert_eq!(effects(&via.world, id).await, 1);
}

#[tokio::test]
async fn what_is_no_task_is_kept_with_its_reason_and_stops_nothing() {
    let Some(via) = Transport::queued().await else { return };
    let id = Uuid::now_v7();
    let mut forged = from_outside(id, "Succeed");
    forged["producer"] = json!("platform");
    let mut unknown = from_outside(id, "Succeed");
    unknown["task"] = json!("jobs:invent");
    let mut newer = from_outside(id, "Succeed");
    newer["version"] = json!(2);
    let bad = ["{".to_owned(), forged.to_string(), unknown.to_string(), newer.to_string()];
    for body in &bad {
        queues(&via).put(Queue::Default, body, vec![("signature", "forged".to_owned())]).await;
    }
    let healthy = send(&via.services, Probe::Succeed).await;

    let deliveries = via.deliver().await;

    let rejected = deliveries.iter().filter(|d| matches!(d.outcome, Outcome::Rejected { .. })).count();
    assert_eq!((rejected, effects(&via.world, healthy).await), (4, 1), "{deliveries:?}");
    let mut dead = queues(&via).dead(Queue::Default).await;
    dead.extend(queues(&via).dead(Queue::Default).await);
    for (body, said) in bad.iter().zip(["not a message", "not signed", "no such task", "version 2"]) {
        assert!(dead.iter().any(|(text, reason)| text == body && reason.contains(said)), "{said}: {dead:?}");
        let sql = "SELECT count(*) FROM failed_tasks WHERE attempts = 0 AND payload = to_jsonb($1::text) AND last_error LIKE '%' || $2 || '%'";
        assert_eq!(via.world.one::<i64>(sql, &[body, &said]).await, 1, "{said}");
    }
    assert_eq!(queues(&via).held(Queue::Default).await, 0);
}

#[tokio::test]
async fn a_task_that_is_out_of_attempts_is_a_dead_letter_with_its_error() {
    let Some(via) = Transport::queued().await else { return };
    let message = send(&via.services, Probe::FailForGood).await;
    via.deliver().await;
    let dead = queues(&via).dead(Queue::Default).await;
    assert_eq!(dead.len(), 1);
    assert!(dead[0].0.contains(&message.to_string()) && dead[0].1 == "it never will", "{dead:?}");
    // The letter put back into its queue comes to nothing: the inbox knows that it was given up.
    let failed: i64 = via.world.one("SELECT count(*) FROM failed_tasks", &[]).await;
    assert_eq!((failed, queues(&via).held(Queue::Default).await), (1, 0));
}

#[tokio::test]
async fn an_outage_of_the_database_costs_no_attempt() {
    let Some(via) = Transport::queued().await else { return };
    let message = send_within_request(&via.services, Probe::Succeed).await;
    via.world.database_gate().shut();
    eventually("the outage", || async { via.services.db.begin().await.is_err() }).await;
    let settled = polled::receive_once(&queues(&via).worker, Queue::Default, Duration::ZERO).await.unwrap();
    assert!(!settled[0].is_over, "{settled:?}");
    let outcome = &settled[0].delivery.as_ref().unwrap().outcome;
    assert!(matches!(outcome, Outcome::Unrecorded { .. }), "{outcome:?}");
    via.world.database_gate().open();
    eventually("the return", || async { via.services.db.begin().await.is_ok() }).await;

    let receipt = settled[0].receipt.clone();
    let now = neurmatic_sqs::Visibility { receipt, secs: 0 };
    queues(&via).sqs.change_visibility("default", &[now], Duration::from_secs(5)).await.unwrap();
    assert_eq!(via.deliver().await[0].outcome, Outcome::Done);
    assert_eq!(effects(&via.world, message).await, 1);
}

#[tokio::test]
async fn a_paused_queue_begins_nothing_and_goes_on_where_it_was() {
    for via in Transport::all().await {
        if via.queues.is_some() {
            send_within_request(&via.services, Probe::Succeed).await;
        }
        via.world.sql("UPDATE queues SET paused_at = now() WHERE name = 'default'").await;
        let message = send(&via.services, Probe::Succeed).await;
        let held = via.deliver().await;
        assert!(held.iter().all(|delivery| delivery.outcome == Outcome::Held), "{held:?}");
        assert_eq!(effects(&via.world, message).await, 0, "{}", via.name);

        via.world.sql("UPDATE queues SET paused_at = NULL").await;
        let done = via.deliver().await;
        assert!(!done.is_empty() && done.iter().all(|d| d.outcome == Outcome::Done), "{done:?}");
        assert_eq!((effects(&via.world, message).await, waiting(&via.world).await), (1, 0), "{}", via.name);
    }
}

#[tokio::test]
async fn in_a_queue_that_keeps_order_nothing_of_a_group_passes_a_failure() {
    let Some(via) = Transport::queued().await else { return };
    let message = |id: Uuid, probe: &str, group: &str| Received {
        queue_id: id.to_string(),
        receipt: id.to_string(),
        body: from_outside(id, probe).to_string(),
        group: Some(group.to_owned()),
        ..Received::default()
    };
    let ids: Vec<Uuid> = (0..3).map(|_| Uuid::now_v7()).collect();
    let messages =
        vec![message(ids[0], "Fail", "a"), message(ids[1], "Succeed", "a"), message(ids[2], "Succeed", "b")];
    let until = Instant::now() + Duration::from_secs(60);
    let batch = Batch { queue: Queue::Default, keeps_order: true, messages, until };
    let settled = queues(&via).worker.deliver(batch).await;
    let over: Vec<(String, bool)> =
        settled.iter().map(|settled| (settled.queue_id.clone(), settled.is_over)).collect();
    for (id, is_over) in ids.iter().zip([false, false, true]) {
        assert!(over.contains(&(id.to_string(), is_over)), "{over:?}");
    }
    assert_eq!((effects(&via.world, ids[1]).await, effects(&via.world, ids[2]).await), (0, 1));
}

#[tokio::test]
async fn what_cannot_be_done_in_time_is_not_begun() {
    let Some(via) = Transport::queued().await else { return };
    let id = Uuid::now_v7();
    let body = from_outside(id, "Succeed").to_string();
    let messages = vec![Received { queue_id: id.to_string(), body, ..Received::default() }];
    let until = Instant::now() + Duration::from_secs(1);
    let batch = Batch { queue: Queue::Default, keeps_order: false, messages, until };
    let settled = queues(&via).worker.deliver(batch).await;
    assert!(!settled[0].is_over && settled[0].delivery.is_none(), "{settled:?}");
    assert_eq!(effects(&via.world, id).await, 0);
}

#[tokio::test]
async fn a_queue_with_a_pace_begins_no_more_than_its_budget() {
    let world = World::new().await;
    let services = world.services();
    let claimed = async || {
        let all = neurmatic_db::outbox::ClaimedQueue { name: "rate-limited", per_sec: Some(10.0) };
        let lease = Duration::from_secs(30);
        neurmatic_db::outbox::claim_due(&services.db, &[all], 100, lease).await.unwrap().len()
    };
    world.sql("INSERT INTO outbox (id, task, queue, payload) SELECT gen_random_uuid(), 'test:probe', 'rate-limited', '{}' FROM generate_series(1, 40)").await;
    let began = Instant::now();
    assert_eq!(claimed().await, 10);
    let mut taken = 10;
    while taken < 40 {
        taken += claimed().await;
        tokio::task::yield_now().await;
    }
    assert!(began.elapsed() > Duration::from_millis(2_900), "{:?}", began.elapsed());
}
