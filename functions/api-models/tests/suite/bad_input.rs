//! Whatever comes in: a problem that names the place, and no 5xx.

use serde_json::{Value, json};

use crate::directory::{Directory, draft, text};

#[tokio::test]
async fn bad_parameters_are_named() {
    let directory = Directory::new().await;
    for (query, pointer) in [
        ("limit=0", "/query/limit"),
        ("page=51&limit=20", "/query/page"),
        ("cursor=AAAA", "/query/cursor"),
        ("sort=name", "/query/sort"),
        ("category=any", "/query/category"),
        ("q=a", "/query/q"),
        ("status=active", "/query/status"),
    ] {
        let reply = directory.readers.get(&format!("/models?{query}")).await.expect(400);
        assert_eq!(reply.pointers(), [pointer], "{query}");
    }
    for q in ["%26%26", "a%27b", "or%20or", "%22open", "%3A%2A", "the", "%28%29", "%21%21a", "%3C-%3E"] {
        directory.readers.get(&format!("/models?q={q}")).await.expect(200);
    }
}

#[tokio::test]
async fn bad_models_are_named_and_write_nothing() {
    let directory = Directory::new().await;
    let words = |n: usize| Value::from((0..n).map(|n| format!("word {n}")).collect::<Vec<_>>());
    let rows = |n: usize, field: &str| {
        Value::from((0..n).map(|n| json!({field: format!("{n}"), "score": 1})).collect::<Vec<_>>())
    };
    let made = directory.add(draft("as-it-is")).await;
    let path = format!("/models/{}", text(&made, "id"));
    for (pointer, field, value) in [
        ("/slug", "slug", json!("Not.A.Slug")),
        ("/slug", "slug", json!("a..b")),
        ("/name", "name", json!("")),
        ("/name", "name", json!("nul \u{0}")),
        ("/provider", "provider", json!("x".repeat(101))),
        ("/category", "category", json!("any")),
        ("/description", "description", json!("x".repeat(5001))),
        ("/contextWindow", "contextWindow", json!(0)),
        ("/modalities", "modalities", words(11)),
        ("/bestFor/0", "bestFor", json!([""])),
        ("/releaseDate", "releaseDate", json!("2026-02-30")),
        ("/pricingInput", "pricingInput", json!(-0.1)),
        ("/pricingOutput", "pricingOutput", json!(1e9)),
        ("/officialUrl", "officialUrl", json!("javascript:alert(1)")),
        ("/apiQuickstart/python", "apiQuickstart", json!({"python": ""})),
        ("/versions", "versions", json!([{"version": "1"}, {"version": "1"}])),
        ("/versions/0/version", "versions", json!([{"version": ""}])),
        ("/benchmarks", "benchmarks", rows(101, "name")),
        ("/benchmarks", "benchmarks", json!([{"name": "a", "score": 1}, {"name": "a", "score": 2}])),
        ("/benchmarks/0/score", "benchmarks", json!([{"name": "a", "score": 1e300}])),
        ("/benchmarks/0/maxScore", "benchmarks", json!([{"name": "a", "score": 1, "maxScore": 0}])),
        ("/articleCount", "articleCount", json!(7)),
    ] {
        let mut model = draft("with-a-fault");
        model[field] = value.clone();
        let reply = directory
            .somebody(neurmatic_core::words::Role::Admin)
            .await
            .post("/models", model)
            .await
            .expect(422);
        assert_eq!(reply.pointers(), [pointer], "{value}");
        let admin = directory.somebody(neurmatic_core::words::Role::Admin).await;
        let reply = admin.patch(&path, json!({field: value})).await.expect(422);
        assert_eq!(reply.pointers(), [pointer]);
    }
    let models: i64 = directory.world.one("SELECT count(*) FROM llm_models", &[]).await;
    assert_eq!(models, 1);
    assert_eq!(directory.readers.get("/models/as-it-is").await.data(), made);
    directory.admin.patch("/models/as-it-is", json!({})).await.expect(400);
}
