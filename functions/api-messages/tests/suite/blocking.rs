//! Blocks: both ways, and nobody is told whose it is.

use serde_json::json;

use crate::post::Post;

#[tokio::test]
async fn neither_of_two_writes_to_the_other_while_one_of_them_blocks() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    one.write(&other, "Before").await;
    one.block(&other).await;
    one.block(&other).await;
    let (from_one, from_other) = (one.try_writing(&other, "No").await, other.try_writing(&one, "No").await);
    let told = |reply: &neurmatic_testing::Reply| {
        let mut problem = reply.clone().expect(403).json();
        problem["requestId"] = json!(null);
        problem
    };
    assert_eq!(told(&from_one), told(&from_other), "which of the two blocks isn't told");
    assert_eq!(one.conversations().await[0]["peer"]["isBlocked"], true);
    assert_eq!(other.conversations().await[0]["peer"]["isBlocked"], false);
    other.unblock(&one).await;
    assert_eq!(other.try_writing(&one, "No").await.expect(403).code(), "blocked");
    one.unblock(&other).await;
    one.unblock(&other).await;
    other.write(&one, "After").await;
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn a_block_is_of_somebody_else_who_is_there() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let own = one.client.put(&format!("/blocks/{}", one.user.id), json!({})).await.expect(409);
    assert_eq!(own.code(), "oneself");
    one.client.put("/blocks/0198c0de-0000-7000-8000-000000000000", json!({})).await.expect(404);
    let target = format!("/blocks/{}", other.user.id);
    post.anybody.put(&target, json!({})).await.expect(401);
    post.anybody.delete(&target).await.expect(401);
    let blocks: i64 = post.world.one("SELECT count(*) FROM user_blocks", &[]).await;
    assert_eq!(blocks, 0);
}
