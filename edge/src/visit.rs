//! One request: what is known of it, where it goes, and the headers that its answer gets at last.

use neurmatic_cache_policy::{Class, PRIVATE, Policy, decide};
use wasm_bindgen_futures::JsFuture;
use worker::js_sys::Date;
use worker::web_sys::{Request, Response};
use worker::{Context, Env};

use crate::glue::Thrown;
use crate::lines::{LOADS_NOTHING, Lines};
use crate::problem::Problem;
use crate::seen::Seen;
use crate::settings::{Backend, Settings};
use crate::status::CacheStatus;
use crate::trouble::Trouble;
use crate::{address, bypass, glue, local, zone};

/// One request, on its way.
pub(crate) struct Visit<'a> {
    pub(crate) seen: Seen<'a>,
    pub(crate) settings: &'static Settings,
    pub(crate) request: &'a Request,
    pub(crate) context: &'a Context,
    address: &'a str,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(
        seen: Seen<'a>,
        settings: &'static Settings,
        request: &'a Request,
        context: &'a Context,
    ) -> Self {
        let address = address::of(&seen, settings);
        Self { seen, settings, request, context, address }
    }

    /// Answers it: by refusing it, from a cache, or from the origin.
    pub(crate) async fn answer(&self, env: &Env) -> Result<Response, Thrown> {
        if self.settings.is_limited && !self.is_within_limit(env).await {
            return self.problem(&Problem::limited());
        }
        let decision = match decide(&self.seen.facts()) {
            Ok(decision) => decision,
            Err(refusal) => return self.problem(&Problem::refused(&refusal)),
        };
        let is_file = decision.policy.is_some_and(|policy| policy.class != Class::Api);
        let base =
            if is_file { self.settings.bucket.as_deref() } else { Some(self.settings.origin.as_str()) };
        let Some(base) = base else { return self.problem(&Problem::no_files()) };
        let url = format!("{base}{}", decision.target);
        match decision.shared() {
            Some(policy) if !(is_file && self.seen.range.is_some()) => match self.settings.backend {
                Backend::Zone => zone::answer(self, policy, &url).await,
                Backend::CacheApi => local::answer(self, policy, &url, decision.fills).await,
            },
            _ if is_file => bypass::file(self, &url).await,
            _ => bypass::answer(self, &url, decision.bypass).await,
        }
    }

    /// Headers of every request to the functions.
    pub(crate) fn to_functions(&self) -> Lines {
        self.to_bucket()
            .with("cf-connecting-ip", self.address)
            .with("x-origin-secret", &self.settings.origin_secret)
    }

    /// Headers of every request to the bucket, which hears of neither secrets nor visitors.
    pub(crate) fn to_bucket(&self) -> Lines {
        Lines::new().with("x-request-id", self.seen.request_id)
    }

    /// Headers of its answer.
    pub(crate) fn to_visitor(&self, status: &str) -> Lines {
        let took_ms = Date::now() - self.seen.began_ms;
        self.named(status).with("server-timing", &format!("edge;dur={took_ms}"))
    }

    /// Headers of its answer, but for the time.
    pub(crate) fn named(&self, status: &str) -> Lines {
        Lines::new().with("x-request-id", self.seen.request_id).with("cache-status", status)
    }

    /// A problem as its answer.
    pub(crate) fn problem(&self, told: &Problem) -> Result<Response, Thrown> {
        problem(told, self.seen.request_id)
    }

    /// The answer when the origin can't be reached.
    pub(crate) fn origin_away(&self, error: &Thrown) -> Result<Response, Thrown> {
        thread_local!(static AWAY: Trouble = const { Trouble::new() });
        AWAY.with(|away| {
            away.met(|| format!("the origin is away: {error:?}, request {}", self.seen.request_id))
        });
        self.problem(&Problem::origin_away())
    }

    async fn is_within_limit(&self, env: &Env) -> bool {
        // A limiter that fails lets through: the functions have limits of their own.
        let asked = JsFuture::from(glue::may_ask(env, self.address)).await;
        asked.map_or(true, |may_ask| may_ask.as_bool() != Some(false))
    }
}

/// What `Cache-Control` a policy's answer bears: files have no word of their own, the functions' answers do.
pub(crate) fn file_lines(policy: &Policy) -> Lines {
    if policy.class == Class::Api {
        return Lines::new();
    }
    Lines::new().with("cache-control", &policy.cache_control()).with(LOADS_NOTHING.0, LOADS_NOTHING.1)
}

/// A problem as an answer.
pub(crate) fn problem(problem: &Problem, request_id: &str) -> Result<Response, Thrown> {
    let lines = Lines::new()
        .with("content-type", "application/problem+json")
        .with("cache-control", PRIVATE)
        .with(LOADS_NOTHING.0, LOADS_NOTHING.1);
    let lines = match problem.retry_after_secs {
        Some(secs) => lines.with("retry-after", &secs.to_string()),
        None => lines,
    };
    let response = glue::answer(problem.status, &problem.body(request_id), lines.as_str())?;
    let status =
        Lines::new().with("x-request-id", request_id).with("cache-status", &CacheStatus::Bypass.to_string());
    glue::finish(&response, status.as_str(), true)
}
