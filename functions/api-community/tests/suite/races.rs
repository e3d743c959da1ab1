//! What many do at once: every count equals a recount, and the most is the most.

use futures::future::join_all;
use serde_json::json;

use crate::town::Town;

#[tokio::test]
async fn many_who_follow_the_same_at_once_are_all_counted() {
    let town = Town::new().await;
    let mut people = Vec::new();
    for _ in 0..6 {
        people.push(town.person().await);
    }
    join_all(people.iter().map(async |person| {
        for target in town.targets() {
            person.follow(&target).await;
        }
        person.unfollow(&format!("model/{}", town.model)).await;
        person.follow(&format!("model/{}", town.model)).await;
        person.unfollow(&format!("tag/{}", town.forum_tag)).await;
    }))
    .await;
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
    let model: i32 = town.world.one("SELECT follower_count FROM llm_models", &[]).await;
    let tag: i32 = town.world.one("SELECT follower_count FROM forum_tags", &[]).await;
    assert_eq!((model, tag), (6, 0));
}

#[tokio::test]
async fn two_who_follow_each_other_at_once_never_block_each_other() {
    let town = Town::new().await;
    let (one, other) = (town.person().await, town.person().await);
    let (at_one, at_other) = (format!("user/{}", one.user.id), format!("user/{}", other.user.id));
    for _ in 0..5 {
        tokio::join!(one.follow(&at_other), other.follow(&at_one));
        tokio::join!(one.unfollow(&at_other), other.unfollow(&at_one));
    }
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn five_hundred_follows_are_the_most_however_many_ask_at_once() {
    let town = Town::new().await;
    let person = town.person().await;
    town.world
        .sql(&format!(
            "INSERT INTO llm_models (id, name, slug, provider, category)
             SELECT gen_random_uuid(), 'm', 'm' || n, 'p', 'open_source' FROM generate_series(1, 498) AS n;
             INSERT INTO follows (follower_id, target_type, target_id)
             SELECT '{}', 'model', id FROM llm_models WHERE slug <> 'model'",
            person.user.id
        ))
        .await;
    let targets = town.targets();
    let paths: Vec<String> = targets.iter().map(|target| format!("/follows/{target}")).collect();
    let replies = join_all(paths.iter().map(|path| person.client.put(path, json!({})))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 2);
    assert!(replies.iter().all(|reply| reply.status == 200 || reply.code() == "too_many_follows"));
    let again = replies.iter().position(|reply| reply.status == 200).unwrap();
    person.client.put(&paths[again], json!({})).await.expect(200);
    assert_eq!(town.wrong_counts().await, Vec::<String>::new());
}
