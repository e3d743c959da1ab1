//! Whatever comes in: a problem that names the place.

use serde_json::json;

use crate::town::Town;

#[tokio::test]
async fn bad_targets_and_pages_are_named() {
    let town = Town::new().await;
    let person = town.person().await;
    person.follow(&format!("model/{}", town.model)).await;
    person.follow(&format!("company/{}", town.company)).await;
    let page = person.client.get("/follows?limit=1").await.expect(200).json();
    let cursor = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
    for (target, pointer) in [
        ("/follows?type=article".to_owned(), "/query/type"),
        ("/follows?limit=0".to_owned(), "/query/limit"),
        (format!("/follows?type=tag&cursor={cursor}"), "/query/cursor"),
        ("/feed?page=2".to_owned(), "/query/page"),
        ("/feed?limit=101".to_owned(), "/query/limit"),
        (format!("/feed?cursor={cursor}"), "/query/cursor"),
        ("/followers/model/mine".to_owned(), "/path"),
        (format!("/followers/article/{}", town.model), "/path"),
        (format!("/followers/model/{}?sort=name", town.model), "/query/sort"),
    ] {
        assert_eq!(person.client.get(&target).await.expect(400).pointers(), [pointer], "{target}");
    }
    let path = format!("/follows/article/{}", town.model);
    assert_eq!(person.client.put(&path, json!({})).await.expect(400).pointers(), ["/path"]);
    assert_eq!(person.client.delete(&path).await.expect(400).pointers(), ["/path"]);
    town.anybody.get("/leaderboards/yearly").await.expect(400);
    town.anybody.get("/badges?type=gold").await.expect(400);
}
