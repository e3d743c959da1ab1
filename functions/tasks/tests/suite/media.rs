//! `media:check` and `media:drop`, on a bucket of this machine.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_bucket::Bucket;
use neurmatic_config::Bucket as Settings;
use neurmatic_core::ids::MediaId;
use neurmatic_core::media::{key, upload_key};
use neurmatic_core::words::{ImageType, MediaKind};
use neurmatic_db::media::{self, NewFile};
use neurmatic_http::Services;
use neurmatic_local_bucket::{LocalBucket, router};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{CheckMedia, CleanUpOldData, DropMedia, EraseUser, Sweep};
use neurmatic_tasks::{Outcome, Worker, outbox};
use neurmatic_testing::{TestUser, World, eventually};
use tasks::TaskState;
use tokio::net::TcpListener;

use crate::probe::{let_time_pass, waiting};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR, and so on";
const HTML: &[u8] = b"<html><script>alert(1)</script> ";

/// A user who uploads, the bucket, and who looks.
struct Shelf {
    world: World,
    services: Services,
    bucket: LocalBucket,
    client: Bucket,
    worker: Worker,
    user: TestUser,
}

impl Shelf {
    async fn new() -> Self {
        let world = World::new().await;
        let services = world.services();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let env = world
            .env()
            .with("BUCKET_ENDPOINT", &format!("http://{}", listener.local_addr().unwrap()))
            .with("BUCKET_ORIGIN", "https://files.example");
        let settings = Settings::from_env(&env, &services.site).unwrap();
        let bucket = LocalBucket::new(settings.clone());
        let serving = router(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, serving).await });
        let state = TaskState::from_env(&env, services.clone()).unwrap();
        let worker = Worker::new(services.db.clone(), tasks::registry(state));
        let user = world.user().create().await;
        Self { world, services, bucket, client: Bucket::new(settings), worker, user }
    }

    /// What a request for an upload of as many bytes leaves.
    async fn ask(&self, bytes: &[u8]) -> (MediaId, String) {
        let id = MediaId::new();
        let key = key(MediaKind::Avatar, id, ImageType::Png);
        let file = NewFile {
            id,
            user: self.user.id,
            kind: MediaKind::Avatar,
            mime_type: ImageType::Png,
            size_bytes: i32::try_from(bytes.len()).unwrap(),
            key: &key,
        };
        let tx = self.services.db.begin().await.unwrap();
        assert!(media::insert(&tx, &file).await.unwrap());
        outbox::send_at(&tx, &CheckMedia { media: id }, Timestamp::now()).await.unwrap();
        tx.commit().await.unwrap();
        (id, key)
    }

    /// Puts bytes where an upload is to arrive.
    async fn put(&self, key: &str, bytes: &'static [u8]) {
        let (size, valid_for) = (bytes.len().try_into().unwrap(), Duration::from_secs(60));
        let put = self.client.sign_put(&upload_key(key), "image/png", size, Timestamp::now(), valid_for);
        let request = reqwest::Client::new().put(put.url).header("content-type", "image/png").body(bytes);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }

    /// A public file.
    async fn fill(&self) -> (MediaId, String) {
        let (id, key) = self.ask(PNG).await;
        self.put(&key, PNG).await;
        self.run().await;
        assert_eq!(self.state(id).await, "ready");
        (id, key)
    }

    /// Does all that waits, each task with what became of it.
    async fn run(&self) -> Vec<(String, Outcome)> {
        let_time_pass(&self.world).await;
        let deliveries = run_due_now(&self.worker).await.unwrap();
        deliveries.into_iter().map(|of| (of.task, of.outcome)).collect()
    }

    async fn state(&self, id: MediaId) -> String {
        let state = "SELECT coalesce((SELECT state::text FROM media_files WHERE id = $1), 'gone')";
        self.world.one(state, &[&id]).await
    }

    /// What the edge is to forget.
    async fn forgotten(&self) -> String {
        let purges = "SELECT coalesce(string_agg(concat_ws(' ', target, value, kind), ', '), '') FROM purges";
        self.world.one(purges, &[]).await
    }

    async fn bytes(&self, name: &str) -> Vec<u8> {
        let seen = self.client.peek(name, 1024, Duration::from_secs(10)).await.unwrap();
        seen.unwrap().first
    }
}

