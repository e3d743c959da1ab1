//! Following: what can be followed, by whom, and what is counted.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::town::Town;

#[tokio::test]
async fn each_kind_of_thing_is_followed_once_and_no_longer() {
    let town = Town::new().await;
    let (one, other) = (town.person().await, town.person().await);
    for target in town.targets() {
        assert_eq!(one.follow(&target).await, 1, "{target}");
        assert_eq!(one.follow(&target).await, 1, "twice is once: {target}");
        assert_eq!(other.follow(&target).await, 2, "{target}");
    }
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
    for target in town.targets() {
        one.unfollow(&target).await;
        one.unfollow(&target).await;
        town.anybody.put(&format!("/follows/{target}"), json!({})).await.expect(401);
        town.anybody.delete(&format!("/follows/{target}")).await.expect(401);
    }
    let left: i64 = town.world.one("SELECT count(*) FROM follows", &[]).await;
    assert_eq!(left, 8, "the other's");
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_one_may_not_see_cannot_be_followed() {
    let town = Town::new().await;
    let person = town.person().await;
    let suspended = town.person().await;
    town.world
        .sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", suspended.user.id))
        .await;
    let moderators = format!("category/{}", town.forum_categories[2]);
    let nothing = "0198c0de-0000-7000-8000-000000000000";
    let mut targets = vec![format!("user/{}", suspended.user.id), moderators.clone()];
    targets.extend(["user", "company", "tag", "category", "model"].map(|kind| format!("{kind}/{nothing}")));
    targets.push(format!("company/{}", town.model));
    for target in targets {
        person.client.put(&format!("/follows/{target}"), json!({})).await.expect(404);
        person.client.get(&format!("/followers/{target}")).await.expect(404);
    }
    let moderator = town.person_as(Role::Moderator).await;
    assert_eq!(moderator.follow(&moderators).await, 1);
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_follows_themselves_or_past_a_block() {
    let town = Town::new().await;
    let (one, other) = (town.person().await, town.person().await);
    let path = |id| format!("/follows/user/{id}");
    let own = one.client.put(&path(one.user.id), json!({})).await.expect(409);
    assert_eq!(own.code(), "oneself");
    town.block(&one.user, &other.user).await;
    let from_one = one.client.put(&path(other.user.id), json!({})).await.expect(403);
    let from_other = other.client.put(&path(one.user.id), json!({})).await.expect(403);
    assert_eq!((from_one.code(), from_other.code()), ("blocked".to_owned(), "blocked".to_owned()));
    let detail = |reply: neurmatic_testing::Reply| reply.json()["detail"].clone();
    assert_eq!(detail(from_one), detail(from_other), "which of the two blocks isn't told");
}

#[tokio::test]
async fn what_is_gone_is_followed_by_nobody() {
    let town = Town::new().await;
    let (one, other) = (town.person().await, town.person().await);
    for target in town.targets() {
        one.follow(&target).await;
        other.follow(&target).await;
    }
    other.follow(&format!("user/{}", one.user.id)).await;
    one.follow(&format!("user/{}", other.user.id)).await;
    town.world
        .sql(&format!(
            "DELETE FROM users WHERE id = '{}'; DELETE FROM llm_models; DELETE FROM news_tags;",
            one.user.id
        ))
        .await;
    let left: i64 = town.world.one("SELECT count(*) FROM follows", &[]).await;
    assert_eq!(left, 6, "the other's, without the model, the tag and the user");
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_is_followed_is_to_be_told_by_one_task_of_the_same_transaction() {
    let town = Town::new().await;
    let (one, other) = (town.person().await, town.person().await);
    for target in town.targets().iter().filter(|target| !target.starts_with("user/")) {
        one.follow(target).await;
    }
    let at_other = format!("user/{}", other.user.id);
    one.follow(&at_other).await;
    one.follow(&at_other).await;
    let told = json!([{"about": "follower", "follower": one.user.id, "followed": other.user.id}]);
    assert_eq!(town.to_be_told().await, told, "following twice is the same as once");

    one.unfollow(&at_other).await;
    town.block(&other.user, &one.user).await;
    one.client.put(&format!("/follows/{at_other}"), json!({})).await.expect(403);
    one.client.put(&format!("/follows/user/{}", one.user.id), json!({})).await.expect(409);
    assert_eq!(town.to_be_told().await, told, "what is refused tells nobody");
}
