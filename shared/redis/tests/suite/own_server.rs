//! A Redis server of a test's own, to be killed, frozen and started again.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The server; killed when dropped.
pub(crate) struct OwnServer {
    port: u16,
    process: Option<Child>,
}

impl OwnServer {
    /// Reserves a port without starting anything on it.
    pub(crate) fn not_started() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { port, process: None }
    }

    /// A running server.
    pub(crate) async fn started() -> Self {
        let mut server = Self::not_started();
        server.start().await;
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Starts it, and waits until it answers.
    pub(crate) async fn start(&mut self) {
        let binary = std::env::var("TEST_REDIS_SERVER").expect("TEST_REDIS_SERVER: the redis-server binary");
        let process = Command::new(binary)
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"])
            .arg(self.port.to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        self.process = Some(process);
        let client = redis::Client::open(self.url()).unwrap();
        until(async || match client.get_multiplexed_async_connection().await {
            Ok(mut connection) => redis::cmd("PING").exec_async(&mut connection).await.is_ok(),
            Err(_) => false,
        })
        .await;
    }

    /// Kills it as a crash would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Makes it mute: connections stay, nothing is answered.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Ends the muteness.
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().expect("the server runs").id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits for a state, at most a minute: a busy machine is slow.
pub(crate) async fn until(state: impl AsyncFn() -> bool) {
    let reached = async {
        while !state().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reached).await.expect("the state is reached in time");
}
