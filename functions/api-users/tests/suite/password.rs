//! Another password.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::app::{App, PASSWORD};

fn change(current: &str, new: &str) -> Value {
    json!({"currentPassword": current, "newPassword": new})
}

#[tokio::test]
async fn another_password_ends_the_other_logins_and_is_told() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let other = "INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
                 VALUES (gen_random_uuid(), $1, sha256('other'), now() + interval '1 day')";
    app.world.owner().execute(other, &[&user.id]).await.unwrap();
    client.put("/users/me/password", change(PASSWORD, "Another-password-2")).await.expect(204);

    let live = "SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL";
    assert_eq!(app.world.one::<i64>(live, &[&user.id]).await, 1);
    client.get("/users/me").await.expect(200);
    assert_eq!(app.mails(&user.email).await, ["password_changed"]);
    client.put("/users/me/password", change(PASSWORD, "Third-password-3")).await.expect(403);
    client.put("/users/me/password", change("Another-password-2", "Third-password-3")).await.expect(204);
}

#[tokio::test]
async fn a_wrong_password_a_weak_one_and_an_account_without_one_change_nothing() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let before: String = app.world.one("SELECT password_hash FROM users WHERE id = $1", &[&user.id]).await;
    let wrong = client.put("/users/me/password", change("Wrong-password-1", "Another-password-2")).await;
    let wrong = wrong.expect(403);
    assert_eq!(
        (wrong.code().as_str(), wrong.pointers()),
        ("password_wrong", vec!["/currentPassword".to_owned()])
    );
    let weak = client.put("/users/me/password", change(PASSWORD, "weak")).await.expect(422);
    assert_eq!(weak.pointers(), ["/newPassword"]);
    assert!(!String::from_utf8_lossy(&weak.body).contains("weak\""), "a password is never repeated");
    let after: String = app.world.one("SELECT password_hash FROM users WHERE id = $1", &[&user.id]).await;
    assert_eq!(before, after);

    let without = app.world.user().create().await;
    let client = app.anybody.signed_in(&without);
    client.put("/users/me/password", change(PASSWORD, "Another-password-2")).await.expect(403);
}

#[tokio::test]
async fn of_two_passwords_at_once_one_is_set() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let replies = join_all(["First-password-1", "Second-password-2"].map(|new| {
        let client = client.clone();
        async move { client.put("/users/me/password", change(PASSWORD, new)).await }
    }))
    .await;
    let set = replies.iter().filter(|reply| reply.status == 204).count();
    assert_eq!((set, app.mails(&user.email).await.len()), (1, 1));
    assert!(replies.iter().any(|reply| reply.status == 403));
}

#[tokio::test]
async fn links_that_were_mailed_before_are_worthless_afterwards() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let wanted = json!({"password": PASSWORD, "newEmail": "new@test.example"});
    client.put("/users/me/email", wanted).await.expect(202);
    client.put("/users/me/password", change(PASSWORD, "Another-password-2")).await.expect(204);
    let good = "SELECT count(*) FROM email_tokens WHERE user_id = $1 AND used_at IS NULL";
    assert_eq!(app.world.one::<i64>(good, &[&user.id]).await, 0);
}
