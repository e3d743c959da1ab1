//! `DELETE /performance/cache/…`: who may drop what is cached, what goes and what stays, and what comes of it without Redis.

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, World};
use serde_json::{Value, json};

use crate::client::client;

/// Whether the cache had it.
async fn is_hit(client: &Client, path: &str) -> bool {
    let reply = client.get(path).await.expect(200);
    reply.header("cache-status").unwrap().starts_with("neurmatic; hit")
}

async fn purges(world: &World) -> Vec<(String, String)> {
    let rows = world.owner().query("SELECT value, kind::text FROM purges ORDER BY value", &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn only_admins_drop_what_is_cached() {
    let world = World::new().await;
    let services = world.services();
    for role in [Role::User, Role::Company, Role::Moderator] {
        let client = client(&world, &services, role).await;
        for path in ["/performance/cache/articles", "/performance/cache/tags/articles"] {
            assert_eq!(client.delete(path).await.expect(403).code(), "role_needed");
        }
    }
    assert_eq!(world.one::<i64>("SELECT count(*) FROM audit_log", &[]).await, 0);
    assert!(purges(&world).await.is_empty());
}

#[tokio::test]
async fn a_namespace_is_dropped_for_every_process_and_its_neighbours_stay() {
    let world = World::new().await;
    let (here, there) = (world.services(), world.services());
    let admin = client(&world, &here, Role::Admin).await;
    let reader = world.client(routes().into_router(here.clone(), &here));
    for path in ["/docs", "/openapi.json"] {
        is_hit(&reader, path).await;
        assert!(is_hit(&reader, path).await, "{path}");
    }

    let dropped = admin.delete("/performance/cache/docs:page").await.data();
    let expected = json!({"namespaces": ["docs.page"], "tags": [], "cdnTags": ["docs"], "isDone": true});
    assert_eq!(dropped, expected);

    assert!(!is_hit(&world.client(routes().into_router(there.clone(), &there)), "/docs").await);
    assert!(is_hit(&reader, "/docs").await, "loaded anew by the other");
    assert!(is_hit(&reader, "/openapi.json").await);
    let all = admin.delete("/performance/cache/docs").await.data();
    assert_eq!(all["namespaces"], json!(["docs.openapi", "docs.page"]));
    for path in ["/docs", "/openapi.json"] {
        assert!(!is_hit(&reader, path).await, "{path}");
    }
    assert_eq!(purges(&world).await, [("docs".to_owned(), "hard".to_owned())]);
    assert_eq!(world.one::<i64>("SELECT count(*) FROM outbox", &[]).await, 0, "it was announced");
}

#[tokio::test]
async fn what_carries_a_tag_is_dropped_and_the_deed_is_in_the_trail() {
    let world = World::new().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    let reader = world.client(routes().into_router(services.clone(), &services));
    is_hit(&reader, "/docs").await;
    assert!(is_hit(&reader, "/docs").await);

    let dropped = admin.delete("/performance/cache/tags/docs").await.data();
    let expected = json!({"namespaces": [], "tags": ["docs"], "cdnTags": ["docs"], "isDone": true});
    assert_eq!(dropped, expected);
    assert!(!is_hit(&reader, "/docs").await);
    assert!(is_hit(&reader, "/docs").await);

    let reply =
        admin.header("x-request-id", "request-of-an-admin").delete("/performance/cache/tags/article:1").await;
    assert_eq!(reply.data()["tags"], json!(["article:1"]));
    assert!(is_hit(&reader, "/docs").await);
    let waiting = [("article:1".to_owned(), "hard".to_owned()), ("docs".to_owned(), "hard".to_owned())];
    assert_eq!(purges(&world).await, waiting);
    let find = "SELECT changes FROM audit_log WHERE action = 'cache.invalidate' AND target_type = 'cache'
        AND target_id = 'article:1' AND actor_id IS NOT NULL AND request_id = 'request-of-an-admin'";
    let changes: Value = world.one(find, &[]).await;
    assert_eq!(changes, json!({"namespaces": [], "tags": ["article:1"], "cdnTags": ["article:1"]}));
}

#[tokio::test]
async fn what_does_not_exist_is_refused_with_what_does() {
    let world = World::new().await;
    let admin = client(&world, &world.services(), Role::Admin).await;
    for (path, pointer, exists) in [
        ("/performance/cache/everything", "/path/pattern", "articles.list"),
        ("/performance/cache/*", "/path/pattern", "articles.list"),
        ("/performance/cache/tags/user:1", "/path/tag", "article:<id>"),
        ("/performance/cache/tags/article", "/path/tag", "article:<id>"),
    ] {
        let reply = admin.delete(path).await.expect(400);
        assert_eq!(reply.pointers(), [pointer], "{path}");
        assert!(reply.json()["detail"].as_str().unwrap().contains(exists), "{path}");
    }
    assert_eq!(world.one::<i64>("SELECT count(*) FROM audit_log", &[]).await, 0);
}

#[tokio::test]
async fn without_redis_the_row_is_left_to_do_it() {
    let world = World::with_outages().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    admin.get("/performance/health").await.expect(200);
    world.redis_gate().shut();
    let dropped = admin.delete("/performance/cache/articles:list").await.data();
    assert_eq!(dropped["isDone"], false);
    let left: Value = world.one("SELECT payload FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    let expected = json!({
        "tags": [], "namespaces": ["articles.list"], "edge_tags": ["article-list"], "soft": false, "logins": [],
    });
    assert_eq!(left, expected);
    assert_eq!(purges(&world).await, [("article-list".to_owned(), "hard".to_owned())]);
}
