//! From registering to a verified address: by the outbox, the relay, the mails' queue and its worker to the mailbox.

use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, finally};

#[tokio::test]
async fn who_registers_gets_a_mail_whose_link_verifies_the_address() {
    let Some(stage) = Stage::given() else { return };
    let name = Uuid::now_v7().simple().to_string();
    let name = format!("new{}", name.get(..12).unwrap());
    let (email, password) = (format!("{name}@test.example"), "Passw0rd-of-mine");
    let account = json!({"email": email, "password": password, "username": name, "termsAccepted": true});
    stage.visitor().post("/auth/register", account).await.expect(201);

    let came = async || stage.mails(&email).await.into_iter().next();
    let mail = finally("the mail is in the mailbox", came).await;
    let text = mail["text"].as_str().unwrap();
    let token = text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap();
    let login = json!({"email": email, "password": password});
    let before = stage.visitor().post("/auth/login", login.clone()).await.data();
    assert_eq!(before["user"]["emailVerified"], false);
    stage.visitor().post("/auth/verify-email", json!({ "token": token })).await.expect(204);
    let after = stage.visitor().post("/auth/login", login).await.data();
    assert_eq!(after["user"]["emailVerified"], true);
    assert_eq!(stage.mails(&email).await.len(), 1, "and no second mail");
}
