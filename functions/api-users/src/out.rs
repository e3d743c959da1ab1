//! How profiles look on the wire: each section is there for those who see it, and null for the others.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use neurmatic_core::ids::{ModelId, UserId};
use neurmatic_core::words::{
    AccountType, AvailabilityStatus, EmploymentType, JobType, PrivacyVisibility, ProfileSection,
    ReputationLevel, Role, SkillType, WorkLocation,
};
use neurmatic_db::profiles::{Experience, JobPreferences, ProfileModel, ProfileRow, ProfileSkill};
use schemars::JsonSchema;
use serde::Serialize;

use crate::privacy::Viewer;

/// A profile, as far as the caller sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfileOut {
    /// The user's id.
    id: UserId,
    /// The name in addresses.
    username: String,
    /// The name to show; the username where there is none.
    name: String,
    /// What the user may do.
    role: Role,
    /// Whose account it is.
    account_type: AccountType,
    /// A line.
    headline: Option<String>,
    /// A picture.
    avatar_url: Option<String>,
    /// A picture for the top.
    cover_image_url: Option<String>,
    /// How to speak of the user.
    pronouns: Option<String>,
    /// Some words, as they were sent: escape them when you show them.
    bio: Option<String>,
    /// Where to find the user.
    contact: Option<ContactOut>,
    /// What the user is good at.
    skills: Option<SkillsOut>,
    /// Where the user has worked.
    work_experience: Option<WorkOut>,
    /// Which jobs the user looks for.
    job_preferences: Option<JobPreferencesOut>,
    /// The sections that the caller doesn't see.
    hidden: Vec<ProfileSection>,
    /// What others think of the user's words.
    reputation: ProfileReputationOut,
    /// How many follow the user.
    follower_count: i32,
    /// How many things the user follows.
    following_count: i32,
    /// Since when the account is there.
    created_at: Timestamp,
}

/// Where to find somebody.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ContactOut {
    /// A place.
    location: Option<String>,
    /// A website.
    website: Option<String>,
    /// An address at GitHub.
    github_url: Option<String>,
    /// An address at LinkedIn.
    linkedin_url: Option<String>,
    /// An address at Twitter.
    twitter_url: Option<String>,
    /// An address at Hugging Face.
    huggingface_url: Option<String>,
}

/// What somebody is good at.
#[derive(Debug, Serialize, JsonSchema)]
struct SkillsOut {
    /// Skills, the best first.
    skills: Vec<ProfileSkillOut>,
    /// Models, the best known first.
    models: Vec<KnownModelOut>,
}

/// A skill of somebody.
#[derive(Debug, Serialize, JsonSchema)]
struct ProfileSkillOut {
    /// Its name.
    name: String,
    /// What it is about.
    r#type: SkillType,
    /// How well, 1 to 5.
    proficiency: i32,
}

/// A model that somebody knows.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct KnownModelOut {
    /// Its id.
    id: ModelId,
    /// Its slug.
    slug: String,
    /// Its name.
    name: String,
    /// How well, 1 to 5.
    proficiency: i32,
    /// What for.
    use_cases: Vec<String>,
}

/// Somebody's work.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WorkOut {
    /// Whether the user looks for a job.
    availability_status: AvailabilityStatus,
    /// Years of work.
    years_experience: Option<i32>,
    /// Places of work, in the user's order.
    places: Vec<ExperienceOut>,
}

/// A place of work.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ExperienceOut {
    /// As what.
    title: String,
    /// For whom.
    company: String,
    /// In which place.
    location: Option<String>,
    /// How one was employed.
    employment_type: Option<EmploymentType>,
    /// From this day on.
    start_date: Date,
    /// Until this day; null: still.
    end_date: Option<Date>,
    /// What was done.
    description: Option<String>,
    /// With which frameworks.
    frameworks: Vec<String>,
    /// In which languages.
    programming_languages: Vec<String>,
}

