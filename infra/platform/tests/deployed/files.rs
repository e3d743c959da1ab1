//! From asking to upload a picture to reading it, and until it is gone: the function, the bucket, and the tasks that look at it and
//! delete it.

use reqwest::Method;
use serde_json::json;

use crate::stage::{Stage, finally};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR, and so on";

#[tokio::test]
async fn a_picture_is_uploaded_read_and_taken_back() {
    let Some(stage) = Stage::given() else { return };
    let user = stage.member("company").await;
    let picture = json!({"kind": "avatar", "type": "image/png", "size": PNG.len()});
    let out = user.post("/media/uploads", picture).await.expect(201).data();
    let upload = &out["upload"];
    let method = Method::from_bytes(upload["method"].as_str().unwrap().as_bytes()).unwrap();
    let mut put = stage.elsewhere().request(method, upload["url"].as_str().unwrap()).body(PNG);
    for (name, value) in upload["headers"].as_object().unwrap() {
        put = put.header(name, value.as_str().unwrap());
    }
    assert_eq!(put.send().await.unwrap().status(), 200);

    let path = out["url"].as_str().unwrap();
    let file = stage.aws.file(path.get(path.find("/media/").unwrap()..).unwrap());
    let read = async || stage.elsewhere().get(&file).send().await.unwrap();
    finally("somebody has looked at it", async || (read().await.status() == 200).then_some(())).await;
    let there = read().await;
    assert_eq!(there.headers()["content-type"], "image/png");
    assert_eq!(there.bytes().await.unwrap(), PNG);

    user.delete(&format!("/media/{}", out["id"].as_str().unwrap())).await.expect(204);
    finally("it is gone", async || (read().await.status() == 404).then_some(())).await;
}
