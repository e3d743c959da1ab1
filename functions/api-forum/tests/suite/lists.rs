//! Lists of topics: filters, sorts, pages, searches.

use serde_json::json;

use crate::board::{Board, text, titles, topic_path};

#[tokio::test]
async fn each_filter_finds_what_it_says() {
    let board = Board::new().await;
    let special =
        json!({"title": "The special one of them", "type": "paper", "tags": ["Long context", "RAG"]});
    let (topic, author) = board.topic_of(special).await;
    author.patch(&topic_path(&topic), json!({"status": "closed"})).await.expect(200);
    board.topic_of(json!({"title": "The plain one of them", "tags": ["RAG"]})).await;
    let by_author = format!("author={}", text(&topic["author"], "id"));
    for filter in
        ["type=paper", "status=closed", "tag=long-context", "tag=rag,long-context", "q=special", &by_author]
    {
        let page = board.visitor.get(&format!("/forum/topics?{filter}")).await.expect(200).json();
        assert_eq!(titles(&page["data"]), ["The special one of them"], "{filter}");
        assert_eq!(page["pagination"]["total"], 1, "{filter}");
    }
    for filter in ["tag=rag", "category=public", "sort=replyCount", "sort=voteScore", "q=one&sort=createdAt"]
    {
        let page = board.visitor.get(&format!("/forum/topics?{filter}")).await.expect(200).json();
        assert_eq!((titles(&page["data"]).len(), &page["pagination"]["total"]), (2, &json!(2)), "{filter}");
    }
    for filter in ["tag=none", "category=none", "q=nothing%20like%20it", "type=tutorial"] {
        let page = board.visitor.get(&format!("/forum/topics?{filter}")).await.expect(200).json();
        assert_eq!((titles(&page["data"]).len(), &page["pagination"]["total"]), (0, &json!(0)), "{filter}");
    }
}

#[tokio::test]
async fn a_parent_category_shows_the_topics_of_its_children() {
    let board = Board::new().await;
    let child = neurmatic_core::ids::ForumCategoryId::new();
    board
        .world
        .sql(&format!(
            "INSERT INTO forum_categories (id, name, slug, parent_id, level) VALUES ('{child}', 'Child', 'child', '{}', 2)",
            board.public
        ))
        .await;
    board.topic("Of the parent").await;
    board.topic_of(json!({"title": "Of the child", "categoryId": child})).await;
    let page = board.visitor.get("/forum/topics?category=public").await.json();
    assert_eq!((titles(&page["data"]).len(), &page["pagination"]["total"]), (2, &json!(2)));
    assert_eq!(titles(&board.visitor.get("/forum/topics?category=child").await.data()), ["Of the child"]);
    let tree = board.visitor.get("/forum/categories").await.data();
    assert_eq!(tree["categories"][0]["children"][0]["topicCount"], 1);
}

#[tokio::test]
async fn following_the_cursor_shows_every_topic_once_under_each_sort_and_filter() {
    let board = Board::new().await;
    let moderator = board.moderator().await;
    for n in 0..7 {
        let fields =
            json!({"title": format!("Topic number {n} of seven"), "type": "question", "tags": ["seven"]});
        let (topic, _) = board.topic_of(fields).await;
        for _ in 0..n % 3 {
            board.reply(&topic).await;
        }
        if n % 3 == 1 {
            moderator.post(&format!("{}/pin", topic_path(&topic)), json!({"pinned": true})).await.expect(200);
        }
    }
    for query in [
        "?",
        "?sort=createdAt",
        "?sort=lastActivityAt",
        "?sort=replyCount",
        "?sort=voteScore",
        "?tag=seven",
        "?category=public",
        "?type=question",
        "?q=topic",
        "/unanswered?sort=createdAt",
        "/unanswered?sort=voteScore",
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page =
                board.another_process().get(&format!("/forum/topics{query}&limit=3{cursor}")).await.json();
            assert_eq!(page["pagination"]["total"], 7, "{query}");
            seen.extend(titles(&page["data"]));
            let Some(next) = page["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 7, "{query}: {seen:?}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7, "{query}: {seen:?}");
    }
}

#[tokio::test]
async fn a_page_stays_where_it_was_when_topics_come_in_front() {
    let board = Board::new().await;
    for n in 0..4 {
        board.topic(&format!("Topic number {n} of four")).await;
    }
    let first = board.visitor.get("/forum/topics?limit=2").await.json();
    board.topic("A topic that came meanwhile").await;
    let cursor = text(&first["pagination"], "nextCursor");
    let second = board.visitor.get(&format!("/forum/topics?limit=2&cursor={cursor}")).await.data();
    assert_eq!(titles(&second), ["Topic number 1 of four", "Topic number 0 of four"]);
}

#[tokio::test]
async fn pinned_topics_come_first_where_no_other_order_is_asked_for() {
    let board = Board::new().await;
    let (old, _) = board.topic("An old topic to be pinned").await;
    board.topic("A new topic without a pin").await;
    let moderator = board.moderator().await;
    moderator.post(&format!("{}/pin", topic_path(&old)), json!({"pinned": true})).await.expect(200);
    for (query, first) in [
        ("", "An old topic to be pinned"),
        ("?category=public", "An old topic to be pinned"),
        ("?sort=createdAt", "A new topic without a pin"),
        ("?status=open", "A new topic without a pin"),
    ] {
        let found = board.visitor.get(&format!("/forum/topics{query}")).await.data();
        assert_eq!(titles(&found)[0], first, "{query}");
    }
}

#[tokio::test]
async fn an_answered_or_locked_question_is_not_unanswered() {
    let board = Board::new().await;
    let ask = |title: &str| board.topic_of(json!({"title": title, "type": "question"}));
    let (_, _) = ask("Nobody knows this").await;
    let (answered, asker) = ask("Somebody knows this").await;
    let (locked, _) = ask("Nobody may say this").await;
    board.topic("This is no question").await;
    let (reply, _) = board.reply(&answered).await;
    asker
        .put(&format!("{}/accepted-reply", topic_path(&answered)), json!({"replyId": reply["id"]}))
        .await
        .expect(200);
    let moderator = board.moderator().await;
    moderator.post(&format!("{}/lock", topic_path(&locked)), json!({"locked": true})).await.expect(200);
    let page = board.visitor.get("/forum/topics/unanswered").await.json();
    assert_eq!(
        (titles(&page["data"]), &page["pagination"]["total"]),
        (vec!["Nobody knows this".to_owned()], &json!(1))
    );
}

#[tokio::test]
async fn lists_are_slim_and_the_title_weighs_more_than_the_content() {
    let board = Board::new().await;
    let body =
        json!({"title": "Something else altogether", "content": "Quantisation is mentioned here, once."});
    board.topic("Quantisation in depth and breadth").await;
    board.topic_of(body).await;
    let found = board.visitor.get("/forum/topics?q=quantisation").await.data();
    assert_eq!(titles(&found), ["Quantisation in depth and breadth", "Something else altogether"]);
    assert!(found["topics"][0]["content"].is_null());
    assert!(!found.to_string().contains('@'));
}

#[tokio::test]
async fn a_search_that_only_excludes_words_finds_nothing() {
    let board = Board::new().await;
    board.topic("A question about prompts").await;
    board.topic("A question about agents").await;
    for (q, found) in [("question%20-agents", 1), ("-agents", 0), ("-agents&sort=voteScore", 0)] {
        let topics = board.visitor.get(&format!("/forum/topics?q={q}")).await.expect(200).data();
        assert_eq!(titles(&topics).len(), found, "{q}");
    }
}
