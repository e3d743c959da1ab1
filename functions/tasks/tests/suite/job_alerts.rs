//! `job:alerts`: who hears of which jobs, and of none twice.

use std::time::Duration;

use neurmatic_core::words::Role;
use neurmatic_db::alerts::take_news;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use serde_json::{Value, json};
use tasks::TaskState;
use uuid::Uuid;

use crate::probe::let_time_pass;
use crate::provider::Provider;

/// A world with a mail provider and a company.
struct Board {
    world: World,
    services: Services,
    worker: Worker,
    provider: Provider,
    company: Uuid,
}

impl Board {
    async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let (provider, url) = Provider::start(&[]).await;
        let env = world.env().with("MAIL_API_URL", &url);
        let state = TaskState::from_env(&env, services.clone()).unwrap();
        let worker = Worker::new(services.db.clone(), tasks::registry(state));
        let (owner, company) = (world.user().role(Role::Company).create().await, Uuid::now_v7());
        let sql = "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ($1, 'A & B', 'a-b', $2)";
        world.owner().execute(sql, &[&company, &owner.id.0]).await.unwrap();
        Self { world, services, worker, provider, company }
    }

    /// An active job that was published at a time from now; remote, full time, for the mid level, in Lisbon, 50,000 at most.
    async fn job(&self, title: &str, published: &str) -> Uuid {
        let job = Uuid::now_v7();
        let sql = format!(
            "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                experience_level, location, salary_min, salary_max, salary_currency, status, published_at, expires_at)
             VALUES ($1, $2, $3, $4, 'Words of it.', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 40000, 50000,
                'EUR', 'active', now() + interval '{published}', now() + interval '30 days')"
        );
        self.world
            .owner()
            .execute(&sql, &[&job, &self.company, &title, &format!("job-{job}")])
            .await
            .unwrap();
        job
    }

    /// A user with an alert that is older than all jobs; and the user's address.
    async fn looking_for(&self, criteria: Value) -> (Uuid, String) {
        let user = self.world.user().create().await.id.0;
        self.world.sql("UPDATE users SET email_verified_at = now()").await;
        let sql = "INSERT INTO job_alerts (id, user_id, name, criteria, created_at)
            VALUES ($1, $2, 'An alert', $3::text::jsonb, now() - interval '1 year')";
        self.world.owner().execute(sql, &[&Uuid::now_v7(), &user, &criteria.to_string()]).await.unwrap();
        let email = self.world.one("SELECT email FROM users WHERE id = $1", &[&user]).await;
        (user, email)
    }

    /// A morning: who was mailed, and the texts.
    async fn morning(&self) -> Vec<(String, String)> {
        let before = self.provider.requests().len();
        schedules::of("job:alerts").unwrap().fire(&self.services.db).await.unwrap();
        let deliver_all = async {
            // Mails are paced: some are due a moment later.
            while self.world.one::<i64>("SELECT count(*) FROM outbox", &[]).await > 0 {
                for delivery in run_due_now(&self.worker).await.unwrap() {
                    assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), deliver_all).await.expect("mails are left");
        let mails = self.provider.requests().into_iter().skip(before);
        let of = |body: Value| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&body["personalizations"][0]["to"][0]["email"]), text(&body["content"][0]["value"]))
        };
        mails.map(|(_, body)| of(body)).collect()
    }
}

#[tokio::test]
async fn a_user_is_mailed_each_new_job_once_with_its_link() {
    let board = Board::new().await;
    let (_, email) = board.looking_for(json!({"workLocations": ["remote"]})).await;
    assert_eq!(board.morning().await, [], "there is no news");

    let job = board.job("Engineer of <prompts>", "-1 hour").await;
    let mails = board.morning().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].0, email);
    let line = format!("Engineer of <prompts>\nA & B, Lisbon\nhttps://neurmatic.example/jobs/job-{job}\n");
    assert!(mails[0].1.contains(&line), "{}", mails[0].1);
    assert!(mails[0].1.contains("https://neurmatic.example/jobs/alerts"), "{}", mails[0].1);
    assert_eq!(board.morning().await, [], "it is no news any more");
}

#[tokio::test]
async fn each_criterion_must_hold_and_what_is_not_asked_for_does_not_matter() {
    let board = Board::new().await;
    let job = board.job("Engineer of prompts", "-1 hour").await;
    let model = Uuid::now_v7();
    let sql = "INSERT INTO llm_models (id, name, slug, provider, category) VALUES ($1, 'M', 'm', 'P', 'open_source')";
    board.world.owner().execute(sql, &[&model]).await.unwrap();
    let sql = "INSERT INTO job_models (job_id, model_id) VALUES ($1, $2)";
    board.world.owner().execute(sql, &[&job, &model]).await.unwrap();

    let all = json!({
        "keywords": "prompts engineer", "location": "lisbon", "workLocations": ["onsite", "remote"], "types": ["full_time"],
        "experience": ["mid", "senior"], "modelIds": [model], "salaryMin": 50_000,
    });
    let (_, whole) = board.looking_for(all.clone()).await;
    for (criterion, other) in [
        ("keywords", json!("prompts -engineer")),
        ("keywords", json!("-gardener")),
        ("location", json!("Porto")),
        ("workLocations", json!(["hybrid"])),
        ("types", json!(["contract", "freelance"])),
        ("experience", json!(["lead"])),
        ("modelIds", json!([Uuid::now_v7()])),
        ("salaryMin", json!(50_001)),
    ] {
        let mut criteria = all.clone();
        criteria[criterion] = other;
        board.looking_for(criteria).await;
    }
    let told: Vec<String> = board.morning().await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, [whole]);
}

