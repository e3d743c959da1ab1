//! What users do with jobs: they apply, save, and want to hear of new ones. Popular jobs get most.

use uuid::Uuid;

use super::jobs::{company_of, published_at};
use super::{Area, Table};
use crate::calendar::Moment;
use crate::copy::Rows;
use crate::prose;
use crate::rng::{Rng, shuffled};
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "job_applications",
            columns: "id, job_id, user_id, cover_letter, source, status, applied_at, reviewed_at, updated_at",
            units: World::users,
            write: write_applications,
        },
        Table {
            name: "application_status_history",
            columns: "id, application_id, from_status, to_status, changed_by_id, created_at",
            units: World::users,
            write: write_history,
        },
        Table {
            name: "saved_jobs",
            columns: "user_id, job_id, notes, saved_at",
            units: World::users,
            write: write_saved,
        },
        Table {
            name: "job_alerts",
            columns: "id, user_id, name, criteria, is_active, created_at, updated_at",
            units: World::users,
            write: write_alerts,
        },
    ],
    // The day's alerts were sent. Otherwise the first thing that a new platform did would be to mail them all.
    finish: "INSERT INTO schedule_fires (task, due_at) VALUES ('job:alerts', now()) ON CONFLICT DO NOTHING;",
    ..Area::EMPTY
};

/// Applications and saved jobs of a user at most.
const JOBS_MAX: u64 = 40;
const SOURCES: [&str; 4] = ["search", "newsletter", "friend", "alert"];
/// The state of an application, and how many in a thousand are in it or in one before it.
const STATES: [(&str, u64); 7] = [
    ("submitted", 450),
    ("viewed", 650),
    ("screening", 770),
    ("interview", 850),
    ("offer", 880),
    ("rejected", 970),
    ("withdrawn", 1000),
];

/// An application of a user.
pub(crate) struct Application {
    pub(crate) job: u64,
    at: Moment,
    status: &'static str,
}

/// The jobs that a user once looked at, each once.
fn seen(world: &World, stream: &str, user: u64, wanted: u64) -> Vec<(u64, Moment)> {
    let mut rng = Rng::of(stream, user);
    let (joined, n) = (world.user_created(user), world.size.jobs());
    let mut jobs: Vec<(u64, Moment)> = (0..wanted)
        .filter_map(|_| {
            let job = shuffled(rng.rank(n), n);
            let since = published_at(world, job)?;
            let is_own = world.company_owner(company_of(world, job)) == user;
            (!is_own).then(|| (job, joined.max(since).towards(world.now, rng.unit().powi(2))))
        })
        .collect();
    jobs.sort_unstable_by_key(|(job, _)| *job);
    jobs.dedup_by_key(|(job, _)| *job);
    jobs
}

/// The applications of a user, each to another job.
pub(crate) fn of_user(world: &World, user: u64) -> Vec<Application> {
    let mut rng = Rng::of("applications.of_user", user);
    let wanted = if rng.permille(300) { 1 + rng.rank(20) } else { 0 };
    seen(world, "applications.jobs", user, wanted)
        .into_iter()
        .map(|(job, at)| {
            let drawn = rng.below(1000);
            let status =
                STATES.iter().find(|(_, until)| drawn < *until).map_or("submitted", |(state, _)| state);
            Application { job, at, status }
        })
        .collect()
}

fn application_id(user: u64, place: u64, at: Moment) -> Uuid {
    Rng::of("applications.id", user * JOBS_MAX + place).id(at)
}

/// When an application came to its state.
fn moved_at(world: &World, user: u64, place: u64, application: &Application) -> Moment {
    application.at.towards(world.now, Rng::of("applications.moved", user * JOBS_MAX + place).unit())
}

fn write_applications(world: &World, user: u64, rows: &mut Rows) {
    let user_id = world.user_id(user);
    for (place, application) in (0..).zip(of_user(world, user)) {
        let mut rng = Rng::of("applications.row", user * JOBS_MAX + place);
        let moved = moved_at(world, user, place, &application);
        let (is_new, is_withdrawn) = (application.status == "submitted", application.status == "withdrawn");
        let letter = rng.permille(600).then(|| {
            let mut letter = String::new();
            let bytes = rng.between(100, 600) as usize;
            prose::push_sentences(&mut rng, bytes, &mut letter);
            letter
        });
        rows.add(&[
            &application_id(user, place, application.at),
            &world.job_id(application.job),
            &user_id,
            &letter,
            &rng.permille(500).then(|| rng.pick_skewed(&SOURCES)),
            &application.status,
            &application.at,
            &(!is_new && !is_withdrawn).then_some(moved),
            &if is_new { application.at } else { moved },
        ]);
    }
}

fn write_history(world: &World, user: u64, rows: &mut Rows) {
    let user_id = world.user_id(user);
    for (place, application) in (0..).zip(of_user(world, user)) {
        let mut rng = Rng::of("applications.history", user * JOBS_MAX + place);
        let id = application_id(user, place, application.at);
        rows.add(&[&rng.id(application.at), &id, &None::<&str>, &"submitted", &user_id, &application.at]);
        if application.status == "submitted" {
            continue;
        }
        let mover = if application.status == "withdrawn" {
            user_id
        } else {
            world.user_id(world.company_owner(company_of(world, application.job)))
        };
        let moved = moved_at(world, user, place, &application);
        rows.add(&[&rng.id(moved), &id, &Some("submitted"), &application.status, &mover, &moved]);
    }
}

fn write_saved(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("saved_jobs.of_user", user);
    let wanted = if rng.permille(400) { 1 + rng.rank(30) } else { 0 };
    let user_id = world.user_id(user);
    for (job, at) in seen(world, "saved_jobs.jobs", user, wanted) {
        let notes = rng.permille(50).then(|| prose::title(&mut rng));
        rows.add(&[&user_id, &world.job_id(job), &notes, &at]);
    }
}

fn write_alerts(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("job_alerts.of_user", user);
    let wanted = if rng.permille(150) { 1 + rng.rank(10) } else { 0 };
    let user_id = world.user_id(user);
    for place in 0..wanted {
        let at = world.user_created(user).towards(world.now, rng.unit());
        let criteria = if rng.permille(500) {
            format!(r#"{{"location": "City {}"}}"#, 1 + rng.rank(300))
        } else {
            format!(r#"{{"workLocations": ["remote"], "salaryMin": {}}}"#, rng.between(40, 120) * 1000)
        };
        let name = format!("Search {}", place + 1);
        rows.add(&[&rng.id(at), &user_id, &name, &criteria, &rng.permille(900), &at, &at]);
    }
}
