//! Serving until told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use axum::serve::{ListenerExt as _, TapIo};
use neurmatic_cdn::Clock;
use neurmatic_config::{self as config, Env};
use neurmatic_http::Services;
use neurmatic_local_bucket::LocalBucket;
use neurmatic_tasks::embedded::Runner;
use neurmatic_tasks::polled::{self, Poller};
use neurmatic_tasks::{QueueWorker, Worker};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::cdn_api::{self, CdnApi};
use crate::edge_cache::{self, EdgeCache};
use crate::figures;
use crate::mailbox::{self, Mailbox};

/// What the edge's cache holds at most, in bytes: all of the realistic data's public pages several times over.
const EDGE_CACHE_BYTES: u64 = 256 * 1024 * 1024;

/// How often what was noted is sent.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// How long one of these times may take, and the last one.
const FLUSH_WITHIN: Duration = Duration::from_secs(2);
const LAST_FLUSH: Duration = Duration::from_secs(2);

/// Serves the interface, the edge's cache, the mailbox, the bucket, the CDN's interface and the process's figures, and
/// delivers tasks, until SIGTERM or SIGINT.
///
/// # Errors
/// When a setting is missing or wrong, or a port is taken.
pub async fn serve(env: &Env) -> anyhow::Result<()> {
    let services = Services::from_env(env)?;
    services.telemetry.serve_as("platform");
    let router = crate::router(env, &services)?;
    let api = listen(env, "PLATFORM_API_PORT").await?;
    let mail = listen(env, "PLATFORM_MAILBOX_PORT").await?;
    let edge_cache_at = listen(env, "PLATFORM_EDGE_CACHE_PORT").await?;
    let edge_cache = EdgeCache::new(EDGE_CACHE_BYTES);
    let mailbox = Mailbox::new(config::Mail::from_env(env)?.api_key);
    let registry = tasks::registry(tasks::TaskState::from_env(env, services.clone())?);
    let worker = Worker::new(services.db.clone(), registry).noted_by(services.telemetry.clone());
    let cdn = config::Cdn::from_env(env, &services.site)?;
    let bucket = LocalBucket::new(config::Bucket::from_env(env, &services.site)?);
    let inner = mailbox::router(mailbox)
        .merge(figures::router(services.clone()))
        .merge(neurmatic_local_bucket::router(bucket));
    let inner = match cdn {
        Some(account) => {
            let api = CdnApi::new(account, edge_cache.clone(), Clock::system());
            inner.merge(cdn_api::router(api))
        }
        None => inner,
    };
    let delivering = Delivering::start(worker, &services, &config::Worker::from_env(env)?).await?;

    let (stop, stopped) = watch::channel(false);
    let until = |mut stopped: watch::Receiver<bool>| async move {
        // An error means that the sender is gone, which is a stop as well.
        let _gone = stopped.wait_for(|stop| *stop).await;
    };
    let api = axum::serve(at_once(api), router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(until(stopped.clone()));
    let mail = axum::serve(at_once(mail), inner).with_graceful_shutdown(until(stopped.clone()));
    let edge_cache = axum::serve(at_once(edge_cache_at), edge_cache::router(edge_cache))
        .with_graceful_shutdown(until(stopped.clone()));
    let (api, mail) = (tokio::spawn(api.into_future()), tokio::spawn(mail.into_future()));
    let edge_cache = tokio::spawn(edge_cache.into_future());
    let flushing = tokio::spawn(flush_now_and_then(services.clone(), stopped));
    tracing::info!("ready");
    told_to_stop().await?;
    stop.send_replace(true);
    delivering.stop().await;
    api.await??;
    mail.await??;
    edge_cache.await??;
    flushing.await?;
    services.flush_telemetry(LAST_FLUSH).await;
    Ok(())
}

/// Sends what was noted, since a process that lives on may have no next request to carry it.
async fn flush_now_and_then(services: Services, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        services.flush_telemetry_so_far(FLUSH_WITHIN).await;
        tokio::select! {
            // An error means that the sender is gone, which is a stop as well.
            changed = stopped.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(FLUSH_EVERY) => {}
        }
    }
}

/// How tasks come from the outbox to the worker: by queues where there are some, else directly.
enum Delivering {
    FromOutbox(Runner),
    FromQueues(Poller),
}

impl Delivering {
    async fn start(worker: Worker, services: &Services, settings: &config::Worker) -> anyhow::Result<Self> {
        let Some(sender) = services.sender.clone() else {
            return Ok(Self::FromOutbox(Runner::start(worker, settings)));
        };
        polled::make_queues(&sender).await.context("the queues (SQS_QUEUE_URL_PREFIX) cannot be made")?;
        let worker = QueueWorker::new(worker, sender, settings.concurrency);
        Ok(Self::FromQueues(Poller::start(&worker, &services.db)))
    }

    async fn stop(self) {
        match self {
            Self::FromOutbox(runner) => runner.stop().await,
            Self::FromQueues(poller) => poller.stop().await,
        }
    }
}

/// Whoever keeps a connection would wait 40 ms for an answer's last part else: Nagle's algorithm and delayed
/// acknowledgements wait for each other.
pub(crate) fn at_once(listener: TcpListener) -> TapIo<TcpListener, fn(&mut TcpStream)> {
    listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection waits for acknowledgements");
        }
    })
}

pub(crate) async fn listen(env: &Env, variable: &'static str) -> anyhow::Result<TcpListener> {
    let port = env.parsed(variable, 0_u16, "a port")?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.with_context(|| {
        format!("port {port} ({variable}) is taken by another program: stop that, or choose another port")
    })?;
    tracing::info!(variable, address = %listener.local_addr()?, "listening");
    Ok(listener)
}

pub(crate) async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
