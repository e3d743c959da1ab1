//! Who stands in for others where functions run by themselves on this machine, as at the emulator of AWS: the mailbox, and the
//! CDN's interface.
//!
//! Deliberately not in here: anything of the platform's own. No request is answered and no task delivered by this process, so
//! that whatever is done is done by the functions.

use anyhow::Context as _;
use neurmatic_cdn::Clock;
use neurmatic_config::{self as config, Env};

use crate::cdn_api::{self, CdnApi};
use crate::edge_cache::EdgeCache;
use crate::mailbox::{self, Mailbox};
use crate::serve::{at_once, listen, told_to_stop};

/// Nothing is kept in front of the functions here: the CDN's interface only counts what it is told to forget.
const EDGE_CACHE_BYTES: u64 = 1024 * 1024;

/// Serves the mailbox and, where there is a CDN, its interface, until SIGTERM or SIGINT.
///
/// # Errors
/// When a setting is missing or wrong, or the port is taken.
pub async fn serve_stand_ins(env: &Env) -> anyhow::Result<()> {
    let site = config::Site::from_env(env)?;
    let mailbox = mailbox::router(Mailbox::new(config::Mail::from_env(env)?.api_key));
    let router = match config::Cdn::from_env(env, &site)? {
        Some(account) => {
            let api = CdnApi::new(account, EdgeCache::new(EDGE_CACHE_BYTES), Clock::system());
            mailbox.merge(cdn_api::router(api))
        }
        None => mailbox,
    };
    let listener = listen(env, "PLATFORM_MAILBOX_PORT").await?;
    tracing::info!("ready");
    let until = async {
        if let Err(error) = told_to_stop().await {
            tracing::error!(%error, "nobody can tell it to stop");
        }
    };
    let served = axum::serve(at_once(listener), router).with_graceful_shutdown(until).await;
    served.context("the stand-ins ended")
}
