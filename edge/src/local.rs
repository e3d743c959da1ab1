//! The cache on plain workerd: the Cache API, and behind it a service that knows ages, tags and who loads what. Seen from
//! outside it behaves as the zone's cache does.

use neurmatic_cache_policy::Policy;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::Response;

use crate::glue::{self, Thrown};
use crate::shared::{Came, deliver, pass_back, request_lines};
use crate::status::{CacheStatus, Told};
use crate::trouble::Trouble;
use crate::visit::Visit;

thread_local!(static CACHE_AWAY: Trouble = const { Trouble::new() });

/// A load: where from, and what of it is kept under which name.
#[derive(Clone)]
struct Load {
    policy: &'static Policy,
    url: String,
    encoding: &'static str,
    lines: String,
}

/// What came of a load.
enum Loaded {
    /// It may be shared; it is kept.
    Clean(Response, Came),
    /// It is for one visitor.
    Own(Response),
    /// The origin failed: its answer, if there was one.
    Failed(Result<Response, Thrown>, Option<u16>),
}

/// Answers from the cache; else from the origin, for the next ones too.
pub(crate) async fn answer(
    visit: &Visit<'_>,
    policy: &'static Policy,
    url: &str,
    fills: bool,
) -> Result<Response, Thrown> {
    let (lines, encoding) = request_lines(visit, policy);
    // Who fills nothing is not told to load, so that nobody waits for it.
    let held = look(url, encoding, if fills { "" } else { "peek" }).await;
    let load = || Load { policy, url: url.to_owned(), encoding, lines: lines.as_str().to_owned() };
    if let Ok(Some(entry)) = &held {
        let told = Told::read(&glue::told(entry)?);
        if told.refresh {
            refresh(visit, load());
        }
        return deliver(visit, entry, &CacheStatus::Hit(told.ttl_secs).to_string(), "");
    }
    if !fills {
        return pass(visit, url, lines.as_str()).await;
    }
    let load = load();
    match load.run(Some(visit)).await? {
        Loaded::Clean(response, came) => {
            let stored = if held.is_ok() { CacheStatus::Stored } else { CacheStatus::Miss };
            deliver(visit, &response, &came.with_status(&stored), came.server_timing())
        }
        Loaded::Own(response) => pass_back(visit, &response, &CacheStatus::Miss),
        Loaded::Failed(failed, status) => {
            if let Ok(Some(entry)) = look(url, encoding, "on-error").await {
                return deliver(visit, &entry, &CacheStatus::OnError(status).to_string(), "");
            }
            match failed {
                Ok(response) => pass_back(visit, &response, &CacheStatus::Miss),
                Err(error) => visit.origin_away(&error),
            }
        }
    }
}

/// A read that leaves nothing: HEAD.
async fn pass(visit: &Visit<'_>, url: &str, lines: &str) -> Result<Response, Thrown> {
    match JsFuture::from(glue::ask(visit.seen.method, url, lines, None)).await {
        Ok(response) => pass_back(visit, response.unchecked_ref(), &CacheStatus::Miss),
        Err(error) => visit.origin_away(&error),
    }
}

/// Loads after the answer.
fn refresh(visit: &Visit<'_>, load: Load) {
    visit.context.wait_until(async move {
        // What came is kept or told to the service; there is nobody to answer.
        let _loaded = load.run(None).await;
    });
}

impl Load {
    /// Asks the origin, and tells the cache what came of it: after the answer when there is a visit to answer.
    async fn run(&self, visit: Option<&Visit<'_>>) -> Result<Loaded, Thrown> {
        let answered = JsFuture::from(glue::ask("GET", &self.url, &self.lines, None)).await;
        let response: Response = match answered {
            Ok(response) => response.unchecked_into(),
            Err(error) => {
                self.ended("failed").await;
                return Ok(Loaded::Failed(Err(error), None));
            }
        };
        let came = Came::of(&response)?;
        if came.is_failure() {
            self.ended("failed").await;
            return Ok(Loaded::Failed(Ok(response), Some(came.status)));
        }
        if !came.is_shared_by(self.policy) {
            self.ended("nothing").await;
            return Ok(Loaded::Own(response));
        }
        let response = glue::clean(&response, came.entry_lines(self.policy).as_str())?;
        let kept = JsFuture::from(glue::keep(&self.url, self.encoding, &response));
        let tell = async move {
            if let Err(error) = kept.await {
                CACHE_AWAY.with(|away| away.met(|| format!("the cache took nothing: {error:?}")));
            }
        };
        match visit {
            Some(visit) => visit.context.wait_until(tell),
            None => tell.await,
        }
        Ok(Loaded::Clean(response, came))
    }

    async fn ended(&self, word: &str) {
        if let Err(error) = JsFuture::from(glue::end(&self.url, self.encoding, word)).await {
            CACHE_AWAY.with(|away| away.met(|| format!("the cache heard nothing: {error:?}")));
        }
    }
}

/// What the cache holds; an error when it can't be asked.
async fn look(url: &str, encoding: &str, word: &str) -> Result<Option<Response>, Thrown> {
    let found = JsFuture::from(glue::look(url, encoding, word)).await?;
    Ok((!found.is_undefined()).then(|| found.unchecked_into()))
}
