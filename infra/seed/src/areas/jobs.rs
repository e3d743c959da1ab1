//! Jobs with their models and skills. A few companies have very many; half of the jobs end by themselves.

use neurmatic_core::words::JobStatus;

use super::companies::{array, is_verified};
use super::{Area, Table, models};
use crate::calendar::{DAY, Moment};
use crate::copy::Rows;
use crate::prose;
use crate::rng::{Rng, shuffled};
use crate::world::{MODELS, World};

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "jobs",
            columns: "id, company_id, title, slug, description, requirements, responsibilities, benefits, job_type, \
                      work_location, experience_level, location, salary_min, salary_max, salary_currency, salary_is_public, \
                      positions_available, has_visa_sponsorship, frameworks, vector_databases, infrastructure, \
                      programming_languages, model_strategy, screening_questions, status, published_at, expires_at, \
                      application_count, created_at, updated_at",
            units: |world| world.size.jobs(),
            write: write_job,
        },
        Table {
            name: "job_models",
            columns: "job_id, model_id, published_at, created_at",
            units: |world| world.size.jobs(),
            write: write_models,
        },
        Table {
            name: "job_skills",
            columns: "job_id, skill_name, skill_type, required_level, is_required, published_at, created_at",
            units: |world| world.size.jobs(),
            write: write_skills,
        },
    ],
    finish: "
        UPDATE row_counts SET n = (SELECT count(*) FROM jobs WHERE 'jobs.' || status = row_counts.name)
        WHERE name LIKE 'jobs.%'",
    recount: "
        SELECT 'row_counts of ' || r.name FROM row_counts r
        LEFT JOIN (SELECT status, count(*) AS n FROM jobs GROUP BY 1) AS j ON 'jobs.' || j.status = r.name
        WHERE r.name LIKE 'jobs.%' AND r.n <> coalesce(j.n, 0)
        UNION ALL
        SELECT 'published_at of ' || x.kind || ' of job ' || j.slug FROM jobs j
        JOIN (
            SELECT job_id, published_at, 'a model' AS kind FROM job_models
            UNION ALL SELECT job_id, published_at, 'a skill' FROM job_skills
        ) AS x ON x.job_id = j.id
        WHERE x.published_at IS DISTINCT FROM CASE WHEN j.status = 'active' THEN j.published_at END
        UNION ALL
        SELECT 'application_count of job ' || j.slug FROM jobs j
        LEFT JOIN (SELECT job_id, count(*) AS n FROM job_applications GROUP BY 1) AS a ON a.job_id = j.id
        WHERE j.application_count <> coalesce(a.n, 0)",
    ..Area::EMPTY
};

pub(super) const FRAMEWORKS: [&str; 16] = [
    "Framework A",
    "Framework B",
    "Framework C",
    "Framework D",
    "Framework E",
    "Framework F",
    "Framework G",
    "Framework H",
    "Framework I",
    "Framework J",
    "Framework K",
    "Framework L",
    "Framework M",
    "Framework N",
    "Framework O",
    "Framework P",
];
pub(super) const LANGUAGES: [&str; 10] =
    ["Python", "TypeScript", "Rust", "Go", "Java", "Kotlin", "Scala", "Julia", "Elixir", "Zig"];
const VECTOR_DATABASES: [&str; 5] = ["Vectors A", "Vectors B", "Vectors C", "Vectors D", "Vectors E"];
const INFRASTRUCTURE: [&str; 6] = ["Kubernetes", "Lambda", "Postgres", "Redis", "Kafka", "Terraform"];
/// Name and type; the first ones are asked for most.
pub(super) const SKILLS: [(&str, &str); 20] = [
    ("Prompting", "prompt_engineering"),
    ("Retrieval", "rag"),
    ("Evaluation", "evaluation"),
    ("Model interfaces", "api_integration"),
    ("Fine-tuning", "fine_tuning"),
    ("Serving", "deployment"),
    ("Data pipelines", "data_engineering"),
    ("Monitoring", "mlops"),
    ("Text classification", "nlp"),
    ("Quantization", "model_optimization"),
    ("Agents", "other"),
    ("Red teaming", "safety_alignment"),
    ("Image search", "computer_vision"),
    ("Speech and text", "multimodal"),
    ("Reward models", "reinforcement_learning"),
    ("Chunking", "rag"),
    ("Structured output", "prompt_engineering"),
    ("Distillation", "model_optimization"),
    ("Labelling", "data_engineering"),
    ("Translation", "nlp"),
];
const ROLES: [&str; 8] = [
    "language model engineer",
    "prompt engineer",
    "machine learning engineer",
    "data engineer",
    "research scientist",
    "platform engineer",
    "evaluation engineer",
    "solutions architect",
];
const TYPES: [&str; 4] = ["full_time", "contract", "part_time", "freelance"];
const PLACES: [&str; 3] = ["remote", "hybrid", "onsite"];
/// Level, and the usual salary in thousands.
const LEVELS: [(&str, u64); 6] =
    [("mid", 70), ("senior", 95), ("junior", 50), ("lead", 115), ("entry", 40), ("principal", 140)];
const CURRENCIES: [&str; 3] = ["EUR", "USD", "GBP"];
const STRATEGIES: [&str; 3] = ["commercial_api", "hybrid", "open_source"];
const QUESTIONS: [&str; 3] =
    ["Why this job?", "When could you begin?", "Which model did you use last, and what for?"];

