//! A walk through the route table: every route is reachable, belongs to a class, has its limits and its cache policy, and
//! is in the OpenAPI document.

use std::collections::BTreeSet;

use neurmatic_cache_policy::{Facts, decide};
use neurmatic_core::words::Role;
use neurmatic_http::{AuthClass, Route, class_name};
use neurmatic_platform::{router, table};
use neurmatic_testing::{Client, Reply, World};
use serde_json::Value;

const SOME_ID: &str = "0198c0de-0000-7000-8000-000000000001";

/// A path of the route, below the base.
fn path_of(route: &Route) -> String {
    let path = route.path.strip_prefix("/api/v1").unwrap();
    let path = path.replace("{release}", "0a1b2c3d").replace("{folder}", "script");
    let path = path
        .replace("{type}", "model")
        .replace("{period}", "weekly")
        .replace("{id}", SOME_ID)
        .replace("{n}", "1")
        .replace("{pattern}", "articles:list")
        .replace("{tag}", "articles");
    path.replace("{username}", "somebody").replace("{name}", "bulk").replace("{token}", "a.token.of-nobody")
}

async fn call(client: &Client, route: &Route) -> Reply {
    let body = matches!(route.method.as_str(), "POST" | "PUT" | "PATCH").then(|| "{}".to_owned());
    client.send(route.method.as_str(), &path_of(route), body).await
}

#[tokio::test]
async fn every_route_is_reachable_and_refuses_by_its_class() {
    let world = World::new().await;
    let anybody = world.client(router(&world.env(), &world.services()).unwrap());
    for route in table() {
        let name = route.operation;
        let reply = call(&anybody.from_address(&world.address()), &route).await;
        assert!(reply.status.as_u16() < 500, "{name}: {:?}", reply.body);
        assert!(
            !matches!(problem(&reply).as_str(), "unknown_path" | "method_not_allowed"),
            "{name} is not reachable"
        );
        assert!(reply.header("cache-status").is_some() && reply.header("server-timing").is_some(), "{name}");
        if let AuthClass::AtLeast(needed) = route.rules.auth {
            assert_eq!(reply.status, 401, "{name} answers strangers");
            for role in Role::ALL.iter().filter(|role| **role != Role::Visitor) {
                let user = world.user().role(*role).create().await;
                let reply = call(&anybody.signed_in(&user).from_address(&world.address()), &route).await;
                let refused = problem(&reply) == "role_needed";
                assert_eq!(refused, !role.reaches(needed), "{name} for {role}: {}", reply.status);
            }
        }
    }
}

fn problem(reply: &Reply) -> String {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    body["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_route_is_counted_by_its_limits() {
    let world = World::new().await;
    let client = world.client(router(&world.env(), &world.services()).unwrap());
    for route in table() {
        let user = world.user().role(Role::Admin).create().await;
        let reply = call(&client.signed_in(&user).from_address(&world.address()), &route).await;
        let policies = reply
            .header("ratelimit-policy")
            .unwrap_or_else(|| panic!("{} is not limited", route.operation))
            .to_owned();
        assert!(policies.contains("\"general-"), "{}: {policies}", route.operation);
        for limit in route.rules.limits {
            assert!(
                policies.contains(&format!("\"{}\"", limit.name)),
                "{}: {policies} lacks {}",
                route.operation,
                limit.name
            );
        }
        assert!(reply.header("ratelimit").is_some());
    }
}

#[test]
fn only_public_reads_are_cached() {
    for route in table() {
        if let Some(policy) = route.rules.cache {
            assert_eq!(
                (route.method.as_str(), route.rules.auth),
                ("GET", AuthClass::Public),
                "{}",
                route.operation
            );
            assert!(policy.edge_fresh_secs > 0);
        }
    }
}

#[tokio::test]
async fn whatever_is_cached_can_be_dropped_by_its_operation() {
    let world = World::new().await;
    let admin = world.user().role(Role::Admin).create().await;
    let client = world.client(router(&world.env(), &world.services()).unwrap()).signed_in(&admin);
    for route in table() {
        let Some(policy) = route.rules.cache else { continue };
        let dropped = client.delete(&format!("/performance/cache/{}", route.operation)).await.data();
        let name = route.operation;
        assert!(dropped["namespaces"].as_array().unwrap().iter().any(|of| of == name), "{dropped}");
        assert!(dropped["cdnTags"].as_array().unwrap().iter().any(|of| of == policy.name), "{dropped}");
    }
}

#[test]
fn the_one_table_decides_for_every_route_what_its_line_says() {
    for route in table() {
        let path = format!("/api/v1{}", path_of(&route));
        let method = route.method.as_str();
        let decision = decide(&Facts { method, path: &path, query: None, credentials: false }).unwrap();
        let said = if method == "GET" { route.rules.cache } else { None };
        assert_eq!(decision.shared(), said, "{} at {path}", route.operation);
    }
}

#[test]
fn operations_have_names_of_their_own_and_are_in_the_document() {
    let document: Value = serde_json::from_str(&neurmatic_platform::openapi::document().unwrap()).unwrap();
    let mut names = BTreeSet::new();
    for route in table() {
        assert!(names.insert(route.operation), "{} stands twice", route.operation);
        let entry = &document["paths"][&route.path][route.method.as_str().to_lowercase()];
        assert_eq!(entry["operationId"], route.operation);
        assert_eq!(entry["x-auth-class"], class_name(route.rules.auth));
        assert!(entry["summary"].as_str().is_some_and(|summary| summary.len() > 5), "{}", route.operation);
        let success = entry["responses"].as_object().unwrap().keys().any(|status| status.starts_with('2'));
        assert!(success, "{} never succeeds", route.operation);
    }
}

#[test]
fn no_two_paths_of_the_document_are_the_same_but_for_a_name() {
    let document: Value = serde_json::from_str(&neurmatic_platform::openapi::document().unwrap()).unwrap();
    let mut shapes = BTreeSet::new();
    for path in document["paths"].as_object().unwrap().keys() {
        let shape: Vec<&str> =
            path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect();
        assert!(shapes.insert(shape), "{path}");
    }
}

#[test]
fn no_public_schema_names_an_email_address() {
    let document: Value = serde_json::from_str(&neurmatic_platform::openapi::document().unwrap()).unwrap();
    for route in table().iter().filter(|route| route.rules.auth == AuthClass::Public && route.method == "GET")
    {
        let entry = &document["paths"][&route.path]["get"]["responses"];
        let schema = resolved(entry, &document, 0);
        assert!(!schema.to_lowercase().contains("\"email"), "{}", route.operation);
    }
}

/// A schema with its references written out, as text.
fn resolved(value: &Value, document: &Value, depth: u8) -> String {
    let mut text = value.to_string();
    if depth < 6 {
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            if text.contains(&format!("#/components/schemas/{name}\"")) {
                text.push_str(&resolved(schema, document, depth + 1));
            }
        }
    }
    text
}
