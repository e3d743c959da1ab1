//! Collections of bookmarks.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::app::App;

const PATH: &str = "/users/me/bookmark-collections";

fn names(data: &Value) -> Vec<&str> {
    data["collections"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn everybody_has_a_default_collection_which_keeps_its_name_and_stays() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    let lists = join_all((0..4).map(|_| client.get(PATH))).await;
    assert!(lists.iter().all(|list| names(&list.clone().data()) == ["Read Later"]));
    let list = client.get(PATH).await.data();
    let default = &list["collections"][0];
    assert_eq!(default["isDefault"], true);
    let one = format!("{PATH}/{}", default["id"].as_str().unwrap());
    assert_eq!(client.patch(&one, json!({"name": "Later"})).await.expect(409).code(), "default_collection");
    assert_eq!(client.delete(&one).await.expect(409).code(), "default_collection");
    let described = client.patch(&one, json!({"description": "For evenings"})).await.expect(200).data();
    assert_eq!(
        (&described["name"], &described["description"]),
        (&json!("Read Later"), &json!("For evenings"))
    );
    let count: i64 = app.world.one("SELECT count(*) FROM bookmark_collections", &[]).await;
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_collection_is_added_changed_and_removed_by_its_user() {
    let app = App::new().await;
    let (reader, client) = app.somebody(Role::User).await;
    let made = client.post(PATH, json!({"name": "Mine", "description": "What I like"})).await.expect(201);
    let one = made.header("location").unwrap().trim_start_matches("/api/v1").to_owned();
    let made = made.data();
    assert_eq!((&made["isDefault"], &made["bookmarkCount"]), (&json!(false), &json!(0)));
    let article = app.article(reader.id, "Article that is kept").await;
    let bookmark = app.bookmark(reader.id, article).await;
    client
        .patch(&format!("/users/me/bookmarks/{bookmark}"), json!({"collectionId": made["id"]}))
        .await
        .expect(200);
    assert_eq!(client.get(&one).await.data()["bookmarkCount"], 1);
    let changed = client.patch(&one, json!({"name": "Ours", "description": null})).await.expect(200).data();
    assert_eq!((&changed["name"], &changed["description"]), (&json!("Ours"), &Value::Null));
    assert_eq!(names(&client.get(PATH).await.data()), ["Read Later", "Ours"]);
    let (_, other) = app.somebody(Role::Admin).await;
    other.get(&one).await.expect(404);
    other.patch(&one, json!({"name": "Theirs"})).await.expect(404);
    other.delete(&one).await.expect(404);
    client.delete(&one).await.expect(204);
    client.delete(&one).await.expect(404);
    let kept = client.get("/users/me/bookmarks").await.data();
    assert_eq!(
        (kept["bookmarks"].as_array().unwrap().len(), &kept["bookmarks"][0]["collectionId"]),
        (1, &Value::Null)
    );
}

#[tokio::test]
async fn a_name_is_used_once_whatever_its_case() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    client.post(PATH, json!({"name": "Mine"})).await.expect(201);
    for name in ["MINE", "read later"] {
        let taken = client.post(PATH, json!({ "name": name })).await.expect(409);
        assert_eq!((taken.code().as_str(), taken.pointers()), ("name_taken", vec!["/name".to_owned()]));
    }
    let other = client.post(PATH, json!({"name": "Other"})).await.expect(201).data();
    let one = format!("{PATH}/{}", other["id"].as_str().unwrap());
    assert_eq!(client.patch(&one, json!({"name": "mine"})).await.expect(409).code(), "name_taken");
    client.patch(&one, json!({"name": "OTHER"})).await.expect(200);
    for bad in [
        json!({"name": ""}),
        json!({"name": "x".repeat(101)}),
        json!({"name": "a", "description": "x".repeat(501)}),
    ] {
        client.post(PATH, bad).await.expect(422);
    }
}

#[tokio::test]
async fn a_hundred_collections_are_the_most_however_many_come_at_once() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    app.world
        .sql(&format!(
            "INSERT INTO bookmark_collections (id, user_id, name)
             SELECT gen_random_uuid(), '{}', 'Collection ' || n FROM generate_series(1, 96) AS n",
            user.id
        ))
        .await;
    let replies = join_all((0..8).map(|n| {
        let client = client.clone();
        async move { client.post(PATH, json!({"name": format!("New {n}")})).await }
    }))
    .await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(made, 3, "96, the default one, and these");
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "too_many_collections"));
    let count: i64 = app.world.one("SELECT count(*) FROM bookmark_collections", &[]).await;
    assert_eq!(count, 100);
}

#[tokio::test]
async fn the_same_request_twice_adds_one_collection() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    let client = client.header("idempotency-key", "a-key");
    let first = client.post(PATH, json!({"name": "Mine"})).await.expect(201).data();
    let second = client.post(PATH, json!({"name": "Mine"})).await.expect(201).data();
    assert_eq!(first, second);
    client.post(PATH, json!({"name": "Other"})).await.expect(422);
}
