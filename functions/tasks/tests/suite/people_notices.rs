//! `notification:send` of messages and followers: who is told, once, and who isn't.

use neurmatic_core::ids::ConversationId;
use neurmatic_core::words::NotificationType;
use neurmatic_db::{Tx, conversations, notices, notifications};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{MailNotifications, SendNotification};
use neurmatic_testing::{TestUser, eventually};

use crate::told::Forum;

const BUNDLES: &str =
    "SELECT coalesce(string_agg(type || ' ' || bundle_count, ', ' ORDER BY type, bundle_count), '')
    FROM notifications";

async fn write(forum: &Forum, from: &TestUser, to: &TestUser) -> ConversationId {
    let (message, conversation) = forum.message(from, to).await;
    forum.send(&SendNotification::Message { message, recipient: to.id }).await;
    conversation
}

/// Follows somebody, who is to be told.
async fn follow(forum: &Forum, follower: &TestUser, followed: &TestUser) {
    forum.follow(follower, followed).await;
    forum.send(&SendNotification::Follower { follower: follower.id, followed: followed.id }).await;
}

/// Somebody reads a conversation, as the route does it.
async fn read(tx: &Tx, reader: &TestUser, conversation: ConversationId) {
    let locked = conversations::lock(tx, conversation, reader.id).await.unwrap().unwrap();
    conversations::read(tx, &locked, locked.message_count).await.unwrap();
    notices::lock(tx, &[reader.id]).await.unwrap();
    let kind = NotificationType::Message;
    notifications::read_bundle(tx, reader.id, kind, conversation.0).await.unwrap();
}

#[tokio::test]
async fn unread_messages_of_a_conversation_are_one_notification_with_a_count() {
    let forum = Forum::new().await;
    let [reader, writer, other, ..] = forum.people().await;
    let conversation = write(&forum, &writer, &reader).await;
    for _ in 0..2 {
        write(&forum, &writer, &reader).await;
    }
    write(&forum, &other, &reader).await;
    forum.deliver_twice().await;
    assert_eq!(forum.one::<String>(BUNDLES).await, "message 1, message 3");
    assert_eq!((forum.unread(&reader).await, forum.unread(&writer).await), (2, 0));
    let told = format!("{} /conversations/{conversation} {conversation}", writer.id);
    let sql = "SELECT concat_ws(' ', actor_id, action_path, reference_id) FROM notifications WHERE bundle_count = 3";
    assert_eq!(forum.one::<String>(sql).await, told);
    assert_eq!(forum.provider.requests().len(), 1, "both are in one mail");

    let tx = forum.services.db.begin().await.unwrap();
    read(&tx, &reader, conversation).await;
    tx.commit().await.unwrap();
    assert_eq!(forum.unread(&reader).await, 1, "the other conversation's");
    write(&forum, &writer, &reader).await;
    forum.deliver().await;
    assert_eq!(forum.one::<String>(BUNDLES).await, "message 1, message 1, message 3", "it is told anew");
}

#[tokio::test]
async fn a_message_that_was_read_is_not_told() {
    let forum = Forum::new().await;
    let [reader, writer, ..] = forum.people().await;
    let conversation = write(&forum, &writer, &reader).await;
    let tx = forum.services.db.begin().await.unwrap();
    read(&tx, &reader, conversation).await;
    tx.commit().await.unwrap();
    forum.deliver_twice().await;
    assert_eq!(forum.told(&reader).await, Vec::<String>::new());
}

