//! What users send of themselves.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use neurmatic_core::ids::ModelId;
use neurmatic_core::words::{
    AvailabilityStatus, EmploymentType, JobType, PrivacyVisibility, ProfileSection, SkillType, WorkLocation,
};
use neurmatic_db::profiles::{Experience, FieldsRow, JobPreferences, KnownModel, ProfileSkill};
use neurmatic_http::{Faults, Input, given};
use schemars::JsonSchema;
use serde::Deserialize;

/// Skills, models, and places of work of a user at most.
const ENTRIES_MAX: usize = 50;

/// Entries of a list within one of them at most.
const WORDS_MAX: usize = 50;

/// The highest salary, in whole units a year.
const SALARY_MAX: i32 = 1_000_000_000;

/// A change of a profile; what is left out stays, what is null is emptied.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct ProfilePatch {
    /// The name to show, 1 to 100 characters.
    #[serde(deserialize_with = "given")]
    display_name: Option<Option<String>>,
    /// A line, 1 to 200 characters.
    #[serde(deserialize_with = "given")]
    headline: Option<Option<String>>,
    /// Some words, 1 to 5000 characters.
    #[serde(deserialize_with = "given")]
    bio: Option<Option<String>>,
    /// Where a picture lies.
    #[serde(deserialize_with = "given")]
    avatar_url: Option<Option<String>>,
    /// Where a picture for the top lies.
    #[serde(deserialize_with = "given")]
    cover_image_url: Option<Option<String>>,
    /// A place, 1 to 100 characters.
    #[serde(deserialize_with = "given")]
    location: Option<Option<String>>,
    /// A website.
    #[serde(deserialize_with = "given")]
    website: Option<Option<String>>,
    /// An address at GitHub.
    #[serde(deserialize_with = "given")]
    github_url: Option<Option<String>>,
    /// An address at LinkedIn.
    #[serde(deserialize_with = "given")]
    linkedin_url: Option<Option<String>>,
    /// An address at Twitter.
    #[serde(deserialize_with = "given")]
    twitter_url: Option<Option<String>>,
    /// An address at Hugging Face.
    #[serde(deserialize_with = "given")]
    huggingface_url: Option<Option<String>>,
    /// How to speak of the user, 1 to 50 characters.
    #[serde(deserialize_with = "given")]
    pronouns: Option<Option<String>>,
    /// Whether the user looks for a job.
    availability_status: Option<AvailabilityStatus>,
    /// Years of work, 0 to 100.
    #[serde(deserialize_with = "given")]
    years_experience: Option<Option<i32>>,
    /// A time zone of the IANA database, such as `Europe/Lisbon`.
    pub(crate) timezone: Option<String>,
    /// The language of mails, such as `en` or `pt-BR`.
    pub(crate) locale: Option<String>,
    /// Who sees which section; sections that are left out stay.
    pub(crate) privacy: Option<BTreeMap<ProfileSection, PrivacyVisibility>>,
    /// All skills, at most 50.
    pub(crate) skills: Option<Vec<ProfileSkillIn>>,
    /// All models that the user knows, at most 50.
    pub(crate) models: Option<Vec<KnownModelIn>>,
    /// All places of work, in the order in which they are shown, at most 50.
    pub(crate) work_experience: Option<Vec<ExperienceIn>>,
    /// Which jobs the user looks for: all of it.
    pub(crate) job_preferences: Option<JobPreferencesIn>,
}

/// A skill.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileSkillIn {
    /// Its name, 2 to 100 characters; each once, whatever the case.
    name: String,
    /// What it is about.
    r#type: SkillType,
    /// How well, 1 to 5.
    proficiency: i32,
}

/// A model that somebody knows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KnownModelIn {
    /// Its id; each once.
    id: ModelId,
    /// How well, 1 to 5.
    proficiency: i32,
    /// What for, at most 50, each of 1 to 100 characters.
    #[serde(default)]
    use_cases: Vec<String>,
}

/// A place of work.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExperienceIn {
    /// As what, 1 to 200 characters.
    title: String,
    /// For whom, 1 to 200 characters.
    company: String,
    /// In which place, 1 to 100 characters.
    location: Option<String>,
    /// How one was employed.
    employment_type: Option<EmploymentType>,
    /// From this day on.
    start_date: Date,
    /// Until this day; null: still.
    end_date: Option<Date>,
    /// What was done, 1 to 5000 characters.
    description: Option<String>,
    /// With which frameworks, at most 50, each of 1 to 100 characters.
    #[serde(default)]
    frameworks: Vec<String>,
    /// In which languages, the same.
    #[serde(default)]
    programming_languages: Vec<String>,
}

