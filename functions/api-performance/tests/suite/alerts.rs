//! `/performance/alerts`: who may see what is wrong, and what is shown of it.

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_testing::World;

use crate::client::client;

const PATH: &str = "/performance/alerts";

#[tokio::test]
async fn only_admins_see_alerts() {
    let world = World::new().await;
    let services = world.services();
    world.client(routes().into_router(services.clone(), &services)).get(PATH).await.expect(401);
    for role in [Role::User, Role::Company, Role::Moderator] {
        let reply = client(&world, &services, role).await.get(PATH).await.expect(403);
        assert_eq!(reply.code(), "role_needed");
    }
    let data = client(&world, &services, Role::Admin).await.get(PATH).await.expect(200).data();
    assert!(data["open"].as_array().unwrap().is_empty() && data["recent"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn open_alerts_come_with_their_runbook_and_suspicions_not_at_all() {
    let world = World::new().await;
    world
        .sql("INSERT INTO alerts (id, rule, subject, severity, value, worst, threshold, over_since, opened_at, last_seen_at, resolved_at)
            SELECT gen_random_uuid(), rule, subject, severity::alert_severity, 7, 9, 5, now(), opened_at, now(), resolved_at
            FROM (VALUES
                ('tasks_dead', 'bulk', 'warning', now(), NULL::timestamptz),
                ('many_errors', 'all', 'critical', now() - interval '1 hour', NULL),
                ('slow_queries', 'all', 'warning', NULL, NULL),
                ('of_an_old_release', 'all', 'warning', now() - interval '2 days', now() - interval '1 day'),
                ('errors', 'all', 'warning', now() - interval '2 hours', now() - interval '1 hour')
            ) AS told (rule, subject, severity, opened_at, resolved_at)")
        .await;
    let services = world.services();
    let data = client(&world, &services, Role::Admin).await.get(PATH).await.expect(200).data();
    let rules = |list: &str| -> Vec<String> {
        let alerts = data[list].as_array().unwrap().iter();
        alerts.map(|alert| alert["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(rules("open"), ["many_errors", "tasks_dead"]);
    assert_eq!(rules("recent"), ["errors", "of_an_old_release"]);
    let first = &data["open"][0];
    assert_eq!((&first["runbook"], &first["worst"]), (&"docs/runbooks/errors.md".into(), &9.0.into()));
    assert!(data["recent"][1]["runbook"].is_null() && data["recent"][1]["resolvedAt"].is_string());
}
