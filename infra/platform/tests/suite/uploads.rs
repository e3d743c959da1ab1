//! From asking to upload a picture to reading it, and until it is gone: the interface, the bucket and the tasks together.

use neurmatic_config::Bucket as Settings;
use neurmatic_local_bucket::LocalBucket;
use neurmatic_platform::router;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker};
use neurmatic_testing::World;
use reqwest::{Client, Method};
use serde_json::json;
use tokio::net::TcpListener;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR, and so on";

/// Does all that waits.
async fn run(world: &World, worker: &Worker) {
    world.sql("UPDATE outbox SET run_at = now()").await;
    let deliveries = run_due_now(worker).await.unwrap();
    assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done), "{deliveries:?}");
}

#[tokio::test]
async fn a_picture_is_uploaded_read_and_taken_back() {
    let world = World::new().await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (env, services) = (world.env().with("BUCKET_ENDPOINT", &endpoint), world.services());
    let settings = Settings::from_env(&env, &services.site).unwrap();
    let bucket = neurmatic_local_bucket::router(LocalBucket::new(settings.clone()));
    tokio::spawn(axum::serve(listener, bucket).into_future());
    let registry = tasks::registry(tasks::TaskState::from_env(&env, services.clone()).unwrap());
    let worker = Worker::new(services.db.clone(), registry);
    let user = world.user().create().await;
    let client = world.client(router(&env, &services).unwrap()).signed_in(&user);

    let picture = json!({"kind": "avatar", "type": "image/png", "size": PNG.len()});
    let out = client.post("/media/uploads", picture).await.expect(201).data();
    let (http, upload) = (Client::new(), &out["upload"]);
    let method = Method::from_bytes(upload["method"].as_str().unwrap().as_bytes()).unwrap();
    let mut put = http.request(method, upload["url"].as_str().unwrap()).body(PNG);
    for (name, value) in upload["headers"].as_object().unwrap() {
        put = put.header(name, value.as_str().unwrap());
    }
    assert_eq!(put.send().await.unwrap().status(), 200);

    // As the edge asks for it: the path at the site, below the bucket's address.
    let path = out["url"].as_str().unwrap().strip_prefix("https://neurmatic.example").unwrap();
    let file = format!("{}{path}", settings.origin);
    assert_eq!(http.get(&file).send().await.unwrap().status(), 404, "nobody has looked at it");
    run(&world, &worker).await;
    let read = http.get(&file).send().await.unwrap();
    assert_eq!(read.status(), 200);
    assert_eq!(read.headers()["content-type"], "image/png");
    assert_eq!(read.bytes().await.unwrap(), PNG);

    client.delete(&format!("/media/{}", out["id"].as_str().unwrap())).await.expect(204);
    run(&world, &worker).await;
    assert_eq!(http.get(&file).send().await.unwrap().status(), 404);
    let forgotten: String = world.one("SELECT concat_ws(' ', target, value, kind) FROM purges", &[]).await;
    assert_eq!(forgotten, format!("url {file} hard"));
}
