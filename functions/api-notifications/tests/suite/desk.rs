//! A user with a desk on which notifications land.

use api_notifications::Notifications;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::NotificationType;
use neurmatic_db::notices::{self, NewNotification, Occasion};
use neurmatic_http::Services;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::Value;

pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) services: Services,
    pub(crate) visitor: Client,
    pub(crate) user: TestUser,
    pub(crate) client: Client,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let state = Notifications::from_env(&world.env(), services.clone()).unwrap();
        let visitor = world.client(api_notifications::routes().into_router(state, &services));
        let user = world.user().create().await;
        let client = visitor.signed_in(&user);
        Self { world, services, visitor, user, client }
    }

    /// Somebody else, signed in.
    pub(crate) async fn another(&self) -> (TestUser, Client) {
        let user = self.world.user().create().await;
        let client = self.visitor.signed_in(&user);
        (user, client)
    }

    /// Tells the user something.
    pub(crate) async fn tell(&self, kind: NotificationType, title: &str) {
        self.tell_by(self.user.id, kind, title, None).await;
    }

    /// Tells somebody something that is somebody's doing.
    pub(crate) async fn tell_by(
        &self,
        user: UserId,
        kind: NotificationType,
        title: &str,
        actor: Option<UserId>,
    ) {
        let (title, message) = (title.to_owned(), "Something happened.".to_owned());
        let told = NewNotification { user, kind, title, message };
        let at = Timestamp::now();
        let occasion = Occasion { action_path: Some("/somewhere"), reference: None, actor, at };
        let tx = self.services.db.begin().await.unwrap();
        notices::put(&tx, occasion, &[told]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The user's list.
    pub(crate) async fn list(&self, query: &str) -> Vec<Value> {
        let data = self.client.get(&format!("/notifications{query}")).await.data();
        data["notifications"].as_array().unwrap().clone()
    }

    pub(crate) async fn unread(&self) -> i64 {
        self.client.get("/notifications/unread-count").await.data()["unreadCount"].as_i64().unwrap()
    }
}

pub(crate) fn titles(list: &[Value]) -> Vec<&str> {
    list.iter().map(|item| item["title"].as_str().unwrap()).collect()
}
