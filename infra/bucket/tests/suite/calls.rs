//! The platform's own calls, and what everybody reads.

use jiff::Timestamp;
use neurmatic_bucket::BucketError;

use crate::stand::{Stand, WITHIN};

const PNG: &str = "image/png";

#[tokio::test]
async fn a_peek_shows_the_beginning_and_the_length() {
    let stand = Stand::new().await;
    stand.fill("uploads/a.png", "some bytes").await;
    let seen = stand.client.peek("uploads/a.png", 4, WITHIN).await.unwrap().unwrap();
    assert_eq!((seen.size, seen.first.as_slice()), (10, b"some".as_slice()));
    let whole = stand.client.peek("uploads/a.png", 64, WITHIN).await.unwrap().unwrap();
    assert_eq!((whole.first.as_slice(), &whole.etag), (b"some bytes".as_slice(), &seen.etag));
    assert_eq!(stand.client.peek("uploads/b.png", 4, WITHIN).await.unwrap(), None);
}

#[tokio::test]
async fn what_was_seen_is_copied_and_nothing_newer() {
    let stand = Stand::new().await;
    stand.fill("uploads/a.png", "some bytes").await;
    let seen = stand.client.peek("uploads/a.png", 4, WITHIN).await.unwrap().unwrap();
    stand.client.copy("uploads/a.png", &seen.etag, "media/a.png", PNG, WITHIN).await.unwrap();
    stand.fill("uploads/a.png", "other bytes").await;
    let refused =
        stand.client.copy("uploads/a.png", &seen.etag, "media/b.png", PNG, WITHIN).await.unwrap_err();
    assert!(
        matches!(&refused, BucketError::Refused { status: 412, code, .. } if code == "PreconditionFailed")
    );
    let gone = stand.client.copy("uploads/b.png", &seen.etag, "media/b.png", PNG, WITHIN).await.unwrap_err();
    assert!(matches!(&gone, BucketError::Refused { status: 404, .. }), "{gone}");
    assert_eq!(stand.bucket.names(), ["media/a.png", "uploads/a.png"]);
}

#[tokio::test]
async fn a_copy_has_a_type_and_nothing_else_that_was_said_of_what_it_is_copied_from() {
    let stand = Stand::new().await;
    let said = [("cache-control", "no-store"), ("content-disposition", "attachment")];
    let put = stand.http.put(stand.signed("media/a.png", Timestamp::now()).url).header("content-type", PNG);
    let put = said.iter().fold(put, |put, (name, value)| put.header(*name, *value));
    assert_eq!(put.body("bytes").send().await.unwrap().status(), 200);
    let seen = stand.client.peek("media/a.png", 5, WITHIN).await.unwrap().unwrap();
    stand.client.copy("media/a.png", &seen.etag, "media/b.png", PNG, WITHIN).await.unwrap();

    for (key, is_copy) in [("media/a.png", false), ("media/b.png", true)] {
        let answer = stand.http.get(format!("{}/{key}", stand.url)).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], PNG, "{key}");
        for (name, value) in said {
            let told = answer.headers().get(name).map(|told| told.to_str().unwrap());
            assert_eq!(told, (!is_copy).then_some(value), "{key}");
        }
    }
}

#[tokio::test]
async fn deleting_twice_is_the_same_as_once() {
    let stand = Stand::new().await;
    stand.fill("media/a.png", "some bytes").await;
    for _ in 0..2 {
        stand.client.delete("media/a.png", WITHIN).await.unwrap();
        assert_eq!(stand.bucket.names(), [""; 0]);
    }
}

#[tokio::test]
async fn everybody_reads_what_is_public_and_nothing_else() {
    let stand = Stand::new().await;
    for key in ["media/avatars/a.png", "assets/app.css", "uploads/media/avatars/a.png"] {
        stand.fill(key, "some bytes").await;
    }
    let get = |key: &str| stand.http.get(format!("{}/{key}", stand.url));
    for key in ["media/avatars/a.png", "assets/app.css"] {
        let answer = get(key).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "image/png");
        let etag = answer.headers()["etag"].clone();
        assert_eq!(answer.text().await.unwrap(), "some bytes");
        assert_eq!(get(key).header("if-none-match", etag).send().await.unwrap().status(), 304);
        let part = get(key).header("range", "bytes=5-").send().await.unwrap();
        assert_eq!((part.status().as_u16(), part.text().await.unwrap().as_str()), (206, "bytes"));
    }
    assert_eq!(get("media/none.png").send().await.unwrap().status(), 404);
    assert_eq!(get("uploads/media/avatars/a.png").send().await.unwrap().status(), 403);
    let url = format!("{}/media/avatars/a.png", stand.url);
    assert_eq!(stand.http.delete(&url).send().await.unwrap().status(), 403);
    assert_eq!(stand.http.put(&url).body("mine").send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn who_does_not_know_the_key_is_refused() {
    let stand = Stand::new().await;
    stand.fill("uploads/a.png", "some bytes").await;
    let stranger = stand.stranger();
    let code = |error: BucketError| match error {
        BucketError::Refused { status, code, .. } => (status, code),
        other => panic!("{other}"),
    };
    let mismatch = (403, "SignatureDoesNotMatch".to_owned());
    assert_eq!(code(stranger.peek("uploads/a.png", 4, WITHIN).await.unwrap_err()), mismatch);
    assert_eq!(code(stranger.delete("uploads/a.png", WITHIN).await.unwrap_err()), mismatch);
    assert_eq!(stand.bucket.names(), ["uploads/a.png"]);
}
