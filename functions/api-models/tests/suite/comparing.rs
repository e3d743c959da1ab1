//! Models side by side.

use serde_json::{Value, json};

use crate::directory::{Directory, draft, each};

#[tokio::test]
async fn models_stand_in_the_order_asked_for_with_a_place_for_each_score() {
    let directory = Directory::new().await;
    for (slug, scores) in [
        ("one", json!([{"name": "Coding", "score": 1}, {"name": "Reasoning", "score": 2}])),
        ("two-2.5", json!([{"name": "Coding", "score": 3}])),
        ("three", json!([])),
    ] {
        let mut model = draft(slug);
        model["benchmarks"] = scores;
        directory.add(model).await;
    }
    let shown = directory.readers.get("/models/compare?slugs=three,two-2.5,one").await.expect(200).data();
    assert_eq!(each(&shown, "models", "slug"), ["three", "two-2.5", "one"]);
    assert_eq!(each(&shown, "benchmarks", "name"), ["Coding", "Reasoning"]);
    let scores = |row: usize| -> Vec<Value> {
        shown["benchmarks"][row]["scores"].as_array().unwrap().iter().map(|of| of["score"].clone()).collect()
    };
    assert_eq!(scores(0), [Value::Null, json!(3.0), json!(1.0)]);
    assert_eq!(scores(1), [Value::Null, Value::Null, json!(2.0)]);
}

#[tokio::test]
async fn a_comparison_is_of_two_to_five_different_models_that_are_there() {
    let directory = Directory::new().await;
    for slug in ["one", "two"] {
        directory.add(draft(slug)).await;
    }
    for (query, code) in [
        ("", "invalid"),
        ("?slugs=one", "out_of_range"),
        ("?slugs=", "out_of_range"),
        ("?slugs=a,b,c,d,e,f", "out_of_range"),
        ("?slugs=one,one", "repeated"),
        ("?slugs=one,three", "unknown_model"),
        ("?slugs=one,", "unknown_model"),
        ("?slugs=one,TWO", "unknown_model"),
    ] {
        let reply = directory.readers.get(&format!("/models/compare{query}")).await.expect(400);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{query}");
    }
    directory.readers.get("/models/compare?slugs=one,two").await.expect(200);
}
