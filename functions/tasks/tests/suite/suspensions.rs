//! `suspension:lift`: suspensions that are over.

use neurmatic_db::Db;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::LiftSuspension;
use neurmatic_tasks::{Worker, outbox};
use neurmatic_testing::{TestUser, World};
use tasks::TaskState;

/// A user who is suspended until a time from now, in SQL.
async fn suspended(world: &World, until: &str) -> TestUser {
    let user = world.user().create().await;
    let sql =
        "UPDATE users SET status = 'suspended', suspended_until = now() + $2::text::interval WHERE id = $1";
    world.owner().execute(sql, &[&user.id, &until]).await.unwrap();
    user
}

async fn send(db: &Db, user: &TestUser) {
    let tx = db.begin().await.unwrap();
    outbox::send(&tx, &LiftSuspension { user: user.id }).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_suspension_that_is_over_is_lifted_once_and_noted_and_another_is_not() {
    let world = World::new().await;
    let services = world.services();
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    let (over, prolonged) = (suspended(&world, "-1 second").await, suspended(&world, "1 hour").await);
    let banned = suspended(&world, "-1 second").await;
    world
        .sql(&format!(
            "UPDATE users SET status = 'banned', suspended_until = NULL WHERE id = '{}'",
            banned.id
        ))
        .await;
    for _ in 0..2 {
        for user in [&over, &prolonged, &banned] {
            send(&services.db, user).await;
        }
        run_due_now(&worker).await.unwrap();
    }
    let status = "SELECT status || ' ' || revision FROM users WHERE id = $1";
    assert_eq!(world.one::<String>(status, &[&over.id]).await, "active 2");
    assert_eq!(world.one::<String>(status, &[&prolonged.id]).await, "suspended 1");
    assert_eq!(world.one::<String>(status, &[&banned.id]).await, "banned 1");
    let noted = "SELECT string_agg(target_id, ' ') FROM audit_log WHERE action = 'user.lift_suspension' AND actor_id IS NULL";
    assert_eq!(world.one::<String>(noted, &[]).await, over.id.to_string());
}
