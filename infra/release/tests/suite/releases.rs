//! Releases: what is done in which order, and what stops one where.

use neurmatic_release::note::Note;
use serde_json::{Value, json};

use crate::stand::Stand;
use crate::stub::Stub;

const PACKAGES: [(&str, &[u8]); 4] = [
    ("api-articles", b"articles, new"),
    ("migrate", b"migrate, new"),
    ("relay", b"relay, new"),
    ("tasks", b"tasks, new"),
];

fn functions() -> Value {
    json!({
        "n-api-articles": "api-articles",
        "n-migrate": "migrate",
        "n-relay": "relay",
        "n-tasks-default": "tasks",
        "n-tasks-email": "tasks",
    })
}

async fn stub() -> Stub {
    let stub = Stub::start(&[
        ("n-api-articles", json!({"statusCode": 404})),
        ("n-migrate", json!({"migrations": [], "up": {"applied": ["0001_first"]}})),
        ("n-relay", json!({"errorMessage": "there is no schedule release:probe"})),
        ("n-tasks-default", json!({"batchItemFailures": []})),
        ("n-tasks-email", json!({"batchItemFailures": []})),
    ])
    .await;
    stub.account(|account| {
        account.alarms.extend([("errors".to_owned(), "OK"), ("latency".to_owned(), "INSUFFICIENT_DATA")])
    });
    stub
}

/// What was done of a kind.
fn of<'a>(log: &'a [String], what: &str) -> Vec<&'a str> {
    log.iter().filter_map(|line| line.strip_prefix(what)).collect()
}

#[tokio::test]
async fn a_release_migrates_after_the_probes_and_shifts_in_steps() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stand.release().await.unwrap();
    let log = stub.log();
    assert_eq!(of(&log, "UpdateFunctionCode ").len(), 5);
    let steps = of(&log, "UpdateAlias n-tasks-email ");
    assert_eq!(steps, ["1+2@0.05", "1+2@0.5", "2"]);
    let place = |what: &str| log.iter().position(|line| line.starts_with(what)).unwrap();
    let migrated = place("Invoke n-migrate 2 {\"command\":\"up\"}");
    assert!(place("Invoke n-tasks-email 2") < migrated && migrated < place("UpdateAlias"), "{log:#?}");
    assert!(log.last().unwrap().starts_with("Invoke n-relay live"), "{log:#?}");
    let note = stub.account(|account| account.functions["n-relay"].alias["Description"].clone());
    let note = Note::read(note.as_str().unwrap()).unwrap();
    assert_eq!((note.commit.as_str(), note.before.as_str()), ("0123456789ab", "1"));
}

#[tokio::test]
async fn what_is_released_already_is_left_alone() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stand.release().await.unwrap();
    let before = stub.log().len();
    stand.release().await.unwrap();
    assert_eq!(stub.log().len(), before);
}

#[tokio::test]
async fn only_what_changed_is_shifted() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stand.release().await.unwrap();
    let mut changed = PACKAGES;
    changed[0].1 = b"articles, newer";
    stand.package("fedcba9876543210", &changed);
    stand.release().await.unwrap();
    assert_eq!(
        (stub.serves("n-api-articles"), stub.serves("n-tasks-email")),
        ("3".to_owned(), "2".to_owned())
    );
    let log = stub.log();
    assert_eq!(of(&log, "UpdateFunctionCode n-api-articles").len(), 2);
    assert_eq!(of(&log, "UpdateFunctionCode n-tasks-email").len(), 1);
}

#[tokio::test]
async fn a_failed_migration_stops_it_before_the_shift() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    let answer = json!({"migrations": [], "up": {"errorMessage": "0093 failed"}});
    stub.account(|account| account.functions.get_mut("n-migrate").unwrap().answer = answer);
    let said = stand.refusal().await;
    assert!(
        said.contains("nothing was shifted: the migration failed") && said.contains("0093 failed"),
        "{said}"
    );
    assert!(of(&stub.log(), "UpdateAlias").is_empty());
    assert_eq!(stub.serves("n-api-articles"), "1");
}

