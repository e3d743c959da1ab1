//! From routers to something that listens: fallbacks for what no route answers, and the start on Lambda.

use std::io::{Write as _, stderr};
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent, Service as _, lambda_runtime, service_fn};
use neurmatic_config::Env;
use neurmatic_secrets::with_secrets;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::arrival::Arrival;
use crate::finish::{common_headers, render};
use crate::gateway::made_sound;
use crate::own_pages;
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

/// Runs a function on Lambda until the environment ends: the whole of its `main`. It has one request at a time, or as many as
/// `AWS_LAMBDA_MAX_CONCURRENCY` says, which Lambda sets on managed instances.
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
    let router = complete(router);
    // An adapter for each request: one that is kept could not be where several are worked on at once.
    let answer =
        move |event: LambdaEvent<LambdaRequest>| Adapter::from(router.clone()).call(made_sound(event));
    lambda_runtime::run_concurrent(service_fn(answer)).await
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
    refuse_as(&Arrival::of(request), problem)
}

fn refuse_as(arrival: &Arrival, problem: &Problem) -> Response {
    let mut response = render(problem, &arrival.request_id);
    response.headers_mut().insert("cache-status", HeaderValue::from_static("neurmatic; fwd=bypass"));
    common_headers(response.headers_mut(), &arrival.request_id);
    response
}

async fn preflight(request: Request, next: Next) -> Response {
    if request.method() != Method::OPTIONS {
        return next.run(request).await;
    }
    let asks = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let arrival = Arrival::of(&request);
    let answered = next.run(request).await;
    // What is for our own pages answers by itself, and refuses; for everything else no route knows the method.
    if let Some(refusal) = answered.extensions().get::<Problem>() {
        let mut response = refuse_as(&arrival, refusal);
        own_pages::keep_answer(response.headers_mut());
        return response;
    }
    if !asks {
        return answered;
    }
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
