//! What users say of themselves. Who may see which part is the caller's to decide: rows hold what is private too, but
//! neither the address nor the password.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use neurmatic_core::ids::{ModelId, UserId};
use neurmatic_core::words::{
    AccountType, AvailabilityStatus, EmploymentType, JobType, PrivacyVisibility, ProfileSection,
    ReputationLevel, Role, SkillType, UserStatus, WorkLocation,
};
use postgres_types::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "profiles":
    ADD_EXPERIENCE = "add_experience",
    ADD_MODELS = "add_models",
    ADD_SKILLS = "add_skills",
    CLEAR_EXPERIENCE = "clear_experience",
    CLEAR_MODELS = "clear_models",
    CLEAR_SKILLS = "clear_skills",
    FIELDS = "fields",
    FIND = "find",
    GET = "get",
    LOCK = "lock",
    PUT = "put",
    PUT_JOB_PREFERENCES = "put_job_preferences",
    PUT_PRIVACY = "put_privacy",
}

/// A skill of a user.
#[derive(Clone, Debug, Deserialize)]
pub struct ProfileSkill {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub r#type: SkillType,
    /// How well, 1 to 5.
    pub proficiency: i32,
}

/// A model that a user knows.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileModel {
    /// Its id.
    pub id: ModelId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// How well, 1 to 5.
    pub proficiency: i32,
    /// What for.
    pub use_cases: Vec<String>,
}

/// A model that a user says to know.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownModel {
    /// Its id.
    pub id: ModelId,
    /// How well, 1 to 5.
    pub proficiency: i32,
    /// What for.
    pub use_cases: Vec<String>,
}

/// Where a user has worked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Experience {
    /// As what.
    pub title: String,
    /// For whom.
    pub company: String,
    /// In which place.
    pub location: Option<String>,
    /// How one was employed.
    pub employment_type: Option<EmploymentType>,
    /// From.
    pub start_date: Date,
    /// Until; none: still.
    pub end_date: Option<Date>,
    /// What was done.
    pub description: Option<String>,
    /// With which frameworks.
    pub frameworks: Vec<String>,
    /// In which languages.
    pub programming_languages: Vec<String>,
}

/// Which jobs a user looks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobPreferences {
    /// As what.
    pub roles: Vec<String>,
    /// How employed.
    pub job_types: Vec<JobType>,
    /// Where it is done.
    pub work_locations: Vec<WorkLocation>,
    /// In which places.
    pub preferred_locations: Vec<String>,
    /// Whether the user would move.
    pub is_open_to_relocation: bool,
    /// At least so much a year.
    pub salary_min: Option<i32>,
    /// At most so much is hoped for.
    pub salary_max: Option<i32>,
    /// In this currency.
    pub salary_currency: Option<String>,
    /// From when on.
    pub start_date: Option<Date>,
    /// In the user's own words.
    pub availability: Option<String>,
    /// Whether companies may see it at all.
    pub is_visible_to_recruiters: bool,
}

