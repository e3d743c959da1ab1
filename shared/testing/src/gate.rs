//! A gate in front of a server: shut, it breaks every connection and refuses new ones, as a server that died; silent, it takes
//! what comes and nothing comes back, as a network that swallows packets.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A gate on a loopback port.
#[derive(Clone, Debug)]
pub struct Gate {
    port: u16,
    state: Arc<watch::Sender<State>>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Open,
    Shut,
    Silent,
}

impl Gate {
    /// A gate, open, before the server at `target`.
    pub async fn before(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, state) = watch::channel(State::Open);
        tokio::spawn(guard(listener, target, state));
        Self { port, state: Arc::new(tell) }
    }

    /// Where it listens on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Breaks what is connected and refuses what comes.
    pub fn shut(&self) {
        self.state.send_replace(State::Shut);
    }

    /// Keeps what is connected, takes what comes, and answers nothing.
    pub fn silence(&self) {
        self.state.send_replace(State::Silent);
    }

    /// Lets everything through again.
    pub fn open(&self) {
        self.state.send_replace(State::Open);
    }
}

async fn guard(listener: TcpListener, target: SocketAddr, state: watch::Receiver<State>) {
    while let Ok((inside, _)) = listener.accept().await {
        if matches!(*state.borrow(), State::Shut) {
            continue;
        }
        tokio::spawn(pass(inside, target, state.clone()));
    }
}

/// Carries what goes to and fro, as long as the gate isn't shut.
async fn pass(mut inside: TcpStream, target: SocketAddr, mut state: watch::Receiver<State>) {
    let Ok(mut outside) = TcpStream::connect(target).await else { return };
    // A gate that holds a part back until the one before it is acknowledged would be slower than none.
    let _refused = (inside.set_nodelay(true), outside.set_nodelay(true));
    // Silent, it isn't driven on, and keeps what it holds.
    let mut carried = pin!(copy_bidirectional(&mut inside, &mut outside));
    loop {
        let now = *state.borrow_and_update();
        let changed = match now {
            State::Shut => return,
            State::Silent => state.changed().await,
            State::Open => tokio::select! {
                _ = &mut carried => return,
                changed = state.changed() => changed,
            },
        };
        if changed.is_err() {
            return;
        }
    }
}
