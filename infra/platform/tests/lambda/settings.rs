//! What a program says when a setting is missing or wrong.

use neurmatic_testing::{Ended, Event, RuntimeStub, World, in_a_secret};

use crate::functions::{ALL, changed};

/// The program ended by itself, unsuccessfully, with one line that names the variable and repeats no secret.
fn assert_refused(ended: &Ended, variable: &str, said: &[&str]) {
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "one line: {}", ended.stderr);
    for word in said.iter().chain([&variable]) {
        assert!(lines[0].contains(word), "{word} isn't said: {}", lines[0]);
    }
}

#[tokio::test]
async fn a_missing_setting_is_named() {
    let world = World::new().await;
    for function in ALL {
        for &variable in function.required {
            let ended = RuntimeStub::refused(function.name, &changed(&world, variable, "")).await;
            assert_refused(&ended, variable, &[function.name, "is not set"]);
        }
    }
}

#[tokio::test]
async fn a_wrong_setting_is_named_and_not_repeated() {
    let world = World::new().await;
    for function in ALL {
        for (variable, value) in [
            ("ACCESS_TOKEN_PUBLIC_KEYS", "dev-test:hunter2"),
            ("APP_ENV", "hunter2"),
            ("DATABASE_CONNECTION_LIMIT", "hunter2"),
            ("DATABASE_POOL_SIZE", "hunter2"),
            ("DATABASE_PROXY", "hunter2"),
            ("DATABASE_TLS_CA_FILE", "/nowhere/roots.pem"),
            ("DATABASE_URL", "mysql://hunter2@127.0.0.1/x"),
            ("DIRECT_CLIENTS", "hunter2"),
            ("HASH_SECRET", "hunter2"),
            ("ORIGIN_SECRET", "hunter2"),
            ("PUBLIC_URL", "hunter2"),
            ("REDIS_URL", "http://hunter2:6379"),
            ("SLOW_QUERY_THRESHOLD", "hunter2"),
        ] {
            let ended = RuntimeStub::refused(function.name, &changed(&world, variable, value)).await;
            assert_refused(&ended, variable, &[function.name]);
            assert!(!ended.stderr.contains("hunter2"), "{variable} is repeated: {}", ended.stderr);
        }
    }
}

#[tokio::test]
async fn what_is_in_a_secret_need_not_be_in_the_environment() {
    let world = World::new().await;
    let names = ["DATABASE_URL", "HASH_SECRET", "REDIS_URL"];
    let stub = RuntimeStub::start("api-articles", &in_a_secret(world.env(), &names).await).await;
    let event = Event::new("GET", "/api/v1/articles").from_address(&world.address()).json().to_string();
    assert_eq!(stub.answer(event).await.reply.status, 200);
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_or_lacks_something_is_one_line() {
    let world = World::new().await;
    for name in ["api-articles", "migrate", "relay", "tasks"] {
        let env = in_a_secret(world.env(), &[]).await;
        let away = env.clone().with("SECRETS_URL", "http://127.0.0.1:9/");
        let ended = RuntimeStub::refused(name, &away).await;
        assert_refused(&ended, "SECRETS_ARN", &["Secrets Manager was not reached"]);
        let ended = RuntimeStub::refused(name, &env.with("SECRETS_URL", "http://secrets.example/")).await;
        assert_refused(&ended, "SECRETS_URL", &[name]);
    }
}

#[tokio::test]
async fn a_deployed_function_refuses_a_development_key() {
    let world = World::new().await;
    for function in ALL {
        for deployed in ["production", "staging"] {
            let ended = RuntimeStub::refused(function.name, &changed(&world, "APP_ENV", deployed)).await;
            assert_refused(&ended, "ACCESS_TOKEN_PUBLIC_KEYS", &["development key"]);
        }
    }
}
