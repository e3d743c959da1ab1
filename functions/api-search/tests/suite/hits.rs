//! What a hit says of its thing, of where the words stand, and how many there are.

use serde_json::{Value, json};

use crate::corpus::{Corpus, hit, read, titles, types};

#[tokio::test]
async fn one_of_each_type_is_found_with_its_matches_marked() {
    let corpus = Corpus::of_lighthouses().await;
    let data = corpus.search("q=LIGHTHOUSES").await;
    for (kind, slug, title) in [
        ("articles", Some("how-a-lighthouse-works"), "How a [lighthouse] works"),
        ("topics", Some("which-lighthouse-is-best"), "Which [lighthouse] is best"),
        ("replies", None, ""),
        ("jobs", Some("lighthouse-keeper"), "[Lighthouse] keeper"),
        ("companies", Some("harbour-works"), "[Lighthouse] Works"),
        ("models", Some("lighthouse-1.5"), "[Lighthouse]-1.5"),
    ] {
        let hit = hit(&data, kind);
        assert_eq!((hit["slug"].as_str(), read(&hit["title"]).as_str()), (slug, title), "{kind}");
    }
    let reply = hit(&data, "replies");
    assert_eq!(read(&reply["snippet"]), "The northern [lighthouse] is the best one.");
    assert_eq!(reply["topic"]["slug"], "which-lighthouse-is-best");
    assert_eq!(reply["topic"]["title"], "Which lighthouse is best");
    assert_eq!(reply["topic"]["position"], 4);
    assert_eq!(hit(&data, "jobs")["company"]["name"], "Lighthouse Works");
    // Names aren't English: only as they are written.
    assert!(!types(&data["hits"]).contains(&"users"));
    let named = corpus.search("q=lighthouse%20fan").await;
    assert_eq!(read(&hit(&named, "users")["title"]), "[Lighthouse] [Fan]");
}

#[tokio::test]
async fn a_replys_position_counts_those_that_are_seen_before_it() {
    let corpus = Corpus::of_lighthouses().await;
    corpus.world.sql("UPDATE replies SET deleted_at = now() WHERE content LIKE 'Answer number 2%'").await;
    let data = corpus.search("q=northern&types=replies").await;
    assert_eq!(hit(&data, "replies")["topic"]["position"], 3);
}

#[tokio::test]
async fn facets_count_every_type_that_was_searched_and_stop_at_a_thousand() {
    let corpus = Corpus::of_lighthouses().await;
    let data = corpus.search("q=lighthouse&limit=2").await;
    assert_eq!(data["hits"].as_array().unwrap().len(), 2);
    let counts: Vec<Value> =
        data["facets"].as_array().unwrap().iter().map(|of| of["count"].clone()).collect();
    assert_eq!(
        types(&data["facets"]),
        ["articles", "topics", "replies", "jobs", "companies", "users", "models"]
    );
    assert_eq!(counts, [1, 1, 1, 1, 1, 1, 1].map(|n| json!(n)));
    let some = corpus.search("q=lighthouse&types=jobs,articles").await;
    assert_eq!(types(&some["facets"]), ["articles", "jobs"]);
    let sql = "INSERT INTO replies (id, topic_id, content)
        SELECT gen_random_uuid(), t.id, 'A lighthouse again, number ' || n FROM topics t, generate_series(1, 1200) AS n";
    corpus.world.sql(sql).await;
    let reply = corpus.readers.get("/search?q=lighthouse&types=replies,jobs").await.expect(200);
    let data = reply.data();
    assert_eq!(data["facets"][0], json!({"type": "replies", "count": 1000, "isCapped": true}));
    assert_eq!(data["facets"][1], json!({"type": "jobs", "count": 1, "isCapped": false}));
    assert!(reply.json()["pagination"]["total"].is_null());
}

#[tokio::test]
async fn what_holds_an_excluded_word_is_not_found_by_its_title() {
    let corpus = Corpus::of_lighthouses().await;
    let three = "types=articles,topics,jobs";
    assert_eq!(corpus.search(&format!("q=lighthouse&{three}")).await["hits"].as_array().unwrap().len(), 3);
    // Each word stands in one of the texts, and in no title.
    for (excluded, missing) in [("lamps", "articles"), ("friend", "topics"), ("lit", "jobs")] {
        let data = corpus.search(&format!("q=lighthouse%20-{excluded}&{three}")).await;
        let found = types(&data["hits"]);
        assert!(found.len() == 2 && !found.contains(&missing), "{excluded}: {found:?}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_or_a_repetition() {
    let corpus = Corpus::of_lighthouses().await;
    let whole = corpus.search("q=lighthouse&limit=50").await;
    let all: Vec<&Value> = whole["hits"].as_array().unwrap().iter().map(|hit| &hit["id"]).collect();
    assert_eq!(all.len(), 7);
    let (mut by_cursor, mut by_page, mut cursor) = (Vec::new(), Vec::new(), String::new());
    for page in 1..=4 {
        let reply = corpus.readers.get(&format!("/search?q=lighthouse&limit=2{cursor}")).await.expect(200);
        assert_eq!(reply.json()["pagination"]["total"], 7);
        by_cursor.extend(reply.data()["hits"].as_array().unwrap().iter().map(|hit| hit["id"].clone()));
        let numbered = corpus.search(&format!("q=lighthouse&limit=2&page={page}")).await;
        by_page.extend(numbered["hits"].as_array().unwrap().iter().map(|hit| hit["id"].clone()));
        let json = reply.json();
        let next = json["pagination"]["nextCursor"].as_str();
        assert_eq!(next.is_none(), page == 4);
        cursor = next.map(|next| format!("&cursor={next}")).unwrap_or_default();
    }
    assert_eq!(by_cursor.iter().collect::<Vec<_>>(), all);
    assert_eq!(by_page, by_cursor);
}

#[tokio::test]
async fn a_text_that_looks_like_markup_or_holds_marks_stays_a_text() {
    let corpus = Corpus::empty().await;
    let content = "A <script>alert(1)</script> & a \u{1}false\u{2} beacon, <b>bold</b> as ever.";
    corpus.article("Of <b>beacons</b> & lamps", "Short.", content).await;
    let data = corpus.search("q=beacon").await;
    let hit = hit(&data, "articles");
    assert_eq!(titles(&data), ["Of <b>[beacons]</b> & lamps"]);
    let snippet = read(&hit["snippet"]);
    assert!(
        snippet.contains("[beacon]") && snippet.contains("false") && !snippet.contains("[false]"),
        "{snippet}"
    );
}
