//! What many do at once: nothing happens twice, nothing is lost, and every counter equals a recount.

use futures::future::join_all;
use neurmatic_core::words::Role;
use neurmatic_testing::eventually;
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
        let counted = board.readers.get(&path).await.data()["applicationCount"].clone();
        assert_eq!(counted, json!(admitted));
    }
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_applies_while_another_is_closing_the_job_waits_and_is_refused() {
    let board = Board::new().await;
    let job = board.open("A job that is closed first").await;
    let applicant = board.somebody(Role::User).await;
    let mut closer = board.world.another_owner().await;
    let closing = closer.transaction().await.unwrap();
    closing.batch_execute("UPDATE jobs SET status = 'closed'").await.unwrap();
    let target = format!("{}/applications", path(&job));
    let (reply, ()) = tokio::join!(applicant.post(&target, json!({})), async {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually("the applicant waits", async || board.world.one::<i64>(waiting, &[]).await > 0).await;
        closing.commit().await.unwrap();
    });
    assert_eq!(reply.expect(409).code(), "job_not_open");
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_article_and_a_job_that_name_the_same_models_crosswise_never_block_each_other() {
    let board = Board::new().await;
    let job = board.open("A job that names models").await;
    let user = board.world.user().create().await.id;
    board
        .world
        .sql(&format!(
            "DELETE FROM job_models;
             INSERT INTO news_categories (id, name, slug) VALUES (gen_random_uuid(), 'Research', 'research');
             INSERT INTO articles (id, title, slug, summary, content, category_id, status, published_at, created_by_id)
             SELECT gen_random_uuid(), 'title', 'article', 'summary', 'content', id, 'published', now(), '{user}' FROM news_categories"
        ))
        .await;
    let (one, two) = (board.models[0], board.models[1]);
    let of_article = |model| {
        format!("INSERT INTO article_models (article_id, model_id) SELECT id, '{model}' FROM articles")
    };
    let of_job = |model| {
        format!(
            "INSERT INTO job_models (job_id, model_id) VALUES ('{}', '{model}')",
            job["id"].as_str().unwrap()
        )
    };
    let (mut editor, mut owner) = (board.world.another_owner().await, board.world.another_owner().await);
    let editing = editor.transaction().await.unwrap();
    editing.batch_execute(&of_article(one)).await.unwrap();
    let posting = owner.transaction().await.unwrap();
    let posted = async {
        posting.batch_execute(&of_job(two)).await?;
        posting.batch_execute(&of_job(one)).await?;
        posting.commit().await
    };
    let (posted, edited) = tokio::join!(posted, async {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually("the owner waits", async || board.world.one::<i64>(waiting, &[]).await > 0).await;
        editing.batch_execute(&of_article(two)).await?;
        editing.commit().await
    });
    posted.unwrap();
    edited.unwrap();
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
