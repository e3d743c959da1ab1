//! Uploading pictures, and taking them back: what a request does. What arrives is looked at by a task.

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::office::Office;

fn picture() -> Value {
    json!({"kind": "avatar", "type": "image/png", "size": 12_345})
}

async fn somebody(office: &Office) -> (TestUser, Client) {
    let user = office.user(Role::User).await;
    let client = office.anybody.signed_in(&user);
    (user, client)
}

async fn rows(office: &Office) -> i64 {
    office.world.one("SELECT count(*) FROM media_files", &[]).await
}

#[tokio::test]
async fn an_upload_is_a_row_and_an_address_that_is_signed_for_this_picture() {
    let office = Office::new().await;
    let (user, client) = somebody(&office).await;
    let before = Timestamp::now();
    let out = client.post("/media/uploads", picture()).await.expect(201).data();
    let id = out["id"].as_str().unwrap();
    assert_eq!(out["url"], json!(format!("https://neurmatic.example/media/avatars/{id}.png")));
    let upload = &out["upload"];
    assert_eq!(
        (&upload["method"], &upload["headers"]),
        (&json!("PUT"), &json!({"Content-Type": "image/png"}))
    );
    let address = upload["url"].as_str().unwrap();
    let object = format!("http://127.0.0.1:9/test-files/uploads/media/avatars/{id}.png?X-Amz-Algorithm=");
    assert!(address.starts_with(&object), "{address}");
    assert!(address.contains("&X-Amz-Expires=300&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&"));
    let expires_at: Timestamp = upload["expiresAt"].as_str().unwrap().parse().unwrap();
    let valid_for = expires_at.duration_since(before);
    assert!(valid_for >= SignedDuration::from_secs(300) && valid_for < SignedDuration::from_secs(330));

    let row: String = office
        .world
        .one("SELECT concat_ws(' ', user_id, kind, mime_type, size_bytes, key, state) FROM media_files", &[])
        .await;
    assert_eq!(row, format!("{} avatar image/png 12345 media/avatars/{id}.png pending", user.id));
    let look = "SELECT payload ->> 'media' FROM outbox WHERE task = 'media:check' AND run_at > now() + interval '2 seconds'";
    assert_eq!(office.world.one::<String>(look, &[]).await, id);
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_a_fault_of_its_field() {
    let office = Office::new().await;
    for (field, wrong) in [
        ("kind", json!("secret")),
        ("type", json!("image/svg+xml")),
        ("type", json!("text/html")),
        ("size", json!(0)),
        ("size", json!(5 * 1024 * 1024 + 1)),
        ("size", json!(i64::MAX)),
    ] {
        let (_, client) = somebody(&office).await;
        let mut body = picture();
        body[field] = wrong;
        let reply = client.post("/media/uploads", body.clone()).await.expect(422);
        assert_eq!(reply.pointers(), [format!("/{field}")], "{body}");
    }
    assert_eq!(rows(&office).await, 0);
    let (_, client) = somebody(&office).await;
    let largest = json!({"kind": "article", "type": "image/avif", "size": 5 * 1024 * 1024});
    client.post("/media/uploads", largest).await.expect(201);
}

#[tokio::test]
async fn five_an_hour_are_the_most() {
    let office = Office::new().await;
    let (_, client) = somebody(&office).await;
    for _ in 0..5 {
        client.post("/media/uploads", picture()).await.expect(201);
    }
    let reply = client.post("/media/uploads", picture()).await.expect(429);
    assert!(reply.header("ratelimit-policy").unwrap().contains("\"media-upload\";q=5;w=3600"));
    assert_eq!(rows(&office).await, 5);
    let (_, another) = somebody(&office).await;
    another.post("/media/uploads", picture()).await.expect(201);
}

#[tokio::test]
async fn two_hundred_files_are_the_most_whoever_asks_at_once() {
    let office = Office::new().await;
    let (user, client) = somebody(&office).await;
    office
        .world
        .sql(&format!(
            "INSERT INTO media_files (id, user_id, kind, mime_type, size_bytes, key)
             SELECT gen_random_uuid(), '{}', 'portfolio', 'image/gif', 1, 'media/portfolio/' || n || '.gif'
             FROM generate_series(1, 198) AS n",
            user.id
        ))
        .await;
    let replies = join_all((0..4).map(|_| client.post("/media/uploads", picture()))).await;
    assert!(
        replies.iter().all(|reply| reply.status == 201 || reply.code() == "too_many_files"),
        "{replies:?}"
    );
    assert_eq!(rows(&office).await, 200);
}

#[tokio::test]
async fn only_ones_own_file_is_taken_back_and_its_bytes_are_a_task() {
    let office = Office::new().await;
    let ((_, owner), (_, other)) = (somebody(&office).await, somebody(&office).await);
    let id =
        owner.post("/media/uploads", picture()).await.expect(201).data()["id"].as_str().unwrap().to_owned();
    let path = format!("/media/{id}");
    office.anybody.delete(&path).await.expect(401);
    other.delete(&path).await.expect(404);
    office.admin().delete(&path).await.expect(404);
    owner.delete("/media/0198c0de-0000-7000-8000-000000000001").await.expect(404);
    owner.delete("/media/mine").await.expect(400);
    assert_eq!(rows(&office).await, 1);

    owner.delete(&path).await.expect(204);
    assert_eq!(rows(&office).await, 0);
    let names = "SELECT payload ->> 'names' FROM outbox WHERE task = 'media:drop' AND run_at > now() + interval '30 seconds'";
    let names: String = office.world.one(names, &[]).await;
    let key = format!("media/avatars/{id}.png");
    assert_eq!(serde_json::from_str::<Value>(&names).unwrap(), json!([format!("uploads/{key}"), key]));
    owner.delete(&path).await.expect(404);

    // What was looked at is public, and goes at once.
    owner.post("/media/uploads", picture()).await.expect(201);
    let id: Uuid = office.world.one("UPDATE media_files SET state = 'ready' RETURNING id", &[]).await;
    owner.delete(&format!("/media/{id}")).await.expect(204);
    let at_once = "SELECT count(*) FROM outbox WHERE task = 'media:drop' AND run_at <= now()";
    assert_eq!(office.world.one::<i64>(at_once, &[]).await, 1);
}

#[tokio::test]
async fn nobody_uploads_without_signing_in() {
    let office = Office::new().await;
    office.anybody.post("/media/uploads", picture()).await.expect(401);
}
