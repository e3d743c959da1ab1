//! Limits: whom they count, and what a client is told.

use futures::future::join_all;

use crate::desk::Desk;

#[tokio::test]
async fn a_hundred_reads_a_minute_are_admitted_however_many_ask_at_once() {
    let desk = Desk::new().await;
    let other = desk.another_process().from_address("192.0.2.77");
    let here = desk.readers.from_address("192.0.2.77");
    let replies = join_all(
        (0..130).map(|n| if n % 2 == 0 { here.get("/articles/tags") } else { other.get("/articles/tags") }),
    )
    .await;
    let admitted = replies.iter().filter(|reply| reply.status == 200).count();
    let denied: Vec<_> = replies.iter().filter(|reply| reply.status == 429).collect();
    assert_eq!(admitted + denied.len(), 130);
    // The bucket refills by one each 0.6 s while the requests run.
    assert!((100..=110).contains(&admitted), "{admitted}");
    assert_eq!(denied[0].code(), "rate_limited");
    assert!(denied[0].header("ratelimit").unwrap().contains("\"read\";r=0"));
    assert_eq!(denied[0].header("ratelimit-policy").unwrap().matches("\"read\";q=100;w=60").count(), 1);
}

#[tokio::test]
async fn the_edge_is_believed_with_its_secret_and_nobody_without_it() {
    let desk = Desk::new().await;
    let address = desk.world.address();
    let spoofing = desk.readers.from_address(&address);
    let remaining = |reply: neurmatic_testing::Reply| {
        let standing = reply.header("ratelimit").unwrap().split("\"read\";r=").nth(1).unwrap().to_owned();
        standing.split(';').next().unwrap().parse::<u32>().unwrap()
    };
    for n in 1..=3 {
        let spoofed =
            spoofing.header("cf-connecting-ip", &format!("198.51.100.{n}")).get("/articles/tags").await;
        assert!(remaining(spoofed) <= 100 - n, "a spoofed address was believed");
    }
    let edge = spoofing.header("x-origin-secret", desk.world.origin_secret());
    for n in 1..=3 {
        let reply = edge.header("cf-connecting-ip", &format!("198.51.100.{n}")).get("/articles/tags").await;
        assert_eq!(remaining(reply), 99, "each visitor of the edge is counted apart");
    }
    let wrong = spoofing.header("x-origin-secret", "an-origin-secret-for-tests-only-1");
    assert!(remaining(wrong.header("cf-connecting-ip", "198.51.100.9").get("/articles/tags").await) < 97);
}

#[tokio::test]
async fn a_signed_in_user_is_counted_wherever_from() {
    let desk = Desk::new().await;
    let made = desk.published("An article that is looked up").await;
    let path = format!("/articles/{}/me", crate::desk::text(&made, "id"));
    let reader = desk.world.user().create().await;
    let mut left = Vec::new();
    for _ in 0..3 {
        let reply =
            desk.readers.signed_in(&reader).from_address(&desk.world.address()).get(&path).await.expect(200);
        assert!(reply.header("ratelimit-policy").unwrap().contains("\"general-user\";q=600;w=60"));
        left.push(reply.header("ratelimit").unwrap().to_owned());
    }
    assert!(left[0].contains("r=599") && !left[2].contains("r=599"), "{left:?}");
}

#[tokio::test]
async fn a_platform_that_denies_direct_clients_answers_the_edge_only() {
    let desk = Desk::new().await;
    let env = desk.world.env().with("DIRECT_CLIENTS", "deny");
    let services = neurmatic_http::Services::from_env(&env).unwrap();
    let client = desk.world.client(api_articles::routes().into_router(services.clone(), &services));
    assert_eq!(client.get("/articles").await.expect(403).code(), "direct_client");
    client.header("x-origin-secret", desk.world.origin_secret()).get("/articles").await.expect(200);
}

#[tokio::test]
async fn everything_is_answered_alike_behind_a_connection_proxy() {
    let desk = Desk::new().await;
    let made = desk.published("An article behind a proxy").await;
    let env = desk.world.env().with("DATABASE_PROXY", "1").with("REDIS_PREFIX", "another");
    let services = neurmatic_http::Services::from_env(&env).unwrap();
    let proxied = desk.world.client(api_articles::routes().into_router(services.clone(), &services));
    let id = crate::desk::text(&made, "id");
    for path in [
        "/articles".to_owned(),
        "/articles?tag=agents&sort=viewCount".to_owned(),
        "/articles?q=proxy".to_owned(),
        format!("/articles/{id}"),
        format!("/articles/{id}/related"),
        "/articles/trending".to_owned(),
    ] {
        let (direct, behind) = (desk.readers.get(&path).await, proxied.get(&path).await);
        assert_eq!(direct.data(), behind.data(), "{path}");
    }
    let editor = proxied.signed_in(&desk.editor);
    editor
        .patch(&format!("/articles/{id}"), serde_json::json!({"title": "Edited behind a proxy"}))
        .await
        .expect(200);
}