fn done(task: &str) -> (String, Outcome) {
    (task.to_owned(), Outcome::Done)
}

#[tokio::test]
async fn what_arrived_and_is_as_said_becomes_public_once_though_the_tasks_come_twice() {
    let shelf = Shelf::new().await;
    let (id, key) = shelf.ask(PNG).await;
    shelf.put(&key, PNG).await;
    assert_eq!(shelf.bucket.names(), [upload_key(&key)]);
    shelf.world.sql("CREATE TABLE kept AS TABLE outbox").await;

    assert_eq!(shelf.run().await, [done("media:check"), done("media:drop")]);
    assert_eq!(shelf.state(id).await, "ready");
    assert_eq!((shelf.bucket.names(), shelf.bytes(&key).await), (vec![key.clone()], PNG.to_vec()));
    assert_eq!(shelf.forgotten().await, "", "nobody has read it before");

    shelf.world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    assert_eq!(shelf.run().await, [("media:check".to_owned(), Outcome::Repeated)]);
    assert_eq!(shelf.bucket.names(), [key]);
}

#[tokio::test]
async fn wrong_bytes_behind_a_right_type_are_never_public_and_go() {
    let shelf = Shelf::new().await;
    for wrong in [HTML, b"GIF89a and so on", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"] {
        let (id, key) = shelf.ask(wrong).await;
        shelf.put(&key, wrong).await;
        assert_eq!(shelf.run().await, [done("media:check")]);
        assert_eq!((shelf.state(id).await.as_str(), shelf.bucket.names()), ("gone", vec![upload_key(&key)]));
        assert_eq!(shelf.run().await, [done("media:drop")]);
        assert_eq!(shelf.bucket.names(), [""; 0]);
        shelf.world.sql("DELETE FROM purges").await;
    }
}

#[tokio::test]
async fn another_length_than_was_said_is_refused() {
    let shelf = Shelf::new().await;
    let (id, key) = shelf.ask(&PNG[1..]).await;
    shelf.put(&key, PNG).await;
    for _ in 0..2 {
        shelf.run().await;
    }
    assert_eq!((shelf.state(id).await.as_str(), shelf.bucket.names()), ("gone", Vec::new()));
}

#[tokio::test]
async fn what_comes_late_is_waited_for_and_what_never_comes_is_given_up() {
    let shelf = Shelf::new().await;
    let (late, key) = shelf.ask(PNG).await;
    let (never, _) = shelf.ask(PNG).await;
    assert_eq!(shelf.run().await, [done("media:check"), done("media:check")]);
    let later = "SELECT count(*) FROM outbox WHERE run_at BETWEEN now() + interval '2 seconds' AND now() + interval '1 minute'";
    assert_eq!(shelf.world.one::<i64>(later, &[]).await, 2);

    shelf.put(&key, PNG).await;
    shelf
        .world
        .sql(&format!(
            "UPDATE media_files SET created_at = now() - interval '15 minutes' WHERE id IN ('{late}', '{never}')"
        ))
        .await;
    shelf.run().await;
    assert_eq!((shelf.state(late).await.as_str(), shelf.state(never).await.as_str()), ("ready", "gone"));
    // A look before may have copied what never came to be made public.
    assert_eq!(shelf.run().await, [done("media:drop")]);
    assert_eq!((waiting(&shelf.world).await, shelf.bucket.names()), (0, vec![key]));
}

#[tokio::test]
async fn who_still_has_the_address_changes_nothing_that_is_public() {
    let shelf = Shelf::new().await;
    let (_, key) = shelf.fill().await;
    shelf.put(&key, HTML).await;
    assert_eq!(shelf.run().await, []);
    assert_eq!(shelf.bytes(&key).await, PNG);
}

