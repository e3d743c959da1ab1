//! Whatever comes in: a problem that names the place, and no 5xx.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::board::{Board, path};

#[tokio::test]
async fn bad_parameters_are_named() {
    let board = Board::new().await;
    let cases = [
        ("limit=0", "/query/limit"),
        ("page=51&limit=20", "/query/page"),
        ("cursor=AAAA", "/query/cursor"),
        ("sort=newest", "/query/sort"),
        ("status=draft", "/query/status"),
        ("type=any", "/query/type"),
        ("workLocation=moon", "/query/workLocation"),
        ("experience=guru", "/query/experience"),
        ("salaryMin=0", "/query/salaryMin"),
        ("salaryMin=much", "/query/salaryMin"),
        ("tech=a,b,c,d,e,f", "/query/tech"),
        ("visa=perhaps", "/query/visa"),
        ("q=a", "/query/q"),
        ("unknown=1", "/query/unknown"),
        ("location=%00", "/query/location"),
    ];
    for (query, pointer) in cases {
        let reply = board.readers.get(&format!("/jobs?{query}")).await.expect(400);
        assert_eq!(reply.pointers(), [pointer], "{query}");
    }
    for (query, pointer) in
        [("size=huge", "/query/size"), ("verified=1", "/query/verified"), ("sort=name", "/query/sort")]
    {
        let reply = board.readers.get(&format!("/companies?{query}")).await.expect(400);
        assert_eq!(reply.pointers(), [pointer], "{query}");
    }
    let user = board.somebody(Role::User).await;
    assert_eq!(user.get("/jobs/matches?minScore=101").await.expect(400).pointers(), ["/query/minScore"]);
    for q in ["%26%26", "a%27b", "or%20or", "%22open", "%3A%2A", "the"] {
        board.readers.get(&format!("/jobs?q={q}")).await.expect(200);
    }
}

#[tokio::test]
async fn bad_jobs_are_named_and_write_nothing() {
    let board = Board::new().await;
    let words = |n: usize| Value::from((0..n).map(|n| format!("word {n}")).collect::<Vec<_>>());
    let skill = json!({"name": "RAG", "type": "rag", "level": 3});
    let cases = [
        ("/title", "title", json!("short")),
        ("/title", "title", json!("nul \u{0} in the title")),
        ("/description", "description", json!("too short")),
        ("/requirements", "requirements", json!("too short")),
        ("/type", "type", json!("any")),
        ("/location", "location", json!("")),
        ("/salary", "salary", json!({"currency": "EUR"})),
        ("/salary/min", "salary", json!({"min": 0, "currency": "EUR"})),
        ("/salary/max", "salary", json!({"min": 2, "max": 1, "currency": "EUR"})),
        ("/salary/currency", "salary", json!({"min": 1, "currency": "euro"})),
        ("/positionsAvailable", "positionsAvailable", json!(0)),
        ("/applyUrl", "applyUrl", json!("javascript:alert(1)")),
        ("/frameworks", "frameworks", words(21)),
        ("/vectorDatabases", "vectorDatabases", words(11)),
        ("/programmingLanguages/0", "programmingLanguages", json!([""])),
        ("/skills/0/level", "skills", json!([{"name": "RAG", "type": "rag", "level": 6}])),
        ("/skills/0/type", "skills", json!([{"name": "RAG", "type": "magic", "level": 5}])),
        ("/skills", "skills", json!([skill, skill])),
        ("/modelIds", "modelIds", json!([])),
        ("/modelIds", "modelIds", json!([board.models[0], board.models[0]])),
        ("/modelIds", "modelIds", json!(["0198c0de-0000-7000-8000-000000000000"])),
        ("/screeningQuestions", "screeningQuestions", words(11)),
        ("/status", "status", json!("closed")),
        ("/expiresAt", "expiresAt", json!("2020-01-01T00:00:00Z")),
        ("/surprise", "surprise", json!(1)),
    ];
    let open = board.open("A job that stays as it is").await;
    let before = board.readers.get(&path(&open)).await.data();
    for (pointer, field, value) in cases {
        let mut draft = board.draft("A job with one fault");
        draft[field] = value.clone();
        let reply = board.owner_anew().await.post("/jobs", draft).await.expect(422);
        assert!(reply.pointers().contains(&pointer.to_owned()), "{pointer}: {} for {value}", reply.json());
        if field != "status" {
            let reply = board.owner_anew().await.patch(&path(&open), json!({field: value})).await.expect(422);
            assert!(reply.pointers().contains(&pointer.to_owned()), "{pointer}: {}", reply.json());
        }
    }
    let count: i64 = board.world.one("SELECT count(*) FROM jobs", &[]).await;
    assert_eq!(count, 1);
    assert_eq!(board.another_process().get(&path(&open)).await.data(), before);
}

#[tokio::test]
async fn bad_companies_applications_and_notes_are_named() {
    let board = Board::new().await;
    for (pointer, field, value) in [
        ("/name", "name", json!("x")),
        ("/slug", "slug", json!("Not A Slug")),
        ("/website", "website", json!("ftp://example.org")),
        ("/description", "description", json!("x".repeat(5001))),
        ("/size", "size", json!("many")),
        ("/foundedYear", "foundedYear", json!(1799)),
        ("/foundedYear", "foundedYear", json!(9999)),
        ("/locations", "locations", json!(vec!["x"; 11])),
        ("/isVerified", "isVerified", json!(true)),
    ] {
        let mut company = json!({"name": "A company"});
        company[field] = value;
        let reply = board.somebody(Role::Company).await.post("/companies", company).await.expect(422);
        assert_eq!(reply.pointers(), [pointer]);
    }
    let job = board.open("A job that is applied to").await;
    let target = format!("{}/applications", path(&job));
    for (pointer, body) in [
        ("/coverLetter", json!({"coverLetter": "x".repeat(5001)})),
        ("/resumeUrl", json!({"resumeUrl": "resume.pdf"})),
        ("/source", json!({"source": "x".repeat(51)})),
        ("/answers", json!({"answers": ["to nothing"]})),
        ("/salary", json!({"salary": 1})),
    ] {
        let reply = board.somebody(Role::User).await.post(&target, body).await.expect(422);
        assert_eq!(reply.pointers(), [pointer]);
    }
    let reader = board.somebody(Role::User).await;
    let reply = reader.put(&format!("{}/save", path(&job)), json!({"notes": "x".repeat(1001)})).await;
    assert_eq!(reply.expect(422).pointers(), ["/notes"]);
    reader.patch("/applications/none", json!({"status": "viewed"})).await.expect(400);
    reader.patch("/applications/0198c0de-0000-7000-8000-000000000000", json!({"status": "gone"})).await.expect(422);
    board.readers.get("/jobs/no-such-job").await.expect(404);
    board.owners.patch("/jobs/no-such-job", json!({})).await.expect(400);
}
