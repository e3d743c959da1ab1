//! Functions, aliases and alarms behind one loopback address, as Lambda and CloudWatch would answer for them. What is asked is
//! written down.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use neurmatic_release::hash;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The address, and what is behind it.
#[derive(Clone)]
pub(crate) struct Stub {
    pub(crate) url: String,
    state: Arc<Mutex<Account>>,
}

/// What is behind it.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) functions: BTreeMap<String, Function>,
    /// Names of alarms with their states.
    pub(crate) alarms: BTreeMap<String, &'static str>,
    /// An alarm that begins to ring when this much goes to new versions, from 0 to 1.
    pub(crate) rings_at: Option<(String, f64)>,
    /// What the address of health answers; 200 when none.
    pub(crate) health: Option<u16>,
    /// What changed something or was called, in order: `UpdateAlias n-api-auth 1+2@0.05`.
    pub(crate) log: Vec<String>,
    /// How often Lambda is still too busy.
    pub(crate) busy: u32,
    /// Whether somebody else releases while the database is migrated.
    pub(crate) is_released_meanwhile: bool,
}

/// A function.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) code: String,
    /// The code of each version, the first being 1.
    pub(crate) versions: Vec<String>,
    pub(crate) alias: Value,
    /// What its versions answer, by command where it says so; with `errorMessage` they fail.
    pub(crate) answer: Value,
}

impl Stub {
    /// An account with these functions, whose version 1 serves.
    pub(crate) async fn start(functions: &[(&str, Value)]) -> Self {
        let mut account = Account::default();
        for (name, answer) in functions {
            let code = hash::base64(b"the code before");
            let function = Function {
                code: code.clone(),
                versions: vec![code],
                alias: json!({"Name": "live", "FunctionVersion": "1", "Description": ""}),
                answer: answer.clone(),
            };
            account.functions.insert((*name).to_owned(), function);
        }
        let state = Arc::new(Mutex::new(account));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&state));
        let router = router.layer(axum::extract::DefaultBodyLimit::disable());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state }
    }

    /// Looks at the account, or changes it.
    pub(crate) fn account<T>(&self, look: impl FnOnce(&mut Account) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Which version serves.
    pub(crate) fn serves(&self, function: &str) -> String {
        self.account(|account| account.functions[function].serves())
    }

    /// What was changed and called.
    pub(crate) fn log(&self) -> Vec<String> {
        self.account(|account| account.log.clone())
    }
}

impl Function {
    /// The alias: the version, and what is beside it.
    fn serves(&self) -> String {
        let version = self.alias["FunctionVersion"].as_str().unwrap();
        match self.alias["RoutingConfig"]["AdditionalVersionWeights"].as_object() {
            Some(weights) if !weights.is_empty() => {
                let (beside, share) = weights.iter().next().unwrap();
                format!("{version}+{beside}@{share}")
            }
            _ => version.to_owned(),
        }
    }

    fn configuration(&self, name: &str, version: &str) -> Value {
        let code = version.parse::<usize>().map_or(&self.code, |version| &self.versions[version - 1]);
        json!({
            "FunctionName": name, "Version": version, "CodeSha256": code, "Architectures": ["arm64"], "State": "Active",
            "LastUpdateStatus": "Successful",
        })
    }
}

