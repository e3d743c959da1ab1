//! What one follows, and who follows something.

use serde_json::{Value, json};

use crate::town::Town;

fn slugs(data: &Value) -> Vec<String> {
    let follows = data["follows"].as_array().unwrap();
    follows.iter().map(|follow| follow["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_sees_what_one_follows_the_newest_first_and_only_ones_own() {
    let town = Town::new().await;
    let (one, other) = (town.person().await, town.person().await);
    for target in town.targets() {
        one.follow(&target).await;
    }
    let all = one.client.get("/follows").await.expect(200).data();
    let expected = [
        "private",
        "public",
        "news",
        "forum-tag",
        "news-tag",
        "model",
        "first-company",
        town.owner.username.as_str(),
    ];
    assert_eq!(slugs(&all), expected);
    let first = &all["follows"][0];
    assert_eq!((&first["type"], &first["isOfForum"]), (&json!("category"), &json!(true)));
    let tags = one.client.get("/follows?type=tag").await.expect(200).data();
    assert_eq!(slugs(&tags), ["forum-tag", "news-tag"]);
    let (mut seen, mut target) = (Vec::new(), "/follows?limit=3".to_owned());
    loop {
        let page = one.client.get(&target).await.expect(200).json();
        seen.extend(slugs(&page["data"]));
        let Some(cursor) = page["pagination"]["nextCursor"].as_str() else { break };
        target = format!("/follows?limit=3&cursor={cursor}");
    }
    assert_eq!(seen, expected);
    assert_eq!(slugs(&other.client.get("/follows").await.expect(200).data()), Vec::<String>::new());
    let reply = town.anybody.get("/follows").await.expect(401);
    assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"));
}

#[tokio::test]
async fn what_one_may_no_longer_see_is_not_in_the_list() {
    let town = Town::new().await;
    let person = town.person().await;
    person.follow(&format!("category/{}", town.forum_categories[1])).await;
    person.follow(&format!("user/{}", town.owner.id)).await;
    town.world.sql("UPDATE forum_categories SET visibility = 'moderator_only' WHERE slug = 'private'").await;
    town.world.sql(&format!("UPDATE users SET status = 'banned' WHERE id = '{}'", town.owner.id)).await;
    assert_eq!(slugs(&person.client.get("/follows").await.expect(200).data()), Vec::<String>::new());
}

#[tokio::test]
async fn followers_are_listed_without_whom_one_blocks_or_is_not_in_use() {
    let town = Town::new().await;
    let target = format!("model/{}", town.model);
    let mut people = Vec::new();
    for _ in 0..5 {
        let person = town.person().await;
        person.follow(&target).await;
        people.push(person);
    }
    town.block(&people[0].user, &people[1].user).await;
    town.world
        .sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", people[2].user.id))
        .await;
    let page = people[0].client.get(&format!("/followers/{target}")).await.expect(200).json();
    let names: Vec<_> =
        page["data"]["followers"].as_array().unwrap().iter().map(|f| f["username"].clone()).collect();
    let expected: Vec<_> = [4, 3, 0].map(|n: usize| json!(people[n].user.username)).to_vec();
    assert_eq!(names, expected);
    assert_eq!(page["pagination"]["total"], 5);
    assert!(!page.to_string().contains('@'), "no address of anybody");
    let first = people[3].client.get(&format!("/followers/{target}?limit=2")).await.expect(200).json();
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
    let rest = people[3].client.get(&format!("/followers/{target}?cursor={cursor}")).await.expect(200).json();
    assert_eq!(rest["data"]["followers"].as_array().unwrap().len(), 2);
    town.anybody.get(&format!("/followers/{target}")).await.expect(401);
}
