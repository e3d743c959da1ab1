//! How a program begins, fails and ends.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use neurmatic_telemetry::{Kind, minute_of, read};
use neurmatic_testing::{Event, World};

use crate::functions::{ALL, Running};

/// What Lambda leaves an environment to end in is 2 s at most.
const END_TIMEOUT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_function_told_to_end_does_so_within_a_second() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        running.send(running.read(function.read)).await.expect(200);
        let ended = running.stub.terminate().await;
        assert!(ended.took < END_TIMEOUT, "{}: {:?}", function.name, ended.took);
        let sigterm = 15;
        assert!(ended.status.success() || ended.status.signal() == Some(sigterm), "{:?}", ended.status);
        assert_eq!(ended.stderr, "", "{}", function.name);
    }
}

#[tokio::test]
async fn a_function_logs_a_json_line_for_each_request() {
    let world = World::new().await;
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let event = running.read(function.read).header("x-request-id", "a-request-to-find");
        running.send(event).await.expect(200);
        let ended = running.stub.terminate().await;
        let lines = ended.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let requests: Vec<_> = lines.filter(|line| line["message"] == "request").collect();
        assert_eq!(requests.len(), 1, "{}: {}", function.name, ended.stdout);
        assert_eq!(requests[0]["request_id"], "a-request-to-find");
        assert_eq!(requests[0]["status"], 200);
        let metrics = requests[0]["_aws"]["CloudWatchMetrics"].as_array().unwrap();
        assert_eq!(metrics[0]["Metrics"][0]["Name"], "Latency");
        assert!(requests[0]["Latency"].as_f64().unwrap() > 0.0);
        // Megabytes, where the system tells them.
        assert!(!cfg!(target_os = "linux") || requests[0]["Memory"].as_f64().unwrap() > 1.0);
        assert_eq!(
            (&requests[0]["Function"], &requests[0]["ColdStarts"]),
            (&function.name.into(), &1.into())
        );
    }
}

#[tokio::test]
async fn a_function_told_to_end_leaves_nothing_uncounted() {
    let world = World::new().await;
    let running = Running::start("api-articles", &world).await;
    for _ in 0..3 {
        running.send(running.read("/api/v1/articles")).await.expect(200);
    }
    running.stub.terminate().await;
    let last = minute_of(jiff::Timestamp::now());
    let found = read(&world.services().redis, Kind::Operation, last - 2..=last).await.unwrap();
    let of_list = found.iter().filter(|of| of.name == "articles.list");
    assert_eq!(of_list.map(|of| of.figures.total()).sum::<u64>(), 3);
}

#[tokio::test]
async fn a_function_starts_and_answers_while_its_services_are_away() {
    let world = World::with_outages().await;
    world.database_gate().shut();
    world.redis_gate().shut();
    for function in ALL {
        let running = Running::start(function.name, &world).await;
        let reply = running.send(Event::new("GET", "/nowhere")).await.expect(404);
        assert_eq!(reply.code(), "unknown_path");
    }
    let articles = Running::start("api-articles", &world).await;
    assert_eq!(
        articles.send(articles.read("/api/v1/articles")).await.expect(503).code(),
        "database_unavailable"
    );
    world.database_gate().open();
    world.redis_gate().open();
    neurmatic_testing::eventually("the articles are there again", async || {
        articles.send(articles.read("/api/v1/articles")).await.reply.status == 200
    })
    .await;
}
