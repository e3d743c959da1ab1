//! What users are told: most have a handful, some have hundreds; the older it is, the more is read. And how some of them
//! want to be told otherwise.

use super::{Area, Table, forum};
use crate::calendar::Moment;
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "notification_preferences",
            columns: "user_id, type, channel, frequency, created_at, updated_at",
            units: World::users,
            write: write_preferences,
        },
        Table {
            name: "quiet_hours",
            columns: "user_id, is_on, from_time, until_time, days, updated_at",
            units: World::users,
            write: write_quiet_hours,
        },
        Table {
            name: "notifications",
            columns: "id, user_id, type, title, message, action_path, reference_id, actor_id, bundle_key, bundle_count, \
                      read_at, mail_due_at, digest, created_at, updated_at",
            units: World::users,
            write: write_notifications,
        },
    ],
    finish: "
        INSERT INTO notification_counters (user_id, shown_count, unread_count)
        SELECT user_id, count(*) FILTER (WHERE is_shown), count(*) FILTER (WHERE is_unread)
        FROM notifications GROUP BY 1;
        INSERT INTO digest_preferences (user_id) SELECT id FROM users ON CONFLICT DO NOTHING;
        INSERT INTO digest_plans (user_id, type, weekday)
        SELECT id, plan.type, plan.weekday
        FROM users, (VALUES ('daily'::digest_type, NULL::smallint), ('weekly', 1::smallint)) AS plan (type, weekday)
        ON CONFLICT DO NOTHING",
    recount: "
        SELECT 'notifications of ' || u.username FROM users u
        LEFT JOIN notification_counters c ON c.user_id = u.id
        LEFT JOIN (SELECT user_id, count(*) AS shown, count(*) FILTER (WHERE is_unread) AS unread
                   FROM notifications WHERE is_shown GROUP BY 1) AS n ON n.user_id = u.id
        WHERE (coalesce(c.shown_count, 0), coalesce(c.unread_count, 0)) <> (coalesce(n.shown, 0), coalesce(n.unread, 0))",
    ..Area::EMPTY
};

/// Notifications of a user at most.
const NOTIFICATIONS_MAX: u64 = 500;

/// How long notifications are kept, in days.
const DAYS: i64 = 90;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What users are told of, how many in a thousand of it are told, and whether it is bundled.
const KINDS: [(&str, u64, bool); 6] = [
    ("topic_reply", 420, true),
    ("upvote", 700, true),
    ("comment_reply", 850, true),
    ("mention", 930, false),
    ("accepted_answer", 970, false),
    ("badge_earned", 1000, false),
];

fn write_notifications(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("notifications.of_user", user);
    let wanted = match rng.below(1000) {
        0..5 => rng.between(200, NOTIFICATIONS_MAX),
        5..250 => 0,
        _ => 1 + rng.rank(55),
    };
    let since = world.user_created(user).max(world.now.plus(-DAYS * DAY));
    for place in 0..wanted {
        write_notification(world, (user, place), since, rows);
    }
}

fn write_notification(world: &World, (user, place): (u64, u64), since: Moment, rows: &mut Rows) {
    let mut rng = Rng::of("notifications.row", user * NOTIFICATIONS_MAX + place);
    let at = since.towards(world.now, rng.unit());
    let drawn = rng.below(1000);
    let (kind, _, is_bundled) =
        KINDS.iter().find(|(_, until, _)| drawn < *until).copied().unwrap_or(("mention", 1000, false));
    let topic = forum::subject(world, rng.rank(world.size.topics()));
    let actor = (kind != "upvote" && kind != "badge_earned")
        .then(|| world.user_id(world.member_before(&mut rng, at)));
    // What is a month old is read, what is new hardly ever.
    let age_days = (world.now.millis() - at.millis()) / DAY;
    let is_read = rng.permille(u64::try_from(age_days * 30).unwrap_or(0).min(900));
    let is_young = age_days < 1;
    let waits = !is_read && is_young && rng.permille(200);
    rows.add(&[
        &rng.id(at),
        &world.user_id(user),
        &kind,
        &format!("{} “{}”", said(kind), topic.title).as_str(),
        &prose::title(&mut rng).as_str(),
        &topic.path.as_str(),
        &topic.id,
        &actor,
        &is_bundled.then(|| format!("{kind}:{}", topic.id)),
        &if is_bundled { 1 + rng.rank(12) } else { 1 },
        &is_read.then(|| at.towards(world.now, rng.unit())),
        &waits.then(|| at.plus(DAY / 3)),
        &(kind == "badge_earned").then_some("daily"),
        &at,
        &at,
    ]);
}

fn said(kind: &str) -> &'static str {
    match kind {
        "topic_reply" => "New reply in",
        "comment_reply" => "Your reply was answered in",
        "mention" => "You were mentioned in",
        "accepted_answer" => "Your reply answers",
        "upvote" => "Somebody voted for you in",
        _ => "You earned a badge by",
    }
}

fn write_preferences(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("notifications.preferences", user);
    let at = world.user_created(user).towards(world.now, rng.unit());
    for (kind, ..) in KINDS {
        if rng.permille(40) {
            let frequency = rng.pick(&["off", "daily_digest", "weekly_digest", "hourly_digest"]);
            rows.add(&[&world.user_id(user), &kind, &"email", &frequency, &at, &at]);
        }
        if rng.permille(10) {
            rows.add(&[&world.user_id(user), &kind, &"in_app", &"off", &at, &at]);
        }
    }
}

fn write_quiet_hours(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("notifications.quiet_hours", user);
    if rng.permille(60) {
        let at = world.user_created(user).towards(world.now, rng.unit());
        let days = if rng.permille(700) { "{0,1,2,3,4,5,6}" } else { "{0,6}" };
        rows.add(&[&world.user_id(user), &rng.permille(900), &"22:00", &"07:00", &days, &at]);
    }
}
