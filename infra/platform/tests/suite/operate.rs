//! `neurmatic-platform tasks …`: what operators see and do by command line, and what the trail says of it.

use neurmatic_platform::operate;
use neurmatic_testing::World;
use uuid::Uuid;

async fn tasks(world: &World, line: &str) -> anyhow::Result<String> {
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    operate::run(&world.env(), &words).await
}

/// What a call says that does what it should.
async fn said(world: &World, line: &str) -> String {
    tasks(world, line).await.unwrap()
}

async fn waiting(world: &World, queue: &str) -> Uuid {
    let id = Uuid::now_v7();
    let sql = "INSERT INTO outbox (id, task, queue, payload) VALUES ($1, 'jobs:expire', $2, '{}')";
    world.owner().execute(sql, &[&id, &queue]).await.unwrap();
    id
}

async fn given_up(world: &World, task: &str, error: &str) -> Uuid {
    let id = Uuid::now_v7();
    let sql = "WITH failed AS (
            INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error, failed_at)
            VALUES ($1, 'platform', $2, 'email', '{}', 3, $3, now() - interval '1 minute')
        )
        INSERT INTO inbox (producer, message_id, day, task, attempts, given_up_at)
        VALUES ('platform', $1, uuid_day($1), $2, 3, now() - interval '1 minute')";
    world.owner().execute(sql, &[&id, &task, &error]).await.unwrap();
    id
}

async fn trail(world: &World) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', action, actor_id, reason) FROM audit_log ORDER BY id";
    world.owner().query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// A queue's line.
async fn line(world: &World, queue: &str) -> Vec<String> {
    let table = said(world, "").await;
    let line = table.lines().find(|line| line.starts_with(queue)).unwrap();
    line.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_list_tells_what_each_queue_holds_and_which_is_paused() {
    let world = World::new().await;
    waiting(&world, "bulk").await;
    given_up(&world, "email:send", "refused").await;
    world.sql("INSERT INTO outbox (id, task, queue, payload, run_at) VALUES (gen_random_uuid(), 'a:b', 'bulk', '{}', now() + interval '1 hour')").await;
    assert_eq!(line(&world, "bulk").await, ["bulk", "1", "0", "0", "1", "0", "0", "s"]);
    assert_eq!(line(&world, "email").await, ["email", "0", "0", "0", "0", "1", "-"]);

    said(&world, "pause bulk").await;
    assert!(line(&world, "bulk").await.contains(&"paused".to_owned()));
    assert!(!line(&world, "email").await.contains(&"paused".to_owned()));
    said(&world, "resume bulk").await;
    assert!(!line(&world, "bulk").await.contains(&"paused".to_owned()));
    let by = "operator by command line";
    assert_eq!(trail(&world).await, [format!("queue.pause {by}"), format!("queue.resume {by}")]);
}

#[tokio::test]
async fn failed_tasks_are_found_and_redriven_by_the_same_filters() {
    let world = World::new().await;
    let wanted = given_up(&world, "email:send", "the provider answered 503").await;
    let refused = given_up(&world, "email:send", "refused").await;
    let other = given_up(&world, "notification:mail", "the provider answered 503").await;
    let filters = "--type email:send --error 503 --since 1h";
    let listed = said(&world, &format!("dead --queue email {filters}")).await;
    assert!(listed.contains(&wanted.to_string()) && listed.contains("answered 503"), "{listed}");
    assert!(!listed.contains(&refused.to_string()) && !listed.contains(&other.to_string()), "{listed}");
    assert!(said(&world, "dead --until 1h").await.starts_with("Nothing"));
    assert!(said(&world, "dead --queue bulk").await.starts_with("Nothing"));

    let redriven = said(&world, &format!("redrive email {filters}")).await;
    assert_eq!(redriven, "1 tasks of the queue email are done again.");
    let again: Uuid = world.one("SELECT id FROM outbox", &[]).await;
    assert_eq!(again, wanted);
    assert!(!said(&world, "dead").await.contains(&wanted.to_string()));
    assert_eq!(said(&world, "redrive email").await, "2 tasks of the queue email are done again.");
}

#[tokio::test]
async fn a_queue_of_more_than_a_batch_is_purged_whole_and_one_task_is_cancelled() {
    let world = World::new().await;
    world.sql("INSERT INTO outbox (id, task, queue, payload) SELECT gen_random_uuid(), 'a:b', 'bulk', '{}' FROM generate_series(1, 1500)").await;
    let kept = waiting(&world, "email").await;
    assert_eq!(said(&world, "purge bulk").await, "1500 tasks of the queue bulk are forgotten.");
    assert_eq!(world.one::<i64>("SELECT count(*) FROM outbox", &[]).await, 1);

    let done = said(&world, &format!("cancel {kept}")).await;
    assert_eq!(done, "jobs:expire of the queue email is cancelled.");
    let told = tasks(&world, &format!("cancel {kept}")).await.unwrap_err().to_string();
    assert!(told.contains(&format!("tasks show {kept}")), "{told}");
    let history = said(&world, &format!("show {kept}")).await;
    assert!(history.contains(": over") && history.contains("task.cancel by operator"), "{history}");
}

#[tokio::test]
async fn a_task_is_shown_wherever_it_is() {
    let world = World::new().await;
    let waits = waiting(&world, "email").await;
    let history = said(&world, &format!("show {waits}")).await;
    assert!(
        history.starts_with(&format!("jobs:expire {waits} of platform, queue email: waiting")),
        "{history}"
    );
    world.sql("UPDATE outbox SET sent_at = now(), run_at = now() + interval '6 hours'").await;
    assert!(said(&world, &format!("show {waits}")).await.contains(": in its queue"));

    let failed = given_up(&world, "email:send", "the provider answered 503").await;
    let history = said(&world, &format!("show {failed}")).await;
    for told in [": given up", "given up after 3 attempts", "the last error: the provider answered 503"] {
        assert!(history.contains(told), "{told}: {history}");
    }
    said(&world, "redrive email").await;
    assert!(said(&world, &format!("show {failed}")).await.contains(": waiting"));

    let unknown = tasks(&world, &format!("show {}", Uuid::nil())).await.unwrap_err().to_string();
    assert!(unknown.starts_with("nothing is known"), "{unknown}");
    let of_others = tasks(&world, &format!("show {} --producer importer", Uuid::nil())).await.unwrap_err();
    assert!(of_others.to_string().contains("of importer"), "{of_others}");
}

#[tokio::test]
async fn a_wrong_call_is_answered_with_the_right_ones_and_does_nothing() {
    let world = World::new().await;
    waiting(&world, "bulk").await;
    for call in ["purge", "purge everything", "pause bulk email", "cancel 7", "burn bulk"] {
        let told = tasks(&world, call).await.unwrap_err().to_string();
        assert!(told.contains("redrive <queue>"), "{call}: {told}");
    }
    assert_eq!(line(&world, "bulk").await.get(1).unwrap(), "1");
    assert_eq!(trail(&world).await, Vec::<String>::new());
    assert!(said(&world, "help").await.contains("redrive <queue>"));
}