/// Which jobs somebody looks for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct JobPreferencesOut {
    /// As what.
    roles: Vec<String>,
    /// How employed.
    job_types: Vec<JobType>,
    /// Where it is done.
    work_locations: Vec<WorkLocation>,
    /// In which places.
    preferred_locations: Vec<String>,
    /// Whether one would move.
    is_open_to_relocation: bool,
    /// At least so much, in whole units a year.
    salary_min: Option<i32>,
    /// At most so much is hoped for.
    salary_max: Option<i32>,
    /// The currency, by its three letters.
    salary_currency: Option<String>,
    /// From this day on.
    start_date: Option<Date>,
    /// In the user's own words.
    availability: Option<String>,
    /// Whether companies may see it at all.
    is_visible_to_recruiters: bool,
}

/// Points, and what they amount to.
#[derive(Debug, Serialize, JsonSchema)]
struct ProfileReputationOut {
    /// How many; never below zero.
    points: i64,
    /// The level.
    level: ReputationLevel,
}

impl ProfileOut {
    /// What a viewer sees of a profile.
    pub(crate) fn seen_by(viewer: Viewer, row: ProfileRow) -> Self {
        let said: &BTreeMap<ProfileSection, PrivacyVisibility> = &row.privacy.0;
        let sees = |section: ProfileSection| viewer.sees(section, said.get(&section).copied());
        let hidden: Vec<ProfileSection> =
            ProfileSection::ALL.iter().copied().filter(|section| !sees(*section)).collect();
        let shown = |section: ProfileSection| !hidden.contains(&section);
        let preferences = row.job_preferences.map(|preferences| preferences.0);
        let preferences = preferences.filter(|wanted| viewer.is_owner() || wanted.is_visible_to_recruiters);
        Self {
            id: row.id,
            name: row.display_name.unwrap_or_else(|| row.username.clone()),
            username: row.username,
            role: row.role,
            account_type: row.account_type,
            headline: row.headline,
            avatar_url: row.avatar_url,
            cover_image_url: row.cover_image_url,
            pronouns: row.pronouns,
            bio: row.bio.filter(|_| shown(ProfileSection::Bio)),
            contact: shown(ProfileSection::Contact).then_some(ContactOut {
                location: row.location,
                website: row.website,
                github_url: row.github_url,
                linkedin_url: row.linkedin_url,
                twitter_url: row.twitter_url,
                huggingface_url: row.huggingface_url,
            }),
            skills: shown(ProfileSection::Skills).then_some(SkillsOut {
                skills: row.skills.0.into_iter().map(ProfileSkillOut::from).collect(),
                models: row.models.0.into_iter().map(KnownModelOut::from).collect(),
            }),
            work_experience: shown(ProfileSection::WorkExperience).then_some(WorkOut {
                availability_status: row.availability_status,
                years_experience: row.years_experience,
                places: row.work_experience.0.into_iter().map(ExperienceOut::from).collect(),
            }),
            job_preferences: preferences
                .filter(|_| shown(ProfileSection::Salary))
                .map(JobPreferencesOut::from),
            hidden,
            reputation: ProfileReputationOut { points: row.reputation, level: row.reputation_level },
            follower_count: row.follower_count,
            following_count: row.following_count,
            created_at: row.created_at,
        }
    }
}

impl From<ProfileSkill> for ProfileSkillOut {
    fn from(skill: ProfileSkill) -> Self {
        Self { name: skill.name, r#type: skill.r#type, proficiency: skill.proficiency }
    }
}

impl From<ProfileModel> for KnownModelOut {
    fn from(model: ProfileModel) -> Self {
        Self {
            id: model.id,
            slug: model.slug,
            name: model.name,
            proficiency: model.proficiency,
            use_cases: model.use_cases,
        }
    }
}

impl From<Experience> for ExperienceOut {
    fn from(work: Experience) -> Self {
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

impl From<JobPreferences> for JobPreferencesOut {
    fn from(wanted: JobPreferences) -> Self {
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
