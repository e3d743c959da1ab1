//! HTTP/1.1 over a plain socket, as little of it as the load needs, so that the generator stays cheap.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::tally::Outcome;

/// How long an answer is waited for.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// Longest head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// A connection that is kept, and made anew when it broke.
#[derive(Debug)]
pub struct Connection {
    server: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Connection {
    /// A connection to be made with the first request.
    #[must_use]
    pub fn to(server: SocketAddr) -> Self {
        Self { server, stream: None, buffer: Vec::with_capacity(32 * 1024) }
    }

    /// Opens the connection, so that the first request needn't.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(&mut self) -> std::io::Result<()> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.server).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        Ok(())
    }

    /// Sends a request and reads its answer to the end.
    pub async fn exchange(&mut self, request: &[u8]) -> Outcome {
        match tokio::time::timeout(ANSWER_TIMEOUT, self.try_exchange(request)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_broken)) => {
                self.stream = None;
                Outcome::Broken
            }
            Err(_elapsed) => {
                self.stream = None;
                Outcome::TimedOut
            }
        }
    }

    /// The body of the last answer; empty when it had none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        let head = find_end(&self.buffer).unwrap_or(self.buffer.len());
        self.buffer.get(head..).unwrap_or_default()
    }

    async fn try_exchange(&mut self, request: &[u8]) -> std::io::Result<Outcome> {
        self.open().await?;
        let stream = self.stream.as_mut().ok_or(std::io::ErrorKind::NotConnected)?;
        stream.write_all(request).await?;
        self.buffer.clear();
        let head_bytes = loop {
            read(stream, &mut self.buffer).await?;
            if let Some(end) = find_end(&self.buffer) {
                break end;
            }
            if self.buffer.len() > HEAD_BYTES_MAX {
                return Err(std::io::ErrorKind::InvalidData.into());
            }
        };
        let head = Head::read(self.buffer.get(..head_bytes).unwrap_or_default())
            .ok_or(std::io::ErrorKind::InvalidData)?;
        while self.buffer.len() < head_bytes + head.body_bytes {
            read(stream, &mut self.buffer).await?;
        }
        Ok(Outcome::Answered { status: head.status, hit: head.hit })
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    if stream.read_buf(buffer).await? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Where the head ends.
fn find_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    body_bytes: usize,
    hit: Option<bool>,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let head = std::str::from_utf8(head).ok()?;
        let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let (mut body_bytes, mut hit) = (None, None);
        for line in head.split("\r\n").skip(1) {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                body_bytes = value.parse().ok();
            } else if name.eq_ignore_ascii_case("cache-status") {
                hit = cached(value);
            }
        }
        // Only these two come without a body and without its length.
        let body_bytes = body_bytes.or_else(|| matches!(status, 204 | 304).then_some(0))?;
        Some(Self { status, body_bytes, hit })
    }
}

/// Whether `Cache-Status` says that a cache answered; `None` when it was not asked.
pub(crate) fn cached(status: &str) -> Option<bool> {
    if status.contains("hit") { Some(true) } else { status.contains("fwd=miss").then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_status_length_and_cache() {
        let read = |head: &str| Head::read(head.as_bytes());
        assert_eq!(
            read("HTTP/1.1 200 OK\r\nContent-Length: 12\r\ncache-status: neurmatic; hit\r\n\r\n"),
            Some(Head { status: 200, body_bytes: 12, hit: Some(true) })
        );
        assert_eq!(
            read("HTTP/1.1 204 No Content\r\ncache-status: neurmatic; fwd=bypass\r\n\r\n"),
            Some(Head { status: 204, body_bytes: 0, hit: None })
        );
        let miss = read("HTTP/1.1 200 OK\r\ncontent-length: 0\r\ncache-status: neurmatic; fwd=miss\r\n\r\n");
        assert_eq!(miss.and_then(|head| head.hit), Some(false));
        assert_eq!(read("HTTP/1.1 200 OK\r\n\r\n"), None, "an answer without an end");
        assert_eq!(read("nonsense\r\n\r\n"), None);
    }
}
