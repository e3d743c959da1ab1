//! One's bookmarks.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::app::App;

const COLLECTIONS: &str = "/users/me/bookmark-collections";

fn titles(data: &Value) -> Vec<Value> {
    let bookmarks = data["bookmarks"].as_array().unwrap();
    bookmarks.iter().map(|bookmark| bookmark["article"]["title"].clone()).collect()
}

#[tokio::test]
async fn bookmarks_are_listed_by_time_title_collection_and_words() {
    let app = App::new().await;
    let (reader, client) = app.somebody(Role::User).await;
    let author = app.account(Role::Moderator).await;
    let mut ids = Vec::new();
    for title in ["Beta models", "alpha models", "Gamma rays"] {
        let article = app.article(author.id, title).await;
        ids.push(app.bookmark(reader.id, article).await);
    }
    let list = client.get("/users/me/bookmarks").await.expect(200).json();
    assert_eq!(titles(&list["data"]), ["Gamma rays", "alpha models", "Beta models"]);
    assert_eq!(list["pagination"]["total"], 3);
    let by_title = client.get("/users/me/bookmarks?sort=title").await.data();
    assert_eq!(titles(&by_title), ["alpha models", "Beta models", "Gamma rays"]);
    let found = client.get("/users/me/bookmarks?q=MODELS&limit=1").await.json();
    assert_eq!((titles(&found["data"]).len(), &found["pagination"]["total"]), (1, &json!(2)));
    assert_eq!(titles(&client.get("/users/me/bookmarks?q=%25").await.data()), Vec::<Value>::new());

    let made = client.post(COLLECTIONS, json!({"name": "Mine"})).await.expect(201).data();
    let patch = json!({"collectionId": made["id"], "notes": "Read it again"});
    let kept = client.patch(&format!("/users/me/bookmarks/{}", ids[1]), patch).await.expect(200).data();
    assert_eq!((&kept["collectionId"], &kept["notes"]), (&made["id"], &json!("Read it again")));
    let target = format!("/users/me/bookmarks?collectionId={}", made["id"].as_str().unwrap());
    assert_eq!(titles(&client.get(&target).await.data()), ["alpha models"]);
    let emptied =
        client.patch(&format!("/users/me/bookmarks/{}", ids[1]), json!({"collectionId": null})).await.data();
    assert_eq!((&emptied["collectionId"], &emptied["notes"]), (&Value::Null, &json!("Read it again")));
}

#[tokio::test]
async fn pages_by_time_and_by_title_hold_each_bookmark_once() {
    let app = App::new().await;
    let (reader, client) = app.somebody(Role::User).await;
    for n in 0..5 {
        let article = app.article(reader.id, &format!("Article number {n}")).await;
        app.bookmark(reader.id, article).await;
    }
    for sort in ["createdAt", "title"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let target = format!("/users/me/bookmarks?sort={sort}&limit=2{cursor}");
            let page = client.get(&target).await.expect(200).json();
            seen.extend(titles(&page["data"]).into_iter().map(|title| title.as_str().unwrap().to_owned()));
            match page["pagination"]["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "{sort}: {seen:?}");
    }
}

#[tokio::test]
async fn a_bookmark_outlives_its_article_but_does_not_show_it() {
    let app = App::new().await;
    let (reader, client) = app.somebody(Role::User).await;
    let article = app.article(reader.id, "Article that is taken back").await;
    app.bookmark(reader.id, article).await;
    app.world.sql("UPDATE articles SET status = 'archived'").await;
    for target in ["/users/me/bookmarks", "/users/me/bookmarks?sort=title"] {
        let reply = client.get(target).await;
        assert!(!String::from_utf8_lossy(&reply.body).contains("taken back"));
        assert_eq!(reply.data()["bookmarks"][0]["article"], Value::Null);
    }
}

#[tokio::test]
async fn bookmarks_and_collections_of_others_are_not_there() {
    let app = App::new().await;
    let (reader, mine) = app.somebody(Role::User).await;
    let (_, other) = app.somebody(Role::Admin).await;
    let article = app.article(reader.id, "Article of a reader").await;
    let id = app.bookmark(reader.id, article).await;
    let path = format!("/users/me/bookmarks/{id}");
    other.patch(&path, json!({"notes": "Theirs"})).await.expect(404);
    other.delete(&path).await.expect(204);
    assert_eq!(other.get("/users/me/bookmarks").await.data()["bookmarks"], json!([]));
    assert_eq!(mine.get("/users/me/bookmarks").await.data()["bookmarks"].as_array().unwrap().len(), 1);
    let theirs = other.post(COLLECTIONS, json!({"name": "Theirs"})).await.data();
    let refused = mine.patch(&path, json!({"collectionId": theirs["id"]})).await.expect(422);
    assert_eq!(refused.pointers(), ["/collectionId"]);
    mine.patch(&path, json!({"notes": "x".repeat(1001)})).await.expect(422);
    mine.delete(&path).await.expect(204);
    mine.delete(&path).await.expect(204);
    assert_eq!(mine.get("/users/me").await.data()["bookmarkCount"], 0);
}
