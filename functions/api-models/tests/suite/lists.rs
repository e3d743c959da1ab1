//! Lists and details: filters, sorts, searches, slugs with dots.

use serde_json::{Value, json};

use crate::directory::{Directory, draft, each, text};

async fn some(directory: &Directory) {
    for (slug, provider, category, released) in [
        ("alpha-1.5", "First Lab", "commercial", Some("2025-01-01")),
        ("alpha-2", "First Lab", "commercial", Some("2026-01-01")),
        ("beta", "Second Lab", "open_source", Some("2024-01-01")),
        ("gamma", "Third Lab", "specialized", None),
    ] {
        let model = json!({
            "slug": slug, "name": slug.replace('-', " "), "provider": provider, "category": category,
            "releaseDate": released,
            "description": if slug == "gamma" { "It reads lighthouses better than alpha does." } else { "It reads." },
        });
        directory.add(model).await;
    }
    directory.world.sql("UPDATE llm_models SET follower_count = 3 WHERE slug = 'beta'").await;
}

#[tokio::test]
async fn each_filter_and_sort_shows_each_model_once_in_its_order() {
    let directory = Directory::new().await;
    some(&directory).await;
    for (query, slugs) in [
        ("", vec!["alpha-2", "alpha-1.5", "beta", "gamma"]),
        ("sort=releaseDate", vec!["alpha-2", "alpha-1.5", "beta", "gamma"]),
        ("sort=followerCount", vec!["beta", "gamma", "alpha-2", "alpha-1.5"]),
        ("sort=articleCount", vec!["gamma", "beta", "alpha-2", "alpha-1.5"]),
        ("sort=jobCount", vec!["gamma", "beta", "alpha-2", "alpha-1.5"]),
        ("provider=first%20LAB", vec!["alpha-2", "alpha-1.5"]),
        ("category=specialized", vec!["gamma"]),
        ("q=lighthouse", vec!["gamma"]),
        ("q=alpha", vec!["alpha-2", "alpha-1.5", "gamma"]),
        ("q=alpha&sort=releaseDate", vec!["alpha-2", "alpha-1.5", "gamma"]),
        ("q=alpha&category=commercial", vec!["alpha-2", "alpha-1.5"]),
        ("q=-alpha", vec![]),
        ("q=alpha%20-lighthouse", vec!["alpha-2", "alpha-1.5"]),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let reply = directory
                .another_process()
                .get(&format!("/models?limit=2&{query}{cursor}"))
                .await
                .expect(200);
            seen.extend(each(&reply.data(), "models", "slug"));
            let json = reply.json();
            assert_eq!(json["pagination"]["total"], slugs.len(), "{query}");
            let Some(next) = json["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        if query == "q=alpha" {
            // The two whose name it is come before the one that only mentions it.
            assert_eq!(seen.pop().as_deref(), Some("gamma"));
            seen.sort_unstable_by(|a, b| b.cmp(a));
            seen.push("gamma".to_owned());
        }
        assert_eq!(seen, slugs, "{query}");
    }
}

#[tokio::test]
async fn a_name_is_found_by_its_parts_however_they_are_joined() {
    let directory = Directory::new().await;
    let model =
        json!({"slug": "gpt-4.1", "name": "GPT-4.1", "provider": "Some Lab", "category": "commercial"});
    directory.add(model).await;
    for q in ["gpt-4.1", "GPT%204.1", "gpt", "4.1", "%22gpt%204.1%22", "some%20lab"] {
        let found = directory.another_process().get(&format!("/models?q={q}")).await.expect(200).data();
        assert_eq!(each(&found, "models", "slug"), ["gpt-4.1"], "{q}");
    }
}

#[tokio::test]
async fn a_slug_with_dots_leads_to_its_model_as_its_id_does() {
    let directory = Directory::new().await;
    let made = directory.add(draft("gpt-4.1")).await;
    for key in ["gpt-4.1", "gpt-4%2E1", text(&made, "id")] {
        let shown = directory.readers.get(&format!("/models/{key}")).await.expect(200).data();
        assert_eq!(shown, made, "{key}");
    }
    for key in ["gpt-4", "gpt-4.1.", "GPT-4.1", "gpt_4.1", "0198c0de-0000-7000-8000-000000000000"] {
        let reply = directory.readers.get(&format!("/models/{key}")).await.expect(404);
        assert_eq!(reply.code(), "not_found", "{key}");
    }
    for part in ["versions", "benchmarks", "articles", "jobs"] {
        directory.readers.get(&format!("/models/gpt-4.1/{part}")).await.expect(200);
        directory.readers.get(&format!("/models/gpt-4.2/{part}")).await.expect(404);
    }
}

#[tokio::test]
async fn versions_come_newest_first_and_the_latest_is_one_that_is_kept_up() {
    let directory = Directory::new().await;
    let mut model = draft("versioned");
    model["versions"] = json!([
        {"version": "1.0", "releaseDate": "2024-05-01", "changelog": "The first."},
        {"version": "0.1-preview"},
        {"version": "3.0", "releaseDate": "2026-05-01", "isDeprecated": true},
        {"version": "2.0", "releaseDate": "2025-05-01"},
    ]);
    model["benchmarks"] = json!([
        {"name": "Reasoning", "score": 71.25, "maxScore": 100, "metric": "accuracy", "testDate": "2026-01-31"},
        {"name": "Coding", "score": -0.5},
    ]);
    let made = directory.add(model).await;
    assert_eq!(made["latestVersion"], "2.0");
    let versions = directory.readers.get("/models/versioned/versions").await.expect(200).data();
    assert_eq!(each(&versions, "versions", "version"), ["3.0", "2.0", "1.0", "0.1-preview"]);
    assert_eq!(versions["versions"][2]["changelog"], "The first.");
    let scores = directory.readers.get("/models/versioned/benchmarks").await.expect(200).data();
    assert_eq!(each(&scores, "benchmarks", "name"), ["Coding", "Reasoning"]);
    assert_eq!(
        scores["benchmarks"][1],
        json!({"name": "Reasoning", "score": 71.25, "maxScore": 100.0, "metric": "accuracy",
               "testDate": "2026-01-31", "sourceUrl": Value::Null})
    );
}
