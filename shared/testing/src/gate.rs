//! A gate in front of a server: shut, it breaks every connection and refuses new ones, as a server that died.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A gate on a loopback port.
#[derive(Clone, Debug)]
pub struct Gate {
    port: u16,
    is_open: Arc<watch::Sender<bool>>,
}

impl Gate {
    /// A gate, open, before the server at `target`.
    pub async fn before(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (is_open, state) = watch::channel(true);
        tokio::spawn(guard(listener, target, state));
        Self { port, is_open: Arc::new(is_open) }
    }

    /// Where it listens on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Breaks what is connected and refuses what comes.
    pub fn shut(&self) {
        self.is_open.send_replace(false);
    }

    /// Lets everything through again.
    pub fn open(&self) {
        self.is_open.send_replace(true);
    }
}

async fn guard(listener: TcpListener, target: SocketAddr, state: watch::Receiver<bool>) {
    while let Ok((mut inside, _)) = listener.accept().await {
        let mut state = state.clone();
        if !*state.borrow_and_update() {
            continue;
        }
        tokio::spawn(async move {
            let Ok(mut outside) = TcpStream::connect(target).await else { return };
            // A gate that holds a part back until the one before it is acknowledged would be slower than none.
            let _refused = (inside.set_nodelay(true), outside.set_nodelay(true));
            tokio::select! {
                _ = copy_bidirectional(&mut inside, &mut outside) => {}
                _ = state.wait_for(|is_open| !is_open) => {}
            }
        });
    }
}
