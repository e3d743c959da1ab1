//! What owners send of jobs.

use jiff::Timestamp;
use neurmatic_core::ids::ModelId;
use neurmatic_core::words::{ExperienceLevel, JobStatus, JobType, ModelStrategy, SkillType, WorkLocation};
use neurmatic_db::job_editing::FieldsRow;
use neurmatic_db::jobs::Skill;
use neurmatic_http::{Faults, Input, given};
use schemars::JsonSchema;
use serde::Deserialize;

/// Models of a job at most; at least one is named.
const MODELS_MAX: usize = 10;

/// Skills of a job at most.
const SKILLS_MAX: usize = 20;

/// The highest salary, in whole units a year.
const SALARY_MAX: i32 = 1_000_000_000;

/// A new job.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JobIn {
    /// 10 to 200 characters.
    pub(crate) title: String,
    /// 100 to 50,000 characters.
    pub(crate) description: String,
    /// 50 to 20,000 characters.
    pub(crate) requirements: String,
    /// At most 20,000 characters.
    pub(crate) responsibilities: Option<String>,
    /// At most 10,000 characters.
    pub(crate) benefits: Option<String>,
    /// How one is employed.
    pub(crate) r#type: JobType,
    /// Where it is done.
    pub(crate) work_location: WorkLocation,
    /// How experienced somebody should be.
    pub(crate) experience: ExperienceLevel,
    /// The place, 1 to 200 characters.
    pub(crate) location: String,
    /// What is paid.
    pub(crate) salary: Option<SalaryIn>,
    /// Whether everybody may see the salary; yes when left out.
    pub(crate) salary_is_public: Option<bool>,
    /// How many are wanted, 1 to 1000; one when left out.
    pub(crate) positions_available: Option<i32>,
    /// Where else one can apply.
    pub(crate) apply_url: Option<String>,
    /// Whether a visa is sponsored.
    #[serde(default)]
    pub(crate) has_visa_sponsorship: bool,
    /// At most 20.
    #[serde(default)]
    pub(crate) frameworks: Vec<String>,
    /// At most 10.
    #[serde(default)]
    pub(crate) vector_databases: Vec<String>,
    /// At most 10.
    #[serde(default)]
    pub(crate) infrastructure: Vec<String>,
    /// At most 10.
    #[serde(default)]
    pub(crate) programming_languages: Vec<String>,
    /// At most 20.
    #[serde(default)]
    pub(crate) skills: Vec<SkillIn>,
    /// The models that it works with, 1 to 10.
    pub(crate) model_ids: Vec<ModelId>,
    /// Which models it works with.
    pub(crate) model_strategy: Option<ModelStrategy>,
    /// What the models are used for, at most 100 characters.
    pub(crate) use_case_type: Option<String>,
    /// What applicants are asked: at most 10, each of 1 to 500 characters.
    #[serde(default)]
    pub(crate) screening_questions: Vec<String>,
    /// Its first state: draft (when left out) or active.
    pub(crate) status: Option<JobStatus>,
    /// When it ends, a time to come.
    pub(crate) expires_at: Option<Timestamp>,
}

