//! From routers to something that listens: fallbacks for what no route answers, and the start on Lambda.

use std::io::{Write as _, stderr};
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use lambda_http::{Adapter, lambda_runtime};
use neurmatic_config::Env;
use neurmatic_secrets::with_secrets;
use tokio::signal::unix::{SignalKind, signal};
use tower::util::MapRequest;
use tracing_subscriber::EnvFilter;

use crate::arrival::Arrival;
use crate::finish::{common_headers, render};
use crate::gateway::made_sound;
use crate::problem::Problem;
use crate::services::{Services, StartError};

/// How long a browser may remember what a preflight said, in seconds.
const PREFLIGHT_SECS: &str = "86400";

/// How long what was noted may take to be sent at the end. Lambda leaves half a second.
const LAST_FLUSH: Duration = Duration::from_millis(300);

/// The router with an answer for every path and method: problems for unknown ones, preflights for browsers.
pub fn complete(router: Router) -> Router {
    router
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(preflight))
}

/// Runs a function on Lambda, one request at a time, until the environment ends: the whole of its `main`.
///
/// When it can't start, one line on standard error says what to set.
pub async fn run_function(
    name: &'static str,
    router: impl FnOnce(&Env, &Services) -> Result<Router, StartError>,
) -> ExitCode {
    start_log(true);
    let started = Box::pin(with_secrets(Env::process())).await.map_err(StartError::from).and_then(|env| {
        let services = Services::from_env(&env)?;
        Ok((router(&env, &services)?, services))
    });
    let ended = match started {
        Ok((router, services)) => {
            services.telemetry.serve_as(name);
            until_told_to_end(&services, run_on_lambda(router)).await
        }
        Err(error) => Err(error.into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this can't be written.
            let _ = writeln!(stderr(), "{name} stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does a function's work until the environment ends. Where Lambda says so before (it does to environments with an extension)
/// what was noted is sent.
///
/// # Errors
/// Those of the work.
pub async fn until_told_to_end(
    services: &Services,
    work: impl Future<Output = Result<(), lambda_runtime::Error>>,
) -> Result<(), lambda_runtime::Error> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = work => ended,
        _ = terminate.recv() => {
            services.flush_telemetry(LAST_FLUSH).await;
            Ok(())
        }
    }
}

async fn run_on_lambda(router: Router) -> Result<(), lambda_http::Error> {
    let adapter = Adapter::from(complete(router));
    lambda_runtime::run(MapRequest::new(adapter, made_sound)).await
}

/// Writes the log to standard output: JSON lines where they are read by machines, text on a terminal.
pub fn start_log(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    let started = if json { log.json().flatten_event(true).try_init() } else { log.try_init() };
    if let Err(error) = started {
        tracing::debug!(error, "the log was started before");
    }
}

async fn unknown_path(request: Request) -> Response {
    let detail = format!("nothing answers at {}; /api/v1/docs lists what does", request.uri().path());
    refuse(&request, &Problem::new(StatusCode::NOT_FOUND, "unknown_path", detail))
}

async fn wrong_method(request: Request) -> Response {
    let detail = format!("{} is not for this path; Allow says what is", request.method());
    refuse(&request, &Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail))
}

fn refuse(request: &Request, problem: &Problem) -> Response {
    let arrival = Arrival::of(request);
    let mut response = render(problem, &arrival.request_id);
    response.headers_mut().insert("cache-status", HeaderValue::from_static("neurmatic; fwd=bypass"));
    common_headers(response.headers_mut(), &arrival.request_id);
    response
}

async fn preflight(request: Request, next: Next) -> Response {
    let asks = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        return next.run(request).await;
    }
    let arrival = Arrival::of(&request);
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id",
        ),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(PREFLIGHT_SECS));
    common_headers(headers, &arrival.request_id);
    response
}