rows! {
    /// A profile whole.
    pub struct ProfileRow {
        /// Whose it is.
        pub id: UserId,
        /// The name in addresses.
        pub username: String,
        /// What the user may do.
        pub role: Role,
        /// Whose the account is.
        pub account_type: AccountType,
        /// Whether the account is in use.
        pub status: UserStatus,
        /// Since when the account is there.
        pub created_at: Timestamp,
        /// How many follow the user.
        pub follower_count: i32,
        /// How many things the user follows.
        pub following_count: i32,
        /// The name to show.
        pub display_name: Option<String>,
        /// A line.
        pub headline: Option<String>,
        /// Some words.
        pub bio: Option<String>,
        /// A picture.
        pub avatar_url: Option<String>,
        /// A picture for the top.
        pub cover_image_url: Option<String>,
        /// A place.
        pub location: Option<String>,
        /// A website.
        pub website: Option<String>,
        /// GitHub.
        pub github_url: Option<String>,
        /// LinkedIn.
        pub linkedin_url: Option<String>,
        /// Twitter.
        pub twitter_url: Option<String>,
        /// Hugging Face.
        pub huggingface_url: Option<String>,
        /// How to speak of the user.
        pub pronouns: Option<String>,
        /// Whether the user looks for a job.
        pub availability_status: AvailabilityStatus,
        /// Years of work.
        pub years_experience: Option<i32>,
        /// Points.
        pub reputation: i64,
        /// What they amount to.
        pub reputation_level: ReputationLevel,
        /// Who sees which section, as far as the user has said.
        pub privacy: Json<BTreeMap<ProfileSection, PrivacyVisibility>>,
        /// Skills, the best first.
        pub skills: Json<Vec<ProfileSkill>>,
        /// Models, the best known first.
        pub models: Json<Vec<ProfileModel>>,
        /// Work, in the user's order.
        pub work_experience: Json<Vec<Experience>>,
        /// Which jobs the user looks for.
        pub job_preferences: Option<Json<JobPreferences>>,
    }

    /// Whose profile a name is.
    pub struct FoundRow {
        /// The user.
        pub id: UserId,
        /// Whether the account is in use.
        pub status: UserStatus,
        /// Who may see what the user does, if the user has said so.
        pub activity_visibility: Option<PrivacyVisibility>,
    }

    /// The words and links of a profile.
    pub struct FieldsRow {
        /// The name to show.
        pub display_name: Option<String>,
        /// A line.
        pub headline: Option<String>,
        /// Some words.
        pub bio: Option<String>,
        /// A picture.
        pub avatar_url: Option<String>,
        /// A picture for the top.
        pub cover_image_url: Option<String>,
        /// A place.
        pub location: Option<String>,
        /// A website.
        pub website: Option<String>,
        /// GitHub.
        pub github_url: Option<String>,
        /// LinkedIn.
        pub linkedin_url: Option<String>,
        /// Twitter.
        pub twitter_url: Option<String>,
        /// Hugging Face.
        pub huggingface_url: Option<String>,
        /// How to speak of the user.
        pub pronouns: Option<String>,
        /// Whether the user looks for a job.
        pub availability_status: AvailabilityStatus,
        /// Years of work.
        pub years_experience: Option<i32>,
    }
}

impl Default for FieldsRow {
    /// A profile that nothing was written into.
    fn default() -> Self {
        Self {
            display_name: None,
            headline: None,
            bio: None,
            avatar_url: None,
            cover_image_url: None,
            location: None,
            website: None,
            github_url: None,
            linkedin_url: None,
            twitter_url: None,
            huggingface_url: None,
            pronouns: None,
            availability_status: AvailabilityStatus::NotLooking,
            years_experience: None,
        }
    }
}

/// A profile, unless its account was deleted.
///
/// # Errors
/// [`DbError`].
pub async fn by_id(db: &impl Door, user: UserId) -> Result<Option<ProfileRow>, DbError> {
    let statement = GET.when(&[("by_id", true), ("by_username", false)]);
    db.maybe(statement, args![user => UUID, "" => TEXT]).await
}

/// The same by its name, whatever the case.
///
/// # Errors
/// [`DbError`].
pub async fn by_username(db: &impl Door, username: &str) -> Result<Option<ProfileRow>, DbError> {
    let statement = GET.when(&[("by_id", false), ("by_username", true)]);
    db.maybe(statement, args![Uuid::nil() => UUID, username => TEXT]).await
}

/// Whose profile a name is, whatever the case; none when the account was deleted.
///
/// # Errors
/// [`DbError`].
pub async fn find(db: &impl Door, username: &str) -> Result<Option<FoundRow>, DbError> {
    db.maybe(&FIND, args![username => TEXT]).await
}

/// Locks an account against other changes of its profile. False when it was deleted.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, user: UserId) -> Result<bool, DbError> {
    let found: Option<bool> = tx.maybe(&LOCK, args![user => UUID]).await?;
    Ok(found.is_some())
}

/// The words and links of a profile.
///
/// # Errors
/// [`DbError`].
pub async fn fields(tx: &impl Door, user: UserId) -> Result<FieldsRow, DbError> {
    let row: Option<FieldsRow> = tx.maybe(&FIELDS, args![user => UUID]).await?;
    Ok(row.unwrap_or_default())
}