/// Which jobs somebody looks for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JobPreferencesIn {
    /// As what, at most 50, each of 1 to 100 characters.
    #[serde(default)]
    roles: Vec<String>,
    /// How employed.
    #[serde(default)]
    job_types: Vec<JobType>,
    /// Where it is done.
    #[serde(default)]
    work_locations: Vec<WorkLocation>,
    /// In which places, at most 50, each of 1 to 100 characters.
    #[serde(default)]
    preferred_locations: Vec<String>,
    /// Whether one would move.
    #[serde(default)]
    is_open_to_relocation: bool,
    /// At least so much, in whole units a year.
    salary_min: Option<i32>,
    /// At most so much is hoped for.
    salary_max: Option<i32>,
    /// Three capital letters, when there is a salary.
    salary_currency: Option<String>,
    /// From this day on.
    start_date: Option<Date>,
    /// In one's own words, 1 to 100 characters.
    availability: Option<String>,
    /// Whether companies may see it at all.
    is_visible_to_recruiters: bool,
}

impl ProfilePatch {
    /// The words and links after it.
    pub(crate) fn fields_of(&self, before: &FieldsRow) -> FieldsRow {
        let text =
            |new: &Option<Option<String>>, old: &Option<String>| new.clone().unwrap_or_else(|| old.clone());
        FieldsRow {
            display_name: text(&self.display_name, &before.display_name),
            headline: text(&self.headline, &before.headline),
            bio: text(&self.bio, &before.bio),
            avatar_url: text(&self.avatar_url, &before.avatar_url),
            cover_image_url: text(&self.cover_image_url, &before.cover_image_url),
            location: text(&self.location, &before.location),
            website: text(&self.website, &before.website),
            github_url: text(&self.github_url, &before.github_url),
            linkedin_url: text(&self.linkedin_url, &before.linkedin_url),
            twitter_url: text(&self.twitter_url, &before.twitter_url),
            huggingface_url: text(&self.huggingface_url, &before.huggingface_url),
            pronouns: text(&self.pronouns, &before.pronouns),
            availability_status: self.availability_status.unwrap_or(before.availability_status),
            years_experience: self.years_experience.unwrap_or(before.years_experience),
        }
    }
}

impl Input for ProfilePatch {
    fn check(&self, faults: &mut Faults) {
        let texts = [
            ("/displayName", &self.display_name, 100),
            ("/headline", &self.headline, 200),
            ("/bio", &self.bio, 5000),
            ("/location", &self.location, 100),
            ("/pronouns", &self.pronouns, 50),
        ];
        for (pointer, text, most) in texts {
            faults.length_if(pointer, text.as_ref().and_then(Option::as_deref), 1..=most);
        }
        let links = [
            ("/avatarUrl", &self.avatar_url, 500),
            ("/coverImageUrl", &self.cover_image_url, 500),
            ("/website", &self.website, 255),
            ("/githubUrl", &self.github_url, 255),
            ("/linkedinUrl", &self.linkedin_url, 255),
            ("/twitterUrl", &self.twitter_url, 255),
            ("/huggingfaceUrl", &self.huggingface_url, 255),
        ];
        for (pointer, link, most) in links {
            faults.web_address(pointer, link.as_ref().and_then(Option::as_deref), most);
        }
        range(faults, "/yearsExperience", self.years_experience.flatten(), 0, 100);
        self.check_preferences(faults);
        self.check_candidate(faults);
    }
}