/// A change of a job; what is left out stays, what is null is emptied.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct JobPatch {
    /// 10 to 200 characters.
    pub(crate) title: Option<String>,
    /// 100 to 50,000 characters.
    pub(crate) description: Option<String>,
    /// 50 to 20,000 characters.
    pub(crate) requirements: Option<String>,
    /// At most 20,000 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) responsibilities: Option<Option<String>>,
    /// At most 10,000 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) benefits: Option<Option<String>>,
    /// How one is employed.
    pub(crate) r#type: Option<JobType>,
    /// Where it is done.
    pub(crate) work_location: Option<WorkLocation>,
    /// How experienced somebody should be.
    pub(crate) experience: Option<ExperienceLevel>,
    /// The place, 1 to 200 characters.
    pub(crate) location: Option<String>,
    /// What is paid.
    #[serde(deserialize_with = "given")]
    pub(crate) salary: Option<Option<SalaryIn>>,
    /// Whether everybody may see the salary.
    pub(crate) salary_is_public: Option<bool>,
    /// How many are wanted, 1 to 1000.
    pub(crate) positions_available: Option<i32>,
    /// Where else one can apply.
    #[serde(deserialize_with = "given")]
    pub(crate) apply_url: Option<Option<String>>,
    /// Whether a visa is sponsored.
    pub(crate) has_visa_sponsorship: Option<bool>,
    /// All of them, at most 20.
    pub(crate) frameworks: Option<Vec<String>>,
    /// All of them, at most 10.
    pub(crate) vector_databases: Option<Vec<String>>,
    /// All of them, at most 10.
    pub(crate) infrastructure: Option<Vec<String>>,
    /// All of them, at most 10.
    pub(crate) programming_languages: Option<Vec<String>>,
    /// All of them, at most 20.
    pub(crate) skills: Option<Vec<SkillIn>>,
    /// All of them, 1 to 10.
    pub(crate) model_ids: Option<Vec<ModelId>>,
    /// Which models it works with.
    #[serde(deserialize_with = "given")]
    pub(crate) model_strategy: Option<Option<ModelStrategy>>,
    /// What the models are used for, at most 100 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) use_case_type: Option<Option<String>>,
    /// All of them: at most 10, each of 1 to 500 characters.
    pub(crate) screening_questions: Option<Vec<String>>,
    /// draft → active; active ↔ paused; active, paused → closed, filled.
    pub(crate) status: Option<JobStatus>,
    /// When it ends, a time to come.
    #[serde(deserialize_with = "given")]
    pub(crate) expires_at: Option<Option<Timestamp>>,
}

/// What is paid, in whole units a year; at least one of min and max.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SalaryIn {
    /// At least.
    pub(crate) min: Option<i32>,
    /// At most.
    pub(crate) max: Option<i32>,
    /// The currency, by its three capital letters.
    pub(crate) currency: String,
}

/// A skill that a job asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SkillIn {
    /// 2 to 100 characters.
    pub(crate) name: String,
    /// What it is about.
    pub(crate) r#type: SkillType,
    /// How well, 1 to 5.
    pub(crate) level: i32,
    /// Whether it is needed (when left out), or only welcome.
    pub(crate) is_required: Option<bool>,
}

impl From<&SkillIn> for Skill {
    fn from(skill: &SkillIn) -> Self {
        Self {
            name: skill.name.clone(),
            r#type: skill.r#type,
            level: skill.level,
            is_required: skill.is_required.unwrap_or(true),
        }
    }
}

impl Input for JobIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/title", &self.title, 10..=200);
        faults.length("/description", &self.description, 100..=50_000);
        faults.length("/requirements", &self.requirements, 50..=20_000);
        faults.length("/location", &self.location, 1..=200);
        Rest {
            responsibilities: self.responsibilities.as_deref(),
            benefits: self.benefits.as_deref(),
            salary: self.salary.as_ref(),
            positions: self.positions_available,
            apply_url: self.apply_url.as_deref(),
            use_case: self.use_case_type.as_deref(),
            frameworks: &self.frameworks,
            vector_databases: &self.vector_databases,
            infrastructure: &self.infrastructure,
            programming_languages: &self.programming_languages,
            questions: &self.screening_questions,
            skills: &self.skills,
            models: Some(&self.model_ids),
            expires_at: self.expires_at,
        }
        .check(faults);
        if !matches!(self.status, None | Some(JobStatus::Draft | JobStatus::Active)) {
            faults.add("/status", "invalid", "a new job is draft or active");
        }
    }
}

impl Input for JobPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/title", self.title.as_deref(), 10..=200);
        faults.length_if("/description", self.description.as_deref(), 100..=50_000);
        faults.length_if("/requirements", self.requirements.as_deref(), 50..=20_000);
        faults.length_if("/location", self.location.as_deref(), 1..=200);
        Rest {
            responsibilities: self.responsibilities.as_ref().and_then(Option::as_deref),
            benefits: self.benefits.as_ref().and_then(Option::as_deref),
            salary: self.salary.as_ref().and_then(Option::as_ref),
            positions: self.positions_available,
            apply_url: self.apply_url.as_ref().and_then(Option::as_deref),
            use_case: self.use_case_type.as_ref().and_then(Option::as_deref),
            frameworks: self.frameworks.as_deref().unwrap_or_default(),
            vector_databases: self.vector_databases.as_deref().unwrap_or_default(),
            infrastructure: self.infrastructure.as_deref().unwrap_or_default(),
            programming_languages: self.programming_languages.as_deref().unwrap_or_default(),
            questions: self.screening_questions.as_deref().unwrap_or_default(),
            skills: self.skills.as_deref().unwrap_or_default(),
            models: self.model_ids.as_deref(),
            expires_at: self.expires_at.flatten(),
        }
        .check(faults);
    }
}

