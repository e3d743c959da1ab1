//! `notification:digest`: when each user's is due, what is in it, and that none comes twice.

use jiff::{SignedDuration, Timestamp};
use neurmatic_db::{Door as _, Query, args};
use neurmatic_tasks::schedules::send_digests;
use neurmatic_testing::TestUser;
use serde_json::Value;

use crate::recount;
use crate::told::Forum;

static NEXT: Query = Query::new(
    "test.next",
    "SELECT extract(epoch FROM next_digest_at($1, $2, $3::text::time, $4))::int8 AS n",
);

/// Looks for digests that are due at a moment, and delivers what that sends; the mails' receivers.
async fn look(forum: &Forum, now: Timestamp) -> Vec<Value> {
    let before = forum.provider.requests().len();
    let tx = forum.services.db.begin().await.unwrap();
    send_digests(&tx, now).await.unwrap();
    tx.commit().await.unwrap();
    forum.deliver().await;
    forum.provider.requests().into_iter().skip(before).map(|(_, body)| body).collect()
}

fn receivers(mails: &[Value]) -> Vec<&str> {
    mails.iter().map(|mail| mail["personalizations"][0]["to"][0]["email"].as_str().unwrap()).collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Articles, topics and jobs around a moment, more than digests hold; some too old, some not for everybody.
async fn content(forum: &Forum, author: &TestUser, now: Timestamp) {
    let (id, category) = (author.id, uuid::Uuid::now_v7());
    forum
        .world
        .sql(&format!(
            "INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'News', 'news');
             INSERT INTO articles (id, title, slug, summary, content, category_id, author_id, author_name, created_by_id, status,
                 published_at, view_count, reading_time_minutes)
             SELECT gen_random_uuid(), 'Article ' || n, 'article-' || n, 'What it says ' || n, repeat('word ', 30), '{category}', '{id}', 'A', '{id}',
                 CASE WHEN n % 7 = 0 THEN 'archived' ELSE 'published' END::article_status,
                 timestamptz '{now}' - make_interval(hours => n * 3), (n * 37) % 50, 1
             FROM generate_series(0, 70) AS n;
             INSERT INTO forum_categories (id, name, slug, visibility)
             VALUES ('{category}', 'Talk', 'talk', 'public'), (gen_random_uuid(), 'Staff', 'staff', 'moderator_only');
             INSERT INTO topics (id, title, slug, content, author_id, category_id, visibility, is_hidden, created_at)
             SELECT gen_random_uuid(), 'Topic ' || n, 'topic-' || n, 'What it is about.', '{id}', c.id, c.visibility, n % 11 = 0,
                 timestamptz '{now}' - make_interval(hours => n * 2)
             FROM generate_series(0, 100) AS n JOIN forum_categories c ON c.slug = CASE WHEN n % 5 = 0 THEN 'staff' ELSE 'talk' END;
             INSERT INTO companies (id, name, slug, owner_user_id) VALUES ('{category}', 'A company', 'a-company', '{id}');
             INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location, experience_level,
                 location, status, published_at, expires_at)
             SELECT gen_random_uuid(), '{category}', 'Job ' || n, 'job-' || n, 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 'active',
                 timestamptz '{now}' - make_interval(hours => n * 5), timestamptz '{now}' + make_interval(days => n % 4 - 1)
             FROM generate_series(0, 40) AS n"
        ))
        .await;
}

