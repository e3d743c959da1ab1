//! Searches are kept at the edge alone, for a minute, and go with what they show.

use crate::corpus::{Corpus, hit};

#[tokio::test]
async fn a_search_is_kept_at_the_edge_alone_and_carries_the_tags_of_what_it_shows() {
    let corpus = Corpus::of_lighthouses().await;
    let data = corpus.search("q=lighthouse").await;
    for _ in 0..2 {
        let reply = corpus.readers.get("/search?q=lighthouse").await.expect(200);
        assert_eq!(reply.header("cache-status"), Some("neurmatic; fwd=bypass"));
        assert_eq!(reply.header("cache-control"), Some("public, max-age=60, s-maxage=60"));
        let tags: Vec<&str> = reply.header("cache-tag").unwrap().split(',').collect();
        for (kind, tag) in [
            ("articles", "article"),
            ("topics", "topic"),
            ("jobs", "job"),
            ("companies", "company"),
            ("users", "author"),
            ("models", "model"),
        ] {
            let of = hit(&data, kind)["id"].as_str().unwrap();
            assert!(
                tags.contains(&format!("{tag}:{of}").as_str()) && tags.contains(&tag),
                "{kind}: {tags:?}"
            );
        }
    }
    let reply = corpus.search("q=northern").await;
    let topic = hit(&reply, "replies")["topic"]["id"].as_str().unwrap().to_owned();
    let tagged = corpus.readers.get("/search?q=northern").await;
    assert_eq!(tagged.header("cache-tag"), Some(format!("topic:{topic},topic").as_str()));
    let suggested = corpus.readers.get("/search/suggest?q=which").await.expect(200);
    assert_eq!(suggested.header("cache-control"), Some("public, max-age=30, s-maxage=30"));
    assert_eq!(suggested.header("cache-tag"), Some(format!("topic:{topic},topic").as_str()));
}

#[tokio::test]
async fn a_page_costs_two_statements_for_each_type_at_most() {
    let corpus = Corpus::of_lighthouses().await;
    let services = corpus.world.services();
    let client = corpus.world.client(api_search::routes().into_router(services.clone(), &services));
    client.get("/search?q=lighthouse").await.expect(200);
    let asked: u64 = services.db.statements().iter().map(|of| of.count).sum();
    assert_eq!(asked, 14);
    services.db.forget_statements();
    client.get("/search?q=northern").await.expect(200);
    let asked: u64 = services.db.statements().iter().map(|of| of.count).sum();
    assert_eq!(asked, 8, "what has no hit isn't read");
}