#[tokio::test]
async fn while_the_bucket_is_away_nothing_is_decided() {
    let shelf = Shelf::new().await;
    let (id, _) = shelf.ask(PNG).await;
    // The harness' own bucket is nowhere.
    let state = TaskState::from_env(&shelf.world.env(), shelf.services.clone()).unwrap();
    let worker = Worker::new(shelf.services.db.clone(), tasks::registry(state));
    let deliveries = run_due_now(&worker).await.unwrap();
    assert!(matches!(deliveries[0].outcome, Outcome::PutBack { .. }), "{deliveries:?}");
    assert_eq!(shelf.state(id).await, "pending");
}

#[tokio::test]
async fn what_was_taken_back_goes_from_bucket_and_edge_once_though_the_task_comes_twice() {
    let shelf = Shelf::new().await;
    let ((id, key), (_, kept)) = (shelf.fill().await, shelf.fill().await);
    let tx = shelf.services.db.begin().await.unwrap();
    let taken = media::take(&tx, id, shelf.user.id).await.unwrap().unwrap();
    assert_eq!((taken.key, taken.is_pending), (key.clone(), false));
    outbox::send(&tx, &DropMedia::of(std::slice::from_ref(&key))).await.unwrap();
    tx.commit().await.unwrap();
    shelf.world.sql("CREATE TABLE kept AS TABLE outbox").await;

    assert_eq!(shelf.run().await, [done("media:drop")]);
    assert_eq!(shelf.bucket.names(), [kept]);
    assert_eq!(shelf.forgotten().await, format!("url https://files.example/{key} hard"));
    shelf.world.sql("INSERT INTO outbox SELECT * FROM kept; DELETE FROM purges").await;
    assert_eq!(shelf.run().await, [("media:drop".to_owned(), Outcome::Repeated)]);
    assert_eq!(shelf.forgotten().await, "");
}

#[tokio::test]
async fn a_file_that_is_taken_back_before_it_was_looked_at_never_becomes_public() {
    let shelf = Shelf::new().await;
    let (id, key) = shelf.ask(PNG).await;
    shelf.put(&key, PNG).await;
    let tx = shelf.services.db.begin().await.unwrap();
    media::take(&tx, id, shelf.user.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shelf.run().await, [done("media:check")]);
    assert_eq!(shelf.bucket.names(), [upload_key(&key)], "deleting is another task's");
}

#[tokio::test]
async fn a_file_that_is_taken_back_while_it_is_copied_is_not_public_for_long() {
    let shelf = Shelf::new().await;
    let (id, key) = shelf.ask(PNG).await;
    shelf.put(&key, PNG).await;
    let tx = shelf.services.db.begin().await.unwrap();
    let taken = media::take(&tx, id, shelf.user.id).await.unwrap().unwrap();
    assert!(taken.is_pending);
    let at = Timestamp::now() + CheckMedia::OVER_AFTER;
    outbox::send_at(&tx, &DropMedia::of(&[taken.key]), at).await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%media.make_ready%'";
    let (looked, ()) = tokio::join!(shelf.run(), async {
        eventually("the look has copied", || async { shelf.world.one::<i64>(waiting, &[]).await > 0 }).await;
        tx.commit().await.unwrap();
    });
    assert_eq!(looked, [done("media:check")]);
    assert_eq!(shelf.bytes(&key).await, PNG, "copied before it could be known");

    assert_eq!(shelf.run().await, [done("media:drop")]);
    assert_eq!((shelf.state(id).await.as_str(), shelf.bucket.names()), ("gone", Vec::new()));
    assert_eq!(shelf.forgotten().await, format!("url https://files.example/{key} hard"));
}

