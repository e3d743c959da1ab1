//! What is cached, and what makes it stale.

use neurmatic_http::{Invalidation, Tag};
use serde_json::json;

use crate::directory::{Directory, draft, text};

#[tokio::test]
async fn the_second_reader_is_served_from_the_cache_in_any_process() {
    let directory = Directory::new().await;
    let made = directory.add(draft("gpt-4.1")).await;
    directory.add(draft("two")).await;
    let own = format!("model:{}", text(&made, "id"));
    let (own, details) = (format!("{own},model"), format!("{own},articles,jobs,model"));
    let jobs = own.replace(",model", ",jobs,model-names,model");
    for (target, tags) in [
        ("/models", Some("models,articles,jobs".to_owned())),
        ("/models?sort=jobCount&limit=5", Some("models,articles,jobs".to_owned())),
        ("/models/gpt-4.1", Some(details)),
        ("/models/gpt-4.1/versions", Some(own.clone())),
        ("/models/gpt-4.1/benchmarks", Some(own.clone())),
        ("/models/gpt-4.1/articles", Some(own.replace(",model", ",articles,model"))),
        ("/models/gpt-4.1/jobs", Some(jobs)),
        ("/models/compare?slugs=gpt-4.1,two", None),
    ] {
        let first = directory.readers.get(target).await.expect(200);
        assert_eq!(first.header("cache-status"), Some("neurmatic; fwd=miss"), "{target}");
        let second = directory.another_process().get(target).await.expect(200);
        assert_eq!(second.header("cache-status"), Some("neurmatic; hit"), "{target}");
        assert_eq!((&first.body, first.headers.get("etag")), (&second.body, second.headers.get("etag")));
        assert_eq!(second.header("cache-control"), Some("public, max-age=3600, s-maxage=3600"), "{target}");
        if let Some(tags) = tags {
            assert_eq!(second.header("cache-tag"), Some(tags.as_str()), "{target}");
        }
    }
    let searched = directory.readers.get("/models?q=anything").await.expect(200);
    assert_eq!(searched.header("cache-status"), Some("neurmatic; fwd=bypass"));
}

#[tokio::test]
async fn an_edit_is_seen_at_once_wherever_the_model_is_shown_and_nowhere_else() {
    let directory = Directory::new().await;
    let made = directory.add(draft("one")).await;
    for slug in ["two", "three"] {
        directory.add(draft(slug)).await;
    }
    let elsewhere = directory.another_process();
    let shows = [
        "/models",
        "/models/one",
        "/models/one/versions",
        "/models/one/benchmarks",
        "/models/compare?slugs=two,one",
    ];
    let others = ["/models/two", "/models/two/versions", "/models/compare?slugs=two,three"];
    for target in shows.iter().chain(&others) {
        elsewhere.get(target).await.expect(200);
    }
    let path = format!("/models/{}", text(&made, "id"));
    directory.admin.patch(&path, json!({"versions": [{"version": "9"}]})).await.expect(200);
    for target in shows {
        let reply = elsewhere.get(target).await.expect(200);
        assert_eq!(reply.header("cache-status"), Some("neurmatic; fwd=miss"), "{target}");
    }
    for target in others {
        let reply = elsewhere.get(target).await.expect(200);
        assert_eq!(reply.header("cache-status"), Some("neurmatic; hit"), "{target}");
    }
    let waiting: i64 =
        directory.world.one("SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn counts_are_those_of_the_articles_and_jobs_that_are_there() {
    let directory = Directory::new().await;
    let made = directory.add(draft("one")).await;
    let id = text(&made, "id");
    let elsewhere = directory.another_process();
    for (kind, count) in [("articles", "articleCount"), ("jobs", "jobCount")] {
        assert_eq!(elsewhere.get("/models/one").await.data()[count], 0);
        assert_eq!(elsewhere.get("/models").await.data()["models"][0][count], 0);
        match kind {
            "articles" => directory.article("Of it", 1, &[id]).await,
            _ => directory.job("Of it", "active", &[id]).await,
        }
        let services = directory.world.services();
        services.cache.invalidate_tags(&[Tag::all(kind)], Invalidation::Soft).await.unwrap();
        assert_eq!(elsewhere.get("/models/one").await.data()[count], 1);
        assert_eq!(elsewhere.get("/models").await.data()["models"][0][count], 1);
    }
}

#[tokio::test]
async fn that_there_is_no_model_is_cached_until_there_is_one() {
    let directory = Directory::new().await;
    for _ in 0..2 {
        directory.readers.get("/models/soon-1.0").await.expect(404);
    }
    directory.add(draft("soon-1.0")).await;
    directory.readers.get("/models/soon-1.0").await.expect(200);
}
