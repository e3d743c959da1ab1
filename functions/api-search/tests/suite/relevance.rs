//! Known items come where one expects them.

use crate::corpus::{Corpus, titles, types};

#[tokio::test]
async fn what_the_title_says_comes_before_what_a_text_mentions_whatever_its_type() {
    let corpus = Corpus::empty().await;
    let often = "A tokenizer, the tokenizer and many a tokenizer. ".repeat(20);
    corpus.article("Of other things", "The tokenizer is mentioned.", &often).await;
    corpus.topic("Where is my tokenizer", "I had it yesterday.", "open").await;
    corpus.reply("where-is-my-tokenizer", "Your tokenizer lies below the tokenizer of the tokenizer.").await;
    corpus.job("Tokenizer", "Split words.", "active").await;
    corpus.article("Tokenizer explained", "How it is done.", "In some words.").await;
    let data = corpus.search("q=tokenizer").await;
    let found = titles(&data);
    assert_eq!(found[0], "[Tokenizer]", "the title that is the text itself");
    let by_title: Vec<&str> = found[1..3].iter().map(String::as_str).collect();
    assert!(
        by_title.contains(&"[Tokenizer] explained") && by_title.contains(&"Where is my [tokenizer]"),
        "{found:?}"
    );
    assert_eq!(found.len(), 5);
    let scores: Vec<f64> =
        data["hits"].as_array().unwrap().iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(
        scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|score| (0.0..=1.0).contains(score)),
        "{scores:?}"
    );
    assert!(scores[0] > scores[1] + 0.1 && scores[2] > scores[3] + 0.2, "{scores:?}");
}

#[tokio::test]
async fn known_items_are_first_for_what_one_would_type() {
    let corpus = Corpus::of_lighthouses().await;
    corpus.article("Retrieval with long contexts", "When it pays.", "Chunks are ranked, then read.").await;
    corpus.article("Ranking chunks", "When it pays.", "Retrieval comes first.").await;
    corpus
        .world
        .sql("UPDATE users SET username = 'fresnel' WHERE id = (SELECT owner_user_id FROM companies LIMIT 1)")
        .await;
    for (q, kind, title) in [
        ("lighthouse%20works", "companies", "[Lighthouse] [Works]"),
        ("lighthouse%20keeper", "jobs", "[Lighthouse] [keeper]"),
        ("lighthouse-1.5", "models", "[Lighthouse-1.5]"),
        ("lighthouse%20fan", "users", "[Lighthouse] [Fan]"),
        ("fresnel", "users", "Lighthouse Fan"),
        ("long%20contexts", "articles", "Retrieval with [long] [contexts]"),
        ("ranking%20chunk", "articles", "[Ranking] [chunks]"),
        ("%22lighthouse%20is%20best%22", "topics", "Which [lighthouse] is [best]"),
        ("retrieval%20-contexts", "articles", "Ranking chunks"),
    ] {
        let data = corpus.search(&format!("q={q}")).await;
        let found = titles(&data);
        assert_eq!((types(&data["hits"])[0], found[0].as_str()), (kind, title), "{q}: {found:?}");
    }
}
