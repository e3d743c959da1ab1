//! How the caller wants digests.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::words::DigestType;
use neurmatic_db::Door;
use neurmatic_db::digests::{self, PlanChange, SettingsChange, SettingsRow};
use neurmatic_http::{Answer, Caller, Faults, Input, Json, Problem, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock;

/// How the caller wants digests.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DigestOut {
    /// The one of each day.
    daily: DailyOut,
    /// The one of each week.
    weekly: WeeklyOut,
    /// What is in them.
    sections: SectionsOut,
    /// What has fewer items isn't sent.
    min_items: i32,
    /// Whether none is sent for now.
    vacation: VacationOut,
    /// The caller's time zone.
    timezone: String,
}

/// The digest of each day.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DailyOut {
    /// Whether it is sent.
    is_on: bool,
    /// When, HH:MM.
    time: String,
}

/// The digest of each week.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WeeklyOut {
    /// Whether it is sent.
    is_on: bool,
    /// On which day; 0 is Sunday.
    day: i16,
    /// When, HH:MM.
    time: String,
}

/// What is in a digest.
#[derive(Debug, Serialize, JsonSchema)]
struct SectionsOut {
    /// Articles.
    news: bool,
    /// Discussions of the forum.
    forum: bool,
    /// Jobs.
    jobs: bool,
    /// What the caller was told and hasn't read.
    activity: bool,
}

/// A time without digests.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct VacationOut {
    /// Whether none is sent.
    is_on: bool,
    /// Until when; null: until the caller says otherwise.
    until: Option<Timestamp>,
}

/// A change of how the caller wants digests. What is left out stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct DigestIn {
    /// The one of each day.
    daily: Option<DailyIn>,
    /// The one of each week.
    weekly: Option<WeeklyIn>,
    /// What is in them.
    sections: Option<SectionsIn>,
    /// What has fewer items isn't sent; 1 to 20.
    min_items: Option<i32>,
    /// A time without digests.
    vacation: Option<VacationIn>,
}

/// A change of the daily digest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DailyIn {
    /// Whether it is to be sent.
    is_on: Option<bool>,
    /// When, HH:MM, in the caller's time zone.
    time: Option<String>,
}

/// A change of the weekly digest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WeeklyIn {
    /// Whether it is to be sent.
    is_on: Option<bool>,
    /// On which day; 0 is Sunday.
    day: Option<i16>,
    /// When, HH:MM, in the caller's time zone.
    time: Option<String>,
}

/// A change of what is in a digest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SectionsIn {
    /// Articles.
    news: Option<bool>,
    /// Discussions of the forum.
    forum: Option<bool>,
    /// Jobs.
    jobs: Option<bool>,
    /// What the caller was told and hasn't read.
    activity: Option<bool>,
}

/// A time without digests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct VacationIn {
    /// Whether none is to be sent.
    is_on: bool,
    /// Until when; until the caller says otherwise when left out.
    until: Option<Timestamp>,
}

impl Input for DigestIn {
    fn check(&self, faults: &mut Faults) {
        let daily = self.daily.as_ref().and_then(|daily| daily.time.as_deref());
        let weekly = self.weekly.as_ref().and_then(|weekly| weekly.time.as_deref());
        for (pointer, time) in [("/daily/time", daily), ("/weekly/time", weekly)] {
            if time.is_some_and(|time| clock::read(time).is_none()) {
                faults.add(pointer, "invalid", "must be a time of day, HH:MM");
            }
        }
        if self.weekly.as_ref().and_then(|weekly| weekly.day).is_some_and(|day| !(0..=6).contains(&day)) {
            faults.add("/weekly/day", "out_of_range", "must be 0 (Sunday) to 6");
        }
        if self.min_items.is_some_and(|items| !(1..=20).contains(&items)) {
            faults.add("/minItems", "out_of_range", "must be 1 to 20");
        }
    }
}

/// How the caller wants digests.
pub(crate) async fn get_digest(
    State(app): State<Services>,
    caller: Caller,
) -> Result<Answer<DigestOut>, Problem> {
    Answer::of(&whole(&app.db, caller).await?)
}

/// Changes how the caller wants digests, from the next one on.
pub(crate) async fn set_digest(
    State(app): State<Services>,
    caller: Caller,
    Json(wanted): Json<DigestIn>,
) -> Result<Answer<DigestOut>, Problem> {
    let tx = app.db.begin().await?;
    digests::put(&tx, caller.user, &wanted.settings()).await?;
    if let Some(daily) = &wanted.daily {
        let change = plan(daily.is_on, daily.time.as_deref(), None);
        digests::put_plan(&tx, caller.user, DigestType::Daily, change).await?;
    }
    if let Some(weekly) = &wanted.weekly {
        let change = plan(weekly.is_on, weekly.time.as_deref(), weekly.day);
        digests::put_plan(&tx, caller.user, DigestType::Weekly, change).await?;
    }
    let digest = whole(&tx, caller).await?;
    tx.commit().await?;
    Answer::of(&digest)
}

fn plan(is_on: Option<bool>, time: Option<&str>, weekday: Option<i16>) -> PlanChange {
    PlanChange { is_on, at: time.and_then(clock::read), weekday }
}

async fn whole(db: &impl Door, caller: Caller) -> Result<DigestOut, Problem> {
    let settings = digests::get(db, caller.user).await?;
    Ok(settings.ok_or_else(|| Problem::not_found("account"))?.into())
}

impl DigestIn {
    fn settings(&self) -> SettingsChange {
        let sections = self.sections.as_ref();
        SettingsChange {
            includes_news: sections.and_then(|sections| sections.news),
            includes_forum: sections.and_then(|sections| sections.forum),
            includes_jobs: sections.and_then(|sections| sections.jobs),
            includes_activity: sections.and_then(|sections| sections.activity),
            min_items: self.min_items,
            vacation: self.vacation.as_ref().map(|vacation| (vacation.is_on, vacation.until)),
        }
    }
}

impl From<SettingsRow> for DigestOut {
    fn from(row: SettingsRow) -> Self {
        Self {
            daily: DailyOut { is_on: row.is_daily, time: clock::write(row.daily_at) },
            weekly: WeeklyOut { is_on: row.is_weekly, day: row.weekday, time: clock::write(row.weekly_at) },
            sections: SectionsOut {
                news: row.includes_news,
                forum: row.includes_forum,
                jobs: row.includes_jobs,
                activity: row.includes_activity,
            },
            min_items: row.min_items,
            vacation: VacationOut { is_on: row.is_on_vacation, until: row.vacation_until },
            timezone: row.timezone,
        }
    }
}