impl JobIn {
    /// The job as it begins.
    pub(crate) fn fields(&self) -> FieldsRow {
        let salary = self.salary.as_ref();
        FieldsRow {
            title: self.title.clone(),
            description: self.description.clone(),
            requirements: self.requirements.clone(),
            responsibilities: self.responsibilities.clone(),
            benefits: self.benefits.clone(),
            job_type: self.r#type,
            work_location: self.work_location,
            experience_level: self.experience,
            location: self.location.clone(),
            salary_min: salary.and_then(|salary| salary.min),
            salary_max: salary.and_then(|salary| salary.max),
            salary_currency: salary.map(|salary| salary.currency.clone()),
            salary_is_public: self.salary_is_public.unwrap_or(true),
            positions_available: self.positions_available.unwrap_or(1),
            apply_url: self.apply_url.clone(),
            has_visa_sponsorship: self.has_visa_sponsorship,
            frameworks: self.frameworks.clone(),
            vector_databases: self.vector_databases.clone(),
            infrastructure: self.infrastructure.clone(),
            programming_languages: self.programming_languages.clone(),
            use_case_type: self.use_case_type.clone(),
            model_strategy: self.model_strategy,
            screening_questions: self.screening_questions.clone(),
            status: self.status.unwrap_or(JobStatus::Draft),
            expires_at: self.expires_at,
        }
    }
}

impl JobPatch {
    /// The job as it was, with what is given in place of that.
    pub(crate) fn applied_to(&self, before: FieldsRow) -> FieldsRow {
        let (min, max, currency) = match &self.salary {
            None => (before.salary_min, before.salary_max, before.salary_currency),
            Some(None) => (None, None, None),
            Some(Some(salary)) => (salary.min, salary.max, Some(salary.currency.clone())),
        };
        let or = |new: &Option<String>, old| new.clone().unwrap_or(old);
        let or_list = |new: &Option<Vec<String>>, old| new.clone().unwrap_or(old);
        FieldsRow {
            title: or(&self.title, before.title),
            description: or(&self.description, before.description),
            requirements: or(&self.requirements, before.requirements),
            responsibilities: self.responsibilities.clone().unwrap_or(before.responsibilities),
            benefits: self.benefits.clone().unwrap_or(before.benefits),
            job_type: self.r#type.unwrap_or(before.job_type),
            work_location: self.work_location.unwrap_or(before.work_location),
            experience_level: self.experience.unwrap_or(before.experience_level),
            location: or(&self.location, before.location),
            salary_min: min,
            salary_max: max,
            salary_currency: currency,
            salary_is_public: self.salary_is_public.unwrap_or(before.salary_is_public),
            positions_available: self.positions_available.unwrap_or(before.positions_available),
            apply_url: self.apply_url.clone().unwrap_or(before.apply_url),
            has_visa_sponsorship: self.has_visa_sponsorship.unwrap_or(before.has_visa_sponsorship),
            frameworks: or_list(&self.frameworks, before.frameworks),
            vector_databases: or_list(&self.vector_databases, before.vector_databases),
            infrastructure: or_list(&self.infrastructure, before.infrastructure),
            programming_languages: or_list(&self.programming_languages, before.programming_languages),
            use_case_type: self.use_case_type.clone().unwrap_or(before.use_case_type),
            model_strategy: self.model_strategy.unwrap_or(before.model_strategy),
            screening_questions: or_list(&self.screening_questions, before.screening_questions),
            status: self.status.unwrap_or(before.status),
            expires_at: self.expires_at.unwrap_or(before.expires_at),
        }
    }
}

