//! Lists of jobs: filters, sorts, pages, searches.

use serde_json::json;

use crate::board::{Board, text, titles};

#[tokio::test]
async fn each_filter_finds_what_it_says() {
    let board = Board::new().await;
    let mut special = board.draft("The special one of them all");
    special["type"] = json!("contract");
    special["workLocation"] = json!("onsite");
    special["experience"] = json!("lead");
    special["location"] = json!("Porto");
    special["salary"] = json!({"min": 70_000, "max": 80_000, "currency": "EUR"});
    special["frameworks"] = json!(["Axum"]);
    special["programmingLanguages"] = json!(["Rust"]);
    special["modelStrategy"] = json!("open_source");
    special["hasVisaSponsorship"] = json!(true);
    special["modelIds"] = json!([board.models[1]]);
    board.open_as(special).await;
    let mut plain = board.draft("The plain one of them all");
    plain["salary"] = json!({"min": 40_000, "currency": "EUR"});
    plain["infrastructure"] = json!(["rust"]);
    board.open_as(plain).await;
    for filter in [
        "type=contract",
        "workLocation=onsite",
        "experience=lead",
        "location=PORTO",
        "salaryMin=40001",
        "salaryMin=80000",
        "tech=axum",
        "tech=Rust,AXUM",
        "modelStrategy=open_source",
        "visa=true",
        "model=model-two",
        "q=special",
        "q=special&type=contract&location=porto&model=model-two&tech=rust&salaryMin=1&visa=true",
    ] {
        let reply = board.readers.get(&format!("/jobs?{filter}")).await;
        assert_eq!(titles(&reply.data()), ["The special one of them all"], "{filter}");
        assert_eq!(reply.json()["pagination"]["total"], 1, "{filter}");
    }
    let company = format!("company={}", text(&board.company, "slug"));
    for filter in
        ["tech=rust", "salaryMin=40000", "visa=false", "status=active", &company, "q=one&sort=salary"]
    {
        let reply = board.readers.get(&format!("/jobs?{filter}")).await;
        assert_eq!(titles(&reply.data()).len(), 2, "{filter}");
        assert_eq!(reply.json()["pagination"]["total"], 2, "{filter}");
    }
    for filter in [
        "salaryMin=80001",
        "tech=rust,python",
        "location=Lis",
        "company=none",
        "model=none",
        "status=filled",
        "q=nothing%20like%20it",
        "q=-nothing",
        "q=-nothing&sort=salary",
    ] {
        let reply = board.readers.get(&format!("/jobs?{filter}")).await;
        assert_eq!(titles(&reply.data()).len(), 0, "{filter}");
        assert_eq!(reply.json()["pagination"]["total"], 0, "{filter}");
    }
}

#[tokio::test]
async fn the_best_paid_come_first_and_those_without_a_public_salary_last() {
    let board = Board::new().await;
    for (title, salary, is_public) in [
        ("It pays some money", json!({"max": 50_000, "currency": "EUR"}), true),
        ("It pays in secret", json!({"max": 90_000, "currency": "EUR"}), false),
        ("It pays much money", json!({"min": 60_000, "currency": "EUR"}), true),
    ] {
        let mut draft = board.draft(title);
        draft["salary"] = salary;
        draft["salaryIsPublic"] = json!(is_public);
        board.open_as(draft).await;
    }
    let found = board.readers.get("/jobs?sort=salary").await.data();
    assert_eq!(titles(&found), ["It pays much money", "It pays some money", "It pays in secret"]);
}

#[tokio::test]
async fn following_the_cursor_shows_every_job_once_while_others_come_and_go() {
    let board = Board::new().await;
    for n in 0..7 {
        let mut draft = board.draft(&format!("Job number {n} of seven"));
        draft["salary"] = json!({"max": 50_000 + n % 3, "currency": "EUR"});
        draft["frameworks"] = json!(["Axum"]);
        board.open_as(draft).await;
    }
    board.world.sql("UPDATE jobs SET published_at = now() WHERE title LIKE '%2%' OR title LIKE '%3%'").await;
    for query in [
        "",
        "sort=publishedAt",
        "sort=salary",
        "type=full_time",
        "model=model-one",
        "tech=axum",
        "location=lisbon",
        "salaryMin=1",
        "q=seven",
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let reply = board.another_process().get(&format!("/jobs?limit=3&{query}{cursor}")).await;
            seen.extend(titles(&reply.data()));
            let json = reply.json();
            assert_eq!(json["pagination"]["total"], 7, "{query}");
            let Some(next) = json["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 7, "{query}: {seen:?}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7, "{query}: {seen:?}");
    }
    let first = board.readers.get("/jobs?limit=3").await.json();
    board.open("A job that comes in between").await;
    let next = text(&first["pagination"], "nextCursor").to_owned();
    let second = board.readers.get(&format!("/jobs?limit=3&cursor={next}")).await.data();
    let old = board.readers.get("/jobs?limit=7&page=1").await.data();
    assert_eq!(titles(&second), &titles(&old)[4..7]);
}

#[tokio::test]
async fn lists_are_slim() {
    let board = Board::new().await;
    board.open("A job with a long description").await;
    let card = board.readers.get("/jobs").await.data()["jobs"][0].clone();
    assert!(card["description"].is_null() && card["requirements"].is_null(), "{card}");
}