#[tokio::test]
async fn what_is_old_closed_or_over_is_no_news_and_nobody_is_mailed_who_must_not_be() {
    let board = Board::new().await;
    board.looking_for(json!({"types": ["full_time"]})).await;
    board.job("Of last week", "-8 days").await;
    board.job("Over", "-2 hours").await;
    board.world.sql("UPDATE jobs SET expires_at = now() - interval '1 minute' WHERE title = 'Over'").await;
    board.job("Closed", "-3 hours").await;
    board.world.sql("UPDATE jobs SET status = 'closed' WHERE title = 'Closed'").await;
    assert_eq!(board.morning().await, []);

    board.job("New", "-1 hour").await;
    for must_not in [
        "UPDATE users SET email_verified_at = NULL",
        "UPDATE users SET email_verified_at = now(), status = 'banned'",
        "UPDATE users SET status = 'active'; UPDATE job_alerts SET is_active = false",
        "UPDATE job_alerts SET is_active = true, created_at = now()",
    ] {
        board.world.sql(must_not).await;
        assert_eq!(board.morning().await, [], "{must_not}");
    }
    board.world.sql("UPDATE job_alerts SET created_at = now() - interval '1 day'").await;
    assert_eq!(board.morning().await.len(), 1);
}

#[tokio::test]
async fn a_mail_holds_twenty_jobs_of_all_alerts_and_the_rest_is_the_next_ones() {
    let board = Board::new().await;
    let (user, _) = board.looking_for(json!({"workLocations": ["remote"]})).await;
    let sql = "INSERT INTO job_alerts (id, user_id, name, criteria, created_at)
        SELECT $1, user_id, 'Another', '{\"salaryMin\": 1}', created_at FROM job_alerts WHERE user_id = $2";
    board.world.owner().execute(sql, &[&Uuid::now_v7(), &user]).await.unwrap();
    for n in 0..23 {
        board.job(&format!("Job {n:02}."), &format!("-{} minutes", n + 1)).await;
    }
    let lines = |text: &str| {
        text.lines().filter(|line| line.starts_with("Job ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let newest: Vec<String> = (0..20).map(|n| format!("Job {n:02}.")).collect();
    assert_eq!(lines(&board.morning().await[0].1), newest);
    assert_eq!(lines(&board.morning().await[0].1), ["Job 20.", "Job 21.", "Job 22."]);
    assert_eq!(board.morning().await, []);
}

#[tokio::test]
async fn a_task_that_comes_twice_mails_once_and_of_two_at_once_each_job_is_one_s() {
    let board = Board::new().await;
    let (user, _) = board.looking_for(json!({"workLocations": ["remote"]})).await;
    board.job("First", "-1 hour").await;
    let sql = format!(
        "INSERT INTO outbox (id, task, queue, payload)
         VALUES (gen_random_uuid(), 'job:alerts', 'bulk', '{{\"to\": \"user\", \"user\": \"{user}\"}}');
         CREATE TABLE kept AS TABLE outbox"
    );
    board.world.sql(&sql).await;
    run_due_now(&board.worker).await.unwrap();
    board.job("Second", "-2 hours").await;
    board.world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    let_time_pass(&board.world).await;
    assert_eq!(run_due_now(&board.worker).await.unwrap()[0].outcome, Outcome::Repeated);
    assert_eq!(board.provider.requests().len(), 1);

    let since = "2020-01-01T00:00:00Z".parse().unwrap();
    let take = async || {
        let tx = board.services.db.begin().await.unwrap();
        let news = take_news(&tx, neurmatic_core::ids::UserId(user), since, 20).await.unwrap();
        tx.commit().await.unwrap();
        news.len()
    };
    let (one, other) = tokio::join!(take(), take());
    assert_eq!(one + other, 1);
}

#[tokio::test]
async fn everybody_with_an_alert_is_looked_at_however_many_there_are() {
    let board = Board::new().await;
    board
        .world
        .sql("INSERT INTO users (id, email, username, email_verified_at)
            SELECT gen_random_uuid(), 'alerted-' || n || '@example.org', 'alerted-' || n, now() FROM generate_series(1, 230) AS n;
            INSERT INTO job_alerts (id, user_id, name, criteria, created_at)
            SELECT gen_random_uuid(), id, 'a', '{\"types\": [\"full_time\"]}', now() - interval '1 day' FROM users, generate_series(1, 2)
            WHERE email LIKE 'alerted-%'")
        .await;
    board.job("New", "-1 hour").await;
    assert_eq!(board.morning().await.len(), 230);
}