#[tokio::test]
async fn who_reads_just_while_he_is_to_be_told_is_not_told() {
    let forum = Forum::new().await;
    let [reader, writer, ..] = forum.people().await;
    let conversation = write(&forum, &writer, &reader).await;
    let reading = forum.services.db.begin().await.unwrap();
    read(&reading, &reader, conversation).await;
    let worker = forum.worker();
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%notices.lock%'";
    let (deliveries, ()) = tokio::join!(run_due_now(&worker), async {
        eventually("the worker waits for who reads", || async { forum.one::<i64>(waiting).await > 0 }).await;
        reading.commit().await.unwrap();
    });
    assert_eq!(deliveries.unwrap().len(), 1);
    assert_eq!(forum.told(&reader).await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_told_past_a_block_whoever_of_the_two_it_is_from() {
    let forum = Forum::new().await;
    let [reader, blocker, blocked, ..] = forum.people().await;
    for other in [&blocker, &blocked] {
        write(&forum, other, &reader).await;
        follow(&forum, other, &reader).await;
    }
    forum.block(&blocker, &reader).await;
    forum.block(&reader, &blocked).await;
    forum.deliver_twice().await;
    assert_eq!(forum.told(&reader).await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_told_of_what_they_wrote_themselves() {
    let forum = Forum::new().await;
    let [reader, writer, stranger, ..] = forum.people().await;
    let (message, _) = forum.message(&writer, &reader).await;
    for recipient in [writer.id, stranger.id] {
        forum.send(&SendNotification::Message { message, recipient }).await;
    }
    forum.send(&SendNotification::Follower { follower: writer.id, followed: writer.id }).await;
    forum.deliver().await;
    assert_eq!(forum.one::<i64>("SELECT count(*) FROM notifications").await, 0);
}

#[tokio::test]
async fn who_wants_no_such_notifications_gets_none() {
    let forum = Forum::new().await;
    let [muter, mailed, other, ..] = forum.people().await;
    for kind in ["message", "new_follower"] {
        forum.prefer(&muter, kind, "in_app", "off").await;
        forum.prefer(&muter, kind, "email", "off").await;
        forum.prefer(&mailed, kind, "in_app", "off").await;
    }
    for user in [&muter, &mailed] {
        write(&forum, &other, user).await;
        follow(&forum, &other, user).await;
    }
    forum.deliver_twice().await;
    assert_eq!(forum.told(&muter).await, Vec::<String>::new());
    assert_eq!(forum.told(&mailed).await, ["message", "new_follower"]);
    assert_eq!(forum.unread(&mailed).await, 0, "only by mail");
    assert_eq!(forum.provider.requests().len(), 1, "followers are for the digest");
}

#[tokio::test]
async fn quiet_hours_put_the_mail_of_a_message_off_and_reading_it_ends_it() {
    let forum = Forum::new().await;
    let [reader, writer, ..] = forum.people().await;
    let quiet = "INSERT INTO quiet_hours (user_id, is_on, from_time, until_time, days)
        SELECT $1, true, (at - interval '1 hour')::time, (at + interval '1 hour')::time, '{0,1,2,3,4,5,6}'
        FROM (SELECT now() AT TIME ZONE 'UTC' AS at) AS clock";
    forum.world.owner().execute(quiet, &[&reader.id]).await.unwrap();
    forum.world.sql("UPDATE users SET timezone = 'UTC'").await;
    let conversation = write(&forum, &writer, &reader).await;
    forum.deliver().await;
    assert_eq!(forum.unread(&reader).await, 1, "the list fills all the same");
    let waits = "SELECT count(*) FROM notifications WHERE mail_due_at > now() + interval '50 minutes'";
    assert_eq!(forum.one::<i64>(waits).await, 1);

    let tx = forum.services.db.begin().await.unwrap();
    read(&tx, &reader, conversation).await;
    tx.commit().await.unwrap();
    forum.world.sql("UPDATE notifications SET mail_due_at = now()").await;
    forum.send(&MailNotifications { user: reader.id }).await;
    forum.deliver().await;
    assert!(forum.provider.requests().is_empty());
}

#[tokio::test]
async fn followers_are_one_notification_with_a_count() {
    let forum = Forum::new().await;
    let [followed, one, other, another, ..] = forum.people().await;
    for follower in [&one, &other, &another] {
        follow(&forum, follower, &followed).await;
        forum.deliver_twice().await;
    }
    assert_eq!(forum.one::<String>(BUNDLES).await, "new_follower 3");
    let sql = "SELECT concat_ws(' ', user_id, actor_id, action_path) FROM notifications";
    let told = format!("{0} {1} /followers/user/{0}", followed.id, another.id);
    assert_eq!(forum.one::<String>(sql).await, told, "the actor is the last one");
}

#[tokio::test]
async fn who_follows_again_within_a_day_is_no_news_however_often() {
    let forum = Forum::new().await;
    let [followed, fickle, other, ..] = forum.people().await;
    follow(&forum, &fickle, &followed).await;
    follow(&forum, &other, &followed).await;
    forum.deliver().await;
    for change in ["SELECT 1", "UPDATE notifications SET read_at = now()"] {
        forum.world.sql(change).await;
        for _ in 0..3 {
            forum.unfollow(&fickle, &followed).await;
            follow(&forum, &fickle, &followed).await;
        }
        forum.deliver_twice().await;
        assert_eq!(forum.one::<String>(BUNDLES).await, "new_follower 2", "{change}");
    }
    forum.world.sql("UPDATE told_followers SET told_at = told_at - interval '25 hours'").await;
    forum.unfollow(&fickle, &followed).await;
    follow(&forum, &fickle, &followed).await;
    forum.deliver().await;
    assert_eq!(forum.one::<String>(BUNDLES).await, "new_follower 1, new_follower 2", "the next day");
}

#[tokio::test]
async fn who_follows_no_longer_is_not_told_of() {
    let forum = Forum::new().await;
    let [followed, fickle, ..] = forum.people().await;
    follow(&forum, &fickle, &followed).await;
    forum.unfollow(&fickle, &followed).await;
    forum.deliver().await;
    assert_eq!(forum.told(&followed).await, Vec::<String>::new());
    follow(&forum, &fickle, &followed).await;
    forum.deliver().await;
    assert_eq!(forum.told(&followed).await, ["new_follower"], "it wasn't told before");
}
