//! Secrets as a stand-in of Secrets Manager answers them.
//!
//! `cfg(test)` is always on here; saying it lets the tests unwrap.

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use axum::Router;
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::post;
    use neurmatic_config::Env;
    use neurmatic_secrets::with_secrets;
    use tokio::net::TcpListener;

    /// What the stand-in answers, and how often it was asked.
    struct Service {
        url: String,
        asked: Arc<AtomicU32>,
    }

    /// A service that answers the first `failures` calls with 500, the others with the secret.
    async fn service(failures: u32, secret: &str) -> Service {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&asked);
        let body = serde_json::json!({ "SecretString": secret }).to_string();
        let answer = post(move |headers: HeaderMap| {
            let is_ours = headers["x-amz-target"] == "secretsmanager.GetSecretValue"
                && headers["content-type"] == "application/x-amz-json-1.1";
            let is_well = counted.fetch_add(1, Relaxed) >= failures;
            let status = match (is_ours, is_well) {
                (false, _) => StatusCode::BAD_REQUEST,
                (true, true) => StatusCode::OK,
                (true, false) => StatusCode::INTERNAL_SERVER_ERROR,
            };
            let body = body.clone();
            async move { (status, body) }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", answer)).await });
        Service { url, asked }
    }

    fn env(url: &str) -> Env {
        Env::of([
            ("SECRETS_ARN", "arn:aws:secretsmanager:eu-central-1:1:secret:api"),
            ("SECRETS_URL", url),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hunter2"),
            ("REDIS_URL", "redis://in-the-environment"),
        ])
    }

    #[tokio::test]
    async fn what_a_secret_holds_joins_the_environment() {
        let service = service(0, r#"{"HASH_SECRET": "h", "REDIS_URL": "redis://in-the-secret"}"#).await;
        let env = with_secrets(env(&service.url)).await.unwrap();
        assert_eq!(env.optional("HASH_SECRET").as_deref(), Some("h"));
        assert_eq!(env.optional("REDIS_URL").as_deref(), Some("redis://in-the-secret"));
        assert_eq!(env.optional("AWS_REGION").as_deref(), Some("eu-central-1"));
        assert_eq!(service.asked.load(Relaxed), 1);
    }

    #[tokio::test]
    async fn without_a_secret_nobody_is_asked() {
        let env = with_secrets(Env::of([("HASH_SECRET", "h")])).await.unwrap();
        assert_eq!(env.optional("HASH_SECRET").as_deref(), Some("h"));
    }

    #[tokio::test]
    async fn a_service_that_fails_for_a_moment_is_asked_again() {
        let service = service(2, r#"{"HASH_SECRET": "h"}"#).await;
        assert!(with_secrets(env(&service.url)).await.is_ok());
        assert_eq!(service.asked.load(Relaxed), 3);
    }

    #[tokio::test]
    async fn what_goes_wrong_is_one_line_without_a_secret() {
        let odd = service(0, r#"{"HASH_SECRET": {"hunter2": 1}}"#).await;
        let away = service(9, "{}").await;
        for (service, said) in [(odd, "an object of variables"), (away, "refused GetSecretValue with 500")] {
            let told = with_secrets(env(&service.url)).await.unwrap_err().to_string();
            assert!(told.contains("SECRETS_ARN") && told.contains(said), "{told}");
            assert!(!told.contains("hunter2") && !told.contains('\n'), "{told}");
        }
    }
}
