//! HTTP/1.1 over a plain socket: requests go out as they are written, however wrong they are.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The values of a header, with commas between; empty without one.
    pub(crate) fn header(&self, name: &str) -> String {
        let named = self.headers.iter().filter(|(header, _)| header == name);
        named.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(header, _)| header == name)
    }

    /// The body, which is to be text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body, which is to be JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(server).await.unwrap(), buffer: Vec::new() }
    }

    /// Sends a request, its method, target and headers as they are, and reads the answer; `None` when the server closed
    /// the connection instead.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
    ) -> Option<Reply> {
        self.send(method, target, headers, b"").await
    }

    /// The same with a body, of which the headers should tell.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Reply> {
        let mut request = format!("{method} {target} HTTP/1.1\r\nhost: edge.example\r\n").into_bytes();
        for (name, value) in headers {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        // Whoever refuses a request may have closed the connection before all of it was written.
        let _closed = self.stream.write_all(&request).await;
        self.read(method).await
    }

    async fn read(&mut self, method: &str) -> Option<Reply> {
        self.buffer.clear();
        let head_bytes = loop {
            if let Some(at) = self.buffer.windows(4).position(|end| end == b"\r\n\r\n") {
                break at + 4;
            }
            if !self.more().await {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_bytes]).into_owned();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let pair = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let mut reply = Reply { status, headers: lines.map(pair).collect(), body: Vec::new() };
        if method == "HEAD" || status == 304 || status == 204 {
            return Some(reply);
        }
        if reply.header("transfer-encoding") == "chunked" {
            reply.body = self.chunks(head_bytes).await;
        } else {
            let length: usize = reply.header("content-length").parse().unwrap_or_default();
            self.fill(head_bytes + length).await;
            reply.body = self.buffer[head_bytes..head_bytes + length].to_vec();
        }
        Some(reply)
    }

    async fn chunks(&mut self, mut from: usize) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(at) = self.buffer[from..].windows(2).position(|end| end == b"\r\n") {
                    break at;
                }
                assert!(self.more().await, "a chunk was cut short");
            };
            let size = std::str::from_utf8(&self.buffer[from..from + line]).unwrap().trim();
            let size = usize::from_str_radix(size, 16).unwrap();
            from += line + 2;
            self.fill(from + size + 2).await;
            body.extend_from_slice(&self.buffer[from..from + size]);
            from += size + 2;
            if size == 0 {
                return body;
            }
        }
    }

    async fn fill(&mut self, bytes: usize) {
        while self.buffer.len() < bytes {
            assert!(self.more().await, "the answer was cut short");
        }
    }

    async fn more(&mut self) -> bool {
        let read = timeout(ANSWER_WITHIN, self.stream.read_buf(&mut self.buffer)).await;
        read.expect("no answer in time").is_ok_and(|bytes| bytes > 0)
    }
}
