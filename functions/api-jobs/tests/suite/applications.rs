//! Applying, and what becomes of an application.

use neurmatic_core::words::Role;
use neurmatic_testing::Client;
use serde_json::{Value, json};

use crate::board::{Board, path, text};

async fn applied(board: &Board, job: &Value) -> (Client, String) {
    let applicant = board.somebody(Role::User).await;
    let made = applicant.post(&format!("{}/applications", path(job)), json!({})).await.expect(201).data();
    (applicant, format!("/applications/{}", text(&made, "id")))
}

#[tokio::test]
async fn one_applies_once_to_a_job_that_is_open() {
    let board = Board::new().await;
    let mut draft = board.draft("A job that asks something");
    draft["screeningQuestions"] = json!(["Why?", "Since when?"]);
    let job = board.open_as(draft).await;
    let target = format!("{}/applications", path(&job));
    let applicant = board.somebody(Role::User).await;
    let reply = applicant.post(&target, json!({"answers": ["Because"]})).await.expect(422);
    assert_eq!(reply.pointers(), ["/answers"]);
    let letter = json!({"coverLetter": "Dear company", "answers": ["Because", "Long ago"], "source": "search"});
    let made = applicant.post(&target, letter.clone()).await.expect(201).data();
    assert_eq!(made["status"], "submitted");
    assert_eq!(made["answers"][1], json!({"question": "Since when?", "answer": "Long ago"}));
    assert_eq!(applicant.post(&target, letter).await.expect(409).code(), "already_applied");
    let owner = board.owner_anew().await;
    let own = owner.post(&target, json!({"answers": ["a", "b"]})).await.expect(403);
    assert_eq!(own.code(), "own_job");
    board.readers.post(&target, json!({})).await.expect(401);
    owner.delete(&path(&job)).await.expect(204);
    let late = board.somebody(Role::User).await.post(&target, json!({"answers": ["a", "b"]})).await;
    assert_eq!(late.expect(409).code(), "job_not_open");
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_shown_takes_no_applications() {
    let board = Board::new().await;
    let draft = board.owners.post("/jobs", board.draft("A job in writing")).await.data();
    let somebody = board.somebody(Role::User).await;
    somebody.post(&format!("{}/applications", path(&draft)), json!({})).await.expect(404);
    let job = board.open("A job that expires").await;
    board.world.sql("UPDATE jobs SET expires_at = now() - interval '1 second'").await;
    let reply = somebody.post(&format!("{}/applications", path(&job)), json!({})).await.expect(409);
    assert_eq!(reply.code(), "job_not_open");
}

#[tokio::test]
async fn the_same_request_twice_applies_once_and_is_answered_alike() {
    let board = Board::new().await;
    let job = board.open("A job applied to twice").await;
    let applicant = board.somebody(Role::User).await.header("idempotency-key", "key-1");
    let target = format!("{}/applications", path(&job));
    let first = applicant.post(&target, json!({})).await.expect(201).data();
    let second = applicant.post(&target, json!({})).await.expect(201).data();
    assert_eq!(first, second);
}

#[tokio::test]
async fn an_application_is_for_its_two_sides_only() {
    let board = Board::new().await;
    let job = board.open("A job with an application").await;
    let list = format!("{}/applications", path(&job));
    let (applicant, application) = applied(&board, &job).await;
    let owner = board.owner_anew().await;
    applicant.get(&application).await.expect(200);
    let seen = owner.get(&application).await.expect(200);
    assert_eq!(seen.header("cache-control"), Some("private, no-cache, no-store"));
    assert_eq!(owner.get(&list).await.json()["pagination"]["total"], 1);
    let (rival, _) = board.rival().await;
    let moderator = board.somebody(Role::Moderator).await;
    let admin = board.somebody(Role::Admin).await;
    for stranger in [&rival, &moderator, &admin] {
        stranger.get(&application).await.expect(404);
        stranger.patch(&application, json!({"status": "viewed"})).await.expect(404);
        assert_eq!(stranger.get(&list).await.expect(403).code(), "not_owner");
    }
    applicant.get(&list).await.expect(403);
    board.readers.get(&application).await.expect(401);
    let draft = board.owner_anew().await.post("/jobs", board.draft("A job in writing")).await.data();
    rival.get(&format!("{}/applications", path(&draft))).await.expect(404);
}

#[tokio::test]
async fn each_state_leads_where_it_may_and_nowhere_else() {
    let board = Board::new().await;
    let all = ["submitted", "viewed", "screening", "interview", "offer", "rejected", "withdrawn"];
    let steps = ["submitted", "viewed", "screening", "interview", "offer"];
    let rank = |status: &str| steps.iter().position(|step| *step == status);
    let job = board.open("A job with many applications").await;
    for from in all {
        for to in all {
            let (applicant, application) = applied(&board, &job).await;
            let id = application.rsplit('/').next().unwrap();
            board
                .world
                .sql(&format!("UPDATE job_applications SET status = '{from}' WHERE id = '{id}'"))
                .await;
            let owner = board.owner_anew().await;
            let by_owner = owner.patch(&application, json!({"status": to, "notes": "A word"})).await;
            let onwards = rank(from).zip(rank(to)).is_some_and(|(from, to)| to > from);
            let rejects = to == "rejected" && rank(from).is_some();
            let expected = match to {
                "withdrawn" => 403,
                _ if onwards || rejects => 200,
                _ => 409,
            };
            assert_eq!(by_owner.status.as_u16(), expected, "the company: {from} to {to}");
            board
                .world
                .sql(&format!("UPDATE job_applications SET status = '{from}' WHERE id = '{id}'"))
                .await;
            let by_applicant = applicant.patch(&application, json!({"status": to})).await;
            let expected = match to {
                "withdrawn" if rank(from).is_some_and(|rank| rank < 4) => 200,
                "withdrawn" => 409,
                _ => 403,
            };
            assert_eq!(by_applicant.status.as_u16(), expected, "the applicant: {from} to {to}");
        }
    }
}

#[tokio::test]
async fn every_step_is_in_the_history_and_a_withdrawn_one_stays_counted() {
    let board = Board::new().await;
    let job = board.open("A job with a long story").await;
    let (applicant, application) = applied(&board, &job).await;
    let owner = board.owner_anew().await;
    let moved = owner.patch(&application, json!({"status": "interview", "notes": "Monday?"})).await.data();
    assert!(!moved["reviewedAt"].is_null());
    let taken_back = applicant.patch(&application, json!({"status": "withdrawn"})).await.data();
    let steps: Vec<_> = taken_back["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["from"].as_str(), step["to"].as_str().unwrap(), step["notes"].as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            (None, "submitted", None),
            (Some("submitted"), "interview", Some("Monday?")),
            (Some("interview"), "withdrawn", None)
        ]
    );
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_owner_pages_through_the_applications_of_each_state() {
    let board = Board::new().await;
    let job = board.open("A job that many want").await;
    for n in 0..5 {
        let (applicant, application) = applied(&board, &job).await;
        if n % 2 == 0 {
            applicant.patch(&application, json!({"status": "withdrawn"})).await.expect(200);
        }
    }
    let owner = board.owner_anew().await;
    for (query, found) in [("", 5), ("&status=withdrawn", 3), ("&status=submitted", 2), ("&status=offer", 0)] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let reply = owner.get(&format!("{}/applications?limit=2{query}{cursor}", path(&job))).await;
            let json = reply.json();
            assert_eq!(json["pagination"]["total"], found, "{query}");
            for application in json["data"]["applications"].as_array().unwrap() {
                assert!(application["coverLetter"].is_null());
                seen.push(text(application, "id").to_owned());
            }
            let Some(next) = json["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), found, "{query}");
    }
}