impl ProfilePatch {
    fn check_preferences(&self, faults: &mut Faults) {
        if self.timezone.as_deref().is_some_and(|zone| zone.len() > 50 || TimeZone::get(zone).is_err()) {
            faults.add("/timezone", "unknown", "must be a time zone such as Europe/Lisbon");
        }
        let is_locale = |locale: &str| {
            (2..=10).contains(&locale.len())
                && locale.split('-').all(|part| {
                    (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                })
        };
        if self.locale.as_deref().is_some_and(|locale| !is_locale(locale)) {
            faults.add("/locale", "invalid", "must be a language such as en or pt-BR");
        }
    }

    fn check_candidate(&self, faults: &mut Faults) {
        let skills = self.skills.as_deref().unwrap_or_default();
        most(faults, "/skills", skills.len(), ENTRIES_MAX);
        let mut names = BTreeSet::new();
        for (place, skill) in skills.iter().enumerate() {
            let pointer = format!("/skills/{place}/name");
            faults.length(&pointer, &skill.name, 2..=100);
            range(faults, &format!("/skills/{place}/proficiency"), Some(skill.proficiency), 1, 5);
            if !names.insert(skill.name.to_lowercase()) {
                faults.add(&pointer, "repeated", "stands there already");
            }
        }
        let models = self.models.as_deref().unwrap_or_default();
        most(faults, "/models", models.len(), ENTRIES_MAX);
        let mut ids = BTreeSet::new();
        for (place, model) in models.iter().enumerate() {
            range(faults, &format!("/models/{place}/proficiency"), Some(model.proficiency), 1, 5);
            words(faults, &format!("/models/{place}/useCases"), &model.use_cases);
            if !ids.insert(model.id) {
                faults.add(&format!("/models/{place}/id"), "repeated", "stands there already");
            }
        }
        let work = self.work_experience.as_deref().unwrap_or_default();
        most(faults, "/workExperience", work.len(), ENTRIES_MAX);
        for (place, work) in work.iter().enumerate() {
            work.check(faults, &format!("/workExperience/{place}"));
        }
        if let Some(preferences) = &self.job_preferences {
            preferences.check(faults);
        }
    }
}

impl ExperienceIn {
    fn check(&self, faults: &mut Faults, at: &str) {
        faults.length(&format!("{at}/title"), &self.title, 1..=200);
        faults.length(&format!("{at}/company"), &self.company, 1..=200);
        faults.length_if(&format!("{at}/location"), self.location.as_deref(), 1..=100);
        faults.length_if(&format!("{at}/description"), self.description.as_deref(), 1..=5000);
        words(faults, &format!("{at}/frameworks"), &self.frameworks);
        words(faults, &format!("{at}/programmingLanguages"), &self.programming_languages);
        if self.end_date.is_some_and(|end| end < self.start_date) {
            faults.add(&format!("{at}/endDate"), "out_of_range", "must not be before startDate");
        }
        if self.start_date.year() < 1900 {
            faults.add(&format!("{at}/startDate"), "out_of_range", "must be in 1900 or later");
        }
    }
}

impl JobPreferencesIn {
    fn check(&self, faults: &mut Faults) {
        words(faults, "/jobPreferences/roles", &self.roles);
        words(faults, "/jobPreferences/preferredLocations", &self.preferred_locations);
        most(faults, "/jobPreferences/jobTypes", self.job_types.len(), JobType::ALL.len());
        most(faults, "/jobPreferences/workLocations", self.work_locations.len(), WorkLocation::ALL.len());
        faults.length_if("/jobPreferences/availability", self.availability.as_deref(), 1..=100);
        range(faults, "/jobPreferences/salaryMin", self.salary_min, 1, SALARY_MAX);
        range(faults, "/jobPreferences/salaryMax", self.salary_max, 1, SALARY_MAX);
        if matches!((self.salary_min, self.salary_max), (Some(min), Some(max)) if max < min) {
            faults.add("/jobPreferences/salaryMax", "out_of_range", "must be at least salaryMin");
        }
        let is_currency =
            |text: &String| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let has_salary = self.salary_min.or(self.salary_max).is_some();
        if self.salary_currency.as_ref().map_or(has_salary, |text| !has_salary || !is_currency(text)) {
            let detail = "must be three capital letters where there is a salary, and null elsewhere";
            faults.add("/jobPreferences/salaryCurrency", "invalid", detail);
        }
    }
}

fn range(faults: &mut Faults, pointer: &str, value: Option<i32>, min: i32, max: i32) {
    if value.is_some_and(|value| !(min..=max).contains(&value)) {
        faults.add(pointer, "out_of_range", format!("must be {min} to {max}"));
    }
}

fn most(faults: &mut Faults, pointer: &str, count: usize, max: usize) {
    if count > max {
        faults.add(pointer, "too_many", format!("must hold at most {max}"));
    }
}

fn words(faults: &mut Faults, pointer: &str, words: &[String]) {
    most(faults, pointer, words.len(), WORDS_MAX);
    for (place, word) in words.iter().enumerate() {
        faults.length(&format!("{pointer}/{place}"), word, 1..=100);
    }
}

impl From<ProfileSkillIn> for ProfileSkill {
    fn from(skill: ProfileSkillIn) -> Self {
        Self { name: skill.name, r#type: skill.r#type, proficiency: skill.proficiency }
    }
}

impl From<KnownModelIn> for KnownModel {
    fn from(model: KnownModelIn) -> Self {
        Self { id: model.id, proficiency: model.proficiency, use_cases: model.use_cases }
    }
}

impl From<ExperienceIn> for Experience {
    fn from(work: ExperienceIn) -> Self {
        Self {
            title: work.title,
            company: work.company,
            location: work.location,
            employment_type: work.employment_type,
            start_date: work.start_date,
            end_date: work.end_date,
            description: work.description,
            frameworks: work.frameworks,
            programming_languages: work.programming_languages,
        }
    }
}

impl From<JobPreferencesIn> for JobPreferences {
    fn from(wanted: JobPreferencesIn) -> Self {
        Self {
            roles: wanted.roles,
            job_types: wanted.job_types,
            work_locations: wanted.work_locations,
            preferred_locations: wanted.preferred_locations,
            is_open_to_relocation: wanted.is_open_to_relocation,
            salary_min: wanted.salary_min,
            salary_max: wanted.salary_max,
            salary_currency: wanted.salary_currency,
            start_date: wanted.start_date,
            availability: wanted.availability,
            is_visible_to_recruiters: wanted.is_visible_to_recruiters,
        }
    }
}
