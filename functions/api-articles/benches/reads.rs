//! Reads side by side with the bare drivers, in the same run on the same bytes and the same SQL:
//! a cached list and article through the cache's door against a bare Redis GET, and the uncached ones through the
//! database's door against bare tokio-postgres. HTTP is apart: `cargo dev bench http`.
//!
//! Rounds of both sides alternate, and the medians of the rounds are compared.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

use std::convert::Infallible;
use std::time::Instant;

use futures::StreamExt as _;
use futures::stream;
use neurmatic_cache::{Entry, Key, Lookup, Namespace, Tag, Tier, Wanted};
use neurmatic_core::ids::ArticleId;
use neurmatic_db::articles::{self, Filter, Sort, Window};
use neurmatic_db::{Db, FromRow as _};
use neurmatic_http::Services;
use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::World;
use redis::AsyncCommands as _;
use redis::aio::MultiplexedConnection;

static NAMESPACE: Namespace = Namespace::new("bench", Tier::Hot);

/// Rounds of each side; an odd number, so that there is a median.
const ROUNDS: usize = 15;
/// Reads of a round.
const READS: usize = 1000;
/// Items of the list.
const LIMIT: i64 = 21;

#[tokio::main]
async fn main() {
    let world = World::new().await;
    println!("seeding …");
    seed(&mut world.another_owner().await, Size::Demo, &Options::as_of(today()).unwrap()).await.unwrap();
    let services = world.services();
    let client = world.client(api_articles::routes().into_router(services.clone(), &services));
    let list = client.get("/articles").await.data();
    let slug = list.pointer("/articles/0/slug").unwrap().as_str().unwrap().to_owned();

    println!("{:<34} {:>9} {:>9} {:>7}   goal", "", "bare µs", "ours µs", "ratio");
    for (name, path) in [("list", "/articles".to_owned()), ("article", format!("/articles/{slug}"))] {
        let body = client.get(&path).await.expect(200).body;
        cached(&services, name, &body).await;
    }
    uncached_list(&world, &services.db).await;
    uncached_article(&world, &services.db, &slug).await;
}

/// A hit through the cache's door against a GET of the same bytes.
async fn cached(services: &Services, name: &'static str, body: &[u8]) {
    let key = NAMESPACE.key(&[name]);
    let entry = Entry::found("application/json", body.to_vec(), None, vec![Tag::all("articles")]);
    let wanted = || Wanted::new(None, None);
    services.cache.get_or_load::<Infallible, _>(key.clone(), wanted(), || async { Ok(entry) }).await.unwrap();
    let url = std::env::var("TEST_REDIS_URL").unwrap();
    let mut bare = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let bare_key = services.redis.key(name);
    bare.set::<_, _, ()>(&bare_key, body).await.unwrap();

    for at_once in [1, 64] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(round(at_once, || bare_get(bare.clone(), &bare_key, body.len())).await);
            ours.push(round(at_once, || look_up(services, key.clone(), wanted(), body.len())).await);
        }
        report(
            &format!("cached {name}, {at_once} at once"),
            median(theirs),
            median(ours),
            "≤ 1.3 × the time",
        );
    }
}

async fn bare_get(mut bare: MultiplexedConnection, key: &str, length: usize) {
    let bytes: Vec<u8> = bare.get(key).await.unwrap();
    assert_eq!(bytes.len(), length);
}

async fn look_up(services: &Services, key: Key, wanted: Wanted, length: usize) {
    let mut trip = services.redis.trip();
    let looking = services.cache.look_up(&mut trip, key, wanted);
    let mut answers = trip.send(neurmatic_cache::BUDGET).await;
    let Lookup::Hit(neurmatic_cache::Answer::Body(stored)) = services.cache.found(looking, answers.as_mut())
    else {
        panic!("not a hit");
    };
    assert_eq!(stored.body().len(), length);
}

/// The list's two statements through the door against the bare driver, prepared, rows read alike.
async fn uncached_list(world: &World, db: &Db) {
    let bare = bare_client(world).await;
    let filter = Filter::default();
    let list = articles::list_statement(&filter, Sort::PublishedAt, false);
    let cards = articles::ALL.iter().find(|query| query.name == "articles.cards").unwrap().when(&[]);
    let (list, cards) = (bare.prepare(&list.sql).await.unwrap(), bare.prepare(&cards.sql).await.unwrap());
    let window = Window { limit: LIMIT, ..Window::default() };
    let ours = || async {
        let places = articles::list(db, &filter, Sort::PublishedAt, window).await.unwrap();
        let ids: Vec<ArticleId> = places.iter().map(|place| place.id).collect();
        assert_eq!(articles::cards(db, &ids).await.unwrap().len(), ids.len());
    };
    let theirs = || async {
        let rows = bare.query(&list, &[&LIMIT, &0_i64]).await.unwrap();
        let ids: Vec<ArticleId> = rows.iter().map(|row| row.get(0)).collect();
        let rows = bare.query(&cards, &[&ids]).await.unwrap();
        let cards: Vec<_> = rows.iter().map(|row| articles::CardRow::from_row(row).unwrap()).collect();
        assert_eq!(cards.len(), ids.len());
    };
    compare("uncached list", theirs, ours).await;
}

async fn uncached_article(world: &World, db: &Db, slug: &str) {
    let bare = bare_client(world).await;
    let get = articles::get_statement(false, true);
    let types = [tokio_postgres::types::Type::UUID, tokio_postgres::types::Type::TEXT];
    let prepared = bare.prepare_typed(&get.sql, &types).await.unwrap();
    let ours = || async {
        assert!(articles::published_by_slug(db, slug).await.unwrap().is_some());
    };
    let none: Option<ArticleId> = None;
    let theirs = || async {
        let rows = bare.query(&prepared, &[&none, &slug]).await.unwrap();
        assert_eq!(articles::ArticleRow::from_row(rows.first().unwrap()).unwrap().slug, slug);
    };
    compare("uncached article", theirs, ours).await;
}

async fn compare<A: Future<Output = ()>, B: Future<Output = ()>>(
    name: &str,
    theirs: impl Fn() -> A,
    ours: impl Fn() -> B,
) {
    let (mut bare, mut door) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(round(1, &theirs).await);
        door.push(round(1, &ours).await);
    }
    report(name, median(bare), median(door), "≥ 0.95 × the rate");
}

/// Microseconds a read takes, over a round of them with so many at once.
async fn round<F: Future<Output = ()>>(at_once: usize, read: impl Fn() -> F) -> f64 {
    let started = Instant::now();
    stream::iter(0..READS).for_each_concurrent(at_once, |_| read()).await;
    started.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(READS).unwrap())
}

fn median(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds.get(rounds.len() / 2).copied().unwrap()
}

fn report(name: &str, bare: f64, ours: f64, goal: &str) {
    let ratio = if goal.contains("rate") { bare / ours } else { ours / bare };
    println!("{name:<34} {bare:>9.1} {ours:>9.1} {ratio:>6.2}×   {goal}");
}

async fn bare_client(world: &World) -> tokio_postgres::Client {
    let url = world.env().optional("DATABASE_URL").unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
