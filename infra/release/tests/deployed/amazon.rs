//! What Amazon does in an account and the emulator doesn't: count the calls of an alias that ended without an answer.

use neurmatic_config::Env;
use neurmatic_release::alarms::Alarms;
use neurmatic_release::settings::Settings;
use reqwest::Client;
use serde_json::{Value, json};

/// The emulator's CloudWatch.
pub(crate) struct Amazon {
    http: Client,
    url: String,
    region: String,
    alarms: Alarms,
}

impl Amazon {
    /// The emulator at an address.
    pub(crate) fn at(url: &str, region: &str) -> Self {
        let env = Env::of([
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", url),
        ]);
        let alarms = Alarms::new(&Settings::from_env(&env, region).unwrap());
        let http = Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { http, url: url.to_owned(), region: region.to_owned(), alarms }
    }

    /// Counts calls of a function's alias that ended without an answer. Alarms are judged by it at once.
    pub(crate) async fn count_errors(&self, function: &str, alias: &str, errors: u32) {
        let dimensions = json!([
            {"Name": "FunctionName", "Value": function},
            {"Name": "Resource", "Value": format!("{function}:{alias}")},
        ]);
        let data =
            json!([{"MetricName": "Errors", "Dimensions": dimensions, "Value": errors, "Unit": "Count"}]);
        self.ask("PutMetricData", &json!({"Namespace": "AWS/Lambda", "MetricData": data})).await;
    }

    /// Which of these alarms ring.
    pub(crate) async fn ringing(&self, names: &[String]) -> Vec<String> {
        self.alarms.ringing(names).await.unwrap()
    }

    /// Silences what rings of these: what a test did is over.
    pub(crate) async fn silence(&self, names: &[String]) {
        for name in self.ringing(names).await {
            let state = json!({"AlarmName": name, "StateValue": "OK", "StateReason": "the test is over"});
            self.ask("SetAlarmState", &state).await;
        }
    }

    async fn ask(&self, action: &str, input: &Value) {
        let credential = format!("test/20260101/{}/monitoring/aws4_request", self.region);
        let signed = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
        let request = self
            .http
            .post(&self.url)
            .header("authorization", signed)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("GraniteServiceVersion20100801.{action}"));
        let response = request.body(input.to_string()).send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{action}: {status} {text}");
    }
}
