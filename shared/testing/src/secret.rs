//! A stand-in of AWS Secrets Manager, for programs that read their secret at their start.

use axum::Router;
use axum::routing::post;
use neurmatic_config::Env;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// The same settings with some of them in a secret, which is served until the runtime ends.
pub async fn in_a_secret(env: Env, names: &[&str]) -> Env {
    let held: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(env.optional(name)))).collect();
    let answer = json!({ "SecretString": Value::Object(held).to_string() }).to_string();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let service = Router::new().route("/", post(move || std::future::ready(answer.clone())));
    tokio::spawn(async move { axum::serve(listener, service).await });
    let left = names.iter().fold(env, |env, name| env.with(name, ""));
    left.with("SECRETS_ARN", "arn:aws:secretsmanager:eu-central-1:000000000000:secret:test")
        .with("SECRETS_URL", &url)
        .with("AWS_REGION", "eu-central-1")
        .with("AWS_ACCESS_KEY_ID", "key")
        .with("AWS_SECRET_ACCESS_KEY", "hidden")
}
