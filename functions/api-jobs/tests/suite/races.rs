//! What many do at once: nothing happens twice, nothing is lost, and every counter equals a recount.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, path};

#[tokio::test]
async fn two_applications_of_one_user_at_once_are_one() {
    let board = Board::new().await;
    let job = board.open("A job applied to twice at once").await;
    let target = format!("{}/applications", path(&job));
    let applicant = board.somebody(Role::User).await;
    let replies = join_all((0..4).map(|_| applicant.post(&target, json!({})))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "already_applied"));
    let steps: i64 = board.world.one("SELECT count(*) FROM application_status_history", &[]).await;
    assert_eq!(steps, 1);
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_applies_while_the_job_is_closed_is_in_before_or_refused() {
    let board = Board::new().await;
    for _ in 0..4 {
        let job = board.open("A job that is being closed").await;
        let target = format!("{}/applications", path(&job));
        let mut applicants = Vec::new();
        for _ in 0..5 {
            applicants.push(board.somebody(Role::User).await);
        }
        let owner = board.owner_anew().await;
        let path = path(&job);
        let (replies, closed) = tokio::join!(
            join_all(applicants.iter().map(|applicant| applicant.post(&target, json!({})))),
            owner.delete(&path)
        );
        closed.expect(204);
        let admitted = replies.iter().filter(|reply| reply.status == 201).count();
        assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "job_not_open"));
        let late: i64 = board
            .world
            .one(
                "SELECT count(*) FROM job_applications a JOIN jobs j ON j.id = a.job_id WHERE a.applied_at > j.updated_at",
                &[],
            )
            .await;
        let counted = board.readers.get(&path).await.data()["applicationCount"].clone();
        assert_eq!((late, counted), (0, json!(admitted)));
    }
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_offer_and_a_withdrawal_at_once_leave_one_of_both() {
    let board = Board::new().await;
    let job = board.open("A job with a sudden end").await;
    for _ in 0..4 {
        let applicant = board.somebody(Role::User).await;
        let made = applicant.post(&format!("{}/applications", path(&job)), json!({})).await.data();
        let application = format!("/applications/{}", made["id"].as_str().unwrap());
        let owner = board.owner_anew().await;
        let (offered, withdrawn) = tokio::join!(
            owner.patch(&application, json!({"status": "offer"})),
            applicant.patch(&application, json!({"status": "withdrawn"}))
        );
        let statuses = [offered.status.as_u16(), withdrawn.status.as_u16()];
        assert!(statuses == [200, 409] || statuses == [409, 200], "{statuses:?}");
        let steps = applicant.get(&application).await.data()["history"].as_array().unwrap().len();
        assert_eq!(steps, 2);
    }
}

#[tokio::test]
async fn editors_and_applicants_at_once_leave_every_counter_exact() {
    let board = Board::new().await;
    let mut jobs = Vec::new();
    for n in 0..3 {
        jobs.push(board.open(&format!("Job number {n} of three")).await);
    }
    let moderator = board.somebody(Role::Moderator).await;
    let admin = board.somebody(Role::Admin).await;
    let mut applicants = Vec::new();
    for _ in 0..6 {
        applicants.push(board.somebody(Role::User).await);
    }
    let edits = async |client: &neurmatic_testing::Client, model: usize| {
        for (n, status) in ["paused", "active", "paused"].iter().enumerate() {
            let change = json!({"status": status, "modelIds": [board.models[(model + n) % 2]]});
            let reply = client.patch(&path(&jobs[n % 3]), change).await;
            assert!([200, 409].contains(&reply.status.as_u16()), "{reply:?}");
        }
    };
    let applying = join_all(applicants.iter().map(async |applicant| {
        for job in &jobs {
            let reply = applicant.post(&format!("{}/applications", path(job)), json!({})).await;
            assert!([201, 404].contains(&reply.status.as_u16()), "{reply:?}");
        }
    }));
    tokio::join!(edits(&moderator, 0), edits(&admin, 1), applying);
    board.world.sql("DELETE FROM users WHERE id IN (SELECT user_id FROM job_applications LIMIT 2)").await;
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}
