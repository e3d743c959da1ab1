//! What every function answers to a well-formed event.

use std::io::Read as _;
use std::time::Duration;

use axum::http::StatusCode;
use neurmatic_testing::{Event, RuntimeStub, World, recorded};

use crate::functions::{ALL, Running, changed};

#[tokio::test]
async fn every_function_answers_its_read() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let answer = running.send(running.read(function.read)).await;
        assert!(!answer.is_base64, "text needs no base64");
        assert!(answer.cookies.is_empty());
        let reply = answer.expect(200);
        assert_eq!(reply.header("content-type"), Some("application/json"), "{}", function.name);
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        let expected = if function.is_cached { "neurmatic; fwd=miss" } else { "neurmatic; fwd=bypass" };
        assert_eq!(reply.header("cache-status"), Some(expected), "{}", function.name);
        assert!(reply.json().is_object());
    }
}

#[tokio::test]
async fn a_cached_answer_comes_back_with_its_tag_and_is_not_sent_twice() {
    let world = World::new().await;
    for function in ALL.into_iter().filter(|function| function.is_cached) {
        let running = Running::start(function.name, &world).await;
        let first = running.send(running.read(function.read)).await.expect(200);
        let second = running.send(running.read(function.read)).await.expect(200);
        assert_eq!(second.header("cache-status"), Some("neurmatic; hit"), "{}", function.name);
        assert_eq!((&first.body, first.header("etag")), (&second.body, second.header("etag")));
        let etag = first.header("etag").expect("a cached answer has a tag");
        let held = running.send(running.read(function.read).header("if-none-match", etag)).await.expect(304);
        assert_eq!((held.body.len(), held.header("etag")), (0, Some(etag)));
    }
}

#[tokio::test]
async fn a_published_article_is_in_the_list() {
    let world = World::new().await;
    let running = Running::start("api-articles", &world).await;
    let made = running.publish(&world, "An article from a gateway event").await;
    let list = running.stub.answer(recorded("get")).await.expect(200).data();
    assert_eq!(list["articles"][0]["id"], made["id"]);
}

#[tokio::test]
async fn several_requests_are_answered_at_once_where_lambda_says_so() {
    let world = World::new().await;
    let env = changed(&world, "AWS_LAMBDA_MAX_CONCURRENCY", "4");
    let stub = RuntimeStub::start("api-articles", &env).await;
    for _twice in 0..2 {
        let answer = || stub.answer(recorded("get"));
        let (a, b, c, d) = tokio::join!(answer(), answer(), answer(), answer());
        for answer in [a, b, c, d] {
            answer.expect(200);
        }
    }
    assert!(stub.terminate().await.took < Duration::from_secs(1));
}

#[tokio::test]
async fn compressed_answers_come_in_base64_and_hold_the_same_bytes() {
    let world = World::new().await;
    // The settings are so few that they aren't compressed.
    for function in ALL.into_iter().filter(|function| function.is_cached && function.name != "api-admin") {
        let running = Running::start(function.name, &world).await;
        match function.name {
            "api-articles" => running.publish_some(&world).await,
            "api-forum" => running.begin_some_topics(&world).await,
            "api-jobs" => running.post_some_jobs(&world).await,
            "api-models" => running.add_some_models(&world).await,
            _ => {}
        }
        let plain = running.send(running.read(function.read)).await.expect(200);
        for encoding in ["gzip", "br"] {
            for _filled_then_hit in 0..2 {
                let event = running.read(function.read).header("accept-encoding", encoding);
                let answer = running.send(event).await;
                assert!(answer.is_base64, "{encoding} isn't text");
                let reply = answer.expect(200);
                assert_eq!(reply.header("content-encoding"), Some(encoding));
                assert_eq!(reply.header("vary"), Some("Accept-Encoding"));
                assert_ne!(reply.header("etag"), plain.header("etag"), "other bytes, another tag");
                assert_eq!(decoded(encoding, &reply.body), plain.body, "{} {encoding}", function.name);
            }
        }
    }
}

#[tokio::test]
async fn every_function_answers_head_without_a_body() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let token = format!("Bearer {}", running.editor.token);
        let event = Event::new("HEAD", function.read).header("authorization", &token);
        let reply = running.send(event).await.expect(200);
        assert!(reply.body.is_empty(), "{}", function.name);
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn every_function_answers_a_preflight() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let reply = running.stub.answer(recorded("preflight")).await.expect(204);
        assert!(reply.body.is_empty());
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        assert!(reply.header("access-control-allow-methods").unwrap().contains("PATCH"));
        assert!(reply.header("access-control-allow-headers").unwrap().contains("If-Match"));
    }
}

#[tokio::test]
async fn every_function_refuses_with_a_problem() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let unknown = running.stub.answer(recorded("unknown_path")).await;
        assert!(!unknown.is_base64, "a problem is text");
        assert_eq!(unknown.expect(404).code(), "unknown_path", "{}", function.name);
        let wrong = running.send(Event::new("PUT", function.read)).await.expect(405);
        assert_eq!(wrong.code(), "method_not_allowed");
        assert!(wrong.header("allow").unwrap().contains("GET"), "{}", function.name);
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_how() {
    let world = World::new().await;
    let running = Running::start("api-auth", &world).await;
    let reply = running.send(Event::new("GET", "/api/v1/auth/me")).await.expect(401);
    assert_eq!((reply.code().as_str(), reply.header("www-authenticate")), ("sign_in_needed", Some("Bearer")));
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_cookie_is_set_as_the_gateway_has_it() {
    let world = World::new().await;
    let running = Running::start("api-auth", &world).await;
    let event =
        Event::new("POST", "/api/v1/auth/session/refresh").header("origin", "https://neurmatic.example");
    let answer = running.send(event).await;
    let [cookie] = answer.cookies.as_slice() else { panic!("{answer:?}") };
    assert!(cookie.starts_with("__Secure-neurmatic-refresh=; Max-Age=0; "), "{cookie}");
    assert_eq!(answer.expect(401).code(), "refresh_invalid");
}

#[tokio::test]
async fn the_request_id_of_the_client_comes_back() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let event = running.read(function.read).header("x-request-id", "0198-client.chosen");
        let reply = running.send(event).await.expect(200);
        assert_eq!(reply.header("x-request-id"), Some("0198-client.chosen"));
    }
}

fn decoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        "gzip" => flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap(),
        _ => brotli::Decompressor::new(body, 4096).read_to_end(&mut plain).unwrap(),
    };
    plain
}
