//! Suggestions while somebody types.

use crate::corpus::{Corpus, types};

#[tokio::test]
async fn each_type_is_suggested_by_how_its_title_or_name_begins() {
    let corpus = Corpus::of_lighthouses().await;
    corpus.article("Lighthouses of the north", "They stand.", "Far away.").await;
    corpus.topic("Lighthouse or buoy", "What do you prefer?", "open").await;
    let data = corpus.suggest("LIGHTH").await;
    assert_eq!(types(&data["suggestions"]), ["models", "companies", "users", "articles", "topics", "jobs"]);
    assert_eq!(data["suggestions"][0]["slug"], "lighthouse-1.5");
    assert_eq!(data["suggestions"][2]["text"], "Lighthouse Fan");
    for (q, kind, text) in [
        ("how%20a", "articles", "How a lighthouse works"),
        ("which", "topics", "Which lighthouse is best"),
        ("lighthouse%20k", "jobs", "Lighthouse keeper"),
        ("lighthouse%20w", "companies", "Lighthouse Works"),
    ] {
        let data = corpus.suggest(q).await;
        assert_eq!(types(&data["suggestions"]), [kind], "{q}");
        assert_eq!(data["suggestions"][0]["text"], text);
    }
    assert_eq!(types(&corpus.suggest("works").await["suggestions"]), Vec::<&str>::new(), "only beginnings");
}

#[tokio::test]
async fn a_type_has_three_at_most_the_most_popular_ones_and_all_together_are_ten() {
    let corpus = Corpus::empty().await;
    for n in 1..=5 {
        corpus.article(&format!("Beacon number {n}"), "Short.", "Words.").await;
        corpus.topic(&format!("Beacon question {n}"), "What of it?", "open").await;
        corpus.job(&format!("Beacon job {n}"), "Words.", "active").await;
        let model = format!(
            "INSERT INTO llm_models (id, name, slug, provider, category)
             VALUES (gen_random_uuid(), 'Beacon {n}', 'beacon-{n}', 'Lab', 'commercial')"
        );
        corpus.world.sql(&model).await;
    }
    corpus.world.sql("UPDATE articles SET view_count = 9 WHERE title = 'Beacon number 5'").await;
    let data = corpus.suggest("beacon").await;
    let suggested = types(&data["suggestions"]);
    assert_eq!(suggested.len(), 10);
    assert_eq!(suggested[..4], ["models", "articles", "topics", "jobs"]);
    for kind in ["models", "articles", "topics", "jobs"] {
        assert!(suggested.iter().filter(|of| **of == kind).count() <= 3, "{kind}: {suggested:?}");
    }
    assert_eq!(data["suggestions"][1]["text"], "Beacon number 5");
}

#[tokio::test]
async fn signs_of_patterns_are_only_signs() {
    let corpus = Corpus::empty().await;
    corpus.article("100% of_it\\ is here", "Short.", "Words.").await;
    corpus.article("100 other things", "Short.", "Words.").await;
    for (q, count) in
        [("100%25", 1), ("100%25%20of_", 1), ("100", 2), ("1__", 0), ("10%25", 0), ("%25%25", 0)]
    {
        let data = corpus.suggest(q).await;
        assert_eq!(types(&data["suggestions"]).len(), count, "{q}");
    }
}
