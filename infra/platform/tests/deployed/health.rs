//! Whether a deployment says that it is well, and whether it answers everything.

use crate::stage::{Stage, finally};

#[tokio::test]
async fn a_deployment_says_that_it_is_well() {
    let Some(stage) = Stage::given() else { return };
    // What waited for the clock's start is done within its first minutes.
    let data = finally("health", async || {
        let data = stage.visitor().get("/performance/health").await.expect(200).data();
        (data["checks"]["queue"] == "ok").then_some(data)
    })
    .await;
    assert_eq!(data["healthy"], true);
    assert_eq!((&data["checks"]["database"], &data["checks"]["cache"]), (&"ok".into(), &"ok".into()));
}

#[tokio::test]
async fn what_no_function_serves_is_answered_like_everything_else() {
    let Some(stage) = Stage::given() else { return };
    assert_eq!(stage.visitor().get("/nowhere").await.expect(404).code(), "unknown_path");
    // Each function answers for the first word of its paths.
    for path in ["/articles/nothing-by-this-name", "/forum/topics/nothing-by-this-name", "/users/nobody"] {
        stage.visitor().get(path).await.expect(404);
    }
    assert_eq!(stage.visitor().get("/auth/me").await.expect(401).code(), "sign_in_needed");
}
