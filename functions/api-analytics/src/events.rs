//! Telling what a visitor did.

use axum::Extension;
use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::analytics::VisitorEvent;
use neurmatic_http::{Accepted, ClientAddress, Faults, Input, Json, MaybeCaller, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::RecordEvents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Events of one call at most.
const EVENTS_MAX: usize = 50;

/// What a visitor did.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsIn {
    /// 1 to 50 events.
    events: Vec<VisitorEvent>,
}

/// What is said to events.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EventsOut {
    /// Always true: they are written down later, and what is said of an article that isn't public is left out then.
    accepted: bool,
}

impl Input for EventsIn {
    fn check(&self, faults: &mut Faults) {
        if !(1..=EVENTS_MAX).contains(&self.events.len()) {
            faults.add("/events", "out_of_range", format!("must hold 1 to {EVENTS_MAX} events"));
        }
        for (place, event) in self.events.iter().enumerate() {
            if let Some((field, code, detail)) = event.fault() {
                faults.add(&format!("/events/{place}/{field}"), code, detail);
            }
        }
    }
}

/// Takes what a visitor did, to be written down by a task.
pub(crate) async fn tell_events(
    State(app): State<Services>,
    MaybeCaller(caller): MaybeCaller,
    Extension(address): Extension<ClientAddress>,
    Json(input): Json<EventsIn>,
) -> Result<Accepted<EventsOut>, Problem> {
    let told = RecordEvents {
        user: caller.map(|caller| caller.user),
        visitor: app.visitor_hash(caller, address),
        at: Timestamp::now(),
        events: input.events,
    };
    let tx = app.db.begin().await?;
    outbox::send(&tx, &told).await?;
    tx.commit().await?;
    Accepted::of(&EventsOut { accepted: true })
}
