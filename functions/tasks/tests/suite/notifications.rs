//! `notification:send`: who is told what, once.

use futures::future::join_all;
use neurmatic_core::words::{NotificationType, Role};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{Notice, SendNotification};
use neurmatic_testing::TestUser;

use crate::told::{Forum, text};

#[tokio::test]
async fn a_reply_is_told_once_to_each_by_what_concerns_them_most() {
    let forum = Forum::new().await;
    let [asker, answered, watcher, muter, named, replier] = forum.people().await;
    let topic = forum.topic(&asker, "public").await;
    let parent = forum.reply(&answered, topic, None, "The first answer to it all.").await;
    for (user, level) in [(&answered, "watch"), (&watcher, "watch"), (&replier, "watch"), (&muter, "mute")] {
        forum.watch(user, topic, level).await;
    }
    let content = format!("@{} and @{} and @{}", named.username, muter.username, watcher.username);
    let reply = forum.reply(&replier, topic, Some(parent), &content).await;

    forum.send(&SendNotification::Reply { reply, after: None }).await;
    forum.deliver_twice().await;

    for (user, expected) in [
        (&asker, vec!["topic_reply"]),
        (&answered, vec!["comment_reply"]),
        (&watcher, vec!["mention"]),
        (&named, vec!["mention"]),
        (&muter, vec![]),
        (&replier, vec![]),
    ] {
        assert_eq!(forum.told(user).await, expected, "{}", user.username);
    }
    let path = format!("/forum/topics/a-topic-{}#reply-{reply}", topic.0.simple());
    assert_eq!(forum.one::<String>("SELECT DISTINCT action_path FROM notifications").await, path);
    assert_eq!(forum.one::<i64>("SELECT count(*) FROM notifications WHERE actor_id IS NULL").await, 0);
}

