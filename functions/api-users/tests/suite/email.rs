//! Another address. What following the link does is signing in's business.

use futures::future::join_all;
use neurmatic_core::words::Role;
use neurmatic_testing::Client;
use serde_json::json;

use crate::app::{App, PASSWORD};

async fn ask(client: &Client, email: &str) -> neurmatic_testing::Reply {
    client.put("/users/me/email", json!({"password": PASSWORD, "newEmail": email})).await
}

#[tokio::test]
async fn a_link_goes_to_the_new_address_and_the_present_one_is_told() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let reply = ask(&client, " new@test.example ").await.expect(202);
    assert_eq!(reply.data(), json!({"newEmail": "new@test.example"}));
    assert_eq!(app.mails("new@test.example").await, ["confirm_new_email"]);
    assert_eq!(app.mails(&user.email).await, ["email_change_asked"]);
    assert_eq!(
        client.get("/users/me").await.data()["email"],
        json!(user.email),
        "until the link is followed"
    );
    let kept =
        "SELECT new_email || ' ' || round(extract(epoch FROM expires_at - created_at)) FROM email_tokens";
    assert_eq!(app.world.one::<String>(kept, &[]).await, "new@test.example 86400");
}

#[tokio::test]
async fn a_taken_address_is_answered_as_a_free_one_and_its_owner_is_told() {
    let app = App::new().await;
    let (_, client) = app.somebody(Role::User).await;
    let other = app.account(Role::User).await;
    let free = ask(&client, "free@test.example").await.expect(202);
    let taken = ask(&client, &other.email.to_uppercase()).await.expect(202);
    assert_eq!(free.data().as_object().unwrap().len(), taken.data().as_object().unwrap().len());
    assert_eq!(app.mails(&other.email).await, ["already_registered"]);
    assert_eq!(app.mails(&other.email.to_uppercase()).await.len(), 0);
    let links = "SELECT count(*) FROM email_tokens WHERE lower(new_email) = lower($1)";
    assert_eq!(app.world.one::<i64>(links, &[&other.email]).await, 0);
}

#[tokio::test]
async fn the_address_that_the_account_has_and_a_wrong_password_are_refused() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    assert_eq!(ask(&client, &user.email.to_uppercase()).await.expect(422).pointers(), ["/newEmail"]);
    assert_eq!(ask(&client, "no address").await.expect(422).pointers(), ["/newEmail"]);
    let wrong = json!({"password": "Wrong-password-1", "newEmail": "new@test.example"});
    assert_eq!(client.put("/users/me/email", wrong).await.expect(403).code(), "password_wrong");
    assert_eq!(app.mails("new@test.example").await.len(), 0);
}

#[tokio::test]
async fn of_several_links_at_once_one_is_good() {
    let app = App::new().await;
    let (user, client) = app.somebody(Role::User).await;
    let replies = join_all((0..4).map(|n| {
        let client = client.clone();
        async move { ask(&client, &format!("new-{n}@test.example")).await }
    }))
    .await;
    assert!(replies.iter().all(|reply| reply.status == 202));
    let good = "SELECT count(*) FROM email_tokens WHERE user_id = $1 AND used_at IS NULL";
    assert_eq!(app.world.one::<i64>(good, &[&user.id]).await, 1);
}