/// Writes the words and links of a profile. Its account is locked.
///
/// # Errors
/// [`DbError`].
pub async fn put(tx: &impl Door, user: UserId, new: &FieldsRow) -> Result<(), DbError> {
    tx.run(&PUT, args![
        user => UUID, new.display_name => TEXT, new.headline => TEXT, new.bio => TEXT, new.avatar_url => TEXT,
        new.cover_image_url => TEXT, new.location => TEXT, new.website => TEXT, new.github_url => TEXT,
        new.linkedin_url => TEXT, new.twitter_url => TEXT, new.huggingface_url => TEXT, new.pronouns => TEXT,
        new.availability_status => TEXT, new.years_experience => INT4,
    ])
    .await
}

/// Says who sees sections of a profile; the others stay.
///
/// # Errors
/// [`DbError`].
pub async fn put_privacy(
    tx: &impl Door,
    user: UserId,
    wanted: &BTreeMap<ProfileSection, PrivacyVisibility>,
) -> Result<(), DbError> {
    let sections: Vec<&str> = wanted.keys().map(|section| section.as_str()).collect();
    let visibilities: Vec<&str> = wanted.values().map(|visibility| visibility.as_str()).collect();
    tx.run(&PUT_PRIVACY, args![user => UUID, sections => TEXT_ARRAY, visibilities => TEXT_ARRAY]).await
}

/// Replaces a user's skills.
///
/// # Errors
/// [`DbError`].
pub async fn set_skills(tx: &impl Door, user: UserId, skills: &[ProfileSkill]) -> Result<(), DbError> {
    tx.run(&CLEAR_SKILLS, args![user => UUID]).await?;
    let ids = new_ids(skills.len());
    let names: Vec<&str> = skills.iter().map(|skill| skill.name.as_str()).collect();
    let types: Vec<&str> = skills.iter().map(|skill| skill.r#type.as_str()).collect();
    let levels: Vec<i32> = skills.iter().map(|skill| skill.proficiency).collect();
    let args = args![
        user => UUID, ids => UUID_ARRAY, names => TEXT_ARRAY, types => TEXT_ARRAY, levels => INT4_ARRAY,
    ];
    tx.run(&ADD_SKILLS, args).await
}

/// Replaces which models a user knows.
///
/// # Errors
/// [`DbError::Missing`] when one of them doesn't exist.
pub async fn set_models(tx: &impl Door, user: UserId, models: &[KnownModel]) -> Result<(), DbError> {
    tx.run(&CLEAR_MODELS, args![user => UUID]).await?;
    let models = Json(models);
    tx.run(&ADD_MODELS, args![user => UUID, models => JSONB]).await
}

/// Replaces a user's work experience.
///
/// # Errors
/// [`DbError`].
pub async fn set_experience(tx: &impl Door, user: UserId, work: &[Experience]) -> Result<(), DbError> {
    tx.run(&CLEAR_EXPERIENCE, args![user => UUID]).await?;
    let (ids, work) = (new_ids(work.len()), Json(work));
    tx.run(&ADD_EXPERIENCE, args![user => UUID, ids => UUID_ARRAY, work => JSONB]).await
}

/// Says which jobs a user looks for.
///
/// # Errors
/// [`DbError`].
pub async fn put_job_preferences(tx: &impl Door, user: UserId, new: &JobPreferences) -> Result<(), DbError> {
    let types: Vec<&str> = new.job_types.iter().map(|word| word.as_str()).collect();
    let places: Vec<&str> = new.work_locations.iter().map(|word| word.as_str()).collect();
    tx.run(&PUT_JOB_PREFERENCES, args![
        user => UUID, new.roles => TEXT_ARRAY, types => TEXT_ARRAY, places => TEXT_ARRAY,
        new.preferred_locations => TEXT_ARRAY, new.is_open_to_relocation => BOOL, new.salary_min => INT4,
        new.salary_max => INT4, new.salary_currency => TEXT, new.start_date => DATE, new.availability => TEXT,
        new.is_visible_to_recruiters => BOOL,
    ])
    .await
}

fn new_ids(count: usize) -> Vec<Uuid> {
    (0..count).map(|_| Uuid::now_v7()).collect()
}
