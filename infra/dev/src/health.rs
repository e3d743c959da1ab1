//! Asks a local server whether it answers. Plain HTTP/1.1 by hand: one request does not need a client library.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(2);

/// The platform's health route.
pub(crate) const HEALTH_PATH: &str = "/api/v1/performance/health";

/// The status code of `GET path` on a loopback port, or `None` when nothing sensible answers within two seconds.
pub(crate) fn http_status(port: u16, path: &str) -> Option<u16> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let head = exchange(port, request.as_bytes(), 12)?;
    head.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

/// Whether a Redis or Valkey answers on a loopback port.
pub(crate) fn redis_answers(port: u16) -> bool {
    exchange(port, b"PING\r\n", 5).is_some_and(|answer| answer == "+PONG")
}

/// Whether anything accepts connections on a loopback port.
pub(crate) fn accepts(port: u16) -> bool {
    TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), TIMEOUT).is_ok()
}

fn exchange(port: u16, request: &[u8], answer_bytes: usize) -> Option<String> {
    let mut stream =
        TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), TIMEOUT).ok()?;
    stream.set_read_timeout(Some(TIMEOUT)).ok()?;
    stream.write_all(request).ok()?;
    let mut answer = vec![0; answer_bytes];
    stream.read_exact(&mut answer).ok()?;
    String::from_utf8(answer).ok()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn answering(bytes: &'static [u8]) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(bytes).unwrap();
            stream.read_to_end(&mut Vec::new()).unwrap();
        });
        port
    }

    #[test]
    fn the_status_of_an_answer_is_read() {
        assert_eq!(http_status(answering(b"HTTP/1.1 503 Service Unavailable\r\n\r\n"), "/"), Some(503));
    }

    #[test]
    fn something_else_on_the_port_is_no_answer() {
        assert_eq!(http_status(answering(b"220 mail.example ESMTP ready\r\n"), "/"), None);
    }
}
