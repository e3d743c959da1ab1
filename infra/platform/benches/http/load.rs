//! A closed load over plain sockets: requests made beforehand, answers read only as far as needed to judge them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::{CLIENTS_PER_CONNECTION, CONNECTIONS};

/// Longest head that is expected, in bytes.
const HEAD_BYTES_MAX: usize = 8 * 1024;

/// The requests of all connections.
pub(crate) struct Load {
    connections: Vec<Arc<Vec<Vec<u8>>>>,
}

/// What a round brought. All answers were right: another one ends the benchmark.
pub(crate) struct Answers {
    took: Duration,
    /// Of every request, sorted, in microseconds.
    latencies_us: Vec<u32>,
}

impl Answers {
    /// Requests.
    pub(crate) fn count(&self) -> usize {
        self.latencies_us.len()
    }

    /// Requests per second.
    pub(crate) fn per_sec(&self) -> f64 {
        self.count() as f64 / self.took.as_secs_f64()
    }

    /// The latency that `percent` of the requests kept to, in milliseconds.
    pub(crate) fn at_percent(&self, percent: usize) -> f64 {
        let place = (self.latencies_us.len() * percent / 100).min(self.latencies_us.len() - 1);
        f64::from(self.latencies_us[place]) / 1000.0
    }
}

impl Load {
    /// Requests for the list in this encoding. Each client has an address, as the edge would tell it.
    pub(crate) fn new(encoding: &str, origin_secret: &str) -> Self {
        let request = |client: usize| {
            let [_, b, c, d] = u32::try_from(client).unwrap().to_be_bytes();
            format!(
                "GET /api/v1/articles HTTP/1.1\r\nhost: bench.example\r\naccept: application/json\r\n\
                 accept-encoding: {encoding}\r\nuser-agent: neurmatic-bench/1\r\nx-origin-secret: {origin_secret}\r\n\
                 cf-connecting-ip: 10.{b}.{c}.{d}\r\n\r\n"
            )
            .into_bytes()
        };
        let connection = |n: usize| {
            let first = n * CLIENTS_PER_CONNECTION;
            Arc::new((first..first + CLIENTS_PER_CONNECTION).map(request).collect())
        };
        Self { connections: (0..CONNECTIONS).map(connection).collect() }
    }

    /// The body that the first request is answered.
    pub(crate) async fn first_answer(&self, server: SocketAddr) -> Vec<u8> {
        let mut connection = Connection::open(server).await;
        let body_bytes = connection.exchange(&self.connections[0][0]).await;
        connection.buffer[connection.filled - body_bytes..connection.filled].to_vec()
    }

    /// Sends requests over all connections for as long as `lasts`.
    pub(crate) async fn run(&self, server: SocketAddr, body_bytes: usize, lasts: Duration) -> Answers {
        let barrier = Arc::new(Barrier::new(CONNECTIONS + 1));
        let mut clients = JoinSet::new();
        for requests in &self.connections {
            let (requests, barrier) = (Arc::clone(requests), Arc::clone(&barrier));
            clients.spawn(async move {
                let mut connection = Connection::open(server).await;
                barrier.wait().await;
                connection.take_turns(&requests, body_bytes, lasts).await
            });
        }
        barrier.wait().await;
        let started = Instant::now();
        let mut latencies_us: Vec<u32> = Vec::new();
        while let Some(latencies) = clients.join_next().await {
            latencies_us.append(&mut latencies.unwrap());
        }
        let took = started.elapsed();
        latencies_us.sort_unstable();
        Answers { took, latencies_us }
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    async fn open(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: vec![0; 64 * 1024], filled: 0 }
    }

    async fn take_turns(&mut self, requests: &[Vec<u8>], body_bytes: usize, lasts: Duration) -> Vec<u32> {
        let mut latencies_us = Vec::with_capacity(1024);
        let started = Instant::now();
        // Connections begin at another client in each round, so that no client has more than its share.
        let turn = usize::from(self.stream.local_addr().unwrap().port());
        for request in requests.iter().cycle().skip(turn % requests.len()) {
            let sent = Instant::now();
            let length = self.exchange(request).await;
            assert_eq!(length, body_bytes, "another body");
            latencies_us.push(u32::try_from(sent.elapsed().as_micros()).unwrap());
            if started.elapsed() >= lasts {
                break;
            }
        }
        latencies_us
    }

    /// Sends one request and reads its answer, which must be 200; returns the length of the body, which ends the
    /// buffer.
    async fn exchange(&mut self, request: &[u8]) -> usize {
        self.stream.write_all(request).await.unwrap();
        self.filled = 0;
        let head_bytes = loop {
            self.read().await;
            let read = &self.buffer[..self.filled.min(HEAD_BYTES_MAX)];
            if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            assert!(self.filled < HEAD_BYTES_MAX, "an endless head");
        };
        let head = std::str::from_utf8(&self.buffer[..head_bytes]).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "the run is invalid, an answer was {head}");
        let (_, length) = head.split_once("content-length: ").expect("no content-length");
        let body_bytes: usize = length.split("\r\n").next().unwrap().parse().unwrap();
        while self.filled < head_bytes + body_bytes {
            self.read().await;
        }
        assert_eq!(self.filled, head_bytes + body_bytes, "more than one answer");
        body_bytes
    }

    async fn read(&mut self) {
        let read = self.stream.read(&mut self.buffer[self.filled..]).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        self.filled += read;
    }
}
