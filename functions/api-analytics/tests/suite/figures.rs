//! Figures of articles and of the platform: who sees them, and what they say.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::house::House;

fn ago(days: i64) -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().saturating_sub(days.days())
}

#[tokio::test]
async fn an_author_sees_thirty_days_and_all_that_was_counted() {
    let house = House::new().await;
    let article = house.article("published").await;
    let sql = "INSERT INTO article_days (article_id, day, views, viewers, reads, read_secs, shares)
        VALUES ($1, $2, 7, 6, 3, 100, 2), ($1, $3, 5, 5, 0, 0, 0), ($1, $4, 9, 9, 1, 50, 0)";
    house.world.owner().execute(sql, &[&article, &ago(1), &ago(30), &ago(31)]).await.unwrap();
    let data = house.author().get(&format!("/analytics/articles/{article}")).await.expect(200).data();
    assert_eq!(data["articleId"], json!(article));
    let totals = json!({"views": 70, "bookmarks": 8, "shares": 9, "reads": 4, "averageReadSeconds": 37});
    assert_eq!(data["totals"], totals);
    let days = data["days"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    let first = json!({"day": ago(30), "views": 5, "viewers": 5, "reads": 0, "averageReadSeconds": null, "shares": 0});
    let none = json!({"day": ago(29), "views": 0, "viewers": 0, "reads": 0, "averageReadSeconds": null, "shares": 0});
    let last =
        json!({"day": ago(1), "views": 7, "viewers": 6, "reads": 3, "averageReadSeconds": 33, "shares": 2});
    assert_eq!((&days[0], &days[1], &days[29]), (&first, &none, &last));
}

#[tokio::test]
async fn an_articles_figures_are_for_its_author_and_moderators() {
    let house = House::new().await;
    let (published, draft) = (house.article("published").await, house.article("draft").await);
    let nobody = "0198c0de-0000-7000-8000-000000000001".to_owned();
    let (reader, moderator) = (house.somebody(Role::Company).await, house.somebody(Role::Moderator).await);
    for (article, for_author, for_reader, for_moderator) in
        [(published.to_string(), 200, 403, 200), (draft.to_string(), 200, 404, 200), (nobody, 404, 404, 404)]
    {
        let path = format!("/analytics/articles/{article}");
        house.author().get(&path).await.expect(for_author);
        reader.get(&path).await.expect(for_reader);
        moderator.get(&path).await.expect(for_moderator);
        house.anybody.get(&path).await.expect(401);
    }
}

#[tokio::test]
async fn the_platforms_days_are_listed_and_added_up() {
    let house = House::new().await;
    let sql = "INSERT INTO platform_days (day, signups, active_users, visitors, articles, topics, replies, jobs, applications,
            views, reads, shares, page_views, searches, events)
        SELECT $1::date - n, n, 10 * n, 20 * n, 1, 2, 3, 4, 5, 100 * n, 50, 6, 200, 30, 286 FROM unnest(ARRAY[0, 1, 3]) AS n";
    house.world.owner().execute(sql, &[&ago(1)]).await.unwrap();
    let admin = house.somebody(Role::Admin).await;
    let data = admin.get("/analytics/platform").await.expect(200).data();
    assert_eq!((&data["from"], &data["to"]), (&json!(ago(30)), &json!(ago(1))));
    let listed: Vec<&Value> = data["days"].as_array().unwrap().iter().map(|day| &day["day"]).collect();
    assert_eq!(
        listed,
        [&json!(ago(4)), &json!(ago(2)), &json!(ago(1))],
        "a day that wasn't counted is missing"
    );
    assert_eq!(data["days"][0]["activeUsers"], 30);
    assert_eq!(data["days"][0]["signups"], 3);
    let sums = json!({
        "signups": 4, "articles": 3, "topics": 6, "replies": 9, "jobs": 12, "applications": 15, "views": 400, "reads": 150,
        "shares": 18, "pageViews": 600, "searches": 90, "events": 858,
    });
    assert_eq!(data["sums"], sums);

    let path = format!("/analytics/platform?from={}&to={}", ago(3), ago(2));
    let part = admin.get(&path).await.expect(200).data();
    assert_eq!((part["days"].as_array().unwrap().len(), &part["sums"]["views"]), (1, &json!(100)));
}

#[tokio::test]
async fn the_platforms_figures_are_for_administrators() {
    let house = House::new().await;
    house.anybody.get("/analytics/platform").await.expect(401);
    house.somebody(Role::Moderator).await.get("/analytics/platform").await.expect(403);
}
