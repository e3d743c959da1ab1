//! A release and its roll back at the emulator of AWS, which starts what is in our zips. Passed over where there is none; who
//! starts the tests says so.

use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use neurmatic_release::zip::{Entry, zip};
use serde_json::{Value, json};

use crate::stand::Stand;

const FUNCTIONS: &str = "/2015-03-31/functions";

/// A function that answers as an API does. The emulator is in Python, so that Python is there.
const BOOTSTRAP: &str = r#"#!/usr/bin/env python3
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        id = event.headers["lambda-runtime-aws-request-id"]
        event.read()
    answer = json.dumps({"statusCode": STATUS, "body": ""}).encode()
    urllib.request.urlopen(urllib.request.Request(api + id + "/response", data=answer)).read()
"#;

fn package(status: u16) -> Vec<u8> {
    let program = BOOTSTRAP.replace("STATUS", &status.to_string());
    zip(&[Entry { name: "bootstrap", mode: 0o755, bytes: program.as_bytes() }]).unwrap()
}

/// Asks the emulator, which reads the region of a signature and believes it.
async fn ask(url: &str, service: &str, target: Option<&str>, body: &Value) -> Value {
    let credential = format!("key/20260101/eu-central-1/{service}/aws4_request");
    let mut request = reqwest::Client::new()
        .post(url)
        .header(
            "authorization",
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"),
        )
        .body(body.to_string());
    if let Some(action) = target {
        request = request.header("x-amz-target", format!("GraniteServiceVersion20100801.{action}"));
    }
    let response = request.header("content-type", "application/x-amz-json-1.0").send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert!(status.is_success(), "{url}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}

async fn make_function(url: &str, name: &str) {
    let functions = format!("{url}{FUNCTIONS}");
    let function = json!({
        "FunctionName": name,
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Role": "arn:aws:iam::000000000000:role/test",
        "Architectures": ["arm64"],
        "Timeout": 30,
        "Code": {"ZipFile": STANDARD.encode(package(404))},
        "Publish": true,
    });
    ask(&functions, "lambda", None, &function).await;
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    ask(&format!("{functions}/{name}/aliases"), "lambda", None, &alias).await;
}

async fn make_alarm(url: &str, name: &str) {
    let alarm = json!({
        "AlarmName": name, "Namespace": "Test", "MetricName": "Errors", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold",
    });
    ask(url, "monitoring", Some("PutMetricAlarm"), &alarm).await;
}

/// What a call of the alias is answered.
async fn answered(url: &str, name: &str) -> Value {
    let call = format!("{url}{FUNCTIONS}/{name}/invocations?Qualifier=live");
    ask(&call, "lambda", None, &json!({})).await["statusCode"].clone()
}

#[tokio::test]
async fn a_release_and_its_roll_back_at_the_emulator() {
    let Ok(address) = std::env::var("TEST_SQS_URL") else { return };
    let url = format!("http://{address}");
    let name = format!("n{}-api-articles", std::process::id());
    make_function(&url, &name).await;
    for alarm in ["errors", "latency"] {
        make_alarm(&url, alarm).await;
    }
    let functions = json!({ name.as_str(): "api-articles" });
    let stand = Stand::new(&url, &functions, &[("api-articles", &package(401))]);
    assert_eq!(answered(&url, &name).await, 404);
    // Who calls meanwhile is answered by one version or the other.
    let is_released = AtomicBool::new(false);
    let release = async {
        let outcome = stand.release().await;
        is_released.store(true, Ordering::Relaxed);
        outcome
    };
    let calls = async {
        while !is_released.load(Ordering::Relaxed) {
            let status = answered(&url, &name).await;
            assert!(status == 404 || status == 401, "{status}");
        }
    };
    tokio::join!(release, calls).0.unwrap();
    assert_eq!(answered(&url, &name).await, 401);

    // One that answers with faults never serves.
    stand.package("fedcba9876543210", &[("api-articles", &package(500))]);
    assert!(stand.refusal().await.contains("isn't sound"));
    assert_eq!(answered(&url, &name).await, 401);

    // And one that has an alarm ring goes back by itself.
    let ring = json!({"AlarmName": "errors", "StateValue": "ALARM", "StateReason": "a test"});
    stand.package("fedcba9876543211", &[("api-articles", &package(403))]);
    ask(&url, "monitoring", Some("SetAlarmState"), &ring).await;
    assert!(stand.refusal().await.contains("errors"));
    assert_eq!(answered(&url, &name).await, 401);

    stand.roll_back().await.unwrap();
    assert_eq!(answered(&url, &name).await, 404);
}