#[tokio::test]
async fn nobody_hears_of_whom_he_has_blocked() {
    let forum = Forum::new().await;
    let [asker, watcher, replier, ..] = forum.people().await;
    let topic = forum.topic(&asker, "public").await;
    forum.watch(&watcher, topic, "watch").await;
    forum.block(&asker, &replier).await;
    let content = format!("@{} is named by who is blocked", asker.username);
    let reply = forum.reply(&replier, topic, None, &content).await;
    forum.send(&SendNotification::Reply { reply, after: None }).await;
    forum.send(&SendNotification::TopicUpvote { topic, voter: replier.id }).await;
    forum.deliver().await;
    assert_eq!(forum.told(&asker).await, Vec::<String>::new());
    assert_eq!(forum.told(&watcher).await, ["topic_reply"]);
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_told() {
    let forum = Forum::new().await;
    let [moderator, watcher, replier, ..] = forum.people().await;
    let staff = forum.world.user().role(Role::Moderator).create().await;
    let topic = forum.topic(&moderator, "moderator_only").await;
    forum.watch(&watcher, topic, "watch").await;
    forum.watch(&staff, topic, "watch").await;
    let reply = forum.reply(&replier, topic, None, &format!("@{} look", watcher.username)).await;
    forum.send(&SendNotification::Reply { reply, after: None }).await;
    forum.deliver().await;
    assert_eq!(forum.told(&watcher).await, Vec::<String>::new());
    assert_eq!(forum.told(&staff).await, ["topic_reply"]);

    let hidden = forum.reply(&replier, topic, None, "This one is hidden soon.").await;
    forum.world.sql(&format!("UPDATE replies SET is_hidden = true WHERE id = '{hidden}'")).await;
    forum.send(&SendNotification::Reply { reply: hidden, after: None }).await;
    forum.deliver().await;
    assert_eq!(forum.told(&staff).await, ["topic_reply"]);
}

#[tokio::test]
async fn a_topic_with_many_watchers_tells_them_all_by_several_tasks() {
    let forum = Forum::new().await;
    let [asker, replier, ..] = forum.people().await;
    let topic = forum.topic(&asker, "public").await;
    forum
        .world
        .sql(&format!(
            "INSERT INTO users (id, email, username)
             SELECT gen_random_uuid(), 'w' || n || '@test.example', 'watcher-' || n FROM generate_series(1, 1100) AS n;
             INSERT INTO topic_watches (user_id, topic_id, level)
             SELECT id, '{topic}', 'watch' FROM users WHERE username LIKE 'watcher-%';
             INSERT INTO notification_preferences (user_id, type, channel, frequency)
             SELECT id, 'topic_reply', 'email', 'off' FROM users WHERE username LIKE 'watcher-%'"
        ))
        .await;
    let reply = forum.reply(&replier, topic, None, "All of you should hear this.").await;
    forum.send(&SendNotification::Reply { reply, after: None }).await;
    forum.deliver_twice().await;
    let told = "SELECT count(*) FROM notifications WHERE type = 'topic_reply' AND bundle_count = 1";
    assert_eq!(forum.one::<i64>(told).await, 1101);
    assert_eq!(forum.one::<i64>("SELECT sum(unread_count) FROM notification_counters").await, 1101);
}

#[tokio::test]
async fn what_comes_within_the_hour_is_counted_however_many_tell_at_once() {
    let forum = Forum::new().await;
    let [asker, replier, ..] = forum.people().await;
    let topic = forum.topic(&asker, "public").await;
    for _ in 0..12 {
        let reply = forum.reply(&replier, topic, None, "One of many at the same time.").await;
        forum.send(&SendNotification::Reply { reply, after: None }).await;
    }
    let workers: Vec<_> = (0..4).map(|_| forum.worker()).collect();
    for deliveries in join_all(workers.iter().map(run_due_now)).await {
        deliveries.unwrap();
    }
    let bundle = "SELECT count(*) || ' of ' || max(bundle_count) FROM notifications";
    assert_eq!(forum.one::<String>(bundle).await, "1 of 12");
    assert_eq!(forum.unread(&asker).await, 1);

    for (change, expected) in [
        ("UPDATE notifications SET created_at = created_at - interval '59 minutes'", "1 of 13"),
        ("UPDATE notifications SET created_at = created_at - interval '1 minute'", "2 of 13"),
        ("UPDATE notifications SET read_at = now()", "3 of 13"),
    ] {
        forum.world.sql(change).await;
        let reply = forum.reply(&replier, topic, None, "Another one, a little later.").await;
        forum.send(&SendNotification::Reply { reply, after: None }).await;
        forum.deliver().await;
        assert_eq!(forum.one::<String>(bundle).await, expected, "{change}");
    }
    assert_eq!(forum.unread(&asker).await, 1);
}

#[tokio::test]
async fn counts_are_exact_while_some_tell_and_others_read() {
    let forum = Forum::new().await;
    let [reader, ..] = forum.people().await;
    for n in 0..20 {
        forum.send(&notice(&reader, NotificationType::SystemAnnouncement, &format!("News {n}"))).await;
    }
    let workers: Vec<_> = (0..3).map(|_| forum.worker()).collect();
    let reading = async {
        for _ in 0..10 {
            let tx = forum.services.db.begin().await.unwrap();
            neurmatic_db::notifications::lock(&tx, reader.id).await.unwrap();
            neurmatic_db::notifications::read_all(&tx, reader.id, None).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    let (deliveries, ()) = futures::join!(join_all(workers.iter().map(run_due_now)), reading);
    assert!(deliveries.into_iter().all(|deliveries| deliveries.is_ok()));
    assert_eq!(forum.one::<i64>("SELECT count(*) FROM notifications").await, 20);
    let unread: i64 = forum.one("SELECT count(*) FROM notifications WHERE is_unread").await;
    assert_eq!(i64::from(forum.unread(&reader).await), unread);
    assert_eq!(forum.one::<i32>("SELECT max(shown_count) FROM notification_counters").await, 20);
}

#[tokio::test]
async fn votes_and_accepted_answers_are_told_to_the_author_and_votes_without_the_voter() {
    let forum = Forum::new().await;
    let [asker, answerer, voter, ..] = forum.people().await;
    let topic = forum.topic(&asker, "public").await;
    let reply = forum.reply(&answerer, topic, None, "The answer to the question.").await;
    forum.send(&SendNotification::TopicUpvote { topic, voter: voter.id }).await;
    forum.send(&SendNotification::ReplyUpvote { reply, voter: voter.id }).await;
    forum.send(&SendNotification::AcceptedReply { reply, by: asker.id }).await;
    forum.deliver_twice().await;
    assert_eq!(forum.told(&asker).await, ["upvote"]);
    assert_eq!(forum.told(&answerer).await, ["accepted_answer", "upvote"]);
    let voters = "SELECT count(*) FROM notifications WHERE type = 'upvote' AND actor_id IS NOT NULL";
    assert_eq!(forum.one::<i64>(voters).await, 0);
}

#[tokio::test]
async fn a_topic_tells_whom_it_names_but_not_who_wrote_it() {
    let forum = Forum::new().await;
    let [author, named, ..] = forum.people().await;
    let topic = forum.topic(&author, "public").await;
    let content = format!("@{} @{} @nobody-at-all", named.username.to_uppercase(), author.username);
    forum.world.sql(&format!("UPDATE topics SET content = '{content}' WHERE id = '{topic}'")).await;
    forum.send(&SendNotification::Topic { topic }).await;
    forum.deliver_twice().await;
    assert_eq!(forum.told(&named).await, ["mention"]);
    assert_eq!(forum.told(&author).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_notice_is_cut_to_fit_and_reaches_accounts_in_use_only() {
    let forum = Forum::new().await;
    let [reader, banned, ..] = forum.people().await;
    forum.world.sql(&format!("UPDATE users SET status = 'banned' WHERE id = '{}'", banned.id)).await;
    let mut sent = notice(&reader, NotificationType::BadgeEarned, &"x".repeat(300));
    if let SendNotification::Notice(notice) = &mut sent {
        notice.receivers.extend([reader.id, banned.id]);
    }
    forum.send(&sent).await;
    forum.deliver().await;
    assert_eq!(forum.one::<i64>("SELECT count(*) FROM notifications").await, 1);
    let title: String = forum.one("SELECT title FROM notifications").await;
    assert_eq!((title.chars().count(), title.ends_with('…')), (255, true));
}

#[tokio::test]
async fn applications_are_told_to_both_sides() {
    let forum = Forum::new().await;
    let [owner, applicant, ..] = forum.people().await;
    let application = forum.application(&owner, &applicant).await;
    forum.send(&SendNotification::Application { application }).await;
    let status = neurmatic_core::words::ApplicationStatus::Interview;
    forum.send(&SendNotification::ApplicationStatus { application, status }).await;
    forum.deliver_twice().await;
    assert_eq!(forum.told(&owner).await, ["application_received"]);
    assert_eq!(forum.told(&applicant).await, ["application_status_update"]);
    let said = "SELECT message FROM notifications WHERE type = 'application_status_update'";
    assert!(forum.one::<String>(said).await.ends_with(" invites you to an interview."));

    forum.world.sql("UPDATE job_applications SET status = 'withdrawn'").await;
    forum.send(&SendNotification::ApplicationStatus { application, status }).await;
    forum.deliver().await;
    assert_eq!(forum.told(&applicant).await, ["application_status_update"]);
}

#[tokio::test]
async fn what_is_not_wanted_on_the_site_nor_by_mail_is_not_told_at_all() {
    let forum = Forum::new().await;
    let [reader, ..] = forum.people().await;
    forum.prefer(&reader, "badge_earned", "in_app", "off").await;
    forum.prefer(&reader, "badge_earned", "email", "off").await;
    forum.prefer(&reader, "new_follower", "in_app", "off").await;
    for kind in [NotificationType::BadgeEarned, NotificationType::NewFollower] {
        forum.send(&notice(&reader, kind, "Something")).await;
    }
    forum.deliver().await;
    assert_eq!(forum.told(&reader).await, ["new_follower"]);
    assert_eq!(forum.unread(&reader).await, 0);
    let row = "SELECT concat_ws(' ', is_shown, is_unread, digest) FROM notifications";
    assert_eq!(forum.one::<String>(row).await, "f f daily");
}

fn notice(to: &TestUser, kind: NotificationType, title: &str) -> SendNotification {
    SendNotification::Notice(Notice {
        receivers: vec![to.id],
        kind,
        title: title.to_owned(),
        message: text(title),
        action_path: None,
        reference: None,
        actor: None,
    })
}
