//! What somebody has done: by what the reader may see of the forum.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::app::App;

fn titles(data: &Value, list: &str, field: &str) -> Vec<String> {
    let items = data[list].as_array().unwrap();
    items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_lies_where_the_reader_may_not_look_is_not_listed() {
    let app = App::new().await;
    let (author, _) = app.somebody(Role::User).await;
    for visibility in ["public", "private", "moderator_only"] {
        let category = app.category(visibility).await;
        let topic = app.topic(author.id, category, &format!("Topic that is {visibility}")).await;
        app.reply(author.id, topic, &format!("A reply that is {visibility}.")).await;
    }
    for (role, seen) in [(None, 1), (Some(Role::User), 2), (Some(Role::Moderator), 3)] {
        let reader = match role {
            None => app.anybody.clone(),
            Some(role) => app.somebody(role).await.1,
        };
        let of = |part: &str| format!("/users/{}/{part}", author.username);
        let topics = reader.get(&of("topics")).await.expect(200).json();
        assert_eq!(topics["data"]["topics"].as_array().unwrap().len(), seen);
        assert_eq!(topics["pagination"]["total"], json!(seen));
        assert_eq!(reader.get(&of("replies")).await.data()["replies"].as_array().unwrap().len(), seen);
        let activity = reader.get(&of("activity")).await.data();
        assert_eq!(activity["activities"].as_array().unwrap().len(), 2 * seen);
    }
}

#[tokio::test]
async fn what_is_hidden_or_taken_away_is_not_listed() {
    let app = App::new().await;
    let (author, client) = app.somebody(Role::User).await;
    let category = app.category("public").await;
    let shown = app.topic(author.id, category, "Topic that is shown").await;
    let hidden = app.topic(author.id, category, "Topic that is hidden").await;
    let gone = app.topic(author.id, category, "Topic that is gone").await;
    app.reply(author.id, shown, "A reply that is shown.").await;
    let deleted = app.reply(author.id, shown, "A reply that is deleted.").await;
    app.reply(author.id, hidden, "A reply to what is hidden.").await;
    app.world
        .sql(&format!(
            "UPDATE topics SET is_hidden = true WHERE id = '{hidden}';
             UPDATE topics SET status = 'archived' WHERE id = '{gone}';
             UPDATE replies SET deleted_at = now() WHERE id = '{deleted}'"
        ))
        .await;
    let of = |part: &str| format!("/users/{}/{part}", author.username);
    let topics = client.get(&of("topics")).await.data();
    assert_eq!(titles(&topics, "topics", "title"), ["Topic that is shown"]);
    let replies = client.get(&of("replies")).await.data();
    assert_eq!(titles(&replies, "replies", "excerpt"), ["A reply that is shown."]);
    let activity = client.get(&of("activity")).await.data();
    assert_eq!(titles(&activity, "activities", "type"), ["reply", "topic"]);
}

#[tokio::test]
async fn pages_go_on_where_the_one_before_ended() {
    let app = App::new().await;
    let (author, _) = app.somebody(Role::User).await;
    let category = app.category("public").await;
    let topic = app.topic(author.id, category, "Topic with many replies").await;
    for n in 0..5 {
        app.reply(author.id, topic, &format!("Reply number {n} of the author.")).await;
    }
    app.article(author.id, "Article of the author").await;
    for (part, list, field, all) in [
        ("replies", "replies", "excerpt", 5),
        ("activity", "activities", "id", 7),
        ("topics", "topics", "id", 1),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let target = format!("/users/{}/{part}?limit=2{cursor}", author.username);
            let page = app.anybody.get(&target).await.expect(200).json();
            seen.extend(titles(&page["data"], list, field));
            match page["pagination"]["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut distinct = seen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!((seen.len(), distinct.len()), (all, all), "{part}: {seen:?}");
    }
}

#[tokio::test]
async fn reputation_tells_points_level_and_what_for() {
    let app = App::new().await;
    let (author, client) = app.somebody(Role::User).await;
    let path = format!("/users/{}/reputation", author.username);
    let none = app.anybody.get(&path).await.data();
    assert_eq!(
        (&none["points"], &none["level"], &none["nextLevelAt"]),
        (&json!(0), &json!("newcomer"), &json!(100))
    );
    let category = app.category("public").await;
    let topic = app.topic(author.id, category, "Topic that is voted up").await;
    for _ in 0..10 {
        let voter = app.account(Role::User).await;
        app.world
            .sql(&format!(
                "INSERT INTO topic_votes (user_id, topic_id, value) VALUES ('{}', '{topic}', 1)",
                voter.id
            ))
            .await;
    }
    let held = app.anybody.get(&path).await.data();
    assert_eq!(
        (&held["points"], &held["level"], &held["nextLevelAt"]),
        (&json!(105), &json!("contributor"), &json!(500))
    );
    assert_eq!(held["events"].as_array().unwrap().len(), 11);
    assert_eq!(held["events"][0]["type"], "upvote_received");

    app.patch(&client, json!({"privacy": {"activity": "private"}})).await;
    let hidden = app.anybody.get(&path).await.data();
    assert_eq!((&hidden["points"], &hidden["events"]), (&json!(105), &json!([])));
    assert_eq!(client.get(&path).await.data()["events"].as_array().unwrap().len(), 11);
}

#[tokio::test]
async fn badges_are_shown_to_everybody_the_newest_first() {
    let app = App::new().await;
    let (user, _) = app.somebody(Role::User).await;
    let path = format!("/users/{}/badges", user.username);
    assert_eq!(app.anybody.get(&path).await.expect(200).data()["badges"], json!([]));
    app.world
        .sql(&format!(
            "INSERT INTO user_badges (user_id, badge_id, earned_at)
             SELECT '{}', id, now() - display_order * interval '1 day' FROM badges ORDER BY display_order LIMIT 2",
            user.id
        ))
        .await;
    let data = app.anybody.get(&path).await.data();
    let earned: Vec<&str> =
        data["badges"].as_array().unwrap().iter().map(|badge| badge["earnedAt"].as_str().unwrap()).collect();
    assert!(earned.len() == 2 && earned[0] > earned[1], "{data}");
}
