//! Users and their profiles. They have numbers, not names. The last of them are the demo logins.

use neurmatic_core::words::{AccountType, Role, UserStatus};

use super::{Area, Table};
use crate::copy::Rows;
use crate::logins;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "users",
            columns: "id, email, email_verified_at, password_hash, username, role, account_type, status, timezone, \
                      locale, last_login_at, login_count, bookmark_count, created_at, updated_at",
            units: World::users,
            write: write_user,
        },
        Table {
            name: "profiles",
            columns: "user_id, display_name, headline, bio, avatar_url, location, website, availability_status, \
                      years_experience, created_at, updated_at",
            units: World::users,
            write: write_profile,
        },
        Table {
            name: "profile_privacy_settings",
            columns: "user_id, section, visibility, updated_at",
            units: World::users,
            write: write_privacy,
        },
    ],
    ..Area::EMPTY
};

const TIMEZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "America/Sao_Paulo",
    "Africa/Lagos",
];
/// What some users say of their sections; the others leave them as they are at first.
const PRIVACY: [(&str, &str, u64); 4] = [
    ("salary", "recruiters", 100),
    ("contact", "community", 80),
    ("work_experience", "recruiters", 50),
    ("activity", "private", 20),
];
const LOCALES: [&str; 6] = ["en", "de", "es", "fr", "pt", "ja"];
const AVAILABILITIES: [&str; 3] = ["not_looking", "open", "actively_looking"];

fn role_of(world: &World, user: u64, rng: &mut Rng) -> Role {
    match rng.below(1000) {
        _ if user < world.authors() => Role::Moderator,
        _ if world.owns_company(user) => Role::Company,
        0..70 => Role::Premium,
        70..90 => Role::Company,
        _ => Role::User,
    }
}

fn write_user(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("users.row", user);
    let created = world.user_created(user);
    let login = world.login(user);
    let role = login.map_or_else(|| role_of(world, user, &mut rng), |(role, _)| role);
    let trusted = login.is_some() || role == Role::Moderator || world.owns_company(user);
    let (email, username, hash) = match login {
        Some((role, hash)) => (logins::email(role), format!("demo-{role}"), hash),
        None => {
            (format!("user-{user:06}@users.example"), format!("user-{user:06}"), world.shared_hash.as_str())
        }
    };
    let status = match rng.below(1000) {
        0..8 if !trusted => UserStatus::Suspended,
        8..12 if !trusted => UserStatus::Banned,
        _ => UserStatus::Active,
    };
    let account = if role == Role::Company { AccountType::Company } else { AccountType::Individual };
    let verified = (trusted || !rng.permille(80)).then(|| created.towards(world.now, rng.unit() * 0.01));
    let logins = verified.map_or(0, |_| rng.rank(400));
    let seen = (logins > 0).then(|| created.towards(world.now, rng.unit().sqrt()));
    rows.add(&[
        &world.user_id(user),
        &email,
        &verified,
        &hash,
        &username,
        &role.as_str(),
        &account.as_str(),
        &status.as_str(),
        &rng.pick_skewed(&TIMEZONES),
        &rng.pick_skewed(&LOCALES),
        &seen,
        &logins,
        &world.tally.bookmarks_of_user(user),
        &created,
        &created,
    ]);
}

fn write_profile(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("users.profile", user);
    let created = world.user_created(user);
    let display = match world.login(user) {
        Some((role, _)) => format!("Demo {role}"),
        None => format!("User {user}"),
    };
    // Two users of three fill nothing in.
    let talkative = rng.permille(333);
    let headline = talkative.then(|| prose::title(&mut rng));
    let bio = (talkative && rng.permille(600)).then(|| {
        let mut bio = String::new();
        let bytes = rng.between(80, 900) as usize;
        prose::push_sentences(&mut rng, bytes, &mut bio);
        bio
    });
    rows.add(&[
        &world.user_id(user),
        &display,
        &headline,
        &bio,
        &rng.permille(300).then(|| format!("https://media.example/avatars/{user}.png")),
        &rng.permille(400).then(|| format!("City {}", 1 + rng.rank(300))),
        &rng.permille(100).then(|| format!("https://user-{user:06}.example/")),
        &rng.pick_skewed(&AVAILABILITIES),
        &talkative.then(|| rng.below(30)),
        &created,
        &created,
    ]);
}

fn write_privacy(world: &World, user: u64, rows: &mut Rows) {
    let mut rng = Rng::of("users.privacy", user);
    for (section, visibility, permille) in PRIVACY {
        if rng.permille(permille) {
            rows.add(&[&world.user_id(user), &section, &visibility, &world.user_created(user)]);
        }
    }
}
