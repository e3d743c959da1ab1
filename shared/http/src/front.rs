//! What happens to every request before and after its handler, in this order: address, token, one round trip to Redis
//! (limits, login, cache; live figures ride along), verdicts, handler, store. Deliberately not in here: anything of an area.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt as _;
use neurmatic_cache::{Fill, Lookup, Source};
use neurmatic_db::{Scope, samples};
use neurmatic_rate_limit::policies::{GENERAL_IP, GENERAL_USER};
use neurmatic_rate_limit::{Check, Per, Subject, Verdict};
use neurmatic_tasks::{Cause, asked_by};
use neurmatic_telemetry::CacheOutcome;

use crate::arrival::Arrival;
use crate::client::{self, ClientAddress};
use crate::extract::{Caller, IDEMPOTENCY_KEY, RequestFingerprint, read_body};
use crate::finish::{self, Record};
use crate::logins::Logins;
use crate::operation::Operation;
use crate::own_pages;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::routes::{AuthClass, Route};
use crate::services::Services;
use crate::store;
use crate::tokens::Claims;

/// How long the one round trip to Redis may take. In a process that is at its limit most of this passes in our own
/// queues: a smaller budget would turn a busy moment into a flood of loads.
const TRIP_BUDGET: Duration = Duration::from_millis(250);

/// How long after its deadline a request may still say what it waited for: its own waits end at the deadline.
const LAST_WORD: Duration = Duration::from_millis(250);

/// A route in its place.
#[derive(Clone)]
pub(crate) struct Stage(Arc<Placed>);

pub(crate) struct Placed {
    pub(crate) services: Services,
    pub(crate) route: Arc<Route>,
}

impl Stage {
    pub(crate) fn new(services: Services, route: Arc<Route>) -> Self {
        Self(Arc::new(Placed { services, route }))
    }
}

/// The layer around every route's handler.
pub(crate) async fn front(State(Stage(stage)): State<Stage>, request: Request, next: Next) -> Response {
    let arrival = Arrival::of(&request);
    let begun = stage.services.memory.begin();
    let scope = Scope::new(stage.route.operation, arrival.deadline).within_request(&arrival.request_id);
    let mut record = Record::default();
    let answer = answer(&stage, &arrival, &mut record, request, next);
    let bounded = tokio::time::timeout_at(arrival.deadline + LAST_WORD, answer);
    let cause = Cause::request(arrival.request_id.clone());
    let work = Box::pin(cause.run(scope.run(bounded)));
    let ended = AssertUnwindSafe(work).catch_unwind().await;
    if scope.account().n_plus_one {
        // On the heap, since it is rare.
        Box::pin(samples::note_repeated(&stage.services.db, &scope)).await;
    }
    // After the answer this environment may be frozen: what the request has sent goes to its queue before.
    if let Some(sender) = &stage.services.sender {
        sender.send_written(&stage.services.db, &cause).await;
    }
    let outcome = match ended {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_elapsed)) => Err(Problem::unavailable("timeout")),
        Err(_panic) => Err(Problem::internal(std::io::Error::other("the handler panicked"))),
    };
    let response = finish::finish(&stage, &arrival, record, scope.account(), outcome);
    stage.services.memory.end(stage.route.operation, &begun);
    if response.status().is_server_error() {
        stage.services.telemetry.tell_errors().await;
    }
    response
}

