//! The switch by which the interface fails: `PUT /cdn` with `{"fault": "busy", "calls": 3}`; `GET /cdn` tells what it was
//! asked.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{CdnApi, Counts};

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// 429, with `Retry-After: 1`.
    Busy,
    /// 500, with Cloudflare's JSON.
    Error,
    /// 200, with what isn't JSON.
    Garbage,
    /// No answer at all.
    Hang,
    /// 404 for `invalidate_cache`, as from an account that hasn't got it.
    NoInvalidation,
}

/// What is wanted of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// How it fails; none: it does its work.
    pub fault: Option<Fault>,
    /// For so many calls; none: until told otherwise.
    #[serde(default)]
    pub calls: Option<u32>,
}

impl Wanted {
    /// The fault of the next call.
    pub(super) fn next(&mut self) -> Option<Fault> {
        let fault = self.fault?;
        if let Some(calls) = &mut self.calls {
            let Some(left) = calls.checked_sub(1) else {
                *self = Self::default();
                return None;
            };
            *calls = left;
        }
        Some(fault)
    }
}

#[derive(Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    wanted: Wanted,
    counts: Counts,
}

pub(super) async fn show(State(api): State<CdnApi>) -> Json<Shown> {
    let state = api.state();
    Json(Shown { wanted: state.wanted, counts: state.counts })
}

pub(super) async fn set(State(api): State<CdnApi>, Json(wanted): Json<Wanted>) -> StatusCode {
    api.want(wanted);
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_lasts_for_its_calls_or_until_told_otherwise() {
        let mut twice = Wanted { fault: Some(Fault::Busy), calls: Some(2) };
        assert_eq!([twice.next(), twice.next(), twice.next()], [Some(Fault::Busy), Some(Fault::Busy), None]);
        let mut always = Wanted { fault: Some(Fault::Hang), calls: None };
        assert!((0..9).all(|_| always.next() == Some(Fault::Hang)));
        assert_eq!(Wanted::default().next(), None);
    }
}
