//! URLs by which somebody else puts an object.

use jiff::{SignedDuration, Timestamp};

use crate::stand::Stand;

const KEY: &str = "uploads/media/avatars/1.png";

#[tokio::test]
async fn who_is_given_a_url_puts_the_object() {
    let stand = Stand::new().await;
    let put = stand.signed(KEY, Timestamp::now());
    assert_eq!(stand.put(&put.url, "image/png", "bytes").await.status(), 200);
    assert_eq!(stand.put(&put.url, "image/png", "again").await.status(), 200, "as often as it is valid");
    assert_eq!(stand.bucket.names(), [KEY]);
}

#[tokio::test]
async fn what_differs_from_what_was_signed_is_refused() {
    let stand = Stand::new().await;
    let url = stand.signed(KEY, Timestamp::now()).url;
    let elsewhere = url.replace("avatars/1.png", "avatars/2.png");
    let longer = url.replace("X-Amz-Expires=60", "X-Amz-Expires=600");
    let unsigned = url.replace("content-length%3B", "");
    for (what, url, content_type, body) in [
        ("another type", &url, "text/html", "bytes"),
        ("more bytes", &url, "image/png", "more bytes"),
        ("fewer bytes", &url, "image/png", "byte"),
        ("another object", &elsewhere, "image/png", "bytes"),
        ("a longer time", &longer, "image/png", "bytes"),
        ("a length that isn't signed", &unsigned, "image/png", "bytes"),
    ] {
        let answer = stand.put(url, content_type, body).await;
        assert_eq!(answer.status(), 403, "{what}");
        assert!(answer.text().await.unwrap().contains("<Code>SignatureDoesNotMatch</Code>"), "{what}");
    }
    let strangers = stand.stranger().sign_put(KEY, "image/png", 5, Timestamp::now(), crate::stand::WITHIN);
    assert_eq!(stand.put(&strangers.url, "image/png", "bytes").await.status(), 403);
    assert_eq!(stand.bucket.names(), [""; 0]);
}

#[tokio::test]
async fn a_url_is_good_for_its_time() {
    let stand = Stand::new().await;
    for (minutes, status) in [(-2, 403), (0, 200), (20, 400)] {
        let put = stand.signed(KEY, Timestamp::now() + SignedDuration::from_mins(minutes));
        assert_eq!(stand.put(&put.url, "image/png", "bytes").await.status(), status, "{minutes}");
    }
}

#[tokio::test]
async fn a_url_for_putting_reads_and_deletes_nothing() {
    let stand = Stand::new().await;
    let url = stand.signed(KEY, Timestamp::now()).url;
    stand.put(&url, "image/png", "bytes").await;
    assert_eq!(stand.http.get(&url).send().await.unwrap().status(), 403);
    assert_eq!(stand.http.delete(&url).send().await.unwrap().status(), 403);
    assert_eq!(stand.bucket.names(), [KEY]);
}
