//! A closed load over plain sockets: as many requests as are answered, each read to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Connections at once: enough that workerd is never idle.
const CONNECTIONS: usize = 32;

/// A kind of request.
#[derive(Clone, Copy)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    path: &'static str,
    headers: &'static str,
    /// Whether each request has a URL of its own.
    is_new: bool,
}

/// What is measured: an entry that is there, one that isn't, a path that the table doesn't name, and a visitor who signs
/// in.
pub(crate) const SCENARIOS: [Scenario; 4] = [
    Scenario { name: "hit", path: "/api/v1/articles?limit=20&tag=rag", headers: "", is_new: false },
    Scenario { name: "miss", path: "/api/v1/articles?cursor=", headers: "", is_new: true },
    Scenario { name: "proxy", path: "/api/v1/performance/health", headers: "", is_new: false },
    Scenario {
        name: "bypass",
        path: "/api/v1/articles?limit=20&tag=rag",
        headers: "authorization: Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMWEyIn0.c2lnbmF0dXJl\r\n",
        is_new: false,
    },
];

/// What a browser sends.
const BROWSER: &str = "host: edge.example\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0\r\n\
    accept: application/json, text/plain, */*\r\naccept-language: en-GB,en;q=0.9,de;q=0.8\r\n\
    referer: https://edge.example/articles\r\nsec-fetch-dest: empty\r\nsec-fetch-mode: cors\r\nsec-fetch-site: same-origin\r\n\
    sec-ch-ua: \"Chromium\";v=\"140\"\r\nsec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Linux\"\r\n";

/// What a round brought.
pub(crate) struct Figures {
    pub(crate) per_sec: f64,
    /// Processor time of workerd for each request, in microseconds.
    pub(crate) cpu_us: f64,
}

/// Sends requests for as long as `lasts`.
pub(crate) async fn run(edge: SocketAddr, pid: u32, scenario: Scenario, lasts: Duration) -> Figures {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let count = Arc::new(AtomicU64::new(0));
    let (cpu, started) = (cpu_us(pid), Instant::now());
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let count = Arc::clone(&count);
        connections.spawn(async move {
            let mut stream = TcpStream::connect(edge).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut buffer = Vec::with_capacity(16 * 1024);
            while started.elapsed() < lasts {
                let number =
                    if scenario.is_new { NUMBER.fetch_add(1, Relaxed).to_string() } else { String::new() };
                let (path, headers) = (scenario.path, scenario.headers);
                let request = format!("GET {path}{number} HTTP/1.1\r\n{BROWSER}{headers}\r\n");
                exchange(&mut stream, request.as_bytes(), &mut buffer).await;
                count.fetch_add(1, Relaxed);
            }
        });
    }
    while let Some(ended) = connections.join_next().await {
        ended.unwrap();
    }
    let requests = count.load(Relaxed) as f64;
    Figures { per_sec: requests / started.elapsed().as_secs_f64(), cpu_us: (cpu_us(pid) - cpu) / requests }
}

/// Sends a request and reads its answer, which must be 200 and say how long it is, or come in chunks.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) {
    stream.write_all(request).await.unwrap();
    buffer.clear();
    let mut end = None;
    loop {
        let read = stream.read_buf(buffer).await.unwrap();
        assert!(read > 0, "the connection was closed");
        if end.is_none()
            && let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let head = std::str::from_utf8(&buffer[..at]).unwrap().to_ascii_lowercase();
            assert!(head.starts_with("http/1.1 200 "), "the run is invalid, an answer was {head}");
            let length =
                head.split_once("content-length: ").map(|(_, rest)| rest.split("\r\n").next().unwrap());
            end = Some(length.map(|length| at + 4 + length.parse::<usize>().unwrap()));
        }
        match end {
            Some(Some(bytes)) if buffer.len() >= bytes => return,
            Some(None) if buffer.ends_with(b"\r\n0\r\n\r\n") => return,
            _ => {}
        }
    }
}

/// Processor time of a process so far, in microseconds; 0 where the system doesn't tell.
fn cpu_us(pid: u32) -> f64 {
    /// Of `/proc/<pid>/stat`, everywhere that Linux runs.
    const TICKS_PER_SEC: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ');
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / TICKS_PER_SEC * 1e6
}
