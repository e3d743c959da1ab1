//! What an administrator sees of a deployment: figures of all its functions, its queues and its database.

use crate::stage::Stage;

#[tokio::test]
async fn the_dashboard_is_an_administrators() {
    let Some(stage) = Stage::given() else { return };
    stage.visitor().get("/performance/dashboard").await.expect(401);
    stage.member("user").await.get("/performance/dashboard").await.expect(403);
    let admin = stage.member("admin").await;
    let shown = admin.get("/performance/dashboard").await.data();
    let queues = shown["queues"].as_array().unwrap();
    for name in ["bulk", "default", "email", "priority", "rate-limited", "realtime"] {
        assert!(queues.iter().any(|queue| queue["name"] == name), "{name}: {queues:?}");
    }
    for part in ["cacheStats", "databaseStats", "metrics", "requestRates", "resources"] {
        assert!(shown[part].is_object(), "{part}: {}", shown["unavailable"]);
    }
}
