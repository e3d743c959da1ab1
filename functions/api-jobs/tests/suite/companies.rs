//! Companies: one an owner, verified by moderators, found by what they are.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::board::{Board, path, text, titles};

fn names(data: &Value) -> Vec<&str> {
    data["companies"].as_array().unwrap().iter().map(|company| text(company, "name")).collect()
}

#[tokio::test]
async fn an_account_has_one_company() {
    let board = Board::new().await;
    let reply = board.owners.post("/companies", json!({"name": "One too many"})).await.expect(409);
    assert_eq!(reply.code(), "company_exists");
    let user = board.somebody(Role::User).await;
    user.post("/companies", json!({"name": "Not for users"})).await.expect(403);
    let other = board.somebody(Role::Company).await;
    let taken = json!({"name": "Same slug", "slug": text(&board.company, "slug")});
    let reply = other.post("/companies", taken).await.expect(409);
    assert_eq!((reply.code().as_str(), reply.pointers()), ("slug_taken", vec!["/slug".to_owned()]));
}

#[tokio::test]
async fn only_its_owner_and_moderators_change_a_company_and_only_they_verify_it() {
    let board = Board::new().await;
    let own = format!("/companies/{}", text(&board.company, "id"));
    let (rival, theirs) = board.rival().await;
    let reply = rival.patch(&own, json!({"mission": "Not theirs"})).await.expect(403);
    assert_eq!(reply.code(), "not_owner");
    let reply = board.owners.patch(&own, json!({"isVerified": true})).await.expect(403);
    assert_eq!(reply.code(), "moderator_needed");
    board.owners.patch(&own, json!({"mission": "Ours"})).await.expect(200);
    let theirs = format!("/companies/{}", text(&theirs, "id"));
    for (role, verified) in [(Role::Moderator, false), (Role::Admin, true)] {
        let moderator = board.somebody(role).await;
        let changed = moderator.patch(&theirs, json!({"isVerified": verified})).await.data();
        assert_eq!(changed["isVerified"], verified);
    }
    let noted: i64 =
        board.world.one("SELECT count(*) FROM audit_log WHERE action = 'company.edit'", &[]).await;
    assert_eq!(noted, 2);
}

#[tokio::test]
async fn each_filter_finds_what_it_says_and_paging_shows_each_once() {
    let board = Board::new().await;
    for n in 0..6 {
        let owner = board.somebody(Role::Company).await;
        let company = json!({
            "name": format!("Company number {n}"),
            "description": if n == 3 { "It makes lighthouses." } else { "It makes something." },
            "industry": if n % 2 == 0 { "Research" } else { "Retail" },
            "size": if n < 3 { "1-10" } else { "1000+" },
        });
        owner.post("/companies", company).await.expect(201);
    }
    for (query, found) in [
        ("", 7),
        ("industry=research", 3),
        ("size=1-10", 3),
        ("size=1000%2B&industry=RETAIL", 2),
        ("verified=true", 1),
        ("verified=false", 6),
        ("q=lighthouse", 1),
        ("q=number&sort=jobCount", 6),
        ("q=-lighthouse", 0),
        ("q=-lighthouse&sort=jobCount", 0),
        ("sort=jobCount", 7),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let reply = board.another_process().get(&format!("/companies?limit=2&{query}{cursor}")).await;
            seen.extend(names(&reply.data()).iter().map(|name| (*name).to_owned()));
            let json = reply.json();
            assert_eq!(json["pagination"]["total"], found, "{query}");
            let Some(next) = json["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), found, "{query}");
    }
}

#[tokio::test]
async fn a_companys_jobs_are_its_own_and_counted() {
    let board = Board::new().await;
    let job = board.open("A job of the first company").await;
    let (rival, theirs) = board.rival().await;
    let mut draft = board.draft("A job of the second company");
    draft["status"] = json!("active");
    rival.post("/jobs", draft).await.expect(201);
    let own = format!("/companies/{}", text(&board.company, "slug"));
    let found = board.readers.get(&format!("{own}/jobs")).await;
    assert_eq!(titles(&found.data()), ["A job of the first company"]);
    assert_eq!(found.json()["pagination"]["total"], 1);
    let theirs = format!("/jobs?company={}", text(&theirs, "slug"));
    assert_eq!(titles(&board.readers.get(&theirs).await.data()), ["A job of the second company"]);
    assert_eq!(board.readers.get(&own).await.data()["jobCount"], 1);
    board.owner_anew().await.delete(&path(&job)).await.expect(204);
    assert_eq!(board.readers.get(&own).await.data()["jobCount"], 0);
    let closed = board.readers.get(&format!("{own}/jobs?status=closed")).await.data();
    assert_eq!(titles(&closed), ["A job of the first company"]);
    assert_eq!(board.readers.get("/companies/no-such-company/jobs").await.expect(404).code(), "not_found");
}

#[tokio::test]
async fn nobody_learns_an_address_of_an_owner_or_an_applicant() {
    let board = Board::new().await;
    let job = board.open("A job with an applicant").await;
    let applicant = board.somebody(Role::User).await;
    applicant.post(&format!("{}/applications", path(&job)), json!({})).await.expect(201);
    let own = format!("/companies/{}", text(&board.company, "id"));
    for target in ["/jobs", "/companies", &path(&job), &own, &format!("{own}/jobs")] {
        let reply = board.readers.get(target).await.expect(200);
        let body = String::from_utf8(reply.body.to_vec()).unwrap();
        assert!(!body.contains("test.example") && !body.contains("owner"), "{target}: {body}");
    }
    let list = board.owner_anew().await.get(&format!("{}/applications", path(&job))).await.expect(200);
    assert!(!String::from_utf8(list.body.to_vec()).unwrap().contains("test.example"));
}
