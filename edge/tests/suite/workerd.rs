//! workerd with a Worker on it, for tests and benchmarks.

use std::ffi::{OsStr, OsString};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

pub(crate) const ORIGIN_SECRET: &str = "the-secret-between-edge-and-origin";
pub(crate) const TRUSTED_CLIENT_SECRET: &str = "the-secret-of-a-client-that-is-trusted";

/// The configuration in which the origin is a service, and not an address.
pub(crate) const ZONE: &str = "tests/zone.capnp";

/// The benchmark's other Worker, in the place of ours.
pub(crate) const BASELINE: &str = "baseline/workerd.capnp";

/// How long workerd may take to listen.
pub(crate) const READY_WITHIN: Duration = Duration::from_secs(20);

/// Starts workerd before an origin and with a cache, by a configuration in the Worker's folder; returns where it listens.
pub(crate) async fn start(
    program: &OsStr,
    configuration: &str,
    origin: SocketAddr,
    cache: SocketAddr,
) -> (Child, SocketAddr) {
    let edge = free_address().await;
    let mut command = Command::new(program);
    command.arg("serve");
    if configuration == ZONE {
        command.arg(format!("--external-addr=origin={origin}"));
    }
    let workerd = command
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(configuration))
        .arg(format!("--socket-addr=edge={edge}"))
        .arg(format!("--external-addr=cache={cache}"))
        .env("ORIGIN_URL", format!("http://{origin}"))
        .env("BUCKET_ORIGIN", format!("http://localhost:{}", origin.port()))
        .env("ORIGIN_SECRET", ORIGIN_SECRET)
        .env("TRUSTED_CLIENT_SECRET", TRUSTED_CLIENT_SECRET)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let listens = async {
        while TcpStream::connect(edge).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(READY_WITHIN, listens).await.expect("workerd does not listen");
    (workerd, edge)
}

/// The program, which `cargo dev test` names.
pub(crate) fn program() -> Option<OsString> {
    let program = std::env::var_os("TEST_WORKERD");
    if program.is_none() {
        let is_required = std::env::var_os("NEURMATIC_EDGE").is_some_and(|value| value == "required");
        assert!(!is_required, "TEST_WORKERD is not set, and the edge's tests must run here");
        println!(
            "not tested: TEST_WORKERD names no workerd; `cargo dev test neurmatic-edge` brings it where Node is"
        );
    }
    program
}

async fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap()
}
