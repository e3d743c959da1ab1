//! One's own account and profile.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::app::App;

#[tokio::test]
async fn a_profile_is_what_its_owner_makes_of_it() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let first = client.get("/users/me").await.expect(200).data();
    assert_eq!((&first["email"], &first["emailVerified"]), (&json!(user.email), &json!(true)));
    assert_eq!(
        (&first["privacy"]["bio"], &first["privacy"]["salary"]),
        (&json!("public"), &json!("private"))
    );

    let patch = json!({
        "displayName": "Somebody", "headline": "Builds things", "bio": "<b>Words</b>", "location": "Lisbon",
        "githubUrl": "https://github.example/somebody", "pronouns": "they", "availabilityStatus": "open",
        "yearsExperience": 7, "timezone": "Europe/Lisbon", "locale": "pt-BR",
        "skills": [{"name": "Evaluation", "type": "evaluation", "proficiency": 3},
                   {"name": "RAG", "type": "rag", "proficiency": 5}],
        "workExperience": [
            {"title": "Engineer", "company": "Second", "startDate": "2021-02-01", "frameworks": ["axum"]},
            {"title": "Intern", "company": "First", "startDate": "2019-01-01", "endDate": "2020-01-01",
             "employmentType": "internship"}],
        "jobPreferences": {"jobTypes": ["full_time"], "salaryMin": 60_000, "salaryCurrency": "EUR",
                           "isVisibleToRecruiters": true},
    });
    let changed = app.patch(&client, patch).await;
    assert_eq!((&changed["timezone"], &changed["locale"]), (&json!("Europe/Lisbon"), &json!("pt-BR")));
    let profile = &changed["profile"];
    assert_eq!((&profile["name"], &profile["bio"]), (&json!("Somebody"), &json!("<b>Words</b>")));
    assert_eq!(profile["contact"]["githubUrl"], "https://github.example/somebody");
    assert_eq!(profile["skills"]["skills"][0]["name"], "RAG", "the best first");
    let places = profile["workExperience"]["places"].as_array().unwrap();
    assert_eq!((&places[0]["company"], &places[1]["endDate"]), (&json!("Second"), &json!("2020-01-01")));
    assert_eq!(profile["jobPreferences"]["salaryMin"], 60_000);

    let after = app.patch(&client, json!({"headline": null, "skills": []})).await;
    assert_eq!(after["profile"]["headline"], Value::Null);
    assert_eq!(after["profile"]["skills"]["skills"], json!([]));
    assert_eq!(after["profile"]["bio"], "<b>Words</b>", "what isn't named stays");
    assert_eq!(client.get("/users/me").await.data(), after);
}

#[tokio::test]
async fn models_that_do_not_exist_are_named_and_nothing_is_changed() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    let unknown = "0198c0de-0000-7000-8000-000000000000";
    let patch = json!({"headline": "New", "models": [{"id": unknown, "proficiency": 3}]});
    assert_eq!(client.patch("/users/me", patch).await.expect(422).pointers(), ["/models"]);
    assert_eq!(client.get("/users/me").await.data()["profile"]["headline"], Value::Null);
}

#[tokio::test]
async fn changes_at_once_all_come_through() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    let changes = [
        json!({"headline": "A line"}),
        json!({"bio": "Some words"}),
        json!({"location": "Lisbon"}),
        json!({"privacy": {"bio": "community"}}),
        json!({"skills": [{"name": "RAG", "type": "rag", "proficiency": 5}]}),
        json!({"skills": [{"name": "Evaluation", "type": "evaluation", "proficiency": 5}]}),
    ];
    let replies = join_all(changes.map(|change| {
        let client = client.clone();
        async move { client.patch("/users/me", change).await }
    }))
    .await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let account = client.get("/users/me").await.data();
    let profile = &account["profile"];
    assert_eq!((&profile["headline"], &profile["bio"]), (&json!("A line"), &json!("Some words")));
    assert_eq!(
        (&profile["contact"]["location"], &account["privacy"]["bio"]),
        (&json!("Lisbon"), &json!("community"))
    );
    assert_eq!(profile["skills"]["skills"].as_array().unwrap().len(), 1, "one list or the other, not both");
}

#[tokio::test]
async fn an_edited_name_is_told_to_the_edge_where_it_is_shown() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    app.article(user.id, "An article by somebody").await;
    app.patch(&client, json!({"headline": "Not shown elsewhere"})).await;
    let purged = "SELECT coalesce(string_agg(value || ' ' || kind, ', ' ORDER BY value), '') FROM purges";
    assert_eq!(app.world.one::<String>(purged, &[]).await, "");
    app.patch(&client, json!({"displayName": "Another name"})).await;
    let expected = format!("articles soft, author:{} soft", user.id);
    assert_eq!(app.world.one::<String>(purged, &[]).await, expected);
}

#[tokio::test]
async fn strangers_have_no_account_and_ten_changes_an_hour_are_the_most() {
    let app = App::new().await;
    for (method, path) in [("GET", "/users/me"), ("PATCH", "/users/me"), ("GET", "/users/me/export")] {
        app.anybody.send(method, path, Some("{}".to_owned())).await.expect(401);
    }
    let (_, client) = app.somebody(Role::User).await;
    for _ in 0..10 {
        client.patch("/users/me", json!({"headline": "Again"})).await.expect(200);
    }
    client.patch("/users/me", json!({"headline": "Too often"})).await.expect(429);
}
