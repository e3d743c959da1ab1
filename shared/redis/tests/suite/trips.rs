//! Round trips on a Redis that works.

use std::time::Duration;

use neurmatic_redis::{PartError, Redis, Script, Trip, cmd};

use crate::beside;
use crate::own_server::{OwnServer, until};

const BUDGET: Duration = Duration::from_secs(5);

static INCREMENT: Script = Script::new("return redis.call('INCRBY', KEYS[1], ARGV[1])");

fn redis() -> Redis {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis for tests");
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    Redis::open(&url, &format!("test-{now}-{:?}", std::thread::current().id())).unwrap()
}

fn increment(trip: &mut Trip, name: &str) -> neurmatic_redis::Part {
    let mut command = cmd("INCR");
    command.arg(trip.redis().key(name));
    trip.command(command)
}

#[tokio::test]
async fn each_part_gets_its_own_answer() {
    let redis = redis();
    let mut trip = redis.trip();
    let mut set = cmd("SET");
    set.arg(redis.key("greeting")).arg("hello");
    let set = trip.command(set);
    let get = trip.get(&redis.key("greeting"));
    let script = trip.script(&INCREMENT, &[redis.key("sum")], 5);

    let mut answers = trip.send(BUDGET).await.unwrap();

    assert_eq!(answers.take::<i64>(script).unwrap(), 5);
    assert_eq!(answers.take::<String>(get).unwrap(), "hello");
    assert!(answers.take::<()>(set).is_ok());
    assert!(matches!(answers.take::<String>(get), Err(PartError::Absent)), "an answer is taken once");
}

#[tokio::test]
async fn a_trip_without_parts_goes_nowhere() {
    let nowhere = Redis::open("redis://127.0.0.1:1", "test").unwrap();
    assert!(nowhere.trip().send(BUDGET).await.is_ok());
}

#[tokio::test]
async fn a_script_the_server_lacks_runs_once_and_its_neighbours_run_once() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    for round in 1..=3 {
        redis::cmd("SCRIPT").arg("FLUSH").exec_async(&mut beside(&server).await).await.unwrap();
        let mut trip = redis.trip();
        let before = increment(&mut trip, "before");
        let first = trip.script(&INCREMENT, &[redis.key("first")], 1);
        let second = trip.script(&INCREMENT, &[redis.key("second")], 1);
        let after = increment(&mut trip, "after");
        let mut answers = trip.send(BUDGET).await.unwrap();
        for part in [before, first, second, after] {
            assert_eq!(answers.take::<i64>(part).unwrap(), round);
        }
    }
}

#[tokio::test]
async fn a_lone_script_the_server_lacks_runs_once() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let mut trip = redis.trip();
    let part = trip.script(&INCREMENT, &[redis.key("lone")], 1);
    assert_eq!(trip.send(BUDGET).await.unwrap().take::<i64>(part).unwrap(), 1);
}

#[tokio::test]
async fn a_part_that_fails_leaves_the_others_be() {
    let redis = redis();
    let mut trip = redis.trip();
    let mut push = cmd("RPUSH");
    push.arg(redis.key("list")).arg(1);
    trip.command(push);
    let wrong = trip.get(&redis.key("list"));
    let right = increment(&mut trip, "count");
    let mut answers = trip.send(BUDGET).await.unwrap();
    assert!(matches!(answers.take::<String>(wrong), Err(PartError::Server(_))));
    assert_eq!(answers.take::<i64>(right).unwrap(), 1);
    assert!(redis.is_healthy(), "a wrong command says nothing against the server");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_share_one_connection() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let redis = redis.clone();
        callers.spawn(async move {
            let mut trip = redis.trip();
            let count = increment(&mut trip, "count");
            trip.send(BUDGET).await.unwrap().take::<i64>(count).unwrap()
        });
    }
    let mut counts = callers.join_all().await;
    counts.sort_unstable();
    assert!(counts.into_iter().eq(1..=1_000), "every caller got the answer to its own question");

    let beside = beside(&server).await;
    until(async || clients(beside.clone()).await == 2).await;
}

async fn clients(mut connection: redis::aio::MultiplexedConnection) -> usize {
    let list: String = redis::cmd("CLIENT").arg("LIST").query_async(&mut connection).await.unwrap();
    list.lines().count()
}
