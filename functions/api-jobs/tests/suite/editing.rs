//! Owners' writes: own jobs, others' jobs, and what moderators may.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, path, text, titles};

#[tokio::test]
async fn only_the_owner_of_a_verified_company_begins_jobs() {
    let board = Board::new().await;
    for role in [Role::User, Role::Premium] {
        let client = board.somebody(role).await;
        assert_eq!(
            client.post("/jobs", board.draft("Not theirs to begin")).await.expect(403).code(),
            "role_needed"
        );
    }
    board.readers.post("/jobs", board.draft("Not theirs to begin")).await.expect(401);
    for role in [Role::Company, Role::Moderator, Role::Admin] {
        let client = board.somebody(role).await;
        let reply = client.post("/jobs", board.draft("A job of no company")).await.expect(403);
        assert_eq!(reply.code(), "company_needed", "{role}");
    }
    let newcomer = board.somebody(Role::Company).await;
    newcomer.post("/companies", json!({"name": "Unchecked"})).await.expect(201);
    let reply = newcomer.post("/jobs", board.draft("A job of an unchecked company")).await.expect(403);
    assert_eq!(reply.code(), "company_unverified");
    board.owners.post("/jobs", board.draft("A job of a checked company")).await.expect(201);
}

#[tokio::test]
async fn another_companys_job_is_refused_and_its_draft_is_not_there() {
    let board = Board::new().await;
    let open = path(&board.open("A job that is open to all").await);
    let draft = path(&board.owner_anew().await.post("/jobs", board.draft("A job in writing")).await.data());
    let (rival, _) = board.rival().await;
    assert_eq!(rival.patch(&open, json!({"location": "Porto"})).await.expect(403).code(), "not_owner");
    assert_eq!(rival.delete(&open).await.expect(403).code(), "not_owner");
    rival.patch(&draft, json!({"location": "Porto"})).await.expect(404);
    rival.delete(&draft).await.expect(404);
    assert_eq!(board.readers.get(&open).await.data()["location"], "Lisbon");
}

#[tokio::test]
async fn moderators_change_any_job_and_the_trail_says_so() {
    let board = Board::new().await;
    let job = board.open("A job that is moderated").await;
    for (role, place) in [(Role::Moderator, "Porto"), (Role::Admin, "Faro")] {
        let changed = board.somebody(role).await.patch(&path(&job), json!({"location": place})).await.data();
        assert_eq!(changed["location"], place);
    }
    board.owner_anew().await.patch(&path(&job), json!({"location": "Braga"})).await.expect(200);
    let noted: i64 = board
        .world
        .one("SELECT count(*) FROM audit_log WHERE action = 'job.edit' AND target_type = 'job'", &[])
        .await;
    assert_eq!(noted, 2);
}

