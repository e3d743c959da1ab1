//! What a new version is asked before anybody else asks it: whether it starts with its settings and answers at all.
//!
//! No probe reads or writes what a migration is still to make: the version is probed before the database is migrated.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::deployment::{MIGRATE, RELAY, TASKS};
use crate::lambda::{Called, Lambda};

/// How long a version may take to start and answer.
const WITHIN: Duration = Duration::from_secs(60);

/// A schedule that there isn't: who refuses it has started, and did nothing.
const NO_SCHEDULE: &str = "release:probe";

/// Asks a version of a package.
///
/// # Errors
/// When it doesn't start, or answers what it should not.
pub async fn probe(lambda: &Lambda, function: &str, version: &str, package: &str) -> Result<()> {
    let called = lambda.call(function, version, &event(package), WITHIN).await?;
    if !is_sound(package, &called) {
        bail!("version {version} of {function} isn't sound: {called:?}");
    }
    Ok(())
}

fn event(package: &str) -> Value {
    match package {
        MIGRATE => json!({"command": "status"}),
        RELAY => json!({"fire": NO_SCHEDULE}),
        TASKS => json!({"Records": []}),
        _ => request(),
    }
}

/// A request for a path that no function has, as an HTTP API would pass it on.
fn request() -> Value {
    let path = "/release-probe";
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"accept": "application/json", "host": "release.invalid"},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "release",
            "domainName": "release.invalid",
            "domainPrefix": "release",
            "http": {
                "method": "GET",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "neurmatic-release",
            },
            "requestId": "release-probe",
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 1_767_225_600_000_u64,
        },
        "isBase64Encoded": false,
    })
}

fn is_sound(package: &str, called: &Called) -> bool {
    match (package, called) {
        (RELAY, Called::Failed(error)) => error.to_string().contains(NO_SCHEDULE),
        (_, Called::Failed(_)) => false,
        (MIGRATE, Called::Answered(answer)) => answer.get("migrations").is_some(),
        (TASKS, Called::Answered(answer)) => answer.get("batchItemFailures").is_some(),
        (RELAY, Called::Answered(_)) => false,
        (_, Called::Answered(answer)) => {
            answer.get("statusCode").and_then(Value::as_u64).is_some_and(|status| status < 500)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_function_has_its_own_sound_answer() {
        let answered = Called::Answered;
        assert!(is_sound("api-articles", &answered(json!({"statusCode": 404, "body": ""}))));
        assert!(!is_sound("api-articles", &answered(json!({"statusCode": 503}))));
        assert!(!is_sound("api-articles", &Called::Failed(json!({"errorType": "Runtime.ExitError"}))));
        assert!(is_sound(TASKS, &answered(json!({"batchItemFailures": []}))));
        assert!(is_sound(MIGRATE, &answered(json!({"migrations": []}))));
        assert!(is_sound(
            RELAY,
            &Called::Failed(json!({"errorMessage": "there is no schedule release:probe"}))
        ));
        assert!(!is_sound(RELAY, &Called::Failed(json!({"errorMessage": "HASH_SECRET is not set"}))));
    }
}