/// The company whose job it is.
pub(crate) fn company_of(world: &World, job: u64) -> u64 {
    let mut rng = Rng::of("jobs.company", job);
    let companies = world.size.companies();
    (0..16)
        .map(|_| shuffled(rng.rank(companies), companies))
        .find(|&company| is_verified(company))
        .unwrap_or_default()
}

/// The models that a job names.
pub(crate) fn models_of(job: u64) -> Vec<u64> {
    let mut rng = Rng::of("jobs.models", job);
    let mut models: Vec<u64> = (0..rng.between(1, 3)).map(|_| rng.rank(MODELS)).collect();
    models.sort_unstable();
    models.dedup();
    models
}

/// When a job ends by itself. None of the open ones does so on the first two days, so that the data stay the same.
fn expires_at(world: &World, job: u64) -> Option<Moment> {
    let mut rng = Rng::of("jobs.expires", job);
    rng.permille(500).then(|| world.job_created(job).plus(rng.between(60, 240) as i64 * DAY))
}

pub(crate) fn status(world: &World, job: u64) -> JobStatus {
    let over = expires_at(world, job).is_some_and(|at| at < world.now.plus(2 * DAY));
    let young = job >= world.size.jobs() / 10 * 9;
    match (Rng::of("jobs.status", job).below(1000), over, young) {
        (0..300, true, _) | (120..190, false, _) => JobStatus::Filled,
        (_, true, _) | (40..120, false, _) => JobStatus::Closed,
        (0..40, false, true) => JobStatus::Draft,
        (0..20, false, false) => JobStatus::Paused,
        _ => JobStatus::Active,
    }
}

/// When a job first became active, if it ever did: within a day of its making.
pub(crate) fn published_at(world: &World, job: u64) -> Option<Moment> {
    let created = world.job_created(job);
    let soonest = created.plus(DAY).min(world.now);
    (status(world, job) != JobStatus::Draft)
        .then(|| created.towards(soonest, Rng::of("jobs.published", job).unit() * 0.9))
}

/// Since when a job is open, if it is.
pub(crate) fn active_since(world: &World, job: u64) -> Option<Moment> {
    published_at(world, job).filter(|_| status(world, job) == JobStatus::Active)
}

fn write_job(world: &World, job: u64, rows: &mut Rows) {
    let mut rng = Rng::of("jobs.row", job);
    let (level, usual) = LEVELS.get(rng.rank(LEVELS.len() as u64) as usize).copied().unwrap_or(("mid", 70));
    let role = rng.pick_skewed(&ROLES);
    let mut sentences = |low, high| {
        let mut text = String::new();
        let bytes = rng.between(low, high) as usize;
        prose::push_sentences(&mut rng, bytes, &mut text);
        text
    };
    let (description, requirements, more) = (sentences(300, 1500), sentences(150, 600), sentences(80, 300));
    let salary = rng.permille(750).then(|| usual * 1000 + rng.below(20) * 1000);
    let words = [rng.below(4), rng.below(2), rng.below(3), rng.between(1, 3), rng.below(3)];
    let [frameworks, vectors, infrastructure, languages, questions] = words;
    let created = world.job_created(job);
    let published = published_at(world, job);
    rows.add(&[
        &world.job_id(job),
        &world.company_id(company_of(world, job)),
        &format!(
            "{}{} {role}",
            level.get(..1).unwrap_or_default().to_uppercase(),
            level.get(1..).unwrap_or_default()
        ),
        &format!("{level}-{}-{job}", role.replace(' ', "-")),
        &description,
        &requirements,
        &rng.permille(400).then_some(more),
        &rng.permille(300).then_some("What the company offers, and a word more."),
        &rng.pick_skewed(&TYPES),
        &rng.pick_skewed(&PLACES),
        &level,
        &format!("City {}", 1 + rng.rank(300)),
        &salary,
        &salary.map(|salary| salary + salary / 5),
        &salary.map(|_| rng.pick_skewed(&CURRENCIES)),
        &rng.permille(850),
        &(1 + rng.rank(5)),
        &rng.permille(200),
        &array(&mut rng, &FRAMEWORKS, frameworks),
        &array(&mut rng, &VECTOR_DATABASES, vectors),
        &array(&mut rng, &INFRASTRUCTURE, infrastructure),
        &array(&mut rng, &LANGUAGES, languages),
        &rng.permille(700).then(|| rng.pick_skewed(&STRATEGIES)),
        &array(&mut rng, &QUESTIONS, questions),
        &status(world, job).as_str(),
        &published,
        &expires_at(world, job),
        &world.tally.applications_of_job(job),
        &created,
        &published.unwrap_or(created),
    ]);
}

fn write_models(world: &World, job: u64, rows: &mut Rows) {
    let (id, since, created) = (world.job_id(job), active_since(world, job), world.job_created(job));
    for model in models_of(job) {
        rows.add(&[&id, &models::id(world, model), &since, &created]);
    }
}

fn write_skills(world: &World, job: u64, rows: &mut Rows) {
    let (id, since, created) = (world.job_id(job), active_since(world, job), world.job_created(job));
    let mut rng = Rng::of("jobs.skills", job);
    let count = rng.between(2, 6);
    for (name, kind) in skills(&mut rng, count) {
        rows.add(&[&id, &name, &kind, &rng.between(1, 5), &rng.permille(700), &since, &created]);
    }
}

/// Up to so many skills, each once; the common ones much more often.
pub(super) fn skills(rng: &mut Rng, count: u64) -> Vec<(&'static str, &'static str)> {
    let mut chosen: Vec<u64> = (0..count).map(|_| rng.rank(SKILLS.len() as u64)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().filter_map(|skill| SKILLS.get(skill as usize).copied()).collect()
}
