//! What a third of the users say of themselves as candidates.

use super::companies::array;
use super::jobs::{FRAMEWORKS, LANGUAGES, skills};
use super::{Area, Table, models};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::{MODELS, World};

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "user_skills",
            columns: "id, user_id, skill_name, skill_type, proficiency, created_at",
            units: World::users,
            write: write_skills,
        },
        Table {
            name: "user_models",
            columns: "user_id, model_id, proficiency, created_at",
            units: World::users,
            write: write_models,
        },
        Table {
            name: "work_experiences",
            columns: "id, user_id, title, company, start_date, end_date, frameworks, programming_languages, \
                      display_order, created_at",
            units: World::users,
            write: write_experiences,
        },
        Table {
            name: "job_preferences",
            columns: "user_id, job_types, work_locations, preferred_locations, open_to_relocation, \
                      salary_expectation_min, salary_currency, created_at, updated_at",
            units: World::users,
            write: write_preferences,
        },
    ],
    ..Area::EMPTY
};

const TYPES: [&str; 3] = ["full_time", "contract", "part_time"];
const PLACES: [&str; 3] = ["remote", "hybrid", "onsite"];
const CURRENCIES: [&str; 3] = ["EUR", "USD", "GBP"];

/// Whether a user looks like a candidate at all; the demo logins do.
fn is_candidate(world: &World, user: u64) -> bool {
    world.login(user).is_some() || Rng::of("candidates.is_one", user).permille(350)
}

fn write_skills(world: &World, user: u64, rows: &mut Rows) {
    if !is_candidate(world, user) {
        return;
    }
    let mut rng = Rng::of("candidates.skills", user);
    let (user_id, at) = (world.user_id(user), world.user_created(user));
    let count = rng.between(1, 9);
    for (name, kind) in skills(&mut rng, count) {
        rows.add(&[&rng.id(at), &user_id, &name, &kind, &rng.between(1, 5), &at]);
    }
}

fn write_models(world: &World, user: u64, rows: &mut Rows) {
    if !is_candidate(world, user) {
        return;
    }
    let mut rng = Rng::of("candidates.models", user);
    let (user_id, at) = (world.user_id(user), world.user_created(user));
    let mut known: Vec<u64> = (0..rng.below(5)).map(|_| rng.rank(MODELS)).collect();
    known.sort_unstable();
    known.dedup();
    for model in known {
        rows.add(&[&user_id, &models::id(world, model), &rng.between(1, 5), &at]);
    }
}

fn write_experiences(world: &World, user: u64, rows: &mut Rows) {
    if !is_candidate(world, user) {
        return;
    }
    let mut rng = Rng::of("candidates.experiences", user);
    let (user_id, at) = (world.user_id(user), world.user_created(user));
    for place in 0..rng.below(4) {
        let begins = 2024 - place * 3;
        let (frameworks, languages) = (rng.below(4), rng.between(1, 3));
        rows.add(&[
            &rng.id(at),
            &user_id,
            &"Engineer",
            &format!("Company {}", rng.rank(500)),
            &format!("{begins}-01-01"),
            &(place > 0).then(|| format!("{}-12-31", begins + 2)),
            &array(&mut rng, &FRAMEWORKS, frameworks),
            &array(&mut rng, &LANGUAGES, languages),
            &place,
            &at,
        ]);
    }
}

fn write_preferences(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("candidates.preferences", user);
    if !is_candidate(world, user) || !rng.permille(800) {
        return;
    }
    let at = world.user_created(user);
    let (types, places, cities) = (rng.between(1, 2), rng.between(1, 3), rng.below(3));
    let cities: Vec<String> = (0..cities).map(|_| format!("\"City {}\"", 1 + rng.rank(300))).collect();
    let wanted = rng.permille(700).then(|| rng.between(40, 140) * 1000);
    rows.add(&[
        &world.user_id(user),
        &array(&mut rng, &TYPES, types),
        &array(&mut rng, &PLACES, places),
        &format!("{{{}}}", cities.join(",")),
        &rng.permille(300),
        &wanted,
        &wanted.map(|_| rng.pick_skewed(&CURRENCIES)),
        &at,
        &at,
    ]);
}