#[tokio::test]
async fn the_next_digest_is_at_its_hour_by_the_clock_of_each_time_zone() {
    let forum = Forum::new().await;
    let monday = Some(1_i16);
    for (after, zone, time, weekday, expected) in [
        ("2026-06-10T06:59:00Z", "Europe/Berlin", "09:00", None, "2026-06-10T07:00:00Z"),
        ("2026-06-10T07:00:00Z", "Europe/Berlin", "09:00", None, "2026-06-11T07:00:00Z"),
        ("2026-06-10T20:00:00Z", "Asia/Kathmandu", "09:00", None, "2026-06-11T03:15:00Z"),
        ("2026-06-10T23:00:00Z", "America/New_York", "09:00", None, "2026-06-11T13:00:00Z"),
        // The night in which the clocks go forward, and the one in which they go back.
        ("2026-03-28T08:00:00Z", "Europe/Berlin", "09:00", None, "2026-03-29T07:00:00Z"),
        ("2026-10-24T07:00:00Z", "Europe/Berlin", "09:00", None, "2026-10-25T08:00:00Z"),
        ("2026-03-28T12:00:00Z", "Europe/Berlin", "02:30", None, "2026-03-29T01:30:00Z"),
        ("2026-10-24T12:00:00Z", "Europe/Berlin", "02:30", None, "2026-10-25T01:30:00Z"),
        // Weekly: it is a Wednesday; on the day itself before and after the hour; a zone that isn't one.
        ("2026-06-10T12:00:00Z", "America/New_York", "09:00", monday, "2026-06-15T13:00:00Z"),
        ("2026-06-15T12:59:00Z", "America/New_York", "09:00", monday, "2026-06-15T13:00:00Z"),
        ("2026-06-15T13:00:00Z", "America/New_York", "09:00", monday, "2026-06-22T13:00:00Z"),
        ("2026-06-14T16:00:00Z", "Pacific/Auckland", "09:00", monday, "2026-06-14T21:00:00Z"),
        ("2026-06-10T12:00:00Z", "Nowhere/Land", "09:00", Some(3), "2026-06-17T09:00:00Z"),
    ] {
        let args = args![at(after) => TIMESTAMPTZ, zone => TEXT, time => TEXT, weekday => INT2];
        let next: i64 = forum.services.db.one(&NEXT, args).await.unwrap();
        let next = Timestamp::from_second(next).unwrap();
        assert_eq!(next, at(expected), "after {after} in {zone} at {time} on {weekday:?}");
    }
}

#[tokio::test]
async fn each_gets_it_in_the_morning_where_he_is_once() {
    let forum = Forum::new().await;
    let [berlin, kathmandu, new_york, off, away, unproven] = forum.people().await;
    for (user, zone) in
        [(&berlin, "Europe/Berlin"), (&kathmandu, "Asia/Kathmandu"), (&new_york, "America/New_York")]
    {
        forum.world.sql(&format!("UPDATE users SET timezone = '{zone}' WHERE id = '{}'", user.id)).await;
    }
    forum
        .world
        .sql(&format!(
            "UPDATE digest_plans SET is_on = false WHERE type = 'weekly' OR user_id = '{}';
             UPDATE digest_preferences SET is_on_vacation = true WHERE user_id = '{}';
             UPDATE users SET email_verified_at = NULL WHERE id = '{}'",
            off.id, away.id, unproven.id
        ))
        .await;
    // A day on which Berlin's clocks go forward.
    let day = at("2026-03-29T00:00:00Z");
    content(&forum, &berlin, day).await;
    look(&forum, day - SignedDuration::from_hours(2)).await;
    let mut got: Vec<(String, String)> = Vec::new();
    for quarter in 0..(4 * 24) {
        let now = day + SignedDuration::from_mins(15 * quarter);
        for _ in 0..2 {
            for receiver in receivers(&look(&forum, now).await) {
                got.push((receiver.to_owned(), now.strftime("%H:%M").to_string()));
            }
        }
    }
    let expected = [(&kathmandu, "03:15"), (&berlin, "07:00"), (&new_york, "13:00")];
    let expected: Vec<(String, String)> =
        expected.map(|(user, time)| (user.email.clone(), time.to_owned())).to_vec();
    assert_eq!(got, expected);
}

#[tokio::test]
async fn a_digest_holds_what_a_recount_finds() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    let now = at("2026-06-15T09:00:00Z");
    content(&forum, &user, now).await;
    forum.world.sql(&format!("DELETE FROM users WHERE id <> '{}'", user.id)).await;
    look(&forum, now - SignedDuration::from_mins(1)).await;
    let mails = look(&forum, now).await;
    assert_eq!(mails.len(), 2, "daily, and weekly on a Monday");
    for (mail, subject, hours, most) in
        [(&mails[0], "Your day", 24, [5, 5, 3]), (&mails[1], "Your week", 168, [10, 10, 5])]
    {
        assert!(mail["subject"].as_str().unwrap().starts_with(subject), "{}", mail["subject"]);
        let text = mail["content"][0]["value"].as_str().unwrap();
        let said: Vec<&str> = text
            .lines()
            .filter(|line| ["Article ", "Topic ", "Job "].iter().any(|kind| line.starts_with(kind)))
            .collect();
        assert_eq!(said, recount::digest(forum.world.owner(), now, hours, most).await, "{subject}");
        let link = mail["personalizations"][0]["headers"]["List-Unsubscribe"].as_str().unwrap();
        assert!(link.contains("-digest."), "{link}");
    }
}

