//! `notification:mail`: what is told by mail, when, and never twice.

use jiff::Timestamp;
use neurmatic_core::words::NotificationType;
use neurmatic_db::notices::{self, DueRow, NewNotification, Occasion};
use neurmatic_http::Unsubscribe;
use neurmatic_tasks::payloads::MailNotifications;
use neurmatic_testing::TestUser;
use serde_json::Value;

use crate::told::Forum;

/// Tells somebody something at a moment; when it is to be mailed.
async fn tell(forum: &Forum, user: &TestUser, kind: NotificationType, at: &str) -> Option<Timestamp> {
    let told = NewNotification {
        user: user.id,
        kind,
        title: format!("News of {kind}"),
        message: "Something happened.".to_owned(),
    };
    let at: Timestamp = at.parse().unwrap();
    let occasion = Occasion { action_path: Some("/somewhere"), reference: None, actor: None, at };
    let tx = forum.services.db.begin().await.unwrap();
    let due: Vec<DueRow> = notices::put(&tx, occasion, &[told]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(due.iter().all(|due| due.user_id == user.id));
    due.first().map(|due| due.mail_due_at)
}

async fn quiet(forum: &Forum, user: &TestUser, zone: &str, from: &str, until: &str, days: &str) {
    let user = user.id;
    forum
        .world
        .sql(&format!(
            "UPDATE users SET timezone = '{zone}' WHERE id = '{user}';
             INSERT INTO quiet_hours (user_id, is_on, from_time, until_time, days)
             VALUES ('{user}', true, '{from}', '{until}', '{days}')
             ON CONFLICT (user_id) DO UPDATE SET from_time = excluded.from_time, until_time = excluded.until_time,
                 days = excluded.days"
        ))
        .await;
}

fn mails(forum: &Forum) -> Vec<Value> {
    forum.provider.requests().into_iter().map(|(_, body)| body).collect()
}

#[tokio::test]
async fn quiet_hours_put_a_mail_off_to_their_end_in_the_users_own_time() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    let every_day = "{0,1,2,3,4,5,6}";
    for (zone, from, until, days, at, due) in [
        // Across midnight: before, within on both days, after.
        ("Europe/Berlin", "22:00", "07:00", every_day, "2026-06-10T19:59:00Z", "2026-06-10T19:59:00Z"),
        ("Europe/Berlin", "22:00", "07:00", every_day, "2026-06-10T20:00:00Z", "2026-06-11T05:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", every_day, "2026-06-11T04:59:00Z", "2026-06-11T05:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", every_day, "2026-06-11T05:00:00Z", "2026-06-11T05:00:00Z"),
        // Within a day, and far from Greenwich.
        ("Asia/Kathmandu", "12:00", "13:30", every_day, "2026-06-10T06:15:00Z", "2026-06-10T07:45:00Z"),
        ("Pacific/Auckland", "23:00", "06:00", every_day, "2026-06-10T12:00:00Z", "2026-06-10T18:00:00Z"),
        // The night of Friday (5) only, which ends on Saturday.
        ("America/New_York", "22:00", "07:00", "{5}", "2026-06-13T03:00:00Z", "2026-06-13T11:00:00Z"),
        ("America/New_York", "22:00", "07:00", "{5}", "2026-06-14T03:00:00Z", "2026-06-14T03:00:00Z"),
        // The clocks go forward in the night, and back in another.
        ("Europe/Berlin", "22:00", "07:00", every_day, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"),
        ("Europe/Berlin", "22:00", "07:00", every_day, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"),
        // An end that the clocks leave out, and a zone that isn't one.
        ("Europe/Berlin", "22:00", "02:30", every_day, "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
        ("Nowhere/Land", "22:00", "07:00", every_day, "2026-06-10T22:00:00Z", "2026-06-11T07:00:00Z"),
    ] {
        quiet(&forum, &user, zone, from, until, days).await;
        let told = tell(&forum, &user, NotificationType::Mention, at).await;
        assert_eq!(told, Some(due.parse().unwrap()), "{zone} {from}-{until} {days} at {at}");
        let critical = tell(&forum, &user, NotificationType::AccountUpdate, at).await;
        assert_eq!(critical, Some(at.parse().unwrap()), "what is critical waits: {zone} at {at}");
    }
}

#[tokio::test]
async fn how_soon_a_mail_comes_is_the_users_word() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    for (frequency, due, digest) in [
        ("real_time", Some("2026-06-10T10:20:00Z"), ""),
        ("hourly_digest", Some("2026-06-10T11:00:00Z"), ""),
        ("daily_digest", None, "daily"),
        ("weekly_digest", None, "weekly"),
        ("off", None, ""),
    ] {
        forum.world.sql("DELETE FROM notifications; DELETE FROM notification_preferences").await;
        forum.prefer(&user, "mention", "email", frequency).await;
        let told = tell(&forum, &user, NotificationType::Mention, "2026-06-10T10:20:00Z").await;
        assert_eq!(told, due.map(|due| due.parse().unwrap()), "{frequency}");
        let kept: String = forum.one("SELECT coalesce(digest::text, '') FROM notifications").await;
        assert_eq!(kept, digest, "{frequency}");
    }
}

#[tokio::test]
async fn what_waited_goes_out_in_one_mail_without_what_was_read_meanwhile() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    for kind in [NotificationType::Mention, NotificationType::AcceptedAnswer, NotificationType::Message] {
        tell(&forum, &user, kind, "2026-06-10T10:20:00Z").await;
    }
    forum.world.sql("UPDATE notifications SET read_at = now() WHERE type = 'message'").await;
    for _ in 0..2 {
        forum.send(&MailNotifications { user: user.id }).await;
    }
    forum.deliver_twice().await;

    let mails = mails(&forum);
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = &mails[0];
    assert_eq!(mail["personalizations"][0]["to"][0]["email"], user.email.as_str());
    assert_eq!(mail["subject"], "2 things happened at Neurmatic");
    let text = mail["content"][0]["value"].as_str().unwrap();
    assert!(text.contains("News of mention") && text.contains("News of accepted_answer"), "{text}");
    assert!(
        !text.contains("News of message") && text.contains("https://neurmatic.example/somewhere"),
        "{text}"
    );
    let link = forum.services.unsubscribe_link(user.id, Unsubscribe::Everything);
    let headers = &mail["personalizations"][0]["headers"];
    assert_eq!(headers["List-Unsubscribe"], format!("<{link}>"));
    assert_eq!(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    assert!(mail["content"][1]["value"].as_str().unwrap().contains(&format!("href=\"{link}\"")));
}

#[tokio::test]
async fn an_address_that_is_not_proven_gets_no_mail() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    forum.world.sql("UPDATE users SET email_verified_at = NULL").await;
    tell(&forum, &user, NotificationType::Mention, "2026-06-10T10:20:00Z").await;
    forum.send(&MailNotifications { user: user.id }).await;
    forum.deliver().await;
    assert!(mails(&forum).is_empty());
    assert_eq!(forum.unread(&user).await, 1);
}

#[tokio::test]
async fn a_bundle_is_mailed_once_and_says_how_many_it_stands_for() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    let first = tell(&forum, &user, NotificationType::TopicReply, "2026-06-10T10:20:00Z").await;
    let second = tell(&forum, &user, NotificationType::TopicReply, "2026-06-10T10:30:00Z").await;
    assert!(first.is_some() && second.is_none());
    forum.send(&MailNotifications { user: user.id }).await;
    forum.deliver().await;
    let mails = mails(&forum);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["subject"], "News of topic_reply");
    assert!(mails[0]["content"][0]["value"].as_str().unwrap().contains("Something happened. (2 times)"));
}
