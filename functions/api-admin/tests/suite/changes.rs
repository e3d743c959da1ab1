//! Changing accounts: who may, when it holds, and that an administrator is always left.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::json;

use crate::office::{Office, because, client, path, suspended};

#[tokio::test]
async fn a_new_role_holds_for_the_logins_that_are_there_in_any_process() {
    let office = Office::new().await;
    let user = office.user(Role::User).await;
    let (here, elsewhere) = (office.anybody.signed_in(&user), office.another_process().signed_in(&user));
    elsewhere.get("/admin/users").await.expect(403);
    office.admin().patch(&path(&user), because(json!({"role": "admin"}))).await.expect(200);
    elsewhere.get("/admin/users").await.expect(200);
    office.admin().patch(&path(&user), because(json!({"role": "moderator"}))).await.expect(200);
    elsewhere.get("/admin/users").await.expect(403);
    here.get("/admin/users").await.expect(403);
    assert_eq!(office.status_of(&user).await, "moderator active");
}

#[tokio::test]
async fn who_is_suspended_or_banned_is_signed_out_in_any_process() {
    for change in [suspended(1), because(json!({"status": "banned"}))] {
        let office = Office::new().await;
        let user = office.user(Role::User).await;
        let elsewhere = office.another_process().signed_in(&user);
        elsewhere.get("/admin/users").await.expect(403);
        let out = office.admin().patch(&path(&user), change.clone()).await.expect(200).data();
        assert_eq!((&out["status"], &out["suspendedUntil"]), (&change["status"], &change["suspendedUntil"]));
        assert_eq!(elsewhere.get("/admin/users").await.expect(401).code(), "session_ended");
        office.admin().patch(&path(&user), because(json!({"status": "active"}))).await.expect(200);
        elsewhere.get("/admin/users").await.expect(401);
        assert_eq!(office.status_of(&user).await, "user active");
    }
}

#[tokio::test]
async fn without_redis_a_change_still_reaches_every_login() {
    let world = neurmatic_testing::World::with_outages().await;
    let anybody = client(&world);
    let admin = world.user().role(Role::Admin).create().await;
    let user = world.user().role(Role::Admin).create().await;
    anybody.signed_in(&user).get("/admin/users").await.expect(200);
    world.redis_gate().shut();
    anybody.signed_in(&admin).patch(&path(&user), because(json!({"role": "user"}))).await.expect(200);
    anybody.signed_in(&user).get("/admin/users").await.expect(403);
    let rows: i64 = world.one("SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    assert_eq!(rows, 1, "the row that tells it once Redis is back");
}

#[tokio::test]
async fn ones_own_account_and_that_of_an_administrator_are_protected() {
    let office = Office::new().await;
    let other = office.user(Role::Admin).await;
    let own = path(&office.admin);
    for change in [because(json!({"role": "user"})), suspended(1)] {
        assert_eq!(office.admin().patch(&own, change).await.expect(403).code(), "own_account");
    }
    for change in [suspended(1), because(json!({"status": "banned", "role": "user"}))] {
        assert_eq!(office.admin().patch(&path(&other), change).await.expect(403).code(), "admin_protected");
    }
    office.admin().patch(&path(&other), because(json!({"role": "user"}))).await.expect(200);
    office.admin().patch(&path(&other), suspended(1)).await.expect(200);
    let moderator = office.anybody.signed_in(&office.user(Role::Moderator).await);
    moderator.patch(&path(&other), because(json!({"status": "active"}))).await.expect(403);
}

#[tokio::test]
async fn administrators_who_demote_each_other_at_once_leave_one() {
    let office = Office::new().await;
    for _ in 0..3 {
        let admins =
            [office.user(Role::Admin).await, office.user(Role::Admin).await, office.user(Role::Admin).await];
        office.world.sql(&format!("UPDATE users SET role = 'user' WHERE id = '{}'", office.admin.id)).await;
        let demote = async |n: usize| {
            let caller = office.anybody.signed_in(&admins[n]).from_address(&office.world.address());
            caller.patch(&path(&admins[(n + 1) % 3]), because(json!({"role": "user"}))).await
        };
        let replies = join_all((0..3).map(demote)).await;
        assert!(
            replies.iter().all(|reply| reply.status == 200 || reply.code() == "role_needed"),
            "{replies:?}"
        );
        assert!(replies.iter().any(|reply| reply.status == 200));
        let left: i64 = office.world.one("SELECT count(*) FROM users WHERE role = 'admin'", &[]).await;
        assert!(left >= 1);
        office.world.sql("UPDATE users SET role = 'user' WHERE role = 'admin'").await;
    }
}

#[tokio::test]
async fn a_deleted_account_stays_as_it_is() {
    let office = Office::new().await;
    let user = office.user(Role::User).await;
    office.world.sql(&format!("UPDATE users SET status = 'deleted' WHERE id = '{}'", user.id)).await;
    let reply = office.admin().patch(&path(&user), because(json!({"status": "active"}))).await;
    assert_eq!(reply.expect(409).code(), "account_deleted");
}

#[tokio::test]
async fn a_suspension_sends_its_end_once_for_each_end() {
    let office = Office::new().await;
    let user = office.user(Role::User).await;
    let change = suspended(2);
    for _ in 0..2 {
        office.admin().patch(&path(&user), change.clone()).await.expect(200);
    }
    let waiting =
        "SELECT count(*) FROM outbox WHERE task = 'suspension:lift' AND run_at > now() + interval '47 hours'";
    assert_eq!(office.world.one::<i64>(waiting, &[]).await, 1);
    let noted = "SELECT count(*) FROM audit_log WHERE action = 'user.edit'";
    assert_eq!(office.world.one::<i64>(noted, &[]).await, 1);
    office.admin().patch(&path(&user), suspended(3)).await.expect(200);
    assert_eq!(office.world.one::<i64>(waiting, &[]).await, 2);
}
