//! What is cached, and what makes it stale.

use serde_json::json;

use crate::board::{Board, path, text, titles};

#[tokio::test]
async fn the_second_reader_is_served_from_the_cache_in_any_process() {
    let board = Board::new().await;
    let job = board.open("A job that is cached").await;
    let company = format!("/companies/{}", text(&board.company, "slug"));
    let id = text(&board.company, "id");
    let own = format!("company:{id},company");
    let names = board.models[0];
    let detail = format!("job:{},company:{id},model-name:{names},job,company,model-name", text(&job, "id"));
    let jobs = format!("company:{id},model-names,company");
    for (target, tag) in [
        ("/jobs", "jobs,model-names"),
        ("/jobs?type=full_time&sort=salary", "jobs,model-names"),
        ("/companies", "jobs"),
        (&company, &own),
        (&format!("{company}/jobs"), &jobs),
        (&path(&job), &detail),
    ] {
        let first = board.readers.get(target).await.expect(200);
        assert_eq!(first.header("cache-status"), Some("neurmatic; fwd=miss"), "{target}");
        let second = board.another_process().get(target).await.expect(200);
        assert_eq!(second.header("cache-status"), Some("neurmatic; hit"), "{target}");
        assert_eq!((&first.body, first.headers.get("etag")), (&second.body, second.headers.get("etag")));
        assert_eq!(second.header("cache-control"), Some("public, max-age=300, s-maxage=300"), "{target}");
        assert_eq!(second.header("cache-tag"), Some(tag), "{target}");
    }
    let searched = board.readers.get("/jobs?q=anything").await.expect(200);
    assert_eq!(searched.header("cache-status"), Some("neurmatic; fwd=bypass"));
}

#[tokio::test]
async fn a_change_is_seen_at_once_wherever_the_job_or_its_company_is_shown() {
    let board = Board::new().await;
    let job = board.open("The title before the edit").await;
    let company = format!("/companies/{}", text(&board.company, "slug"));
    let targets =
        ["/jobs".to_owned(), "/companies".to_owned(), path(&job), company.clone(), format!("{company}/jobs")];
    let elsewhere = board.another_process();
    let owner = board.owner_anew().await;
    let own = format!("/companies/{}", text(&board.company, "id"));
    for (target, change) in [
        (path(&job), json!({"title": "The title after the edit"})),
        (own, json!({"name": "Another name"})),
        (path(&job), json!({"status": "filled"})),
    ] {
        for target in &targets {
            elsewhere.get(target).await.expect(200);
        }
        owner.patch(&target, change).await.expect(200);
        for target in &targets {
            let reply = elsewhere.get(target).await.expect(200);
            assert_eq!(reply.header("cache-status"), Some("neurmatic; fwd=miss"), "{target}");
        }
    }
    let shown = elsewhere.get(&path(&job)).await.data();
    assert_eq!((&shown["status"], &shown["company"]["name"]), (&json!("filled"), &json!("Another name")));
    assert_eq!(titles(&elsewhere.get("/jobs").await.data()).len(), 0);
    let waiting: i64 =
        board.world.one("SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn applications_and_saves_make_nothing_stale() {
    let board = Board::new().await;
    let job = board.open("A job that is applied to").await;
    board.readers.get("/jobs").await.expect(200);
    let reader = board.somebody(neurmatic_core::words::Role::User).await;
    reader.post(&format!("{}/applications", path(&job)), json!({})).await.expect(201);
    reader.put(&format!("{}/save", path(&job)), json!({})).await.expect(200);
    assert_eq!(board.readers.get("/jobs").await.header("cache-status"), Some("neurmatic; hit"));
}

#[tokio::test]
async fn that_there_is_no_company_is_cached_until_there_is_one() {
    let board = Board::new().await;
    for _ in 0..2 {
        board.readers.get("/companies/soon-to-come").await.expect(404);
    }
    let owner = board.somebody(neurmatic_core::words::Role::Company).await;
    owner.post("/companies", json!({"name": "Soon", "slug": "soon-to-come"})).await.expect(201);
    board.readers.get("/companies/soon-to-come").await.expect(200);
}
