//! Leaderboards and badges: the same for everybody, and cached.

use neurmatic_http::Tag;
use serde_json::json;

use crate::town::Town;

async fn rank(town: &Town, period: &str, rank: i16, user: neurmatic_core::ids::UserId, gain: i64) {
    let sql = "INSERT INTO leaderboard_entries (period, rank, user_id, reputation_gain, post_count, reply_count, accepted_count)
        VALUES ($1::text::leaderboard_period, $2, $3, $4, 1, 2, 3)";
    town.world.owner().execute(sql, &[&period, &rank, &user, &gain]).await.unwrap();
}

#[tokio::test]
async fn the_second_reader_is_served_from_the_cache_in_any_process() {
    let town = Town::new().await;
    for (target, tag) in [
        ("/leaderboards/weekly", "leaderboards"),
        ("/leaderboards/monthly", "leaderboards"),
        ("/leaderboards/all-time", "leaderboards"),
        ("/badges", "badges"),
    ] {
        let first = town.anybody.get(target).await.expect(200);
        assert_eq!(first.header("cache-status"), Some("neurmatic; fwd=miss"), "{target}");
        let second = town.another_process().get(target).await.expect(200);
        assert_eq!(second.header("cache-status"), Some("neurmatic; hit"), "{target}");
        assert_eq!((&first.body, first.headers.get("etag")), (&second.body, second.headers.get("etag")));
        assert_eq!(second.header("cache-control"), Some("public, max-age=900, s-maxage=900"), "{target}");
        assert_eq!(second.header("cache-tag"), Some(tag), "{target}");
        assert!(!second.json().to_string().contains('@'), "no address of anybody");
    }
}

#[tokio::test]
async fn a_leaderboard_shows_who_is_in_use_in_order_and_is_new_when_it_was_written() {
    let town = Town::new().await;
    let empty = town.anybody.get("/leaderboards/weekly").await.expect(200).data();
    assert_eq!((&empty["updatedAt"], &empty["entries"]), (&json!(null), &json!([])));
    let people = [town.person().await, town.person().await, town.person().await];
    for (n, person) in (1_i16..).zip(&people) {
        rank(&town, "weekly", n, person.user.id, 100 - i64::from(n)).await;
    }
    town.world.sql(&format!("UPDATE users SET status = 'deleted' WHERE id = '{}'", people[1].user.id)).await;
    let cached = town.anybody.get("/leaderboards/weekly").await.expect(200).data();
    assert_eq!(cached["entries"], json!([]), "nothing has told the cache");
    let services = town.world.services();
    services
        .cache
        .invalidate_tags(&[Tag::all("leaderboards")], neurmatic_http::Invalidation::Soft)
        .await
        .unwrap();
    let shown = town.another_process().get("/leaderboards/weekly").await.expect(200).data();
    let places: Vec<_> = shown["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            (entry["rank"].as_i64().unwrap(), entry["user"]["username"].as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(places, [(1, people[0].user.username.clone()), (3, people[2].user.username.clone())]);
    let first = &shown["entries"][0];
    assert_eq!((&first["reputationGain"], &first["acceptedCount"]), (&json!(99), &json!(3)));
}

#[tokio::test]
async fn there_are_twenty_five_badges() {
    let town = Town::new().await;
    let badges = town.anybody.get("/badges").await.expect(200).data()["badges"].as_array().unwrap().clone();
    assert_eq!(badges.len(), 25);
    assert_eq!((&badges[0]["slug"], &badges[0]["threshold"]), (&json!("first-post"), &json!(1)));
    let by_hand: Vec<_> = badges.iter().filter(|badge| badge["threshold"].is_null()).collect();
    assert_eq!(by_hand.len(), 1);
    assert_eq!(by_hand[0]["slug"], "beta-tester");
}