async fn answer(
    stage: &Placed,
    arrival: &Arrival,
    record: &mut Record,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let services = &stage.services;
    let address = client::address_of(&services.edge, &request)?;
    let plan = Plan::of(&stage.route, &request);
    let key = plan.as_ref().ok().and_then(|plan| plan.key.clone());
    let claims = claims_of(stage, &request);
    let signed_in = claims.as_ref().ok().and_then(Option::as_ref);

    let mut trip = services.redis.trip();
    let asked = services.limiter.ask(&mut trip, &checks(stage.route.as_ref(), address, signed_in));
    let login = signed_in.map(|claims| services.logins.ask(&mut trip, claims.sid));
    let looking = key.map(|key| services.cache.look_up(&mut trip, key, arrival.wanted.clone()));
    services.instances.tell(&mut trip);
    if services.telemetry.is_due() {
        services.note_caches();
    }
    let carried = services.telemetry.carry(&mut trip);
    let asked_at = tokio::time::Instant::now();
    let mut answers = trip.send(TRIP_BUDGET).await;
    record.redis_took = asked_at.elapsed();
    services.telemetry.settled(carried, answers.as_mut());

    let verdict = services.limiter.decide(asked, answers.as_mut());
    record.standings = verdict.standings().to_vec();
    services.admit(&verdict)?;
    let plan = plan?;
    record.shared = plan.shared;
    if stage.route.rules.own_pages_only {
        own_pages::check(&services.site.public_url, request.headers())?;
    }
    if let Some(claims) = claims? {
        let cached = login.and_then(|login| Logins::cached(login, answers.as_mut().ok()));
        let caller = Box::pin(services.logins.settle(&claims, cached)).await?;
        asked_by(caller.user);
        request.extensions_mut().insert(caller);
    }
    authorise(stage.route.rules.auth, request.extensions().get())?;

    let missed = match looking.map(|looking| services.cache.found(looking, answers.as_mut())) {
        Some(Lookup::Hit(answer)) => {
            record.cache = CacheOutcome::Hit;
            return store::respond(&stage.route, answer);
        }
        Some(Lookup::Miss(fill)) => Some(fill),
        None => None,
    };
    if let Some(uri) = plan.respelled {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(address);
    request.extensions_mut().insert(Operation(stage.route.operation));
    // On the heap, so that a hit doesn't carry the room that a handler needs.
    Box::pin(handle(stage, arrival, record, missed, request, next)).await
}

/// Runs the handler, and keeps what it answered where the look-up missed.
async fn handle(
    stage: &Placed,
    arrival: &Arrival,
    record: &mut Record,
    missed: Option<Fill>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let request = with_fingerprint(&stage.services, request).await?;
    let handler = next.run(request);
    let Some(fill) = missed else {
        return store::pass(&stage.route, &arrival.wanted, handler.await).await;
    };
    record.cache = CacheOutcome::Miss;
    let fill = fill.before(arrival.deadline);
    let served = stage.services.cache.load(fill, || store::load(&stage.route, handler)).await?;
    record.cache = match served.source {
        Source::Cache => CacheOutcome::Hit,
        Source::Stale => CacheOutcome::Stale,
        Source::Load { .. } | Source::SharedLoad => CacheOutcome::Miss,
    };
    store::respond(&stage.route, served.answer)
}

/// What the request's token says; `None` when there is none or nobody asks for one.
fn claims_of(stage: &Placed, request: &Request) -> Result<Option<Claims>, Problem> {
    if stage.route.rules.auth == AuthClass::Public {
        return Ok(None);
    }
    let Some(sent) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let token = sent
        .to_str()
        .ok()
        .and_then(|sent| sent.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or_else(|| {
        Problem::unauthenticated("token_invalid", "send the access token as Authorization: Bearer <token>")
    })?;
    stage.services.verifier.verify(token.trim()).map(Some)
}

/// The limits that count this request: the general one, and the route's.
fn checks(route: &Route, address: ClientAddress, claims: Option<&Claims>) -> Vec<Check> {
    let by_address = || Subject::ip(address.0);
    let general = match claims {
        Some(claims) => Check::new(&GENERAL_USER, Subject::user(claims.sub)),
        None => Check::new(&GENERAL_IP, by_address()),
    };
    let own = route.rules.limits.iter().filter_map(|limit| match limit.per {
        Per::Ip => Some(Check::new(limit, by_address())),
        Per::User => {
            Some(Check::new(limit, claims.map_or_else(by_address, |claims| Subject::user(claims.sub))))
        }
        // These count an account that the body names: the handler charges them.
        Per::Account | Per::AccountAndIp => None,
    });
    std::iter::once(general).chain(own).collect()
}

impl Services {
    /// The verdict as a problem, when it isn't "go on". A refusal is counted.
    ///
    /// # Errors
    /// 429, or 503 where nobody is admitted while Redis is away.
    pub fn admit(&self, verdict: &Verdict) -> Result<(), Problem> {
        match verdict {
            Verdict::Admitted { .. } => Ok(()),
            Verdict::Denied { policy, retry_after_secs, .. } => {
                self.telemetry.limited(policy.name, false);
                Err(Problem::too_many(policy.name, *retry_after_secs))
            }
            Verdict::Closed { policy, retry_after_secs } => {
                self.telemetry.limited(policy.name, true);
                Err(Problem::unavailable("limiter_unavailable").retry_after(*retry_after_secs))
            }
        }
    }
}

fn authorise(class: AuthClass, caller: Option<&Caller>) -> Result<(), Problem> {
    match (class, caller) {
        (AuthClass::Public | AuthClass::Optional, _) => Ok(()),
        (AuthClass::AtLeast(_), None) => {
            Err(Problem::unauthenticated("sign_in_needed", "sign in, and send the access token"))
        }
        (AuthClass::AtLeast(needed), Some(caller)) if caller.role.reaches(needed) => Ok(()),
        (AuthClass::AtLeast(needed), Some(_)) => {
            Err(Problem::forbidden("role_needed", format!("this needs the role {needed}")))
        }
    }
}

/// Hashes path and body of a request that carries an idempotency key, so that another request under the same key is
/// noticed: that of another thing too, which has the same route.
async fn with_fingerprint(services: &Services, request: Request) -> Result<Request, Problem> {
    if request.method() != Method::POST || !request.headers().contains_key(IDEMPOTENCY_KEY) {
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    let body = read_body(body).await?;
    let request = [parts.uri.path().as_bytes(), b"\n", &body].concat();
    parts.extensions.insert(RequestFingerprint(services.keyed_hash(&request).to_vec()));
    Ok(Request::from_parts(parts, Body::from(body)))
}
