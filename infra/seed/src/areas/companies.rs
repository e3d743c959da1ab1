//! Companies. They have numbers, not names; the first one is the demo login's.

use super::{Area, Table};
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "companies",
        columns: "id, name, slug, website, description, logo_url, industry, company_size, location, locations, \
                  founded_year, mission, benefits, tech_stack, owner_user_id, is_verified, job_count, created_at, updated_at",
        units: |world| world.size.companies(),
        write,
    }],
    recount: "
        SELECT 'job_count of company ' || c.slug FROM companies c
        LEFT JOIN (SELECT company_id, count(*) AS n FROM jobs WHERE status = 'active' GROUP BY 1) AS j ON j.company_id = c.id
        WHERE c.job_count <> coalesce(j.n, 0)",
    ..Area::EMPTY
};

const INDUSTRIES: [&str; 12] = [
    "Software",
    "Research",
    "Finance",
    "Health care",
    "Education",
    "Media",
    "Retail",
    "Logistics",
    "Law",
    "Energy",
    "Games",
    "Public service",
];
const SIZES: [&str; 6] = ["11-50", "1-10", "51-200", "201-500", "1000+", "501-1000"];
const BENEFITS: [&str; 8] = [
    "Remote work",
    "Flexible hours",
    "Health insurance",
    "Learning budget",
    "Equity",
    "Good coffee",
    "A quiet office",
    "Conference visits",
];

/// Whether a company was checked; the others have no jobs.
pub(super) fn is_verified(company: u64) -> bool {
    company == 0 || !Rng::of("companies.verified", company).permille(140)
}

/// Words of a list as an array, each at most once.
pub(super) fn array(rng: &mut Rng, words: &[&'static str], count: u64) -> String {
    let mut chosen: Vec<&str> = (0..count).map(|_| rng.pick_skewed(words)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    format!("{{{}}}", chosen.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(","))
}

fn write(world: &World, company: u64, rows: &mut Rows) {
    let mut rng = Rng::of("companies.row", company);
    let created = world.company_created(company);
    let mut description = String::new();
    let bytes = rng.between(120, 900) as usize;
    prose::push_sentences(&mut rng, bytes, &mut description);
    let (benefits, tech) = (rng.below(6), rng.below(5));
    rows.add(&[
        &world.company_id(company),
        &format!("Company {company}"),
        &format!("company-{company}"),
        &rng.permille(800).then(|| format!("https://company-{company}.example/")),
        &rng.permille(900).then_some(description),
        &rng.permille(600).then(|| format!("https://media.example/companies/{company}.png")),
        &rng.permille(900).then(|| rng.pick_skewed(&INDUSTRIES)),
        &rng.permille(900).then(|| rng.pick_skewed(&SIZES)),
        &rng.permille(900).then(|| format!("City {}", 1 + rng.rank(300))),
        &format!("{{\"City {}\"}}", 1 + rng.rank(300)),
        &rng.permille(700).then(|| 2024 - rng.rank(60)),
        &rng.permille(400).then(|| prose::title(&mut rng)),
        &array(&mut rng, &BENEFITS, benefits),
        &array(&mut rng, &super::jobs::FRAMEWORKS, tech),
        &world.user_id(world.company_owner(company)),
        &is_verified(company),
        &world.tally.jobs_of_company(company),
        &created,
        &created,
    ]);
}
