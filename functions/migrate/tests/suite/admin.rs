//! The first administrator.

use migrate::admin::{AdminError, NewAdmin, create};

use crate::database::{Database, number};

fn first() -> NewAdmin {
    NewAdmin { email: "first@example.org".to_owned(), username: "first".to_owned(), password: None }
}

#[tokio::test]
async fn an_administrator_is_made_once() {
    Database::migrated(async |_, client| {
        let created = create(client, &first()).await.unwrap();
        assert!(created.generated_password.is_some());
        let other =
            NewAdmin { email: "other@example.org".to_owned(), username: "other".to_owned(), password: None };
        assert!(matches!(create(client, &other).await, Err(AdminError::Exists)));
        assert_eq!(
            number(
                client,
                "SELECT count(*) FROM users WHERE role = 'admin' AND email_verified_at IS NOT NULL"
            )
            .await,
            1
        );
        assert_eq!(
            number(client, "SELECT count(*) FROM audit_log WHERE action = 'user.create_admin'").await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_callers_at_once_one_makes_the_administrator() {
    Database::migrated(async |database, client| {
        let mut second = database.connect().await;
        let other =
            NewAdmin { email: "other@example.org".to_owned(), username: "other".to_owned(), password: None };
        let (first, new) = (first(), other);
        let (one, two) = tokio::join!(create(client, &first), create(&mut second, &new));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    })
    .await;
}

#[tokio::test]
async fn a_weak_password_or_a_taken_name_writes_nothing() {
    Database::migrated(async |_, client| {
        let weak = NewAdmin { password: Some("password".to_owned().into()), ..first() };
        assert!(matches!(create(client, &weak).await, Err(AdminError::Invalid { field: "ADMIN_PASSWORD", .. })));

        let taken = "INSERT INTO users (id, email, username) VALUES (gen_random_uuid(), 'FIRST@example.org', 'somebody')";
        client.batch_execute(taken).await.unwrap();
        assert!(matches!(create(client, &first()).await, Err(AdminError::Taken)));
        assert_eq!(number(client, "SELECT count(*) FROM users").await, 1);
    })
    .await;
}
