//! The Worker's door: settings once, then one visit at a time.

use std::sync::OnceLock;

use neurmatic_cache_policy::STORED;
use worker::web_sys::{Request, Response};
use worker::{Context, Env, console_error, event};

use crate::glue;
use crate::lines::{self, FOR_CACHES, HARDENING, PUBLIC};
use crate::problem::Problem;
use crate::seen::Seen;
use crate::settings::Settings;
use crate::visit::{Visit, problem};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let text = glue::facts(&request)?;
    let seen = Seen::read(&text);
    let request_id = seen.request_id;
    let Some(settings) = settings(&env) else { return Ok(problem(&Problem::internal(), request_id)?) };
    match Visit::new(seen, settings, &request, &context).answer(&env).await {
        Ok(response) => Ok(response),
        Err(thrown) => {
            console_error!("{thrown:?}, request {request_id}");
            Ok(problem(&Problem::internal(), request_id)?)
        }
    }
}

/// The settings, and with the first look at them the tables of headers for the host. None when they are wrong: that is
/// in the log.
fn settings(env: &Env) -> Option<&'static Settings> {
    static SETTINGS: OnceLock<Option<Settings>> = OnceLock::new();
    let read = || {
        let (every_answer, public) = (lines::of(HARDENING), lines::of(PUBLIC));
        glue::start(every_answer.as_str(), public.as_str(), &STORED.join("\n"), &FOR_CACHES.join("\n"));
        match Settings::read(|name| glue::setting(env, name)) {
            Ok(settings) => Some(Settings { is_limited: glue::is_limited(env), ..settings }),
            Err(sentence) => {
                console_error!("{sentence}");
                None
            }
        }
    };
    SETTINGS.get_or_init(read).as_ref()
}
