//! What goes in comes out: bodies, entity tags, absences.

use std::io::Read;

use neurmatic_cache::Invalidation::Soft;
use neurmatic_cache::{Answer, Cache, Encoding, Entry, Source, Stored, Tag, Wanted};

use crate::{PAGE, body, get, identity, page, redis, stored};

async fn cached(cache: &Cache, id: &str, wanted: Wanted) -> Answer {
    let served = get(cache, PAGE.key(&[id]), wanted, page("loaded again", &[])).await;
    assert_eq!(served.source, Source::Cache);
    served.answer
}

fn stored_in(answer: Answer, encoding: Encoding) -> Stored {
    match answer {
        Answer::Body(stored) if stored.encoding() == encoding => stored,
        other => panic!("not a body in {encoding:?}: {other:?}"),
    }
}

#[tokio::test]
async fn a_hit_has_the_bytes_that_were_stored_in_each_encoding() {
    let cache = Cache::new(redis());
    let tags = [Tag::all("pages"), Tag::of("page", "1")];
    assert!(stored(&get(&cache, PAGE.key(&["1"]), identity(), page("one", &tags)).await));

    let whole = stored_in(cached(&cache, "1", identity()).await, Encoding::Identity);
    assert_eq!(whole.body(), &body("one"));
    assert_eq!((whole.content_type(), whole.tags()), ("application/json", "pages,page:1"));

    let gzip = stored_in(cached(&cache, "1", Wanted::new(Some("gzip"), None)).await, Encoding::Gzip);
    let mut text = String::new();
    flate2::read::GzDecoder::new(&gzip.body()[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, body("one"));

    let brotli = stored_in(cached(&cache, "1", Wanted::new(Some("gzip, br"), None)).await, Encoding::Brotli);
    text.clear();
    brotli::Decompressor::new(&brotli.body()[..], 4_096).read_to_string(&mut text).unwrap();
    assert_eq!(text, body("one"));
}

#[tokio::test]
async fn what_does_not_compress_comes_as_it_is_whatever_is_accepted() {
    let cache = Cache::new(redis());
    let wanted = Wanted::new(Some("br, gzip"), None);
    let entry = Entry::found("text/plain", "short", None, Vec::new());
    get(&cache, PAGE.key(&["short"]), wanted.clone(), entry).await;
    let short = stored_in(cached(&cache, "short", wanted.clone()).await, Encoding::Identity);
    assert_eq!(short.body(), "short");

    let held = Wanted::new(Some("br, gzip"), Some(&short.etag()));
    assert!(matches!(cached(&cache, "short", held).await, Answer::NotModified(_)));
}

#[tokio::test]
async fn a_process_that_never_saw_the_entry_gets_the_same_and_notices_when_it_changes() {
    let redis = redis();
    let (writer, reader) = (Cache::new(redis.clone()), Cache::new(redis));
    let brotli = || Wanted::new(Some("br"), None);
    let tags = [Tag::all("first")];
    get(&writer, PAGE.key(&["seen"]), identity(), page("one", &tags)).await;
    // The first look-up is by script, the second by what the first has shown.
    let answers = [cached(&reader, "seen", brotli()).await, cached(&reader, "seen", brotli()).await];
    assert_eq!(answers[0], answers[1]);

    writer.invalidate_tags(&tags, Soft).await.unwrap();
    get(&writer, PAGE.key(&["seen"]), identity(), page("two", &[Tag::all("second")])).await;
    let changed = get(&reader, PAGE.key(&["seen"]), identity(), page("two", &[Tag::all("second")])).await;
    assert_eq!(crate::text_of(changed.answer), body("two"));
    assert_eq!(crate::text_of(cached(&reader, "seen", identity()).await), body("two"));
}

#[tokio::test]
async fn a_load_and_a_hit_answer_the_same() {
    let cache = Cache::new(redis());
    for accepted in ["identity", "gzip", "br"] {
        let wanted = || Wanted::new(Some(accepted), None);
        let key = || PAGE.key(&["same", accepted]);
        let loaded = get(&cache, key(), wanted(), page("same", &[])).await;
        let hit = get(&cache, key(), wanted(), page("other", &[])).await;
        assert_eq!((stored(&loaded), hit.source), (true, Source::Cache));
        assert_eq!(loaded.answer, hit.answer);
    }
}

#[tokio::test]
async fn who_holds_the_representation_gets_no_body() {
    let cache = Cache::new(redis());
    get(&cache, PAGE.key(&["held"]), identity(), page("held", &[])).await;
    let etag = stored_in(cached(&cache, "held", identity()).await, Encoding::Identity).etag();
    assert!(etag.starts_with("\"r7.") && etag.ends_with(".identity\""), "{etag}");

    for held in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        match cached(&cache, "held", Wanted::new(None, Some(&held))).await {
            Answer::NotModified(unchanged) => assert_eq!(unchanged.etag(), etag),
            other => panic!("{held}: {other:?}"),
        }
    }
    for other in ["\"r7.other.identity\"", "nonsense"] {
        stored_in(cached(&cache, "held", Wanted::new(None, Some(other))).await, Encoding::Identity);
    }
    stored_in(cached(&cache, "held", Wanted::new(Some("br"), Some(&etag))).await, Encoding::Brotli);
}

#[tokio::test]
async fn other_bytes_have_another_entity_tag_and_a_list_has_no_revision() {
    let etag = |entry: Entry| match entry.answer(&identity()) {
        Answer::Body(stored) => stored.etag(),
        other => panic!("{other:?}"),
    };
    assert_ne!(etag(page("one", &[])), etag(page("two", &[])));
    let list = etag(Entry::found("application/json", "[]", None, Vec::new()));
    assert_eq!(list.matches('.').count(), 1, "{list}");
}

#[tokio::test]
async fn that_there_is_nothing_is_remembered_until_a_tag_says_otherwise() {
    let cache = Cache::new(redis());
    let (key, tags) = (PAGE.key(&["nobody"]), [Tag::all("pages")]);
    let absent = || Entry::absent(tags.to_vec());
    assert!(stored(&get(&cache, key.clone(), identity(), absent()).await));
    let again = get(&cache, key.clone(), identity(), page("found", &tags)).await;
    assert_eq!((again.source, again.answer), (Source::Cache, Answer::Absent));

    cache.invalidate_tags(&tags, Soft).await.unwrap();
    assert!(stored(&get(&cache, key, identity(), page("found", &tags)).await));
}

#[tokio::test]
async fn what_the_cache_did_is_counted_by_namespace() {
    let cache = Cache::new(redis());
    for _ in 0..3 {
        get(&cache, PAGE.key(&["counted"]), identity(), page("counted", &[Tag::all("pages")])).await;
    }
    let stats = cache.stats();
    let page = stats.first().unwrap();
    assert_eq!((page.namespace, page.misses, page.loads), ("page", 1, 1));
    assert_eq!((page.hits, page.copy_hits), (1, 1), "from Redis, which leaves a copy");
    assert_eq!((page.refused_fills, page.errors), (0, 0));
}
