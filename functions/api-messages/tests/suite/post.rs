//! A post office: a world with people who write to each other.

use neurmatic_testing::{Client, Reply, TestUser, World};
use serde_json::{Value, json};

pub(crate) struct Post {
    pub(crate) world: World,
    pub(crate) anybody: Client,
}

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) user: TestUser,
    pub(crate) client: Client,
}

impl Post {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let anybody = world.client(api_messages::routes().into_router(services.clone(), &services));
        Self { world, anybody }
    }

    pub(crate) async fn person(&self) -> Person {
        let user = self.world.user().create().await;
        Person { client: self.anybody.signed_in(&user).from_address(&self.world.address()), user }
    }

    /// What users are to be told, as the tasks that wait.
    pub(crate) async fn to_be_told(&self) -> Value {
        let sql = "SELECT coalesce(jsonb_agg(payload ORDER BY id), '[]') FROM outbox WHERE task = 'notification:send'";
        self.world.one(sql, &[]).await
    }

    /// Conversations whose counts differ from a recount of their messages.
    pub(crate) async fn wrong_counts(&self) -> i64 {
        let sql = "SELECT count(*) FROM conversations c WHERE
            message_count <> (SELECT count(*) FROM direct_messages WHERE conversation_id = c.id)
            OR message_count <> (SELECT max(number) FROM direct_messages WHERE conversation_id = c.id)
            OR last_message_at <> (SELECT max(created_at) FROM direct_messages WHERE conversation_id = c.id)
            OR first_unread_count <> (SELECT count(*) FROM direct_messages
                WHERE conversation_id = c.id AND NOT is_from_first AND number > first_read_number)
            OR second_unread_count <> (SELECT count(*) FROM direct_messages
                WHERE conversation_id = c.id AND is_from_first AND number > second_read_number)";
        self.world.one(sql, &[]).await
    }
}

impl Person {
    pub(crate) async fn try_writing(&self, to: &Self, content: &str) -> Reply {
        self.client.post("/messages", json!({"recipientId": to.user.id, "content": content})).await
    }

    pub(crate) async fn write(&self, to: &Self, content: &str) -> Value {
        self.try_writing(to, content).await.expect(201).data()
    }

    pub(crate) async fn conversations(&self) -> Vec<Value> {
        let data = self.client.get("/conversations").await.expect(200).data();
        data["conversations"].as_array().unwrap().clone()
    }

    pub(crate) async fn unread(&self) -> Vec<Value> {
        self.conversations().await.iter().map(|conversation| conversation["unreadCount"].clone()).collect()
    }

    /// The messages of the conversation that a message belongs to, newest first.
    pub(crate) async fn messages(&self, of: &Value) -> Vec<Value> {
        let data = self.client.get(&path(of, "messages")).await.expect(200).data();
        data["messages"].as_array().unwrap().clone()
    }

    pub(crate) async fn read(&self, of: &Value, body: Value) -> Value {
        self.client.put(&path(of, "read"), body).await.expect(200).data()["unreadCount"].clone()
    }

    pub(crate) async fn block(&self, other: &Self) {
        self.client.put(&format!("/blocks/{}", other.user.id), json!({})).await.expect(204);
    }

    pub(crate) async fn unblock(&self, other: &Self) {
        self.client.delete(&format!("/blocks/{}", other.user.id)).await.expect(204);
    }
}

/// The path of the conversation that a message belongs to.
pub(crate) fn path(message: &Value, part: &str) -> String {
    format!("/conversations/{}/{part}", message["conversationId"].as_str().unwrap())
}
