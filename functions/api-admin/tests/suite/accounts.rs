//! Looking through accounts.

use std::collections::BTreeSet;

use neurmatic_core::words::Role;
use serde_json::Value;

use crate::office::Office;

fn names(data: &Value) -> Vec<String> {
    let users = data["users"].as_array().unwrap();
    users.iter().map(|user| user["username"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_list_goes_on_by_its_cursor_and_shows_each_account_once() {
    let office = Office::new().await;
    for _ in 0..6 {
        office.user(Role::User).await;
    }
    let (mut seen, mut target) = (Vec::new(), "/admin/users?limit=3".to_owned());
    loop {
        let page = office.admin().get(&target).await.expect(200).json();
        seen.extend(names(&page["data"]));
        let Some(cursor) = page["pagination"]["nextCursor"].as_str() else { break };
        target = format!("/admin/users?limit=3&cursor={cursor}");
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (7, 7));
    let newest_first: String = office
        .world
        .one("SELECT string_agg(username, ' ' ORDER BY created_at DESC, id DESC) FROM users", &[])
        .await;
    assert_eq!(seen.join(" "), newest_first);
}

#[tokio::test]
async fn filters_hold_together() {
    let office = Office::new().await;
    let (banned, moderator) = (office.user(Role::User).await, office.user(Role::Moderator).await);
    office.user(Role::User).await;
    office
        .world
        .sql(&format!("UPDATE users SET status = 'banned' WHERE id IN ('{}', '{}')", banned.id, moderator.id))
        .await;
    let found = async |target: &str| names(&office.admin().get(target).await.expect(200).data());
    assert_eq!(found("/admin/users?role=user&status=banned").await, vec![banned.username.clone()]);
    assert_eq!(found("/admin/users?status=banned").await.len(), 2);
    assert_eq!(found("/admin/users?role=user").await.len(), 2);
    assert_eq!(
        found(&format!("/admin/users?q={}&status=banned", moderator.username)).await,
        vec![moderator.username.clone()]
    );
    assert_eq!(found(&format!("/admin/users?q={}&role=admin", moderator.username)).await.len(), 0);
}

#[tokio::test]
async fn a_text_finds_names_by_their_beginning_and_addresses_as_a_whole_whatever_the_case() {
    let office = Office::new().await;
    for name in ["anna", "Annabel", "hanna"] {
        let user = office.user(Role::User).await;
        office
            .world
            .sql(&format!(
                "UPDATE users SET username = '{name}', email = '{name}@mail.example' WHERE id = '{}'",
                user.id
            ))
            .await;
    }
    let found = async |target: &str| names(&office.admin().get(target).await.expect(200).data());
    assert_eq!(found("/admin/users?q=ANNA").await, ["anna", "Annabel"]);
    assert_eq!(found("/admin/users?q=hanna%40MAIL.example").await, ["hanna"]);
    assert_eq!(found("/admin/users?q=hanna%40mail").await.len(), 0);
    assert_eq!(found("/admin/users?q=%25").await.len(), 0);
    let first = office.admin().get("/admin/users?q=anna&limit=1").await.expect(200).json();
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap().to_owned();
    assert_eq!(found(&format!("/admin/users?q=anna&limit=1&cursor={cursor}")).await, ["Annabel"]);
}

#[tokio::test]
async fn nobody_but_administrators_looks_through_accounts() {
    let office = Office::new().await;
    office.anybody.get("/admin/users").await.expect(401);
    let moderator = office.anybody.signed_in(&office.user(Role::Moderator).await);
    moderator.get("/admin/users").await.expect(403);
}
