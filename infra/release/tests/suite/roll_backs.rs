//! The way back from a release, and from a shift that nobody ended.

use jiff::Timestamp;
use neurmatic_release::note::Note;
use serde_json::{Value, json};

use crate::stand::Stand;
use crate::stub::Stub;

fn functions() -> Value {
    json!({"n-api-articles": "api-articles", "n-tasks-email": "tasks"})
}

async fn stub() -> Stub {
    let answers =
        [("n-api-articles", json!({"statusCode": 404})), ("n-tasks-email", json!({"batchItemFailures": []}))];
    let stub = Stub::start(&answers).await;
    stub.account(|account| {
        account.alarms.extend([("errors".to_owned(), "OK"), ("latency".to_owned(), "OK")])
    });
    stub
}

#[tokio::test]
async fn a_release_is_taken_back_once_and_leaves_what_it_did_not_change() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &[("api-articles", b"one"), ("tasks", b"one")]);
    stand.release().await.unwrap();
    stand.package("fedcba9876543210", &[("api-articles", b"two"), ("tasks", b"one")]);
    stand.release().await.unwrap();
    stand.roll_back().await.unwrap();
    assert_eq!(
        (stub.serves("n-api-articles"), stub.serves("n-tasks-email")),
        ("2".to_owned(), "2".to_owned())
    );
    let twice = stand.roll_back().await.unwrap_err().to_string();
    assert!(twice.contains("nothing to go back to"), "{twice}");
}

#[tokio::test]
async fn a_release_goes_forward_again_after_a_roll_back() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &[("api-articles", b"one"), ("tasks", b"one")]);
    stand.release().await.unwrap();
    stand.roll_back().await.unwrap();
    assert_eq!(stub.serves("n-api-articles"), "1");
    stand.release().await.unwrap();
    assert_eq!(stub.serves("n-api-articles"), "2");
}

#[tokio::test]
async fn a_shift_that_was_left_half_way_is_ended() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &[]);
    stub.account(|account| {
        let alias = &mut account.functions.get_mut("n-api-articles").unwrap().alias;
        alias["RoutingConfig"] = json!({"AdditionalVersionWeights": {"2": 0.25}});
    });
    stand.roll_back().await.unwrap();
    assert_eq!(stub.serves("n-api-articles"), "1");
}

#[tokio::test]
async fn ending_a_shift_takes_nothing_back_that_the_release_before_changed() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &[("api-articles", b"one"), ("tasks", b"one")]);
    stand.release().await.unwrap();
    // One that was killed when it had come to one function.
    let note = Note { commit: "fedcba987654".to_owned(), begun: Timestamp::now(), before: "2".to_owned() };
    stub.account(|account| {
        let alias = &mut account.functions.get_mut("n-api-articles").unwrap().alias;
        alias["RoutingConfig"] = json!({"AdditionalVersionWeights": {"3": 0.05}});
        alias["Description"] = json!(note.to_string());
    });
    stand.roll_back().await.unwrap();
    assert_eq!(
        (stub.serves("n-api-articles"), stub.serves("n-tasks-email")),
        ("2".to_owned(), "2".to_owned())
    );
}
