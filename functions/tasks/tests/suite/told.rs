//! A forum to tell things of: people, topics and replies as rows, and a worker that tells.

use neurmatic_core::ids::{
    ApplicationId, CompanyId, ConversationId, DirectMessageId, ForumCategoryId, JobId, ReplyId, TopicId,
};
use neurmatic_db::messages;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Delivery, Outcome, Payload, Worker, outbox};
use neurmatic_testing::{TestUser, World};
use tasks::TaskState;
use tokio_postgres::types::FromSqlOwned;

use crate::provider::Provider;

pub(crate) struct Forum {
    pub(crate) world: World,
    pub(crate) services: Services,
    pub(crate) provider: Provider,
    mail_url: String,
}

impl Forum {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let (provider, mail_url) = Provider::start(&[]).await;
        Self { world, services, provider, mail_url }
    }

    /// People whom nobody has told anything.
    pub(crate) async fn people(&self) -> [TestUser; 6] {
        let user = || self.world.user().create();
        [user().await, user().await, user().await, user().await, user().await, user().await]
    }

    pub(crate) fn worker(&self) -> Worker {
        let env = self.world.env().with("MAIL_API_URL", &self.mail_url).with("MAIL_API_KEY", "the-key");
        let state = TaskState::from_env(&env, self.services.clone()).unwrap();
        Worker::new(self.services.db.clone(), tasks::registry(state))
    }

    pub(crate) async fn topic(&self, author: &TestUser, visibility: &str) -> TopicId {
        let (topic, category) = (TopicId::new(), ForumCategoryId::new());
        let slug = format!("a-topic-{}", topic.0.simple());
        let owner = self.world.owner();
        let sql = "INSERT INTO forum_categories (id, name, slug, visibility) \
                   VALUES ($1, $2, $2, $3::text::category_visibility)";
        owner.execute(sql, &[&category, &slug, &visibility]).await.unwrap();
        let sql = "INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility, type) \
                   VALUES ($1, 'A topic', $2, 'What it is about.', $3, $4, $5::text::category_visibility, 'question')";
        owner.execute(sql, &[&topic, &slug, &author.id, &category, &visibility]).await.unwrap();
        topic
    }

    pub(crate) async fn reply(
        &self,
        author: &TestUser,
        topic: TopicId,
        parent: Option<ReplyId>,
        content: &str,
    ) -> ReplyId {
        let (reply, depth) = (ReplyId::new(), i16::from(parent.is_some()));
        let sql = "INSERT INTO replies (id, topic_id, author_id, content, parent_id, depth) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let owner = self.world.owner();
        owner.execute(sql, &[&reply, &topic, &author.id, &content, &parent, &depth]).await.unwrap();
        reply
    }

    pub(crate) async fn watch(&self, user: &TestUser, topic: TopicId, level: &str) {
        let sql =
            "INSERT INTO topic_watches (user_id, topic_id, level) VALUES ($1, $2, $3::text::watch_level)";
        self.world.owner().execute(sql, &[&user.id, &topic, &level]).await.unwrap();
    }

    /// Somebody's message to somebody.
    pub(crate) async fn message(&self, from: &TestUser, to: &TestUser) -> (DirectMessageId, ConversationId) {
        let id = DirectMessageId::new();
        let tx = self.services.db.begin().await.unwrap();
        let place = messages::write(&tx, id, from.id, to.id, "Something to say.").await.unwrap();
        tx.commit().await.unwrap();
        (id, place.id)
    }

    pub(crate) async fn follow(&self, follower: &TestUser, followed: &TestUser) {
        let sql = "INSERT INTO follows (follower_id, target_type, target_id) VALUES ($1, 'user', $2)";
        self.world.owner().execute(sql, &[&follower.id, &followed.id]).await.unwrap();
    }

    pub(crate) async fn unfollow(&self, follower: &TestUser, followed: &TestUser) {
        let sql = "DELETE FROM follows WHERE follower_id = $1 AND target_id = $2";
        self.world.owner().execute(sql, &[&follower.id, &followed.id]).await.unwrap();
    }

    pub(crate) async fn block(&self, blocker: &TestUser, blocked: &TestUser) {
        let sql = "INSERT INTO user_blocks (blocker_id, blocked_id) VALUES ($1, $2)";
        self.world.owner().execute(sql, &[&blocker.id, &blocked.id]).await.unwrap();
    }

    pub(crate) async fn prefer(&self, user: &TestUser, kind: &str, channel: &str, frequency: &str) {
        let sql = "INSERT INTO notification_preferences (user_id, type, channel, frequency) \
                   VALUES ($1, $2::text::notification_type, $3::text::delivery_channel, $4::text::notification_frequency)";
        self.world.owner().execute(sql, &[&user.id, &kind, &channel, &frequency]).await.unwrap();
    }

    /// Somebody's application to a job of somebody's company.
    pub(crate) async fn application(&self, owner: &TestUser, applicant: &TestUser) -> ApplicationId {
        let (company, job, id) = (CompanyId::new(), JobId::new(), ApplicationId::new());
        let db = self.world.owner();
        let sql =
            "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ($1, 'A company', 'a-company', $2)";
        db.execute(sql, &[&company, &owner.id]).await.unwrap();
        let sql = "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                       experience_level, location, status, published_at, expires_at)
                   VALUES ($1, $2, 'A job', 'a-job', 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 'active', now(),
                       now() + interval '1 day')";
        db.execute(sql, &[&job, &company]).await.unwrap();
        let sql = "INSERT INTO job_applications (id, job_id, user_id) VALUES ($1, $2, $3)";
        db.execute(sql, &[&id, &job, &applicant.id]).await.unwrap();
        id
    }

    /// Sends a task.
    pub(crate) async fn send<P: Payload>(&self, payload: &P) {
        let tx = self.services.db.begin().await.unwrap();
        outbox::send(&tx, payload).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Delivers what is due, and what that sends.
    pub(crate) async fn deliver(&self) -> Vec<Delivery> {
        let deliveries = run_due_now(&self.worker()).await.unwrap();
        let is_done = |delivery: &Delivery| matches!(delivery.outcome, Outcome::Done | Outcome::Repeated);
        assert!(deliveries.iter().all(is_done), "{deliveries:?}");
        deliveries
    }

    /// Delivers what is due, and then each of it again.
    pub(crate) async fn deliver_twice(&self) {
        self.world.sql("CREATE TABLE IF NOT EXISTS kept AS TABLE outbox").await;
        self.deliver().await;
        self.world.sql("INSERT INTO outbox SELECT * FROM kept; DROP TABLE kept").await;
        let again = self.deliver().await;
        assert!(again.iter().any(|delivery| delivery.outcome == Outcome::Repeated), "{again:?}");
    }

    /// What somebody was told of, in the alphabet's order.
    pub(crate) async fn told(&self, user: &TestUser) -> Vec<String> {
        let sql = "SELECT type::text FROM notifications WHERE user_id = $1 ORDER BY 1";
        let rows = self.world.owner().query(sql, &[&user.id]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    pub(crate) async fn unread(&self, user: &TestUser) -> i32 {
        neurmatic_db::notifications::counts(&self.services.db, user.id).await.unwrap().unread_count
    }

    pub(crate) async fn one<T: FromSqlOwned>(&self, sql: &str) -> T {
        self.world.one(sql, &[]).await
    }
}

/// Something to say, made of a title.
pub(crate) fn text(title: &str) -> String {
    format!("There is news: {title}")
}
