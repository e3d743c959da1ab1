//! From purges to calls: each thing once, as many in a call as the interface takes, and something wider in place of many
//! when there are more calls to make than may be made.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_cache_policy::{Invalidation, edge_tag};
use neurmatic_core::ids::PurgeId;
use neurmatic_db::purges::ClaimedPurgeRow;

/// Tags of one kind that are worth more than their kind: so many at most are named one by one when there is no room.
const OF_A_KIND_MAX: usize = 10;

/// From this age of the oldest purge on, there is room for one call of each kind.
const TOO_OLD: Duration = Duration::from_secs(60);

/// Refusals after which a purge is sent alone; with this many it was. A call with a purge that was refused before is half
/// as large each time, so that the one that the interface doesn't take is found, and the others don't wait for it.
pub(crate) const REFUSED_ALONE: i16 = 7;

/// What a purge names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// All that the CDN holds; by an administrator's order only.
    Everything,
    /// Answers that carry a tag.
    Tag,
    /// Answers at a URL.
    Url,
    /// Answers below a host and path.
    Prefix,
}

/// A purge that is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) id: PurgeId,
    pub(crate) target: Target,
    pub(crate) value: String,
    pub(crate) kind: Invalidation,
    pub(crate) is_frequent: bool,
    pub(crate) refusals: i16,
    pub(crate) requested_at: Timestamp,
}

/// What there is room for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room<'a> {
    /// Calls that may be made now.
    pub(crate) calls: usize,
    /// Those of them that are kept from what changes often.
    pub(crate) reserve: usize,
    /// Things that one of them may name.
    pub(crate) operations_max: usize,
    /// Whether the account can invalidate; if not, everything is hard.
    pub(crate) soft_offered: bool,
    /// The host under which the edge keeps answers.
    pub(crate) host: &'a str,
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// A call that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) kind: Invalidation,
    pub(crate) target: Target,
    pub(crate) values: Vec<String>,
    /// The purges that it does, each with what is sent in its place if that is something wider.
    pub(crate) purges: Vec<(PurgeId, Option<String>)>,
    /// Whether it was refused in this size before.
    pub(crate) refusals: i16,
}

/// How much is given up to need fewer calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    /// What was asked for.
    Exact,
    /// Many edits of one kind forget the whole kind, which every reader's next request brings back.
    EditsByKind,
    /// Deletions too.
    AllByKind,
}

/// Something that is named by values which belong into one call, for all the purges that it does.
#[derive(Clone, Debug)]
struct Operation {
    target: Target,
    values: Vec<String>,
    kind: Invalidation,
    is_frequent: bool,
    refusals: i16,
    requested_at: Timestamp,
    purges: Vec<(PurgeId, Option<String>)>,
}

impl Pending {
    /// What a row says; none when a newer release wrote it.
    pub(crate) fn of(row: &ClaimedPurgeRow) -> Option<Self> {
        let target = match row.target.as_str() {
            "tag" => Target::Tag,
            "url" => Target::Url,
            "prefix" => Target::Prefix,
            "everything" => Target::Everything,
            _ => return None,
        };
        let kind = if row.kind == "soft" { Invalidation::Soft } else { Invalidation::Hard };
        Some(Self {
            id: row.id,
            target,
            value: row.value.clone(),
            kind,
            is_frequent: row.is_frequent,
            refusals: row.refusals,
            requested_at: row.requested_at,
        })
    }
}

/// The calls that do all of these purges, the most important first. As exact as there is room; there may be more of them
/// than there is room for, when nothing wider helps.
pub(crate) fn compile(pending: &[Pending], room: &Room<'_>) -> Vec<Call> {
    if let Some(call) = everything(pending) {
        return vec![call];
    }
    let oldest = pending.iter().map(|purge| purge.requested_at).min().unwrap_or(room.now);
    let age = Duration::try_from(room.now.duration_since(oldest)).unwrap_or_default();
    let calls_max = if age > TOO_OLD { room.calls.clamp(1, 2) } else { allowed(pending, room) };
    let mut calls = Vec::new();
    for width in [Width::Exact, Width::EditsByKind, Width::AllByKind] {
        calls = packed(widened(operations(pending, room), width), room);
        if calls.len() <= calls_max {
            break;
        }
    }
    calls
}

/// Calls that may be made: as many as what doesn't change often needs, or else what is above the reserve.
fn allowed(pending: &[Pending], room: &Room<'_>) -> usize {
    let urgent: Vec<Pending> = pending.iter().filter(|purge| !purge.is_frequent).cloned().collect();
    let needed = packed(operations(&urgent, room), room).len();
    room.calls.min(needed.max(room.calls.saturating_sub(room.reserve))).max(1)
}

