//! Nobody finds what a visitor may not see.

use crate::corpus::{Corpus, types};

#[tokio::test]
async fn what_is_taken_back_hidden_or_private_is_neither_found_nor_counted_nor_suggested() {
    let hidden = [
        ("articles", "UPDATE articles SET status = 'archived'"),
        ("articles", "UPDATE articles SET status = 'draft'"),
        ("articles", "UPDATE articles SET status = 'scheduled', scheduled_at = now()"),
        ("topics", "UPDATE topics SET is_hidden = true"),
        ("topics", "UPDATE topics SET status = 'archived'"),
        (
            "topics",
            "UPDATE topics SET category_id = c.id, visibility = c.visibility FROM forum_categories c WHERE c.slug = 'members'",
        ),
        ("replies", "UPDATE topics SET is_hidden = true"),
        (
            "replies",
            "UPDATE topics SET category_id = c.id, visibility = c.visibility FROM forum_categories c WHERE c.slug = 'members'",
        ),
        ("replies", "UPDATE replies SET is_hidden = true"),
        ("replies", "UPDATE replies SET deleted_at = now()"),
        ("jobs", "UPDATE jobs SET status = 'draft'"),
        ("jobs", "UPDATE jobs SET status = 'paused'"),
        ("jobs", "UPDATE jobs SET status = 'closed'"),
        ("jobs", "UPDATE jobs SET expires_at = now()"),
        ("users", "UPDATE users SET status = 'deleted'"),
        ("users", "UPDATE users SET status = 'banned'"),
        ("users", "UPDATE users SET status = 'suspended'"),
    ];
    for (kind, statement) in hidden {
        let corpus = Corpus::of_lighthouses().await;
        let query = format!("q=lighthouse&types={kind}");
        let before = corpus.search(&query).await;
        assert_eq!(types(&before["hits"]), [kind], "{statement}");
        corpus.world.sql(statement).await;
        let after = corpus.search(&query).await;
        assert_eq!(types(&after["hits"]), Vec::<&str>::new(), "{statement}");
        assert_eq!(after["facets"][0]["count"], 0, "{statement}");
        let suggested = corpus.suggest("lighthouse").await;
        assert!(!types(&suggested["suggestions"]).contains(&kind), "{statement}");
    }
}

#[tokio::test]
async fn nobody_is_found_by_an_address_and_no_answer_holds_one() {
    let corpus = Corpus::of_lighthouses().await;
    let email: String = corpus.world.one("SELECT email FROM users WHERE id = $1", &[&corpus.keeper.id]).await;
    let found = corpus.search(&format!("q={}", email.replace('@', "%40"))).await;
    assert!(!types(&found["hits"]).contains(&"users"));
    for target in ["/search?q=lighthouse", "/search/suggest?q=li"] {
        let reply = corpus.readers.get(target).await.expect(200);
        let body = String::from_utf8(reply.body.to_vec()).unwrap();
        assert!(!body.contains('@') && !body.contains("email"), "{target}: {body}");
    }
}
