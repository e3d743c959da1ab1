//! The feed: what is new of what one follows, each once, and nothing that one may not see.

use neurmatic_core::words::Role;

use crate::town::{Town, texts};

#[tokio::test]
async fn what_is_new_of_each_kind_is_merged_by_its_time_and_comes_once() {
    let town = Town::new().await;
    let (reader, author) = (town.person().await, town.person_as(Role::Moderator).await);
    let public = town.forum_categories[0];
    let expected = [
        town.job(1).await,
        town.topic(&author.user, public, 2).await,
        town.article(&author.user, 3).await,
        town.job(4).await,
        town.topic(&author.user, public, 5).await,
        town.article(&author.user, 6).await,
        town.article(&author.user, 7).await,
    ];
    town.world.sql(&format!("UPDATE topics SET is_pinned = true WHERE id = '{}'", expected[4])).await;
    assert_eq!(reader.feed(20).await, Vec::<String>::new(), "nothing is followed yet");
    reader.follow(&format!("user/{}", author.user.id)).await;
    let own: Vec<_> = [1, 2, 4, 5, 6].map(|n: usize| expected[n]).to_vec();
    assert_eq!(reader.feed(20).await, texts(&own), "an author's articles and topics");
    for target in town.targets() {
        reader.follow(&target).await;
    }
    for limit in [1, 2, 3, 20] {
        let feed = reader.feed(limit).await;
        assert_eq!(feed[..7], texts(&expected), "each once, {limit} a page");
        assert_eq!(feed.len(), 8, "and the old topic of the town");
    }
    let first = &reader.client.get("/feed?limit=3").await.expect(200).data()["items"];
    let shown = |n: usize| (first[n]["type"].as_str().unwrap(), first[n]["by"]["slug"].as_str().unwrap());
    assert_eq!(shown(0), ("job", "first-company"));
    assert_eq!(shown(1), ("topic", author.user.username.as_str()));
    assert_eq!(shown(2), ("article", author.user.username.as_str()));
}

#[tokio::test]
async fn each_follow_brings_what_is_its_own() {
    let town = Town::new().await;
    let author = town.person_as(Role::Moderator).await;
    let [public, private, _] = town.forum_categories;
    let (article, job) = (town.article(&author.user, 10).await, town.job(20).await);
    let (open, closed) =
        (town.topic(&author.user, public, 30).await, town.topic(&author.user, private, 40).await);
    let tagged = town.topic(&author.user, private, 50).await;
    town.tag_topic(tagged).await;
    for (target, expected) in [
        (format!("user/{}", author.user.id), vec![article, open, closed, tagged]),
        (format!("company/{}", town.company), vec![job]),
        (format!("model/{}", town.model), vec![article, job]),
        (format!("tag/{}", town.news_tag), vec![article]),
        (format!("category/{}", town.news_category), vec![article]),
        (format!("category/{private}"), vec![closed, tagged]),
    ] {
        let reader = town.person().await;
        reader.follow(&target).await;
        assert_eq!(reader.feed(20).await, texts(&expected), "{target}");
        reader.unfollow(&target).await;
        assert_eq!(reader.feed(20).await, Vec::<String>::new(), "{target}");
    }
    let reader = town.person().await;
    reader.follow(&format!("tag/{}", town.forum_tag)).await;
    let feed = reader.feed(20).await;
    assert_eq!((feed.len(), &feed[0]), (2, &tagged.to_string()), "private ones too, for who is signed in");
}

#[tokio::test]
async fn what_one_may_not_see_is_in_no_feed() {
    let town = Town::new().await;
    let (reader, author) = (town.person().await, town.person_as(Role::Moderator).await);
    let [public, _, moderators] = town.forum_categories;
    for target in town.targets() {
        reader.follow(&target).await;
    }
    reader.follow(&format!("user/{}", author.user.id)).await;
    let before = reader.feed(20).await;
    let (draft, hidden) = (town.article(&author.user, 1).await, town.topic(&author.user, public, 1).await);
    let (expired, paused) = (town.job(1).await, town.job(1).await);
    let secret = town.topic(&author.user, moderators, 1).await;
    town.world
        .sql(&format!(
            "UPDATE articles SET status = 'archived' WHERE id = '{draft}';
             UPDATE topics SET is_hidden = true WHERE id = '{hidden}';
             UPDATE jobs SET expires_at = now() - interval '1 second' WHERE id = '{expired}';
             UPDATE jobs SET status = 'paused' WHERE id = '{paused}';"
        ))
        .await;
    assert_eq!(reader.feed(20).await, before);
    let moderator = town.person_as(Role::Moderator).await;
    moderator.follow(&format!("user/{}", author.user.id)).await;
    assert_eq!(moderator.feed(20).await, [secret.to_string()]);
    town.anybody.get("/feed").await.expect(401);
}

#[tokio::test]
async fn nothing_of_a_blocked_user_is_in_the_feed_and_pages_stay_full() {
    let town = Town::new().await;
    let (reader, blocked, other) =
        (town.person().await, town.person_as(Role::Moderator).await, town.person_as(Role::Moderator).await);
    for target in town.targets() {
        reader.follow(&target).await;
    }
    let mut expected = Vec::new();
    for minutes in 1..4 {
        town.article(&blocked.user, minutes).await;
        town.topic(&blocked.user, town.forum_categories[0], minutes).await;
        expected.push(town.article(&other.user, 100 + minutes).await);
    }
    town.block(&reader.user, &blocked.user).await;
    let page = reader.client.get("/feed?limit=3").await.expect(200).data();
    let ids: Vec<_> =
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, texts(&expected));
}
