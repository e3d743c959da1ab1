//! The two servers, each in a process of its own, and how the benchmark starts them.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::get;
use bytes::Bytes;
use neurmatic_config::Env;
use neurmatic_http::Services;
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use tokio::net::TcpListener;

use crate::load::Load;

/// The variable that tells the bare server which key holds the body, and the key.
const KEY_VARIABLE: &str = "BENCH_KEY";
const KEY: &str = "bench:http:body";

/// The bare server's connection gets the same room for a thousand callers as ours.
const QUEUE_LENGTH: usize = 4_096;
const WRITE_GATHER_BYTES: usize = 64 * 1024;

/// A server's process. Dropping it ends the process.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts this program again as a server. `body` is what the bare one finds in Redis.
    pub(crate) fn start(role: &str, env: &Env, body: Option<&[u8]>) -> Self {
        if let Some(body) = body {
            let mut redis = redis::Client::open(env.optional("REDIS_URL").unwrap()).unwrap();
            redis::cmd("SET").arg(KEY).arg(body).exec(&mut redis).unwrap();
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(role)
            .env_clear()
            .envs(env.pairs())
            .env(KEY_VARIABLE, KEY)
            .stdin(Stdio::null())
            // The log is written as always; nobody reads it.
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().parse().unwrap_or_else(|e| panic!("{role} did not start ({e}): {line}"));
        Self { child, address }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The processor time that it took so far; Linux counts it in hundredths of a second.
    pub(crate) fn cpu_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks: u64 =
            fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// The body it answers, once it is cached.
    pub(crate) async fn answer(&self, load: &Load) -> Vec<u8> {
        load.first_answer(self.address).await;
        load.first_answer(self.address).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The platform's router, as the local host serves it.
pub(crate) async fn serve_ours() {
    neurmatic_http::start_log(true);
    let env = Env::process();
    let services = Services::from_env(&env).unwrap();
    serve(neurmatic_platform::router(&env, &services).unwrap()).await;
}

/// One handler, one GET.
pub(crate) async fn serve_bare() {
    let env = Env::process();
    let client = redis::Client::open(env.optional("REDIS_URL").unwrap()).unwrap();
    let settings = AsyncConnectionConfig::new()
        .set_pipeline_buffer_size(QUEUE_LENGTH)
        .set_write_backpressure_boundary(WRITE_GATHER_BYTES);
    let redis = client.get_multiplexed_async_connection_with_config(&settings).await.unwrap();
    let key: &'static str = String::leak(env.optional(KEY_VARIABLE).unwrap());
    let handler = move || answer(redis.clone(), key);
    serve(Router::new().route("/api/v1/articles", get(handler))).await;
}

async fn answer(mut redis: MultiplexedConnection, key: &'static str) -> axum::response::Response {
    let body: Bytes = redis::cmd("GET").arg(key).query_async(&mut redis).await.unwrap();
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn serve(router: Router) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    eprintln!("{}", listener.local_addr().unwrap());
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
}
