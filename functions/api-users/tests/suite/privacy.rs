//! Profiles as others see them: each section by who looks.

use neurmatic_core::words::Role;
use neurmatic_testing::Client;
use serde_json::{Value, json};

use crate::app::App;

fn written() -> Value {
    json!({
        "displayName": "Somebody", "bio": "Some words", "location": "Lisbon", "yearsExperience": 3,
        "skills": [{"name": "RAG", "type": "rag", "proficiency": 5}],
        "workExperience": [{"title": "Engineer", "company": "Second", "startDate": "2021-02-01"}],
        "jobPreferences": {"salaryMin": 60_000, "salaryCurrency": "EUR", "isVisibleToRecruiters": true},
    })
}

fn with_privacy(visibility: &str) -> Value {
    let sections = ["bio", "contact", "skills", "work_experience", "salary", "activity"];
    let privacy: serde_json::Map<_, _> =
        sections.into_iter().map(|section| (section.to_owned(), json!(visibility))).collect();
    json!({ "privacy": privacy })
}

/// The fields that are sections, in the order of their names.
fn shown(profile: &Value) -> Vec<&'static str> {
    let sections = ["bio", "contact", "jobPreferences", "skills", "workExperience"];
    sections.into_iter().filter(|section| !profile[section].is_null()).collect()
}

#[tokio::test]
async fn each_section_is_seen_by_those_whom_its_owner_names() {
    let app = App::new().await;
    let (user, owner) = app.somebody(Role::User).await;
    app.patch(&owner, written()).await;
    let path = format!("/users/{}", user.username.to_uppercase());
    let mut viewers: Vec<(Role, Client)> = vec![(Role::Visitor, app.anybody.clone())];
    for role in [Role::User, Role::Premium, Role::Company, Role::Moderator, Role::Admin] {
        viewers.push((role, app.somebody(role).await.1));
    }
    let all = ["bio", "contact", "jobPreferences", "skills", "workExperience"];
    for (visibility, first) in [
        ("public", Some(Role::Visitor)),
        ("community", Some(Role::User)),
        ("recruiters", Some(Role::Company)),
        ("private", None),
    ] {
        app.patch(&owner, with_privacy(visibility)).await;
        for (role, viewer) in &viewers {
            let profile = viewer.get(&path).await.expect(200).data();
            let sees = first.is_some_and(|first| role.reaches(first));
            let expected: &[&str] = if sees { &all } else { &[] };
            assert_eq!(shown(&profile), expected, "{visibility} for {role}");
            assert_eq!(profile["hidden"].as_array().unwrap().is_empty(), sees);
            assert_eq!(profile["name"], "Somebody", "names are public");
            let activity = viewer.get(&format!("{path}/activity")).await;
            assert_eq!(activity.status, if sees { 200 } else { 404 }, "{visibility} for {role}");
        }
        assert_eq!(shown(&owner.get(&path).await.data()), all, "its owner sees everything");
    }
}

#[tokio::test]
async fn until_something_is_said_all_is_public_but_what_one_wants_to_earn() {
    let app = App::new().await;
    let (user, owner) = app.somebody(Role::User).await;
    app.patch(&owner, written()).await;
    let (_, company) = app.somebody(Role::Company).await;
    let path = format!("/users/{}", user.username);
    for viewer in [&app.anybody, &company] {
        let profile = viewer.get(&path).await.data();
        assert_eq!(shown(&profile), ["bio", "contact", "skills", "workExperience"]);
        assert_eq!(profile["hidden"], json!(["salary"]));
    }
}

#[tokio::test]
async fn wishes_that_are_not_for_recruiters_are_for_nobody() {
    let app = App::new().await;
    let (user, owner) = app.somebody(Role::User).await;
    app.patch(&owner, with_privacy("public")).await;
    let hidden = json!({"jobPreferences": {"roles": ["Engineer"], "isVisibleToRecruiters": false}});
    app.patch(&owner, hidden).await;
    let profile = app.anybody.get(&format!("/users/{}", user.username)).await.data();
    assert_eq!(profile["jobPreferences"], Value::Null);
    assert_eq!(
        owner.get("/users/me").await.data()["profile"]["jobPreferences"]["roles"],
        json!(["Engineer"])
    );
}

#[tokio::test]
async fn nobody_sees_an_address_but_its_owner() {
    let app = App::new().await;
    let (user, owner) = app.somebody(Role::User).await;
    let (_, admin) = app.somebody(Role::Admin).await;
    for part in ["", "/topics", "/replies", "/activity", "/badges", "/reputation"] {
        for viewer in [&app.anybody, &owner, &admin] {
            let reply = viewer.get(&format!("/users/{}{part}", user.username)).await.expect(200);
            assert!(!String::from_utf8_lossy(&reply.body).contains("@test.example"), "{part}");
            assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"), "{part}");
        }
    }
}

#[tokio::test]
async fn a_banned_user_has_a_profile_for_moderators_alone() {
    let app = App::new().await;
    let (user, _) = app.somebody(Role::User).await;
    let (_, moderator) = app.somebody(Role::Moderator).await;
    let (_, company) = app.somebody(Role::Company).await;
    let path = format!("/users/{}", user.username);
    for (status, others) in [("suspended", 200), ("banned", 404)] {
        app.world.sql(&format!("UPDATE users SET status = '{status}' WHERE id = '{}'", user.id)).await;
        moderator.get(&path).await.expect(200);
        company.get(&path).await.expect(others);
        app.anybody.get(&path).await.expect(others);
    }
}
