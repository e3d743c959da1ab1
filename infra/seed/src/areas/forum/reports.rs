//! Reports of topics: five of each that is hidden, one of some others.

use neurmatic_core::words::{ReportReason, ReportStatus};

use super::facts::Topic;
use crate::areas::{Area, Table};
use crate::copy::Rows;
use crate::rng::{Rng, shuffled};
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "reports",
        columns: "id, reporter_id, target_type, target_id, reason, status, resolved_at, created_at, updated_at",
        units: |world| world.size.topics(),
        write,
    }],
    recount: "
        SELECT 'hidden without five reports: topic ' || t.slug FROM topics t
        LEFT JOIN (
            SELECT target_id, count(DISTINCT reporter_id) AS n FROM reports
            WHERE target_type = 'topic' AND status IN ('pending', 'reviewing') GROUP BY 1
        ) AS r ON r.target_id = t.id
        WHERE t.is_hidden <> (coalesce(r.n, 0) >= 5)",
    ..Area::EMPTY
};

/// Users whose open reports hide a topic.
const HIDES: u64 = 5;

const REASONS: [&str; 5] = [
    ReportReason::Spam.as_str(),
    ReportReason::OffTopic.as_str(),
    ReportReason::Harassment.as_str(),
    ReportReason::Misinformation.as_str(),
    ReportReason::Copyright.as_str(),
];

fn write(world: &World, number: u64, rows: &mut Rows) {
    let topic = Topic::of(world, number);
    let mut rng = Rng::of("forum.reports", number);
    let n = match topic.is_hidden {
        true => HIDES,
        false => u64::from(rng.permille(8)),
    };
    let first = rng.below(world.users());
    for place in 0..n {
        let reporter = shuffled((first + place) % world.users(), world.users());
        let at = topic.created.max(world.user_created(reporter)).towards(world.now, rng.unit());
        let is_decided = !topic.is_hidden && rng.permille(700);
        let status = if is_decided { ReportStatus::Dismissed } else { ReportStatus::Pending };
        let decided = is_decided.then(|| at.towards(world.now, 0.1));
        rows.add(&[
            &rng.id(at),
            &world.user_id(reporter),
            &"topic",
            &topic.id(),
            &rng.pick_skewed(&REASONS),
            &status.as_str(),
            &decided,
            &at,
            &decided.unwrap_or(at),
        ]);
    }
}
