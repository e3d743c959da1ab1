//! HTTP/1.1 over a plain socket, as little of it as the load needs, so that the generator stays cheap.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::tally::{Layer, Outcome};

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
        loop {
            let body = self.buffer.get(head_bytes..).unwrap_or_default();
            let is_whole = match head.body_bytes {
                Length::Bytes(bytes) => body.len() >= bytes,
                Length::Chunked => is_last_chunk_there(body).ok_or(std::io::ErrorKind::InvalidData)?,
            };
            if is_whole {
                break;
            }
            read(stream, &mut self.buffer).await?;
        }
        Ok(Outcome::Answered { status: head.status, cache: head.cache })
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
    body_bytes: Length,
    cache: Option<Layer>,
}

/// How long a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// So many bytes.
    Bytes(usize),
    /// Its chunks say it: what a streaming proxy passes on.
    Chunked,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let head = std::str::from_utf8(head).ok()?;
        let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let (mut body_bytes, mut cache) = (None, None);
        for line in head.split("\r\n").skip(1) {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                body_bytes = value.parse().ok().map(Length::Bytes);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                body_bytes = value.eq_ignore_ascii_case("chunked").then_some(Length::Chunked);
            } else if name.eq_ignore_ascii_case("cache-status") {
                cache = cached(value);
            }
        }
        // Only these two come without a body and without its length.
        let body_bytes = body_bytes.or_else(|| matches!(status, 204 | 304).then_some(Length::Bytes(0)))?;
        Some(Self { status, body_bytes, cache })
    }
}

/// Which cache answered, by `Cache-Status`; `None` when none was asked.
pub(crate) fn cached(status: &str) -> Option<Layer> {
    let says = |what: &str| status.contains(what);
    if says("neurmatic-edge; hit") || says("detail=stale-if-error") {
        Some(Layer::Edge)
    } else if says("neurmatic; hit") {
        Some(Layer::Application)
    } else {
        says("neurmatic; fwd=miss").then_some(Layer::Loaded)
    }
}

/// Whether a body in chunks is there to its end; `None` when these are no chunks.
fn is_last_chunk_there(mut body: &[u8]) -> Option<bool> {
    loop {
        let Some(end) = body.windows(2).position(|window| window == b"\r\n") else { return Some(false) };
        let size = std::str::from_utf8(body.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        let next = end + 2 + size + 2;
        if body.len() < next {
            return Some(false);
        }
        if size == 0 {
            return Some(true);
        }
        body = body.get(next..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_status_length_and_cache() {
        let read = |head: &str| Head::read(head.as_bytes());
        assert_eq!(
            read("HTTP/1.1 200 OK\r\nContent-Length: 12\r\ncache-status: neurmatic; hit\r\n\r\n"),
            Some(Head { status: 200, body_bytes: Length::Bytes(12), cache: Some(Layer::Application) })
        );
        assert_eq!(
            read("HTTP/1.1 204 No Content\r\ncache-status: neurmatic; fwd=bypass\r\n\r\n"),
            Some(Head { status: 204, body_bytes: Length::Bytes(0), cache: None })
        );
        let miss = read("HTTP/1.1 200 OK\r\ncontent-length: 0\r\ncache-status: neurmatic; fwd=miss\r\n\r\n");
        assert_eq!(miss.and_then(|head| head.cache), Some(Layer::Loaded));
        assert_eq!(read("HTTP/1.1 200 OK\r\n\r\n"), None, "an answer without an end");
        assert_eq!(read("nonsense\r\n\r\n"), None);
    }

    #[test]
    fn the_layer_that_answered_is_told_from_those_it_asked() {
        for (status, layer) in [
            ("neurmatic-edge; hit; ttl=288", Some(Layer::Edge)),
            ("neurmatic-edge; fwd=stale; fwd-status=503; detail=stale-if-error", Some(Layer::Edge)),
            ("neurmatic; hit, neurmatic-edge; fwd=uri-miss; stored", Some(Layer::Application)),
            ("neurmatic; fwd=miss, neurmatic-edge; fwd=uri-miss; stored", Some(Layer::Loaded)),
            ("neurmatic; fwd=bypass, neurmatic-edge; fwd=bypass", None),
        ] {
            assert_eq!(cached(status), layer, "{status}");
        }
    }

    #[test]
    fn chunks_are_read_to_the_last() {
        let whole = b"4\r\n0\r\n\r\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n";
        for cut in 0..whole.len() {
            assert_eq!(is_last_chunk_there(&whole[..cut]), Some(false), "{cut}");
        }
        assert_eq!(is_last_chunk_there(whole), Some(true));
        assert_eq!(is_last_chunk_there(b"no chunk\r\n"), None);
    }
}