#[tokio::test]
async fn too_little_is_not_sent_and_neither_is_a_second_one_within_twenty_hours() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    forum.world.sql(&format!("DELETE FROM users WHERE id <> '{}'", user.id)).await;
    forum.world.sql("UPDATE digest_plans SET is_on = false WHERE type = 'weekly'").await;
    let now = at("2026-06-10T09:00:00Z");
    let later = |hours| now + SignedDuration::from_hours(hours);
    look(&forum, later(-1)).await;
    assert!(look(&forum, now).await.is_empty(), "there is nothing to tell");

    content(&forum, &user, later(24)).await;
    forum.world.sql("UPDATE digest_preferences SET min_items = 13").await;
    assert!(look(&forum, later(24)).await.is_empty(), "12 are fewer than 13");
    forum.world.sql("UPDATE digest_preferences SET min_items = 3; UPDATE digest_plans SET next_at = NULL, at = '10:00'").await;
    look(&forum, later(24)).await;
    assert_eq!(look(&forum, later(25)).await.len(), 1);

    forum.world.sql("UPDATE digest_plans SET next_at = NULL, at = '12:00'").await;
    look(&forum, later(26)).await;
    assert!(look(&forum, later(27)).await.is_empty(), "two hours later");
    forum.world.sql("CREATE TABLE kept AS SELECT user_id, last_sent_at FROM digest_plans").await;
    assert_eq!(forum.one::<i64>("SELECT count(*) FROM kept WHERE last_sent_at IS NOT NULL").await, 1);
}

#[tokio::test]
async fn what_a_user_was_told_for_the_digest_is_in_it_and_what_was_read_is_not() {
    let forum = Forum::new().await;
    let [user, other, ..] = forum.people().await;
    let now = at("2026-06-10T09:00:00Z");
    forum
        .world
        .sql(&format!(
            "UPDATE digest_plans SET is_on = false WHERE type = 'weekly' OR user_id <> '{user}';
             INSERT INTO notifications (id, user_id, type, title, message, digest, read_at, created_at)
             SELECT gen_random_uuid(), CASE n WHEN 9 THEN '{other}'::uuid ELSE '{user}' END, 'badge_earned', 'Badge ' || n, 'm',
                 CASE n WHEN 8 THEN 'weekly'::digest_type ELSE 'daily' END, CASE n WHEN 7 THEN now() END,
                 timestamptz '{now}' - make_interval(hours => n * 2)
             FROM generate_series(0, 9) AS n",
            user = user.id,
            other = other.id
        ))
        .await;
    look(&forum, now - SignedDuration::from_mins(1)).await;
    let mails = look(&forum, now).await;
    let text = mails[0]["content"][0]["value"].as_str().unwrap();
    let told: Vec<&str> = text.lines().filter(|line| line.starts_with("Badge ")).collect();
    assert_eq!(told, ["Badge 0", "Badge 1", "Badge 2", "Badge 3", "Badge 4", "Badge 5", "Badge 6"]);
    assert!(text.contains("FOR YOU"));
}

#[tokio::test]
async fn a_digest_that_is_delivered_twice_is_mailed_once() {
    let forum = Forum::new().await;
    let [user, ..] = forum.people().await;
    forum.world.sql(&format!("DELETE FROM users WHERE id <> '{}'", user.id)).await;
    let now = at("2026-06-10T09:00:00Z");
    content(&forum, &user, now).await;
    look(&forum, now - SignedDuration::from_mins(1)).await;
    let tx = forum.services.db.begin().await.unwrap();
    send_digests(&tx, now).await.unwrap();
    tx.commit().await.unwrap();
    forum.deliver_twice().await;
    assert_eq!(forum.provider.requests().len(), 1);
}

#[tokio::test]
async fn who_moves_gets_it_by_the_new_clock_and_an_address_that_bounced_gets_none() {
    let forum = Forum::new().await;
    let [mover, bounced, ..] = forum.people().await;
    let now = at("2026-06-10T09:00:00Z");
    content(&forum, &mover, now).await;
    forum
        .world
        .sql(&format!(
            "UPDATE digest_plans SET is_on = false WHERE type = 'weekly' OR user_id NOT IN ('{}', '{}')",
            mover.id, bounced.id
        ))
        .await;
    look(&forum, now - SignedDuration::from_hours(5)).await;
    let moved = format!("UPDATE users SET timezone = 'Europe/Berlin' WHERE id = '{}'", mover.id);
    forum.world.sql(&moved).await;
    let suppressed = format!("INSERT INTO mail_suppressions VALUES ('{}', 'bounce')", bounced.email);
    forum.world.sql(&suppressed).await;
    look(&forum, now - SignedDuration::from_hours(4)).await;
    assert_eq!(receivers(&look(&forum, now - SignedDuration::from_hours(2)).await), [mover.email.as_str()]);
    assert!(look(&forum, now).await.is_empty());
}