async fn answer(
    State(state): State<Arc<Mutex<Account>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut account = state.lock().unwrap_or_else(PoisonError::into_inner);
    let authorization = headers.get("authorization").map(|value| value.to_str().unwrap()).unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if uri.path() == "/health" {
        let status = account.health.unwrap_or(200);
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    if headers.contains_key("x-amz-target") {
        assert!(authorization.contains("/eu-central-1/monitoring/aws4_request"), "{authorization}");
        return Json(account.alarms(&body)).into_response();
    }
    assert!(authorization.contains("/eu-central-1/lambda/aws4_request"), "{authorization}");
    if account.busy > 0 {
        account.busy -= 1;
        let kind = [("x-amzn-errortype", "TooManyRequestsException:http://x")];
        return (StatusCode::TOO_MANY_REQUESTS, kind, Json(json!({"message": "Rate exceeded"})))
            .into_response();
    }
    let path = uri.path().strip_prefix("/2015-03-31/functions/").unwrap().to_owned();
    let (name, what) = path.split_once('/').unwrap();
    let qualifier = uri.query().and_then(|query| query.strip_prefix("Qualifier=")).unwrap_or("$LATEST");
    account.lambda(&method, name, what, qualifier, &body)
}

impl Account {
    fn alarms(&self, asked: &Value) -> Value {
        let shifted = |function: &Function| {
            let weights = function.alias["RoutingConfig"]["AdditionalVersionWeights"].as_object();
            let beside = weights.and_then(|weights| weights.values().next()).and_then(Value::as_f64);
            let is_new = function.alias["FunctionVersion"] != "1";
            beside.unwrap_or(if is_new { 1.0 } else { 0.0 })
        };
        let most = self.functions.values().map(shifted).fold(0.0, f64::max);
        let names: Vec<&str> =
            asked["AlarmNames"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let found =
            self.alarms.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(name, state)| {
                let rings = self.rings_at.as_ref().is_some_and(|(rings, at)| rings == name && most >= *at);
                json!({"AlarmName": name, "StateValue": if rings { "ALARM" } else { *state }})
            });
        json!({"MetricAlarms": found.collect::<Value>(), "CompositeAlarms": []})
    }

    fn lambda(&mut self, method: &Method, name: &str, what: &str, qualifier: &str, body: &Value) -> Response {
        let Some(function) = self.functions.get_mut(name) else {
            let kind = [("x-amzn-errortype", "ResourceNotFoundException")];
            return (StatusCode::NOT_FOUND, kind, Json(json!({"Message": format!("no function {name}")})))
                .into_response();
        };
        match (method.as_str(), what) {
            ("GET", "aliases/live") => Json(function.alias.clone()).into_response(),
            ("PUT", "aliases/live") => {
                for (field, value) in body.as_object().unwrap() {
                    function.alias[field] = value.clone();
                }
                let line = format!("UpdateAlias {name} {}", function.serves());
                let alias = function.alias.clone();
                self.log.push(line);
                Json(alias).into_response()
            }
            ("GET", "configuration") => Json(function.configuration(name, qualifier)).into_response(),
            ("PUT", "code") => {
                let zip = STANDARD.decode(body["ZipFile"].as_str().unwrap()).unwrap();
                function.code = hash::base64(&zip);
                let configuration = function.configuration(name, "$LATEST");
                self.log.push(format!("UpdateFunctionCode {name}"));
                Json(configuration).into_response()
            }
            ("POST", "versions") => {
                assert_eq!(body["CodeSha256"], function.code);
                if function.versions.last() != Some(&function.code) {
                    function.versions.push(function.code.clone());
                }
                let version = function.versions.len().to_string();
                (StatusCode::CREATED, Json(function.configuration(name, &version))).into_response()
            }
            ("POST", "invocations") => {
                self.log.push(format!("Invoke {name} {qualifier} {body}"));
                if self.is_released_meanwhile && body["command"] == "up" {
                    function.alias["FunctionVersion"] = json!("9");
                }
                // One answer for a command, where there is one; else the same for all.
                let of_command = body["command"].as_str().and_then(|command| function.answer.get(command));
                let answer = of_command.unwrap_or(&function.answer).clone();
                let failed = answer.get("errorMessage").map(|_| [("x-amz-function-error", "Unhandled")]);
                let answer = Json(answer);
                failed.map_or_else(
                    || answer.clone().into_response(),
                    |failed| (failed, answer.clone()).into_response(),
                )
            }
            (method, what) => panic!("{method} {what}"),
        }
    }
}