#[tokio::test]
async fn a_change_leaves_what_it_does_not_name() {
    let board = Board::new().await;
    let mut draft = board.draft("The title before the change");
    draft["salary"] = json!({"min": 50_000, "max": 60_000, "currency": "EUR"});
    draft["frameworks"] = json!(["Axum"]);
    draft["benefits"] = json!("Much.");
    draft["skills"] = json!([{"name": "RAG", "type": "rag", "level": 3}]);
    let made = board.open_as(draft).await;
    let owner = board.owner_anew().await;
    let changed = owner.patch(&path(&made), json!({"title": "The title after the change"})).await.data();
    for field in ["salary", "frameworks", "benefits", "skills", "models", "slug", "publishedAt", "status"] {
        assert_eq!(changed[field], made[field], "{field}");
    }
    let emptied = owner
        .patch(
            &path(&made),
            json!({"salary": null, "frameworks": [], "benefits": null, "skills": [], "modelIds": [board.models[1]]}),
        )
        .await
        .data();
    assert_eq!((&emptied["salary"], &emptied["benefits"]), (&json!(null), &json!(null)));
    assert_eq!((&emptied["frameworks"], &emptied["skills"]), (&json!([]), &json!([])));
    assert_eq!(emptied["models"][0]["slug"], "model-two");
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn each_state_leads_where_it_may_and_nowhere_else() {
    let board = Board::new().await;
    let allowed = [
        ("draft", "active"),
        ("active", "paused"),
        ("active", "closed"),
        ("active", "filled"),
        ("paused", "active"),
        ("paused", "closed"),
        ("paused", "filled"),
    ];
    for from in ["draft", "active", "paused", "closed", "filled"] {
        for to in ["draft", "active", "paused", "closed", "filled"] {
            let job = board.open("A job on its way").await;
            let id = text(&job, "id");
            board.world.sql(&format!("UPDATE jobs SET status = '{from}' WHERE id = '{id}'")).await;
            let reply = board.owner_anew().await.patch(&path(&job), json!({"status": to})).await;
            let is_over = ["closed", "filled"].contains(&from);
            let expected = if (from == to && !is_over) || allowed.contains(&(from, to)) { 200 } else { 409 };
            assert_eq!(reply.status.as_u16(), expected, "{from} to {to}");
        }
    }
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn deleting_closes_what_was_shown_and_removes_a_draft() {
    let board = Board::new().await;
    let shown = board.open("A job that was shown").await;
    let draft = board.owner_anew().await.post("/jobs", board.draft("A job in writing")).await.data();
    let owner = board.owner_anew().await;
    for _ in 0..2 {
        owner.delete(&path(&shown)).await.expect(204);
    }
    owner.delete(&path(&draft)).await.expect(204);
    owner.delete(&path(&draft)).await.expect(404);
    assert_eq!(board.readers.get(&path(&shown)).await.data()["status"], "closed");
    assert_eq!(titles(&board.readers.get("/jobs").await.data()).len(), 0);
    assert_eq!(titles(&board.readers.get("/jobs?status=closed").await.data()), ["A job that was shown"]);
    let left: i64 = board.world.one("SELECT count(*) FROM jobs", &[]).await;
    assert_eq!(left, 1);
    assert_eq!(board.wrong_counters().await, Vec::<String>::new());
}

#[tokio::test]
async fn drafts_and_paused_jobs_are_not_there_for_readers() {
    let board = Board::new().await;
    let owner = board.owner_anew().await;
    let draft = owner.post("/jobs", board.draft("A job in writing")).await.data();
    let paused = board.open("A job that is paused").await;
    board.owner_anew().await.patch(&path(&paused), json!({"status": "paused"})).await.expect(200);
    for job in [&draft, &paused] {
        board.readers.get(&path(job)).await.expect(404);
        board.readers.get(&format!("/jobs/{}", text(job, "slug"))).await.expect(404);
    }
    for status in ["active", "closed", "filled"] {
        let found = board.readers.get(&format!("/jobs?status={status}")).await.data();
        assert_eq!(titles(&found).len(), 0, "{status}");
    }
    board.readers.get("/jobs?status=draft").await.expect(400);
    board.readers.get("/jobs?status=paused").await.expect(400);
}

#[tokio::test]
async fn a_stale_revision_changes_nothing() {
    let board = Board::new().await;
    let made = board.open("A job that two edit").await;
    let seen = board.readers.get(&path(&made)).await.header("etag").unwrap().to_owned();
    assert!(seen.starts_with("\"r1."), "{seen}");
    let owner = board.owner_anew().await;
    owner.header("if-match", &seen).patch(&path(&made), json!({"location": "Porto"})).await.expect(200);
    let stale = owner.header("if-match", &format!("W/{seen}"));
    assert_eq!(
        stale.patch(&path(&made), json!({"location": "Faro"})).await.expect(412).code(),
        "revision_stale"
    );
    stale.delete(&path(&made)).await.expect(412);
    let now = board.readers.get(&path(&made)).await.data();
    assert_eq!((&now["location"], &now["status"]), (&json!("Porto"), &json!("active")));
}

#[tokio::test]
async fn the_same_request_twice_makes_one_job() {
    let board = Board::new().await;
    let once = board.owners.header("idempotency-key", "key-1");
    let draft = board.draft("A job sent two times");
    let (first, second) = tokio::join!(once.post("/jobs", draft.clone()), once.post("/jobs", draft.clone()));
    let replies = [first, second];
    assert!(replies.iter().any(|reply| reply.status == 201));
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.status == 409), "{replies:?}");
    let again = once.post("/jobs", draft).await.expect(201).data();
    let count: i64 = board.world.one("SELECT count(*) FROM jobs", &[]).await;
    assert_eq!((count, text(&again, "title")), (1, "A job sent two times"));
    let other = once.post("/jobs", board.draft("Another job, the same key")).await.expect(422);
    assert_eq!(other.code(), "idempotency_key_reused");
}

#[tokio::test]
async fn a_salary_that_is_not_public_is_seen_by_its_owner_only() {
    let board = Board::new().await;
    let mut draft = board.draft("A job with a secret salary");
    draft["salary"] = json!({"max": 90_000, "currency": "EUR"});
    draft["salaryIsPublic"] = json!(false);
    let made = board.open_as(draft).await;
    assert_eq!(made["salary"]["max"], 90_000);
    assert!(board.readers.get(&path(&made)).await.data()["salary"].is_null());
    assert!(board.readers.get("/jobs").await.data()["jobs"][0]["salary"].is_null());
    assert_eq!(titles(&board.readers.get("/jobs?salaryMin=1").await.data()).len(), 0);
}

#[tokio::test]
async fn a_job_is_matched_with_users_each_time_it_becomes_active_and_only_then() {
    let board = Board::new().await;
    let owner = board.owner_anew().await;
    let sent = async || {
        let sent = "SELECT count(*) FROM outbox WHERE task = 'job:match' AND payload->>'after' IS NULL";
        board.world.one::<i64>(sent, &[]).await
    };
    let job =
        path(&owner.post("/jobs", board.draft("A job that is published twice")).await.expect(201).data());
    assert_eq!(sent().await, 0, "a draft is nobody's");
    for (change, expected) in [
        (json!({"location": "Porto"}), 0),
        (json!({"status": "active"}), 1),
        (json!({"location": "Faro"}), 1),
        (json!({"status": "paused"}), 1),
        (json!({"status": "active"}), 2),
        (json!({"status": "filled"}), 2),
    ] {
        owner.patch(&job, change.clone()).await.expect(200);
        assert_eq!(sent().await, expected, "{change}");
    }
    let open = board.open("A job that is published at once").await;
    let matched: Vec<String> = board
        .world
        .owner()
        .query("SELECT payload->>'job' FROM outbox WHERE task = 'job:match' ORDER BY id", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(matched.len(), 3);
    assert_eq!(matched.last().map(String::as_str), Some(text(&open, "id")));
}
