//! What names a model.

use crate::directory::{Directory, draft, each, text};

#[tokio::test]
async fn the_articles_of_a_model_are_the_published_ones_that_name_it_newest_first() {
    let directory = Directory::new().await;
    let (one, two) = (directory.add(draft("one")).await, directory.add(draft("two")).await);
    let (one, two) = (text(&one, "id"), text(&two, "id"));
    directory.article("Of both", 3, &[one, two]).await;
    directory.article("Of the first", 1, &[one]).await;
    directory.article("Of the second", 2, &[two]).await;
    directory.article("Of none", 2, &[]).await;
    directory.article("Taken back", 4, &[one]).await;
    directory.world.sql("UPDATE articles SET status = 'archived' WHERE title = 'Taken back'").await;
    let first = directory.readers.get("/models/one/articles?limit=1").await.expect(200);
    assert_eq!(each(&first.data(), "articles", "title"), ["Of the first"]);
    let pagination = &first.json()["pagination"];
    assert_eq!(pagination["total"], 2);
    let next = format!("/models/one/articles?limit=1&cursor={}", text(pagination, "nextCursor"));
    let second = directory.readers.get(&next).await.expect(200);
    assert_eq!(each(&second.data(), "articles", "title"), ["Of both"]);
    assert!(second.json()["pagination"]["nextCursor"].is_null());
    let reply = directory.readers.get(&next.replace("/one/", "/two/")).await.expect(400);
    assert_eq!(reply.pointers(), ["/query/cursor"], "a cursor holds for its model");
}

#[tokio::test]
async fn the_jobs_of_a_model_are_the_open_ones_that_name_it() {
    let directory = Directory::new().await;
    let (one, two) = (directory.add(draft("one")).await, directory.add(draft("two")).await);
    let (one, two) = (text(&one, "id"), text(&two, "id"));
    for (title, status, models) in [
        ("Open", "active", vec![one, two]),
        ("Over", "active", vec![one]),
        ("Paused", "paused", vec![one]),
        ("Closed", "closed", vec![one]),
        ("Elsewhere", "active", vec![two]),
    ] {
        directory.job(title, status, &models).await;
    }
    directory.world.sql("UPDATE jobs SET expires_at = now() WHERE title = 'Over'").await;
    let found = directory.readers.get("/models/one/jobs").await.expect(200);
    assert_eq!(each(&found.data(), "jobs", "title"), ["Open"]);
    assert_eq!(found.json()["pagination"]["total"], 1);
    assert_eq!(found.data()["jobs"][0]["models"][0]["slug"], "one");
}