/// What a new job and a change have in common.
struct Rest<'a> {
    responsibilities: Option<&'a str>,
    benefits: Option<&'a str>,
    salary: Option<&'a SalaryIn>,
    positions: Option<i32>,
    apply_url: Option<&'a str>,
    use_case: Option<&'a str>,
    frameworks: &'a [String],
    vector_databases: &'a [String],
    infrastructure: &'a [String],
    programming_languages: &'a [String],
    questions: &'a [String],
    skills: &'a [SkillIn],
    models: Option<&'a [ModelId]>,
    expires_at: Option<Timestamp>,
}

impl Rest<'_> {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/responsibilities", self.responsibilities, 0..=20_000);
        faults.length_if("/benefits", self.benefits, 0..=10_000);
        faults.length_if("/useCaseType", self.use_case, 1..=100);
        faults.web_address("/applyUrl", self.apply_url, 500);
        if self.positions.is_some_and(|positions| !(1..=1000).contains(&positions)) {
            faults.add("/positionsAvailable", "out_of_range", "must be 1 to 1000");
        }
        if let Some(salary) = self.salary {
            check_salary(faults, salary);
        }
        check_words(faults, "/frameworks", self.frameworks, 20, 100);
        check_words(faults, "/vectorDatabases", self.vector_databases, 10, 100);
        check_words(faults, "/infrastructure", self.infrastructure, 10, 100);
        check_words(faults, "/programmingLanguages", self.programming_languages, 10, 100);
        check_words(faults, "/screeningQuestions", self.questions, 10, 500);
        check_skills(faults, self.skills);
        if let Some(models) = self.models {
            check_models(faults, models);
        }
        if self.expires_at.is_some_and(|at| at <= Timestamp::now()) {
            faults.add("/expiresAt", "past", "must be a time to come");
        }
    }
}

fn check_salary(faults: &mut Faults, salary: &SalaryIn) {
    let in_range = |amount: Option<i32>| amount.is_none_or(|amount| (1..=SALARY_MAX).contains(&amount));
    for (pointer, amount) in [("/salary/min", salary.min), ("/salary/max", salary.max)] {
        if !in_range(amount) {
            faults.add(pointer, "out_of_range", format!("must be 1 to {SALARY_MAX}"));
        }
    }
    if salary.min.is_none() && salary.max.is_none() {
        faults.add("/salary", "missing", "say min, max or both");
    }
    if salary.min.zip(salary.max).is_some_and(|(min, max)| max < min) {
        faults.add("/salary/max", "out_of_range", "must not be less than min");
    }
    if salary.currency.len() != 3 || !salary.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        faults.add("/salary/currency", "invalid", "must be three capital letters, such as EUR");
    }
}

fn check_skills(faults: &mut Faults, skills: &[SkillIn]) {
    if skills.len() > SKILLS_MAX {
        faults.add("/skills", "too_many", format!("must hold at most {SKILLS_MAX}"));
    }
    for (place, skill) in skills.iter().enumerate() {
        faults.length(&format!("/skills/{place}/name"), &skill.name, 2..=100);
        if !(1..=5).contains(&skill.level) {
            faults.add(&format!("/skills/{place}/level"), "out_of_range", "must be 1 to 5");
        }
    }
    let mut names: Vec<String> = skills.iter().map(|skill| skill.name.to_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < skills.len() {
        faults.add("/skills", "duplicate", "must not hold one twice");
    }
}

fn check_models(faults: &mut Faults, models: &[ModelId]) {
    let mut distinct = models.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if models.is_empty() {
        faults.add("/modelIds", "too_few", "must name at least one model");
    } else if models.len() > MODELS_MAX {
        faults.add("/modelIds", "too_many", format!("must hold at most {MODELS_MAX}"));
    } else if distinct.len() < models.len() {
        faults.add("/modelIds", "duplicate", "must not hold one twice");
    }
}

/// A list of at most `count_max` texts, each of 1 to `chars_max` characters.
pub(crate) fn check_words(
    faults: &mut Faults,
    pointer: &str,
    words: &[String],
    count_max: usize,
    chars_max: usize,
) {
    if words.len() > count_max {
        faults.add(pointer, "too_many", format!("must hold at most {count_max}"));
    }
    for (place, word) in words.iter().enumerate() {
        faults.length(&format!("{pointer}/{place}"), word, 1..=chars_max);
    }
}
