//! Whatever comes in: a problem that names the place, and no 5xx; operators are never a fault.

use crate::corpus::{Corpus, types};

#[tokio::test]
async fn bad_parameters_are_named() {
    let corpus = Corpus::empty().await;
    for (target, pointer) in [
        ("/search", "/query"),
        ("/search?q=a", "/query/q"),
        ("/search?q=%20a%20", "/query/q"),
        (&format!("/search?q={}", "a".repeat(101)), "/query/q"),
        ("/search?q=ab&types=", "/query/types"),
        ("/search?q=ab&types=articles,tags", "/query/types"),
        ("/search?q=ab&limit=0", "/query/limit"),
        ("/search?q=ab&limit=51", "/query/limit"),
        ("/search?q=ab&page=51&limit=20", "/query/page"),
        ("/search?q=ab&cursor=AAAA", "/query/cursor"),
        ("/search?q=ab&sort=date", "/query/sort"),
        ("/search/suggest", "/query"),
        ("/search/suggest?q=a", "/query/q"),
        ("/search/suggest?q=ab&limit=5", "/query/limit"),
    ] {
        let reply = corpus.readers.get(target).await.expect(400);
        assert_eq!(reply.pointers(), [pointer], "{target}");
    }
}

#[tokio::test]
async fn operators_and_signs_in_a_text_are_never_a_fault() {
    let corpus = Corpus::of_lighthouses().await;
    for q in [
        "%26%26",
        "a%20%26%20b",
        "a%27b",
        "or%20or",
        "%22open",
        "%3A%2A",
        "the",
        "%28%28",
        "%21%21a",
        "%3C-%3E",
        "a%20%7C%20%21b",
        "lighthouse%3A%2A",
        "%5C%5C",
        "%25%25",
        "--",
        "%F0%9F%98%80%F0%9F%98%80",
        "a%3Ab%3Ac",
    ] {
        for target in [format!("/search?q={q}"), format!("/search/suggest?q={q}")] {
            corpus.readers.from_address(&corpus.world.address()).get(&target).await.expect(200);
        }
    }
}

#[tokio::test]
async fn a_text_that_only_excludes_or_says_nothing_finds_nothing() {
    let corpus = Corpus::of_lighthouses().await;
    for q in ["-lighthouse", "-a%20-b", "the%20of%20and", "-zzz%20or%20-yyy", "lighthouse%20or%20-zzz"] {
        let data = corpus.search(&format!("q={q}")).await;
        let found: Vec<_> = types(&data["hits"]).into_iter().filter(|of| *of != "users").collect();
        assert!(found.is_empty(), "{q}: {found:?}");
    }
    let data = corpus.search("q=lighthouse%20-northern&types=replies,topics").await;
    assert_eq!(types(&data["hits"]), ["topics"]);
}
