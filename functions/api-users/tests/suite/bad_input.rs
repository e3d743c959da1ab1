//! What can't be taken: every fault is named.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::app::App;

#[tokio::test]
async fn every_fault_of_a_profile_is_named() {
    let app = App::new().await;
    let many = |n: usize| Value::Array((0..n).map(|n| json!(n.to_string())).collect());
    let skill = |name: &str| json!({"name": name, "type": "rag", "proficiency": 3});
    let work =
        |start: &str, end: &str| json!({"title": "t", "company": "c", "startDate": start, "endDate": end});
    for (pointer, patch) in [
        ("/displayName", json!({"displayName": "x".repeat(101)})),
        ("/displayName", json!({"displayName": ""})),
        ("/headline", json!({"headline": "x".repeat(201)})),
        ("/bio", json!({"bio": "x".repeat(5001)})),
        ("/location", json!({"location": "x".repeat(101)})),
        ("/pronouns", json!({"pronouns": "x".repeat(51)})),
        ("/website", json!({"website": "javascript:alert(1)"})),
        ("/githubUrl", json!({"githubUrl": format!("https://example.org/{}", "x".repeat(255))})),
        ("/avatarUrl", json!({"avatarUrl": "//example.org/x.png"})),
        ("/yearsExperience", json!({"yearsExperience": 101})),
        ("/availabilityStatus", json!({"availabilityStatus": "maybe"})),
        ("/timezone", json!({"timezone": "Mars/Olympus"})),
        ("/locale", json!({"locale": "english!"})),
        ("/privacy/bio", json!({"privacy": {"bio": "friends"}})),
        ("/privacy/shoes", json!({"privacy": {"shoes": "public"}})),
        ("/skills/0/name", json!({"skills": [skill("x")]})),
        ("/skills/1/name", json!({"skills": [skill("Rust"), skill("RUST")]})),
        ("/skills", json!({"skills": (0..51).map(|n| skill(&format!("skill {n}"))).collect::<Vec<_>>()})),
        ("/skills/0/proficiency", json!({"skills": [{"name": "Rust", "type": "rag", "proficiency": 6}]})),
        ("/workExperience/0/endDate", json!({"workExperience": [work("2021-01-01", "2020-01-01")]})),
        ("/workExperience/0/startDate", json!({"workExperience": [work("soon", "2020-01-01")]})),
        (
            "/jobPreferences/salaryCurrency",
            json!({"jobPreferences": {"salaryMin": 5, "isVisibleToRecruiters": true}}),
        ),
        (
            "/jobPreferences/roles",
            json!({"jobPreferences": {"roles": many(51), "isVisibleToRecruiters": true}}),
        ),
        ("/email", json!({"email": "other@test.example"})),
        ("/role", json!({"role": "admin"})),
    ] {
        let (_, client) = app.somebody(Role::User).await;
        let reply = client.patch("/users/me", patch.clone()).await;
        let pointers = reply.expect(422).pointers();
        assert!(
            pointers
                .first()
                .is_some_and(|found| found.starts_with(pointer) || pointer.starts_with(found.as_str())),
            "{patch}: {pointers:?}"
        );
    }
}

#[tokio::test]
async fn bad_queries_and_paths_are_refused() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    for target in [
        "/users/me/bookmarks?limit=0",
        "/users/me/bookmarks?sort=color",
        "/users/me/bookmarks?q=",
        "/users/me/bookmarks?collectionId=x",
        "/users/me/bookmarks?cursor=AAAA",
        "/users/me/saved-jobs?page=0",
        "/users/me/applications?status=lost",
        "/users/me/export?cursor=99.0",
        "/users/me/bookmark-collections/x",
    ] {
        client.get(target).await.expect(400);
    }
    for part in ["topics", "replies", "activity"] {
        client.get(&format!("/users/{}/{part}?limit=101", user.username)).await.expect(400);
    }
    client.get(&format!("/users/{}", "x".repeat(200))).await.expect(404);
    client.get("/users/nobody-at-all").await.expect(404);
}
