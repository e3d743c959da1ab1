//! `/assets/*` and `/media/*`, which come from the bucket.

use crate::origin::Mood;
use crate::stand::Stand;

#[tokio::test]
async fn files_come_from_the_bucket_and_stay_for_their_class_of_time() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Odd(&[
        ("content-type", "image/png"),
        ("x-amz-request-id", "1"),
        ("etag", "\"f\""),
    ]));
    for (target, control) in [
        ("/assets/app-1a2b.css", "public, max-age=31536000, immutable"),
        ("/media/2026/a.png", "public, max-age=604800"),
    ] {
        stand.origin.take_asked();
        let reply = stand.fill(target).await;
        assert_eq!(reply.header("cache-control"), control);
        assert_eq!(reply.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert!(!reply.has("x-amz-request-id"));
        let asked = stand.origin.take_asked();
        assert_eq!((asked.len(), asked[0].target.as_str()), (1, target));
        assert!(asked[0].header("host").starts_with("localhost:"), "the bucket has a host of its own");
    }
}

#[tokio::test]
async fn parameters_of_a_file_are_dropped() {
    let Some(stand) = Stand::start().await else { return };
    stand.fill("/assets/app.js").await;
    assert!(stand.get("/assets/app.js?v=7&x=%zz").await.header("cache-status").contains("; hit"));
    assert_eq!(stand.origin.asked()[0].target, "/assets/app.js");
}

#[tokio::test]
async fn a_part_of_a_file_is_passed_on_and_not_kept() {
    let Some(stand) = Stand::start().await else { return };
    let reply = stand.ask("GET", "/media/a.mp4", &[("range", "bytes=0-9"), ("if-range", "\"f\"")]).await;
    assert_eq!(reply.header("cache-status"), "neurmatic; fwd=miss, neurmatic-edge; fwd=bypass");
    let asked = stand.origin.take_asked().remove(0);
    assert_eq!((asked.header("range"), asked.header("if-range")), ("bytes=0-9", "\"f\""));
    stand.get("/media/a.mp4").await;
    assert_eq!(stand.origin.asked().len(), 1, "the part was kept for the whole");
}

#[tokio::test]
async fn the_interface_answers_whole_whatever_part_is_asked_for() {
    let Some(stand) = Stand::start().await else { return };
    let reply = stand.ask("GET", "/api/v1/articles", &[("range", "bytes=0-9")]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(stand.origin.asked()[0].header("range"), "");
}

#[tokio::test]
async fn the_bucket_hears_of_no_credentials_and_no_secret() {
    let Some(stand) = Stand::start().await else { return };
    stand.get("/assets/app.js").await;
    stand.ask("GET", "/assets/app.js", &[("range", "bytes=0-1")]).await;
    for asked in stand.origin.take_asked() {
        assert_eq!((asked.header("x-origin-secret"), asked.header("cf-connecting-ip")), ("", ""));
    }
    let headers = [("authorization", "Bearer t"), ("cookie", "session=1"), ("x-api-key", "k")];
    let reply = stand.ask("GET", "/media/a.png", &headers).await;
    assert!(reply.header("cache-status").ends_with("fwd=bypass"));
    let asked = stand.origin.take_asked().remove(0);
    for (name, _) in headers {
        assert_eq!(asked.header(name), "", "{name}");
    }
}
