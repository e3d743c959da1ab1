//! Events that clients, scanners and the gateway's own rules make: each gets its answer, none a failure.

use neurmatic_testing::{Event, Outcome, World, recorded};
use serde_json::{Value, json};

use crate::functions::{ALL, Running};

#[tokio::test]
async fn odd_reads_get_an_answer_each() {
    let world = World::new().await;
    let running = Running::start("api-articles", &world).await;
    running.publish(&world, "An article that is in the list").await;
    for (name, status, code) in [
        ("query_encoded", 200, None),
        ("query_repeated", 400, Some("invalid_parameter")),
        ("query_raw", 200, None),
        ("query_broken", 400, Some("invalid_parameter")),
        ("path_encoded", 400, Some("ambiguous_path")),
        ("path_decoded", 404, Some("not_found")),
        ("path_empty", 404, Some("unknown_path")),
        ("path_stage", 200, None),
        ("cookies", 200, None),
        ("minimal", 200, None),
        ("wrong_method", 405, Some("method_not_allowed")),
    ] {
        let answer = running.stub.answer(recorded(name)).await;
        assert_eq!(answer.reply.status.as_u16(), status, "{name}: {answer:?}");
        let reply = answer.expect(status);
        if let Some(code) = code {
            assert_eq!(reply.code(), code, "{name}: {}", reply.json());
        }
    }
}

#[tokio::test]
async fn encoded_values_of_a_query_are_decoded_once() {
    let world = World::new().await;
    let running = Running::start("api-articles", &world).await;
    let made = running.publish(&world, "An article that is found by its words").await;
    let found = running.send(Event::new("GET", "/api/v1/articles?q=%22found+by%22%20words")).await;
    assert_eq!(found.expect(200).data()["articles"][0]["id"], made["id"]);
    // Twice encoded is another text, and no such category exists.
    let none = running.send(Event::new("GET", "/api/v1/articles?category=rese%2561rch")).await;
    assert_eq!(none.expect(200).data()["articles"], json!([]));
    let one = running.send(Event::new("GET", "/api/v1/articles?category=rese%61rch")).await;
    assert_eq!(one.expect(200).data()["articles"][0]["id"], made["id"]);
}

#[tokio::test]
async fn header_names_count_in_any_case() {
    let world = World::new().await;
    let running = Running::start("api-articles", &world).await;
    running.publish_some(&world).await;
    let answer = running.stub.answer(recorded("headers_mixed_case")).await;
    assert!(answer.is_base64);
    let reply = answer.expect(200);
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    assert_eq!(reply.header("x-request-id"), Some("mixed-case-0001"));
}

#[tokio::test]
async fn bodies_arrive_as_text_and_in_base64() {
    let world = World::new().await;
    let running = Running::start("api-auth", &world).await;
    for (name, status, code) in [
        ("body_json", 401, "login_wrong"),
        ("body_base64", 401, "login_wrong"),
        ("body_not_utf8", 400, "malformed_json"),
    ] {
        let reply = running.stub.answer(recorded(name)).await.expect(status);
        assert_eq!(reply.code(), code, "{name}: {}", reply.json());
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_in_either_form() {
    let world = World::new().await;
    let running = Running::start("api-auth", &world).await;
    let body = json!({"email": "a@test.example", "password": "x".repeat(1 << 20)}).to_string();
    let event = Event::new("POST", "/api/v1/auth/login").header("content-type", "application/json");
    for event in [event.clone().body(&body), event.binary_body(body.as_bytes())] {
        let reply = running.send(event).await.expect(413);
        assert_eq!(reply.code(), "body_too_large");
    }
}

#[tokio::test]
async fn what_is_no_event_of_the_gateway_is_reported_and_the_next_one_answered() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let files =
            ["not_http_sqs", "host_broken", "body_broken_base64"].map(|name| recorded(name).to_string());
        let texts = ["{", "no json at all", "null", "[]", "{}", "\u{0}"].map(str::to_owned);
        for no_event in texts.into_iter().chain(files) {
            let outcome = running.stub.invoke(&no_event).await;
            let Outcome::Failed(error) = outcome else { panic!("{no_event} was answered: {outcome:?}") };
            assert!(error["errorMessage"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
            running.send(running.read(function.read)).await.expect(200);
        }
    }
}

#[tokio::test]
async fn the_limit_counts_the_address_that_the_gateway_saw() {
    let world = World::new().await;
    let running = Running::start("api-articles", &world).await;
    let remaining = async |event: Value| -> String {
        let reply = running.stub.answer(event).await.expect(200);
        let standings = reply.header("ratelimit").unwrap().to_owned();
        standings.split(", ").find(|standing| standing.starts_with("\"read\"")).unwrap().to_owned()
    };
    let claims_to_be = |address: &str| {
        let event = Event::new("GET", "/api/v1/articles").header("cf-connecting-ip", address);
        event.from_address("192.0.2.77")
    };
    assert!(remaining(claims_to_be("198.51.100.1").json().clone()).await.starts_with("\"read\";r=99;"));
    assert!(remaining(claims_to_be("198.51.100.2").json().clone()).await.starts_with("\"read\";r=98;"));
    let by_edge = claims_to_be("198.51.100.3").header("x-origin-secret", world.origin_secret());
    assert!(remaining(by_edge.json().clone()).await.starts_with("\"read\";r=99;"));
}