#[tokio::test]
async fn a_version_that_does_not_start_stops_it_before_the_migration() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    let answer = json!({"errorMessage": "HASH_SECRET is not set", "errorType": "Runtime.ExitError"});
    stub.account(|account| account.functions.get_mut("n-tasks-email").unwrap().answer = answer);
    let said = stand.refusal().await;
    assert!(said.contains("HASH_SECRET is not set") && said.contains("n-tasks-email"), "{said}");
    let log = stub.log();
    assert!(
        of(&log, "UpdateAlias").is_empty() && !log.iter().any(|line| line.contains("\"up\"")),
        "{log:#?}"
    );
}

#[tokio::test]
async fn an_alarm_in_the_middle_leads_back() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    let note_before = "release aaaaaaaaaaaa of 2026-01-01T00:00:00Z over 1";
    stub.account(|account| {
        account.rings_at = Some(("errors".to_owned(), 0.5));
        account.functions.get_mut("n-api-articles").unwrap().alias["Description"] = json!(note_before);
    });
    let said = stand.refusal().await;
    assert!(said.contains("these alarms ring: errors") && said.contains("stopped"), "{said}");
    assert_eq!(of(&stub.log(), "UpdateAlias n-api-articles "), ["1+2@0.05", "1+2@0.5", "1"]);
    let note = stub.account(|account| account.functions["n-api-articles"].alias["Description"].clone());
    assert_eq!(note, note_before, "the way back is the same as before");
}

#[tokio::test]
async fn an_alarm_after_the_last_step_leads_back_too() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stub.account(|account| account.rings_at = Some(("latency".to_owned(), 1.0)));
    assert!(stand.refusal().await.contains("latency"));
    assert_eq!(of(&stub.log(), "UpdateAlias n-api-articles "), ["1+2@0.05", "1+2@0.5", "2", "1"]);
}

#[tokio::test]
async fn nothing_begins_while_the_platform_is_unwell_unless_that_alarm_is_ignored() {
    let stub = stub().await;
    let mut stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stub.account(|account| account.alarms.insert("errors".to_owned(), "ALARM"));
    assert!(stand.refusal().await.contains("nothing was begun"));
    assert!(stub.log().is_empty());
    stand.options.ignored_alarms = vec!["errors".to_owned()];
    stand.release().await.unwrap();
    stand.options.ignored_alarms = vec!["no such".to_owned()];
    assert!(stand.refusal().await.contains("none of the deployment's alarms"));
}

#[tokio::test]
async fn what_can_not_be_known_is_no_sign_that_all_is_well() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stub.account(|account| account.alarms.remove("latency"));
    assert!(stand.refusal().await.contains("there is no alarm latency"));
    stub.account(|account| {
        account.alarms.insert("latency".to_owned(), "OK");
        account.health = Some(503);
    });
    assert!(stand.refusal().await.contains("answers 503"));
    assert!(stub.log().is_empty());
}

#[tokio::test]
async fn a_release_of_somebody_else_is_left_alone() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stub.account(|account| account.is_released_meanwhile = true);
    let said = stand.refusal().await;
    assert!(said.contains("somebody else is releasing: n-migrate isn't at version 1"), "{said}");
    assert!(of(&stub.log(), "UpdateAlias").is_empty());
}

#[tokio::test]
async fn a_busy_lambda_is_asked_again() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stub.account(|account| account.busy = 2);
    stand.release().await.unwrap();
    assert_eq!(stub.serves("n-api-articles"), "2");
}

#[tokio::test]
async fn a_shift_that_is_under_way_and_packages_that_are_not_whole_are_refused() {
    let stub = stub().await;
    let stand = Stand::new(&stub.url, &functions(), &PACKAGES);
    stub.account(|account| {
        let alias = &mut account.functions.get_mut("n-relay").unwrap().alias;
        alias["RoutingConfig"] = json!({"AdditionalVersionWeights": {"2": 0.05}});
    });
    assert!(stand.refusal().await.contains("under way"));
    stub.account(|account| {
        account.functions.get_mut("n-relay").unwrap().alias["RoutingConfig"] = Value::Null
    });
    stand.package("0123456789abcdef", &PACKAGES[..3]);
    assert!(stand.refusal().await.contains("tasks isn't packaged"));
    stand.package("0123456789abcdef", &PACKAGES);
    std::fs::write(stand.folder.join("arm64/tasks.zip"), b"something else").unwrap();
    assert!(stand.refusal().await.contains("isn't what its manifest says"));
    assert!(of(&stub.log(), "UpdateAlias").is_empty());
}
