//! What administrators send of accounts.

use jiff::{SignedDuration, Timestamp};
use neurmatic_core::words::{Role, UserStatus};
use neurmatic_db::accounts::StandingRow;
use neurmatic_http::{Faults, Input, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

/// A change of what an account may do; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AccountPatch {
    /// What it may do: any role but visitor.
    pub(crate) role: Option<Role>,
    /// active, suspended or banned.
    pub(crate) status: Option<UserStatus>,
    /// When the suspension ends; with `suspended` only, and always with it.
    pub(crate) suspended_until: Option<Timestamp>,
    /// Why, for the trail; 10 to 1000 characters.
    pub(crate) reason: String,
}

impl Input for AccountPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length("/reason", &self.reason, 10..=1000);
        if self.role.is_none() && self.status.is_none() {
            faults.add("/status", "empty", "name a role or a status");
        }
        if self.role == Some(Role::Visitor) {
            faults.add("/role", "not_allowed", "who has an account is more than a visitor");
        }
        if self.status == Some(UserStatus::Deleted) {
            faults.add("/status", "not_allowed", "an account is deleted by its owner");
        }
        let is_suspension = self.status == Some(UserStatus::Suspended);
        match self.suspended_until {
            None if is_suspension => {
                faults.add("/suspendedUntil", "required", "say when the suspension ends");
            }
            Some(_) if !is_suspension => {
                faults.add("/suspendedUntil", "not_allowed", "is for the status suspended only");
            }
            Some(until) if until <= Timestamp::now() => {
                faults.add("/suspendedUntil", "out_of_range", "must be in the future");
            }
            _ => {}
        }
    }
}

impl AccountPatch {
    /// Refuses a suspension that lasts longer than `days_max`.
    pub(crate) fn must_end_within(&self, days_max: i64) -> Result<(), Problem> {
        let last = Timestamp::now().checked_add(SignedDuration::from_hours(days_max.saturating_mul(24)));
        let last = last.unwrap_or(Timestamp::MAX);
        if self.suspended_until.is_some_and(|until| until > last) {
            let detail = format!("must be within {days_max} days");
            return Err(Problem::field("/suspendedUntil", "out_of_range", detail));
        }
        Ok(())
    }

    /// The account as it was, with what is given in place of that.
    pub(crate) fn applied_to(&self, before: &StandingRow) -> StandingRow {
        // As precise as the database keeps it, so that the same change twice is the same.
        let until =
            self.suspended_until.and_then(|until| Timestamp::from_microsecond(until.as_microsecond()).ok());
        StandingRow {
            id: before.id,
            role: self.role.unwrap_or(before.role),
            status: self.status.unwrap_or(before.status),
            suspended_until: if self.status.is_some() { until } else { before.suspended_until },
        }
    }
}