#[tokio::test]
async fn who_takes_a_file_back_does_not_wait_for_a_bucket_that_does_not_answer() {
    let shelf = Shelf::new().await;
    let (id, _) = shelf.ask(PNG).await;
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let env = shelf.world.env().with("BUCKET_ENDPOINT", &address);
    let state = TaskState::from_env(&env, shelf.services.clone()).unwrap();
    let worker = Worker::new(shelf.services.db.clone(), tasks::registry(state));
    let taken = async {
        let _asked = silent.accept().await.unwrap();
        let tx = shelf.services.db.begin().await.unwrap();
        let taking = media::take(&tx, id, shelf.user.id);
        let taken = tokio::time::timeout(Duration::from_secs(2), taking).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        taken.is_some()
    };
    tokio::select! {
        deliveries = run_due_now(&worker) => panic!("it has looked: {deliveries:?}"),
        is_taken = taken => assert!(is_taken),
    }
}

#[tokio::test]
async fn what_no_look_has_settled_goes_a_day_later_with_what_was_copied_of_it() {
    let shelf = Shelf::new().await;
    let (id, key) = shelf.ask(PNG).await;
    shelf.put(&key, PNG).await;
    // The last look has copied, and could not commit.
    let within = Duration::from_secs(10);
    let seen = shelf.client.peek(&upload_key(&key), 1024, within).await.unwrap().unwrap();
    shelf.client.copy(&upload_key(&key), &seen.etag, &key, "image/png", within).await.unwrap();
    shelf
        .world
        .sql(&format!(
            "DELETE FROM outbox;
             INSERT INTO media_files (id, user_id, kind, mime_type, size_bytes, key)
             SELECT gen_random_uuid(), '{}', 'avatar', 'image/png', 1, 'media/avatars/' || n || '.png'
             FROM generate_series(1, 44) AS n;
             UPDATE media_files SET created_at = now() - interval '25 hours'",
            shelf.user.id
        ))
        .await;
    let (today, _) = shelf.ask(PNG).await;
    shelf.world.sql("DELETE FROM outbox").await;
    let before = Timestamp::now() - SignedDuration::from_hours(24);
    let sweep = CleanUpOldData(Sweep { what: "media_files".to_owned(), before });
    let tx = shelf.services.db.begin().await.unwrap();
    outbox::send_once(&tx, &sweep, "media_files").await.unwrap();
    tx.commit().await.unwrap();

    // 45 are two chunks, whose files are the work of five tasks.
    let swept = shelf.run().await;
    assert_eq!(swept, [done("cleanup:old-data"), done("cleanup:old-data")]);
    assert_eq!(shelf.bucket.names(), [key.clone(), upload_key(&key)], "a look could still be at it");
    assert_eq!(shelf.run().await, vec![done("media:drop"); 5]);
    assert_eq!(shelf.bucket.names(), [""; 0]);
    let states = (shelf.state(id).await, shelf.state(today).await);
    assert_eq!((states.0.as_str(), states.1.as_str()), ("gone", "pending"));
}

#[tokio::test]
async fn an_erasure_takes_the_bytes_along() {
    let shelf = Shelf::new().await;
    for _ in 0..11 {
        shelf.fill().await;
    }
    let (_, pending) = shelf.ask(PNG).await;
    shelf.put(&pending, PNG).await;
    shelf.world.sql("DELETE FROM outbox").await;
    let user = shelf.user.id;
    shelf
        .world
        .sql(&format!(
            "UPDATE users SET status = 'deleted' WHERE id = '{user}';
             UPDATE users SET deleted_at = now() - interval '31 days' WHERE id = '{user}'"
        ))
        .await;
    let tx = shelf.services.db.begin().await.unwrap();
    outbox::send(&tx, &EraseUser { user }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shelf.run().await, [done("users:erase"), done("media:drop"), done("media:drop")]);
    assert_eq!(shelf.bucket.names(), [""; 0]);
    assert_eq!(shelf.world.one::<i64>("SELECT count(*) FROM users", &[]).await, 0);
    assert_eq!(shelf.world.one::<i64>("SELECT count(*) FROM purges", &[]).await, 12);
}
