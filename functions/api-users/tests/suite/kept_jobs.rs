//! Saved jobs and own applications.

use neurmatic_core::ids::UserId;
use neurmatic_core::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;

async fn jobs(app: &App, count: usize) -> Vec<Uuid> {
    let mut jobs = Vec::new();
    for n in 0..count {
        let owner = app.account(Role::Company).await;
        jobs.push(app.job(owner.id, &format!("Job number {n}")).await);
    }
    jobs
}

async fn apply(app: &App, user: UserId, job: Uuid, status: &str) {
    let sql = format!(
        "INSERT INTO job_applications (id, job_id, user_id, status) VALUES (gen_random_uuid(), '{job}', '{user}', '{status}')"
    );
    app.world.sql(&sql).await;
}

fn fields(data: &Value, list: &str, field: &str) -> Vec<Value> {
    data[list].as_array().unwrap().iter().map(|item| item[field].clone()).collect()
}

#[tokio::test]
async fn saved_jobs_are_listed_the_last_saved_first_and_only_ones_own() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let (_, other) = app.somebody(Role::User).await;
    for job in jobs(&app, 3).await {
        let sql = format!(
            "INSERT INTO saved_jobs (user_id, job_id, notes) VALUES ('{}', '{job}', 'A note')",
            user.id
        );
        app.world.sql(&sql).await;
    }
    app.world.sql("UPDATE jobs SET expires_at = now() WHERE title = 'Job number 0'").await;
    let first = client.get("/users/me/saved-jobs?limit=2").await.expect(200).json();
    assert_eq!(fields(&first["data"], "savedJobs", "title"), ["Job number 2", "Job number 1"]);
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
    let rest = client.get(&format!("/users/me/saved-jobs?limit=2&cursor={cursor}")).await.data();
    assert_eq!(fields(&rest, "savedJobs", "title"), ["Job number 0"]);
    assert_eq!(
        (&rest["savedJobs"][0]["status"], &rest["savedJobs"][0]["notes"]),
        (&json!("closed"), &json!("A note"))
    );
    assert_eq!(other.get("/users/me/saved-jobs").await.data()["savedJobs"], json!([]));
    other.get(&format!("/users/me/saved-jobs?limit=2&cursor={cursor}")).await.expect(400);
}

#[tokio::test]
async fn own_applications_are_listed_by_state() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let (other_user, other) = app.somebody(Role::User).await;
    let jobs = jobs(&app, 3).await;
    for (job, status) in jobs.iter().zip(["submitted", "offer", "submitted"]) {
        apply(&app, user.id, *job, status).await;
    }
    apply(&app, other_user.id, jobs[0], "rejected").await;
    let all = client.get("/users/me/applications").await.expect(200).data();
    assert_eq!(fields(&all, "applications", "jobTitle"), ["Job number 2", "Job number 1", "Job number 0"]);
    assert_eq!(all["applications"][0]["company"]["name"], "A company");
    let offers = client.get("/users/me/applications?status=offer").await.data();
    assert_eq!(fields(&offers, "applications", "jobTitle"), ["Job number 1"]);
    let theirs = other.get("/users/me/applications").await.data();
    assert_eq!(fields(&theirs, "applications", "status"), ["rejected"]);
}
