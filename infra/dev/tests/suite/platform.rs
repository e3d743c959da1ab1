//! The whole platform, from nothing to an answer and back to nothing.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use crate::sandbox::{Sandbox, runs};

/// The first line of the answer.
fn get(url: &str) -> String {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

#[test]
fn the_platform_comes_up_answers_survives_a_restart_and_leaves_no_process() {
    let sandbox = Sandbox::new();
    sandbox.must("up --detach");
    let status = sandbox.status();
    assert_eq!(status["ready"], true, "{status}");
    // Where Node is missing the edge is left out; a run that tests the edge has it.
    let edge = status["urls"]["edge"].as_str();
    assert!(edge.is_some() || std::env::var_os("TEST_WORKERD").is_none(), "{status}");
    if let Some(edge) = edge {
        assert_eq!(get(&format!("{edge}/api/v1/performance/health")), "HTTP/1.1 200 OK");
    }
    let api = status["urls"]["api"].as_str().unwrap();
    assert_eq!(get(&format!("{api}/api/v1/performance/health")), "HTTP/1.1 200 OK");
    assert_eq!(get(status["urls"]["docs"].as_str().unwrap()), "HTTP/1.1 200 OK");
    assert!(status["logins"].as_object().unwrap().values().all(|login| login["password"].is_string()));
    assert!(!status["logins"].as_object().unwrap().is_empty());
    let parts = ["postgres", "redis", "platform", "edge"]
        .into_iter()
        .filter(|part| *part != "edge" || edge.is_some());
    let pids: Vec<_> = parts.map(|part| sandbox.pid(part)).collect();

    sandbox.must("down");
    assert!(!pids.into_iter().any(runs));

    sandbox.must("up --detach");
    assert_eq!(sandbox.status()["logins"], status["logins"]);
    assert_eq!(sandbox.status()["urls"], status["urls"]);
}
