//! A server that answers as a test wants.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The status of the n-th answer, after whatever the stub does before it.
pub(crate) trait Behaviour: Send + Sync + 'static {
    fn answer(&self, n: usize) -> u16;
}

impl<F: Fn(usize) -> u16 + Send + Sync + 'static> Behaviour for F {
    fn answer(&self, n: usize) -> u16 {
        self(n)
    }
}

/// Starts it on a thread of its own, so that a generator that blocks doesn't block it.
pub(crate) fn start(behaviour: impl Behaviour) -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            let shared = Arc::new((behaviour, AtomicUsize::new(0)));
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let mut buffer = vec![0; 16 * 1024];
                    // Each request comes whole: they are small, and there is one at a time.
                    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                        let status = shared.0.answer(shared.1.fetch_add(1, SeqCst));
                        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 2\r\n\r\n{{}}");
                        if stream.write_all(answer.as_bytes()).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
    });
    told.recv().unwrap()
}
