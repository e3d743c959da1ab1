//! What a moderator has hidden is there for neither of the two, but counted as before.

use serde_json::json;

use crate::post::Post;

#[tokio::test]
async fn a_hidden_message_keeps_its_place_without_its_text() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let first = one.write(&other, "This one stays.").await;
    let second = one.write(&other, "This one goes.").await;
    assert_eq!((&second["content"], &second["isHidden"]), (&json!("This one goes."), &json!(false)));
    let id = second["id"].as_str().unwrap();
    post.world.sql(&format!("UPDATE direct_messages SET is_hidden = true WHERE id = '{id}'")).await;
    for reader in [&one, &other] {
        let shown: Vec<_> = reader
            .messages(&first)
            .await
            .iter()
            .map(|message| {
                (message["number"].clone(), message["content"].clone(), message["isHidden"].clone())
            })
            .collect();
        let expected =
            [(json!(2), json!(null), json!(true)), (json!(1), json!("This one stays."), json!(false))];
        assert_eq!(shown, expected);
        let last = &reader.conversations().await[0]["lastMessage"];
        assert_eq!((&last["excerpt"], &last["isHidden"]), (&json!(null), &json!(true)));
    }
    assert_eq!(other.unread().await, [json!(2)]);
    assert_eq!(other.read(&first, json!({})).await, 0);
    one.write(&other, "And on it goes.").await;
    let last = &other.conversations().await[0]["lastMessage"];
    assert_eq!((&last["excerpt"], &last["isHidden"]), (&json!("And on it goes."), &json!(false)));
    assert_eq!(post.wrong_counts().await, 0);
}