/// The one call that does all of these purges, if everything was ordered.
fn everything(pending: &[Pending]) -> Option<Call> {
    pending.iter().find(|purge| purge.target == Target::Everything)?;
    let done = |purge: &Pending| {
        let instead = (purge.target != Target::Everything).then(|| "everything".to_owned());
        (purge.id, instead)
    };
    Some(Call {
        // Softly, a large zone would be asked for again all at once as well.
        kind: Invalidation::Hard,
        target: Target::Everything,
        values: Vec::new(),
        purges: pending.iter().map(done).collect(),
        refusals: pending.iter().map(|purge| purge.refusals).max().unwrap_or_default(),
    })
}

/// Each thing once. A tag that the interface didn't take even alone becomes the paths below which it may be.
fn operations(pending: &[Pending], room: &Room<'_>) -> Vec<Operation> {
    let mut operations: BTreeMap<(Target, &str, i16), Operation> = BTreeMap::new();
    for purge in pending {
        let mut operation = Operation {
            target: purge.target,
            values: vec![purge.value.clone()],
            kind: purge.kind,
            is_frequent: purge.is_frequent,
            refusals: purge.refusals,
            requested_at: purge.requested_at,
            purges: vec![(purge.id, None)],
        };
        let is_refused = purge.target == Target::Tag && purge.refusals >= REFUSED_ALONE;
        // Of a tag that somebody ordered it may not be known where it is.
        if let Some(tag) = edge_tag(&purge.value).filter(|_| is_refused) {
            operation.target = Target::Prefix;
            operation.values = tag.prefixes.iter().map(|path| format!("{}{path}", room.host)).collect();
            operation.purges = vec![(purge.id, Some(operation.values.join(" ")))];
        }
        let key = (operation.target, purge.value.as_str(), purge.refusals);
        operations.entry(key).and_modify(|known| known.take_in(&operation)).or_insert(operation);
    }
    operations.into_values().collect()
}

impl Operation {
    /// Does what the other one does too.
    fn take_in(&mut self, other: &Self) {
        self.kind = self.kind.max(other.kind);
        self.is_frequent &= other.is_frequent;
        self.requested_at = self.requested_at.min(other.requested_at);
        self.purges.extend_from_slice(&other.purges);
    }

    /// The kind of its tag, if there is one that is wider and this width allows it.
    fn wider(&self, width: Width) -> Option<&'static str> {
        let is_allowed = match width {
            Width::Exact => false,
            Width::EditsByKind => self.kind == Invalidation::Soft,
            Width::AllByKind => true,
        };
        let tag = self.values.first().filter(|_| self.target == Target::Tag && self.refusals == 0)?;
        (is_allowed && tag.contains(':')).then(|| edge_tag(tag).map(|tag| tag.kind))?
    }
}

/// The same with kinds in place of many tags of a kind.
fn widened(operations: Vec<Operation>, width: Width) -> Vec<Operation> {
    let mut of_a_kind: BTreeMap<(&'static str, Invalidation), Vec<Operation>> = BTreeMap::new();
    let mut result = Vec::new();
    for operation in operations {
        match operation.wider(width) {
            Some(kind) => of_a_kind.entry((kind, operation.kind)).or_default().push(operation),
            None => result.push(operation),
        }
    }
    for ((kind, _), operations) in of_a_kind {
        if operations.len() <= OF_A_KIND_MAX {
            result.extend(operations);
            continue;
        }
        let mut operations = operations.into_iter().map(|operation| {
            let purges = operation.purges.into_iter().map(|(id, _)| (id, Some(kind.to_owned()))).collect();
            Operation { values: vec![kind.to_owned()], purges, ..operation }
        });
        if let Some(mut first) = operations.next() {
            operations.for_each(|operation| first.take_in(&operation));
            result.push(first);
        }
    }
    result
}

/// The calls: hard ones first, then edits, then what changes often; within these the oldest first.
fn packed(mut operations: Vec<Operation>, room: &Room<'_>) -> Vec<Call> {
    operations
        .sort_by_key(|operation| (Reverse(operation.kind), operation.is_frequent, operation.requested_at));
    let mut calls: Vec<Call> = Vec::new();
    for operation in operations {
        let kind = if room.soft_offered { operation.kind } else { Invalidation::Hard };
        let operations_max = (room.operations_max >> operation.refusals.clamp(0, REFUSED_ALONE)).max(1);
        let fits = |call: &&mut Call| {
            (call.kind, call.target, call.refusals) == (kind, operation.target, operation.refusals)
                && call.values.len() + operation.values.len() <= operations_max
        };
        let known = calls.iter_mut().find(fits);
        if let Some(call) = known {
            call.values.extend(operation.values);
            call.purges.extend(operation.purges);
        } else {
            let Operation { target, values, refusals, purges, .. } = operation;
            calls.push(Call { kind, target, values, purges, refusals });
        }
    }
    for call in &mut calls {
        let values: BTreeSet<String> = call.values.drain(..).collect();
        call.values = values.into_iter().collect();
    }
    calls
}

#[cfg(test)]
mod tests;
